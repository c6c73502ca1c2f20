/// The pieces of WordPiece, and how a word is split into them.
package struct WordPieceModel: Sendable {
  /// The id of a word that cannot be split.
  package let unknown: Int

  /// Words with more characters are unknown.
  package let maximumWordLength: Int

  private let starts: [ArraySlice<UInt8>: Int]
  /// Without their `##`.
  private let continuations: [ArraySlice<UInt8>: Int]
  private let longestPiece: Int

  /// - Parameters:
  ///   - pieces: Those that a text can contain.
  ///   - prefix: Of pieces that do not start a word: `##`.
  package init(_ pieces: [(bytes: [UInt8], id: Int)], prefix: [UInt8], unknown: Int, maximumWordLength: Int = 100) {
    var (starts, continuations): ([ArraySlice<UInt8>: Int], [ArraySlice<UInt8>: Int]) = ([:], [:])
    for (bytes, id) in pieces {
      if bytes.starts(with: prefix) { continuations[bytes[prefix.count...]] = id } else { starts[bytes[...]] = id }
    }
    longestPiece = max(starts.keys.map(\.count).max() ?? 0, continuations.keys.map(\.count).max() ?? 0)
    (self.starts, self.continuations, self.unknown) = (starts, continuations, unknown)
    self.maximumWordLength = maximumWordLength
  }

  /// The ids of a word: the longest piece that matches its start, then the longest that matches the start of the rest.
  package func encode(_ word: ArraySlice<UInt8>) -> [Int] {
    let characters = word.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    if characters > maximumWordLength { return [unknown] }
    var tokens: [Int] = []
    var rest = word
    while !rest.isEmpty {
      let candidates = tokens.isEmpty ? starts : continuations
      let lengths = stride(from: min(rest.count, longestPiece), to: 0, by: -1)
      guard let length = lengths.first(where: { candidates[rest.prefix($0)] != nil }) else { return [unknown] }
      tokens.append(candidates[rest.prefix(length)]!)
      rest = rest.dropFirst(length)
    }
    return tokens
  }
}
