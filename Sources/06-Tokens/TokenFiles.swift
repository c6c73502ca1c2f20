import Display
import Foundation

/// The bytes of a regular file.
package func contents(of path: String) throws(TokenFileError) -> [UInt8] {
  do { return Array(try contents(ofRegularFile: path)) } catch { throw TokenFileError(path, error.description) }
}

/// The lines of a UTF-8 file, with either kind of line end. A newline at the end of the file starts no further line.
package func lines(of path: String) throws(TokenFileError) -> [String] {
  var lines = try contents(of: path).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  if lines.last?.isEmpty == true { lines.removeLast() }
  var result: [String] = []
  for line in lines {
    let bytes = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw TokenFileError(path, line: result.count + 1, "it is not UTF-8")
    }
    result.append(text)
  }
  return result
}

/// The tokens of a file `{"token": id, …}` in order of their ids.
func readPieces(of path: String) throws(TokenFileError) -> [String] {
  let ids: [String: Int]
  do {
    ids = try JSONDecoder().decode([String: Int].self, from: Data(try contents(of: path)))
  } catch let error as TokenFileError {
    throw error
  } catch {
    throw TokenFileError(path, "it is not a JSON object of whole numbers\(position(of: error))")
  }
  var pieces = [String?](repeating: nil, count: ids.count)
  for (piece, id) in ids {
    guard pieces.indices.contains(id) else {
      throw TokenFileError(
        path, "the token \(piece.brief.debugDescription) has the id \(id), which is not in 0 ..< \(pieces.count)")
    }
    if let other = pieces[id] {
      let both = [piece, other].sorted().map(\.brief.debugDescription).joined(separator: " and ")
      throw TokenFileError(path, "the tokens \(both) have the same id \(id)")
    }
    pieces[id] = piece
  }
  return pieces.compactMap(\.self)
}

/// What a decoding error tells about its position.
private func position(of error: any Error) -> String {
  switch error {
  case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
    context.codingPath.last.map { ": the id of \($0.stringValue.brief.debugDescription) is not a whole number" } ?? ""
  case DecodingError.dataCorrupted(let context):
    (context.underlyingError as NSError?)?.userInfo[NSDebugDescriptionErrorKey].map { ": \($0)" } ?? ""
  default: ""
  }
}

/// Writes the file that `readPieces` reads, in order of the ids.
func writePieces(_ pieces: [String], to path: String) throws(WriteError) {
  let entries = pieces.enumerated().map { "\(quotedForJSON($1)):\($0)" }
  try writeAtomically(Data(("{" + entries.joined(separator: ",") + "}").utf8), to: path)
}
