import Display
import Foundation

/// The bytes of a plain file.
func contents(of path: String) throws(TokenFileError) -> [UInt8] {
  let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
  // A device or a pipe may never end.
  let kind = try? FileManager.default.attributesOfItem(atPath: url.path)[.type] as? FileAttributeType
  guard kind == .typeRegular, let data = try? Data(contentsOf: url) else {
    throw TokenFileError(path, "the file cannot be read")
  }
  return Array(data)
}

/// The lines of a UTF-8 file, whichever way they end; a newline at the end begins no further line.
func lines(of path: String) throws(TokenFileError) -> [String] {
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

/// The pieces of a file that says `{"piece": number, …}`, each at the place of its number.
func numberedPieces(of path: String) throws(TokenFileError) -> [String] {
  let numbers: [String: Int]
  do {
    numbers = try JSONDecoder().decode([String: Int].self, from: Data(try contents(of: path)))
  } catch let error as TokenFileError {
    throw error
  } catch {
    throw TokenFileError(path, "it is not a JSON object of whole numbers\(position(of: error))")
  }
  var pieces = [String?](repeating: nil, count: numbers.count)
  for (piece, number) in numbers {
    guard pieces.indices.contains(number) else {
      throw TokenFileError(
        path, "the piece \(piece.debugDescription) has the number \(number), not one below \(pieces.count)")
    }
    if let other = pieces[number] {
      let both = [piece, other].sorted().map(\.debugDescription).joined(separator: " and ")
      throw TokenFileError(path, "the pieces \(both) have the same number \(number)")
    }
    pieces[number] = piece
  }
  return pieces.compactMap(\.self)
}

/// What a decoder knows about where it stumbled.
private func position(of error: any Error) -> String {
  switch error {
  case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
    context.codingPath.last.map { ": the number of \($0.stringValue.debugDescription) is none" } ?? ""
  case DecodingError.dataCorrupted(let context):
    (context.underlyingError as NSError?)?.userInfo[NSDebugDescriptionErrorKey].map { ": \($0)" } ?? ""
  default: ""
  }
}

/// The file that `numberedPieces` reads, in the order of the numbers.
func writePieces(_ pieces: [String], to path: String) throws(WriteError) {
  let entries = pieces.enumerated().map { "\(quotedForJSON($1)):\($0)" }
  try writeAtomically(Data(("{" + entries.joined(separator: ",") + "}").utf8), to: path)
}
