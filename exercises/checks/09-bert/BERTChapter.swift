import BERT
import Exercises
import Tensors

extension Chapter {
  static let bert = Chapter(
    "09", "bert", subject: "BERT", mine: "MyBERT",
    [.maskTokens, .joinPair, .pretrainingLoss, .decodeSpan, .meanPool, .replaceTokens, .chooseEachEpoch])
}
