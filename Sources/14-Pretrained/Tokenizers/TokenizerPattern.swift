import Tokens

/// What a `Replace` looks for: a text, or a run of one character, the only regular expressions in published tokenizers.
enum TokenizerPattern: Sendable {
  case text(TokenizerText)
  /// At least so many of one character; nil stands for any whitespace.
  case run(of: Unicode.Scalar?, atLeast: Int)

  /// Reads `{"String": "…"}` or `{"Regex": "…"}`.
  init(_ section: TokenizerSection) throws(TokenFileError) {
    if let text = try section.section("String") {
      self = .text(TokenizerText(try text.bytes()))
      return
    }
    let expression = try section.required("Regex")
    guard let run = TokenizerPattern.run(TokenizerText(try expression.bytes())) else {
      throw expression.problem("the regular expression \(brief(try expression.bytes())) is not known")
    }
    self = run
  }

  /// Reads ` {2,}`, ` +`, `\s+` and the like.
  private static func run(_ expression: TokenizerText) -> TokenizerPattern? {
    let isWhitespace = expression.starts(with: ["\\", "s"])
    guard let first = expression.first, isWhitespace || !"\\.[](){}*+?|^$".unicodeScalars.contains(first) else {
      return nil
    }
    let quantifier = expression.dropFirst(isWhitespace ? 2 : 1)
    let character = isWhitespace ? nil : first
    if quantifier.elementsEqual(["+"]) { return .run(of: character, atLeast: 1) }
    guard quantifier.starts(with: ["{"]), quantifier.suffix(2).elementsEqual([",", "}"]),
      let count = Int(Array(quantifier.dropFirst().dropLast(2)).string), count > 0
    else { return nil }
    return .run(of: character, atLeast: count)
  }

  func replace(in text: TokenizerText, with content: TokenizerText) -> TokenizerText {
    switch self {
    case .text(let pattern): replacing(pattern, in: text, with: content)
    case .run(let character, let minimum):
      TokenizerPattern.replaceRuns(in: text, with: content, atLeast: minimum) { scalar in
        character.map { $0 == scalar } ?? scalar.isWhitespace
      }
    }
  }

  private static func replaceRuns(
    in text: TokenizerText, with content: TokenizerText, atLeast minimum: Int, of matches: (Unicode.Scalar) -> Bool
  ) -> TokenizerText {
    var result: TokenizerText = []
    var position = 0
    while position < text.count {
      let end = text[position...].firstIndex { !matches($0) } ?? text.count
      if end > position && end - position >= minimum {
        result += content
      } else {
        result += text[position..<end]
      }
      if end < text.count { result.append(text[end]) }
      position = end + 1
    }
    return result
  }
}
