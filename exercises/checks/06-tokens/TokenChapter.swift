import Exercises
import Tokens

extension Chapter {
  static let tokens = Chapter(
    "06", "tokens", subject: "Token", mine: MyTokens.self,
    [.merge, .encode, .wordPieces, .sinusoids, .rotate, .skipGramBackward])
}

/// A text of few words, so that a few merges find something in it.
let rhyme = " low low low low low lower lower newest newest newest newest newest newest widest widest widest"

extension BytePairTokenizer {
  /// Every byte is a piece, and nothing is joined.
  static let bytes = BytePairTokenizer(trainedOn: "", size: 256)

  /// The merges as the exercises tell them.
  var rules: [MergeRule] {
    merges.map { MergeRule(left: Int($0.pair.left), right: Int($0.pair.right), joined: $0.joined) }
  }
}
