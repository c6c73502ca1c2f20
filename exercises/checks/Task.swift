/// A task as its protocol tells it: read from the source, so that it is written once.
public struct Task: Sendable {
  /// The comment above the function, without slashes.
  public let comment: [String]
  /// The requirement, as it stands in the protocol.
  public let signature: [String]

  /// `00.3`
  public var number: String { String(summary.prefix { $0 != " " }) }
  /// `00.3  Softmax along the last axis, for scores of any size.`
  public var summary: String { comment.first ?? "" }
  /// `softmax`
  public var name: String { Task.name(in: signature[0]) ?? "" }

  /// The name of the function that a line declares.
  static func name(in line: String) -> String? {
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

  /// What the learner's file held before anything was written into it: worked out from the tasks, so that it never lags.
  public func blank() throws -> String {
    let imports = try tasks.lines().filter { $0.hasPrefix("import ") }
    let type = mine.name
    var text = imports.joined(separator: "\n")
    text += "\n\n/// Your answers to chapter \(number). `\(tasks.name).swift` tells the tasks;"
    text += " `swift run exercises \(number)` judges the answers.\n"
    text += "public enum \(type): \(tasks.name) {\n"
    text += try readTasks().map(\.blank).joined(separator: "\n")
    return text + "}\n"
  }

  /// Whether nobody has written into the learner's file yet.
  public func isBlank() throws -> Bool { try mine.text() == blank() }

  /// The model answer to an exercise, as it stands in its file.
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
