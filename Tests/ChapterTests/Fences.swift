func lines(of text: String) -> [String] {
  text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}

/// A fenced block of a README: the words behind its three marks, its lines, and the line of text before it.
struct Fence {
  let words: String
  let lines: [String]
  let before: String?

  static func all(in text: String) -> [Fence] {
    var result: [Fence] = []
    var current: (words: String, lines: [String], before: String?)?
    var last: String?
    for line in ChapterTests.lines(of: text) {
      if let open = current, line.hasPrefix("```") {
        result.append(Fence(words: open.words, lines: open.lines, before: open.before))
        (last, current) = (open.lines.last ?? last, nil)
      } else if current != nil {
        current!.lines.append(line)
      } else if line.hasPrefix("```") {
        current = (String(line.dropFirst(3)), [], last)
      } else if !line.isEmpty {
        last = line
      }
    }
    return result
  }

  /// The program and the options that print this block, where the line before it is their command.
  var command: (program: String, options: [String])? {
    guard let match = before?.firstMatch(of: /^(?:.*`)?swift run ([a-z0-9-]+)([^`]*)(?:`.*)?$/) else { return nil }
    return (String(match.1), match.2.split(separator: " ").map(String.init))
  }
}

extension Fence {
  /// Whether it quotes a run that takes more than a minute: several seeds, or larger sizes.
  var isFull: Bool { words == "output --full" }

  /// What is wrong with the command of such a run, in words.
  func problem(in chapter: String) -> String? {
    guard let (program, options) = command else { return "no command in the line before it" }
    if program != chapter { return "the command runs \(program)" }
    return options.contains("--seeds") || options.contains("--full") ? nil : "the command runs what is run anyway"
  }
}

/// The lines of the fenced blocks of one language in a README.
func fences(_ language: String, in text: String) -> [[String]] {
  Fence.all(in: text).filter { $0.words == language }.map(\.lines)
}
