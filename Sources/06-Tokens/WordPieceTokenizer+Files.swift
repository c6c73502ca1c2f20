import Display
import Foundation

extension WordPieceTokenizer {
  /// Reads `vocab.txt`, as BERT and Hugging Face write it: one token per line, ids from 0.
  ///
  /// - Parameter special: Names of special tokens. Those that the file lacks get the next ids.
  public init(
    vocabulary path: String, isLowercasing: Bool = true, special: [String] = usualSpecial
  ) throws(TokenFileError) {
    var pieces = try lines(of: path)
    var ids: [[UInt8]: Int] = [:]
    for (id, piece) in pieces.enumerated() {
      if piece.isEmpty {
        throw TokenFileError(path, line: id + 1, "the line is empty")
      }
      if let other = ids.updateValue(id, forKey: Array(piece.utf8)) {
        throw TokenFileError(
          path, line: id + 1, "the token \(piece.brief.debugDescription) is in line \(other + 1), too")
      }
    }
    guard ids[Array("[UNK]".utf8)] != nil else { throw TokenFileError(path, "there is no token [UNK]") }
    for name in special where ids[Array(name.utf8)] == nil { pieces.append(name) }
    self.init(
      pieces: pieces, special: special.contains("[UNK]") ? special : special + ["[UNK]"],
      isLowercasing: isLowercasing)
  }

  /// Writes `vocab.txt`.
  public func write(vocabulary path: String) throws(WriteError) {
    try writeAtomically(Data(pieces.map { "\($0)\n" }.joined().utf8), to: path)
  }
}
