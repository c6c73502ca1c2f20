import Display
import Foundation

extension BytePairTokenizer {
  /// Reads `vocab.json` and `merges.txt`, as GPT-2 and Hugging Face write them.
  ///
  /// - Parameter special: Names of special tokens. Those that the file lacks get the next ids.
  public init(
    vocabulary: String, merges: String, special: [String] = ["<|endoftext|>"]
  ) throws(TokenFileError) {
    var pieces = try readPieces(of: vocabulary)
    var ids = Dictionary(uniqueKeysWithValues: zip(pieces, 0...))
    for name in special where ids[name] == nil {
      ids[name] = pieces.count
      pieces.append(name)
    }
    let specialIDs = ids.filter { special.contains($0.key) }
    for byte in UInt8.min...UInt8.max {
      let character = ByteAlphabet.text(of: [byte])
      if ids[character] != nil && specialIDs[character] == nil { continue }
      throw TokenFileError(vocabulary, "there is no token \(character.brief.debugDescription) for the byte \(byte)")
    }
    let contents = pieces.map { specialIDs[$0] == nil ? ByteAlphabet.bytes(of: $0) ?? Array($0.utf8) : Array($0.utf8) }
    let rules = try BytePairTokenizer.readMerges(merges, ids, special: specialIDs)
    self.init(pieces: pieces, contents: contents, merges: rules, special: specialIDs)
  }

  private static func readMerges(
    _ path: String, _ ids: [String: Int], special: [String: Int]
  ) throws(TokenFileError) -> [Merge] {
    var merges: [Merge] = []
    for (index, line) in try lines(of: path).enumerated() {
      if line.isEmpty || line.hasPrefix("#version") { continue }
      let parts = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      func problem(_ text: String) -> TokenFileError { TokenFileError(path, line: index + 1, text) }
      guard parts.count == 2, !parts.contains("") else {
        throw problem("expected two tokens separated by a space, found \(line.brief.debugDescription)")
      }
      let pieces = parts + [parts.joined()]
      for piece in pieces where ids[piece] == nil {
        throw problem("the vocabulary has no token \(piece.brief.debugDescription)")
      }
      for piece in pieces where special[piece] != nil || ByteAlphabet.bytes(of: piece) == nil {
        throw problem("the token \(piece.brief.debugDescription) cannot be part of a merge: it is not a byte string")
      }
      let found = pieces.map { ids[$0]! }
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
