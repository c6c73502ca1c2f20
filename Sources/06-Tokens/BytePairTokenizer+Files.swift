import Display
import Foundation

extension BytePairTokenizer {
  /// Reads `vocab.json` and `merges.txt`, as GPT-2 and Hugging Face write them.
  ///
  /// - Parameter special: Names of special tokens; those that the vocabulary lacks get numbers behind it.
  public init(
    vocabulary: String, merges: String, special: [String] = ["<|endoftext|>"]
  ) throws(TokenFileError) {
    var pieces = try numberedPieces(of: vocabulary)
    var numbers = Dictionary(uniqueKeysWithValues: zip(pieces, 0...))
    for name in special where numbers[name] == nil {
      numbers[name] = pieces.count
      pieces.append(name)
    }
    let marks = numbers.filter { special.contains($0.key) }
    for byte in UInt8.min...UInt8.max {
      let letter = ByteAlphabet.text(of: [byte])
      if numbers[letter] != nil && marks[letter] == nil { continue }
      throw TokenFileError(vocabulary, "there is no piece \(letter.debugDescription) for the byte \(byte)")
    }
    let contents = pieces.map { marks[$0] == nil ? ByteAlphabet.bytes(of: $0) ?? Array($0.utf8) : Array($0.utf8) }
    let rules = try BytePairTokenizer.readMerges(merges, numbers, special: marks)
    self.init(pieces: pieces, contents: contents, merges: rules, special: marks)
  }

  private static func readMerges(
    _ path: String, _ numbers: [String: Int], special: [String: Int]
  ) throws(TokenFileError) -> [Merge] {
    var merges: [Merge] = []
    for (index, line) in try lines(of: path).enumerated() {
      if line.isEmpty || line.hasPrefix("#version") { continue }
      let halves = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      func problem(_ text: String) -> TokenFileError { TokenFileError(path, line: index + 1, text) }
      guard halves.count == 2, !halves.contains("") else {
        throw problem("expected two pieces with a space between them, found \(line.debugDescription)")
      }
      let pieces = halves + [halves.joined()]
      for piece in pieces where numbers[piece] == nil {
        throw problem("the vocabulary has no piece \(piece.debugDescription)")
      }
      for piece in pieces where special[piece] != nil || ByteAlphabet.bytes(of: piece) == nil {
        throw problem("the piece \(piece.debugDescription) cannot come from a merge: it is not written in bytes")
      }
      let found = pieces.map { numbers[$0]! }
      merges.append(Merge(pair: PiecePair(found[0], found[1]), joined: found[2]))
    }
    return merges
  }

  /// Writes `vocab.json` and `merges.txt`.
  public func write(vocabulary: String, merges: String) throws(WriteError) {
    try writePieces(pieces, to: vocabulary)
    let rows = self.merges.map { "\(pieces[Int($0.pair.left)]) \(pieces[Int($0.pair.right)])\n" }
    try writeAtomically(Data(("#version: 0.2\n" + rows.joined()).utf8), to: merges)
  }
}
