import Display
import Foundation

extension WordPieceTokenizer {
  /// Reads `vocab.txt`, as BERT and Hugging Face write it: one piece a line, numbered from 0.
  ///
  /// - Parameter special: Names of special tokens; those that the file lacks get numbers behind it.
  public init(
    vocabulary path: String, isLowercasing: Bool = true, special: [String] = usualSpecial
  ) throws(TokenFileError) {
    var pieces = try lines(of: path)
    var numbers: [[UInt8]: Int] = [:]
    for (number, piece) in pieces.enumerated() {
      if piece.isEmpty {
        throw TokenFileError(path, line: number + 1, "there is no piece in it")
      }
      if let other = numbers.updateValue(number, forKey: Array(piece.utf8)) {
        throw TokenFileError(
          path, line: number + 1, "the piece \(piece.debugDescription) stands in line \(other + 1) too")
      }
    }
    guard numbers[Array("[UNK]".utf8)] != nil else { throw TokenFileError(path, "there is no piece [UNK]") }
    for name in special where numbers[Array(name.utf8)] == nil { pieces.append(name) }
    self.init(
      pieces: pieces, special: special.contains("[UNK]") ? special : special + ["[UNK]"],
      isLowercasing: isLowercasing)
  }

  /// Writes `vocab.txt`.
  public func write(vocabulary path: String) throws(WriteError) {
    try writeAtomically(Data(pieces.map { "\($0)\n" }.joined().utf8), to: path)
  }
}
