import Exercises
import Tensors
import Tokens

extension Chapter {
  static let tokens = Chapter(
    "06", "tokens", subject: "Token", mine: "MyTokens",
    [.merge, .encode, .wordPieces, .sinusoids, .rotate, .skipGramBackward])
}

/// A text with few different words, so that a few merges suffice.
let rhyme = " low low low low low lower lower newest newest newest newest newest newest widest widest widest"

extension BytePairTokenizer {
  /// Every byte is a token, without merges.
  static let bytes = BytePairTokenizer(trainedOn: "", size: 256)

  /// The merges in the form of the exercises.
  var rules: [MergeRule] {
    merges.map { MergeRule(left: Int($0.pair.left), right: Int($0.pair.right), joined: $0.joined) }
  }
}
