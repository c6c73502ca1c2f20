import ExerciseChecks

/// An error or a warning of the compiler about a file of answers.
struct CompilerMessage: Equatable {
  enum Severity: String { case error, warning }

  /// The path from the package's root.
  let file: String
  let line: Int
  let column: Int
  let severity: Severity
  let text: String
  /// The line of code.
  let code: String

  /// The messages in the compiler's output about the answers to a chapter: the errors, or else the warnings.
  static func messages(in output: String, about chapter: Chapter) -> [CompilerMessage] {
    let root = chapter.root.path
    var result: [CompilerMessage] = []
    for line in output.components(separatedBy: "\n") {
      guard let match = line.wholeMatch(of: /(\/.+?\.swift):(\d+):(\d+): (error|warning): (.+)/),
        let lineNumber = Int(match.2), let column = Int(match.3), let severity = Severity(rawValue: String(match.4)),
        match.1.hasPrefix("\(root)/\(chapter.folder)/")
      else { continue }
      let file = SourceFile(String(match.1.dropFirst(root.count + 1)), in: chapter.root)
      let lines = (try? file.lines()) ?? []
      let message = CompilerMessage(
        file: file.description, line: lineNumber, column: column, severity: severity,
        text: String(match.5.replacing(#/ \[#[A-Za-z-]+\]$/#, with: "")),
        code: lines.indices.contains(lineNumber - 1) ? lines[lineNumber - 1] : "")
      // The compiler repeats itself for each pass over the file.
      if !result.contains(message) { result.append(message) }
    }
    let errors = result.filter { $0.severity == .error }
    return errors.isEmpty ? result : errors
  }

  /// Where and what.
  var headline: String { "\(file):\(line):\(column): \(severity): \(text)" }

  /// The line of code with its number.
  var excerpt: String { "\(line) | \(code)" }
}
