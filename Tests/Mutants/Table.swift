import Foundation

/// One line of the package made wrong.
struct Mutant {
  let file: String
  let from: String
  let to: String

  var description: String { "\(file)\n  - \(from)\n  + \(to)" }

  /// The file's text with that line changed; nil unless it is there exactly once.
  func applied(to text: String) -> String? {
    let parts = text.components(separatedBy: from)
    return parts.count == 2 && from != to ? parts.joined(separator: to) : nil
  }
}

/// The mutants of one module, from a file such as `03-RNN.txt`: a file, the line before and the line after, entry by entry.
struct Table {
  /// As in `03-RNN`.
  let room: String
  let mutants: [Mutant]

  /// As in `RNN`.
  var module: String { String(room.split(separator: "-").last!) }

  init(_ file: URL) throws {
    room = file.deletingPathExtension().lastPathComponent
    let lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n").filter {
      !$0.hasPrefix("#")
    }
    mutants = lines.split(separator: "").map { entry in
      let entry = Array(entry)
      guard entry.count == 3, entry[1].hasPrefix("- "), entry[2].hasPrefix("+ ") else {
        stop("\(file.lastPathComponent): no file, - line and + line:\n\(entry.joined(separator: "\n"))")
      }
      let text = { (line: String) in line.dropFirst(2).trimmingCharacters(in: .whitespaces) }
      return Mutant(file: entry[0], from: text(entry[1]), to: text(entry[2]))
    }
  }
}
