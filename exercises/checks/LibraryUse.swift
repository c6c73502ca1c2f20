import Exercises

// Some tasks are to write what the library has. Their results cannot show who computed them, so the source is read.

extension Exercise {
  /// The learner's use of what the task forbids; nil if there is none.
  func findingInMySource() -> Finding? {
    guard !forbidden.isEmpty, let chapter = Chapter.all.first(where: { number.hasPrefix($0.number) }) else {
      return nil
    }
    guard let source = try? chapter.mine.text() else {
      return Finding(stage: .property, symptom: "\(chapter.mine) cannot be read")
    }
    return forbiddenUse(in: source).map {
      Finding(stage: .property, symptom: "it uses the library's `\($0)`: the task is to write it without")
    }
  }

  /// The first forbidden name in this exercise's function of a source file; nil if there is none.
  func forbiddenUse(in source: String) -> String? {
    let body = body(of: name, in: withoutCommentsAndStrings(source))
    let use = forbidden.first { name in
      body.ranges(of: name).contains { range in
        let continues = range.upperBound < body.endIndex && isPartOfName(body[range.upperBound])
        let isContinued =
          isPartOfName(name.first!) && range.lowerBound > body.startIndex
          && isPartOfName(body[body.index(before: range.lowerBound)])
        return !continues && !isContinued
      }
    }
    return use?.split(separator: ".").last.map(String.init)
  }
}

private func isPartOfName(_ character: Character) -> Bool {
  character.isLetter || character.isNumber || character == "_"
}

private func withoutCommentsAndStrings(_ source: String) -> String {
  source.replacing(/\/\/.*|\/\*(?s:.*?)\*\/|"(?:\\.|[^"\\\n])*"/, with: " ")
}

/// The text from the opening to the closing brace of a function.
private func body(of function: String, in code: String) -> Substring {
  guard let name = code.ranges(of: "func \(function)").first(where: { code[$0.upperBound...].first == "(" }),
    let start = code[name.upperBound...].firstIndex(of: "{")
  else { return "" }
  var depth = 0
  for position in code[start...].indices {
    if code[position] == "{" { depth += 1 }
    if code[position] == "}" { depth -= 1 }
    if depth == 0 { return code[start...position] }
  }
  return code[start...]
}
