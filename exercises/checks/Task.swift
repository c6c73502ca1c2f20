/// The text of a task, read from the source of its protocol.
public struct Task: Sendable {
  /// The lines of the doc comment, without slashes.
  public let comment: [String]
  /// The lines of the requirement in the protocol.
  public let signature: [String]

  /// `00.3`
  public var number: String { String(summary.prefix { $0 != " " }) }
  /// `00.3  Softmax along the last axis, for scores of any size.`
  public var summary: String { comment.first ?? "" }
  /// `softmax`
  public var name: String { Task.name(in: signature[0]) ?? "" }

  /// The name of the function that a line declares; nil if it declares none.
  public static func name(in line: String) -> String? {
    guard let start = line.firstRange(of: "static func ")?.upperBound else { return nil }
    return String(line[start...].prefix { $0.isLetter || $0.isNumber })
  }
}

extension Chapter {
  /// The tasks of the chapter's protocol, in order.
  public func readTasks() throws -> [Task] {
    var (result, comment): ([Task], [String]) = ([], [])
    var lines = try tasks.lines()[...]
    while let line = lines.popFirst() {
      let text = line.trimmingPrefix { $0 == " " }
      if text.hasPrefix("///") {
        comment.append(String(text.dropFirst(text.hasPrefix("/// ") ? 4 : 3)))
      } else if Task.name(in: line) != nil {
        let rest = lines.prefix { !$0.isEmpty && $0 != "}" }
        lines = lines.dropFirst(rest.count)
        result.append(Task(comment: comment, signature: [line] + rest))
        comment = []
      } else {
        comment = []
      }
    }
    return result
  }

  /// The text of the learner's file before it has answers. It is derived from the tasks, so it is never outdated.
  public func blank() throws -> String {
    let imports = try (tasks.lines().filter { $0.hasPrefix("import ") } + ["import Exercises"]).sorted()
    let type = mine.name
    var text = imports.joined(separator: "\n")
    text += "\n\n/// Your answers to chapter \(number). `\(tasks.name).swift` states the tasks;"
    text += " `swift run exercises \(number)` checks the answers.\n"
    text += "public enum \(type): \(tasks.name) {\n"
    text += try readTasks().map(\.blank).joined(separator: "\n")
    return text + "}\n"
  }

  /// Whether the learner's file is unchanged.
  public func isBlank() throws -> Bool { try mine.text() == blank() }

  /// The source of the solution of an exercise.
  public func solution(of exercise: Exercise) throws -> String {
    let lines = try solutions.lines()
    guard let start = lines.firstIndex(where: { Task.name(in: $0) == exercise.name }) else { return "" }
    let isClosed = lines[start].hasSuffix("}")
    let end = isClosed ? start : lines[start...].firstIndex(of: "  }") ?? lines.endIndex - 1
    let comment = lines[..<start].reversed().prefix { $0.hasPrefix("  //") }.reversed()
    return (comment + lines[start...end]).map { String($0.dropFirst(2)) }.joined(separator: "\n")
  }
}

extension Task {
  fileprivate var blank: String {
    let declaration = signature.joined(separator: "\n").replacing("static func", with: "public static func")
    return "  /// \(summary)\n\(declaration) {\n    throw NotStarted()\n  }\n"
  }
}
