/// A **unigram language model** of pieces: the probability of a segmentation is the product of those of its pieces.
package struct UnigramModel: Sendable {
  let trie: PieceTrie

  /// The log-probability of each piece.
  var scores: [Double]

  /// The piece that stands for a character that is no piece itself, and its score.
  let unknown: (piece: Int, score: Double)

  /// How far the score of an unknown character is below that of the least probable piece, in SentencePiece.
  static let unknownPenalty = 10.0

  /// - Parameters:
  ///   - pieces: Those that a text can contain.
  ///   - scores: One for each id, those of special tokens included.
  package init(_ pieces: [(bytes: [UInt8], id: Int)], scores: [Double], unknown: Int) {
    trie = PieceTrie(pieces)
    self.scores = scores
    self.unknown = (unknown, (scores.min() ?? 0) - UnigramModel.unknownPenalty)
  }
}
