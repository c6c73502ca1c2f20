import Foundation
import Testing

/// The code that a README quotes must stand in the sources.
struct ReadmeTests {
  @Test(arguments: House.programs)
  func `every quoted piece of code stands in the sources`(chapter: String) throws {
    let fences = fences("swift", in: try House.text("chapters/\(chapter)/README.md"))
    #expect(!fences.isEmpty, "the chapter quotes no code")
    let files = House.swiftFiles(in: "Sources") + House.swiftFiles(in: "chapters/\(chapter)")
    let sources = try files.map { lines(of: try House.text($0)) }
    for fence in fences {
      #expect(sources.contains { stands(fence, in: $0) }, "not found verbatim:\n\(fence.joined(separator: "\n"))")
    }
  }

  @Test(arguments: House.rooms)
  func `a README has a picture, a bill, a digest, and says whether a loss is good`(room: House.Room) throws {
    #expect(missing(in: try House.text("chapters/\(room.chapter)/README.md")) == [])
  }

  @Test func `a missing part would be found`() {
    let whole = "![a](pictures/a.svg) *Is my loss good?* Digest of the trained weights: a 0123abcd\n| ms  of peak |"
    #expect(missing(in: whole) == [] && missing(in: whole.replacing("loss", with: "speed")) == [])
    #expect(missing(in: "") == ["a picture", "a bill", "a digest", "is it good?"])
  }

  /// The parts of which every chapter has at least one.
  private func missing(in text: String) -> [String] {
    [
      ("a picture", text.contains("](pictures/")), ("a bill", text.contains(/of (the )?peak/)),
      ("a digest", text.contains("Digest of ")),
      ("is it good?", text.contains(/Is my (loss|speed) good\?/)),
    ].filter { !$0.1 }.map(\.0)
  }

  @Test func `a changed quotation would be found`() {
    let source = lines(of: "struct A {\n  func f() {\n    g()\n  }\n}")
    #expect(stands(["func f() {", "  g()", "}"], in: source))
    #expect(!stands(["func f() {", "  h()", "}"], in: source))
    #expect(!stands(["func f() {", "}"], in: source))
    #expect(!stands(["func f() {", "    g()", "}"], in: source))
  }

  /// Whether the lines stand in the source one after the other, all moved in by the same number of spaces.
  private func stands(_ quoted: [String], in source: [String]) -> Bool {
    guard let first = quoted.first, source.count >= quoted.count else { return false }
    return (0...source.count - quoted.count).contains { start in
      guard source[start].hasSuffix(first) else { return false }
      let indent = String(source[start].dropLast(first.count))
      guard indent.allSatisfy({ $0 == " " }) else { return false }
      return zip(quoted, source[start...]).allSatisfy { $0.isEmpty ? $1.isEmpty : indent + $0 == $1 }
    }
  }
}
