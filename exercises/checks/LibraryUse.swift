import Exercises

// Some tasks are to write what the library has. Their results cannot show who computed them, so the source is read.

extension Exercise {
  /// A diagnosis after the source of the answer was read too: a right answer does not use what the task forbids.
  func diagnosis(_ diagnosis: Diagnosis, reading source: SourceFile) -> Diagnosis {
    guard diagnosis == .right, !forbidden.isEmpty else { return diagnosis }
    guard let text = try? source.text() else {
      return .wrong(Finding(stage: .property, symptom: "\(source) cannot be read"))
    }
    guard let name = forbiddenUse(in: text) else { return .right }
    let symptom = "it uses the library's `\(name)`: the task is to write it without"
    return .wrong(Finding(stage: .property, symptom: symptom))
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
