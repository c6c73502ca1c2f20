import Foundation
import Testing

/// The READMEs speak the field's language: no private word, and every term of the glossary in the chapter that introduces it.
struct LanguageTests {
  /// Private words, as patterns over whole words, each with what the field says.
  static let banned: [(pattern: String, instead: String)] = [
    ("bend|bends|bent", "activation, nonlinearity"),
    ("road|roads", "residual connection, residual stream"),
    ("lesson|lessons|teach|teaches|taught", "training plan, training"),
    ("forth and back|there and back|the way back|way forth", "forward and backward pass"),
    ("norms? before|norms? behind", "pre-norm, post-norm"),
    ("symbol|symbols", "token"),
    ("places", "positions"),
    ("writer|writers", "decoder, language model"),
    ("mixture|mixtures", "context vector"),
    ("surprises", "token losses"),
    ("look back|looks back|looked back|looking back", "attention, cross-attention"),
    ("looks right", "alignment accuracy"),
    ("exam|exams", "evaluation"),
    ("silence|silences|silenced", "drop, zero"),
    ("heeds?|heedInputs|rememberLong", "input-driven and chrono initialization"),
    ("optimis\\w*|normalis\\w*|tokenis\\w*|initialis\\w*|colour\\w*|neighbour\\w*|centre\\w*", "American spelling"),
  ]

  @Test(
    arguments: House.programs.map { "chapters/\($0)/README.md" }
      + ["README.md", "chapters/GLOSSARY.md", "chapters/CHEATSHEET.md"])
  func `a README says what the field says`(path: String) throws {
    #expect(privateWords(in: try House.text(path)) == [])
  }

  @Test func `the quizzes say what the field says`() throws {
    let files = House.swiftFiles(in: "exercises/quizzes")
    #expect(files.count >= House.rooms.count)
    for file in files { #expect(privateWords(in: try House.text(file)) == [], "\(file)") }
  }

  @Test func `a private word would be found`() {
    #expect(privateWords(in: "The input is bent, then normalised.") == ["bent", "normalised"])
    #expect(privateWords(in: "a broad, unbent colorful neighborhood and an example") == [])
    #expect(privateWords(in: "What is kept for\nthe way back?") == ["the way back"])
  }

  @Test func `every term of the glossary stands in bold in its chapter`() throws {
    let terms = Self.terms(of: try House.text("chapters/GLOSSARY.md"))
    #expect(terms.map(\.name) == terms.map(\.name).sorted { $0.lowercased() < $1.lowercased() }, "out of order")
    #expect(Set(terms.map(\.name)).count == terms.count, "a term stands twice")
    for chapter in House.programs {
      let own = terms.filter { $0.chapter == chapter }
      #expect(own.count >= (chapter == "compare" ? 1 : 5), "\(chapter) has \(own.count) terms in the glossary")
      let bold = boldWords(in: try House.text("chapters/\(chapter)/README.md"))
      let missing = own.map(\.name).filter { !bold.contains($0.lowercased()) }
      #expect(missing == [], "not in bold in \(chapter)")
    }
    #expect(Set(terms.map(\.chapter)).isSubset(of: House.programs))
  }

  @Test func `a missing term would be found`() {
    let glossary = "| term | meaning | chapter |\n|---|---|---|\n| **a b** | x | [03](03-rnn/README.md) |\n"
    #expect(Self.terms(of: glossary).map(\.name) == ["a b"] && Self.terms(of: glossary).map(\.chapter) == ["03-rnn"])
    #expect(boldWords(in: "an **A\nb** and c") == ["a b"])
  }

  /// The rows of the glossary's table.
  private static func terms(of text: String) -> [(name: String, chapter: String)] {
    text.matches(of: /\| \*\*(.+?)\*\* \| .+ \| \[(?:\d\d|compare)\]\((.+?)\/README\.md\) \|/)
      .map { (String($0.1), String($0.2)) }
  }

  private func boldWords(in text: String) -> Set<String> {
    let words = text.replacing(/\s+/, with: " ")
    return Set(words.matches(of: /\*\*(.+?)\*\*/).map { $0.1.lowercased() })
  }

  private func privateWords(in text: String) -> [String] {
    let words = text.replacing(/\s+/, with: " ")
    let pattern = "\\b(?:" + Self.banned.map(\.pattern).joined(separator: "|") + ")\\b"
    let expression = try! NSRegularExpression(pattern: pattern, options: .caseInsensitive)
    return expression.matches(in: words, range: NSRange(words.startIndex..., in: words)).map {
      String(words[Range($0.range, in: words)!]).lowercased()
    }
  }
}
