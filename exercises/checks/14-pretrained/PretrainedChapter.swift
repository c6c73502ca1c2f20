import Exercises
import Pretrained
import Tensors

extension Chapter {
  static let pretrained = Chapter(
    "14", "pretrained", subject: "Pretrained", mine: "MyPretrained",
    [.readHeader, .decodeHalves, .splitProjection, .sentenceEmbeddings, .publishedSource, .nameFault])
}
