import EncoderDecoder
import Exercises
import Tensors

extension Chapter {
  static let encoderDecoder = Chapter(
    "08", "encoderdecoder", subject: "EncoderDecoder", mine: "MyEncoderDecoder",
    [.shift, .smoothedLoss, .learningRate, .layer, .attendNext, .generate])
}
