import Foundation
import Testing

/// A picture that a README shows: `![alternative](pictures/name.svg)`, and a caption in the next line.
struct ShownPicture {
  let name: String
  let alternative: String
  let caption: String

  static func all(in text: String) -> [ShownPicture] {
    let lines = lines(of: text).filter { !$0.isEmpty }
    return lines.indices.flatMap { index in
      lines[index].matches(of: /!\[(.*?)\]\((?:pictures\/)?(.+?)\.svg\)/).map { match in
        let next = index + 1 < lines.count ? lines[index + 1] : ""
        return ShownPicture(name: String(match.2), alternative: String(match.1), caption: next)
      }
    }
  }

  /// What is missing beside the picture, in words.
  var problem: String? {
    if alternative.count < 20 { return "\(name): the alternative text says too little" }
    return caption.wholeMatch(of: /\*[^*].*\.\*/) == nil ? "\(name): no caption in italics below it" : nil
  }
}

/// The first line in which two pictures differ, in words.
func difference(of quoted: Data, from drawn: Data) -> String? {
  if quoted == drawn { return nil }
  let (mine, theirs) = (
    lines(of: String(decoding: quoted, as: UTF8.self)), lines(of: String(decoding: drawn, as: UTF8.self))
  )
  let index = zip(mine, theirs).enumerated().first { $1.0 != $1.1 }?.offset
  return index.map { "line \($0 + 1): \(mine[$0]) is shown, \(theirs[$0]) drawn" }
    ?? "\(quoted.count) bytes are shown, \(drawn.count) drawn"
}

/// The pictures in the READMEs; that they are what the run draws is checked with the tables.
struct PictureTests {
  @Test(arguments: House.programs)
  func `a README shows the pictures of its folder, each with a text and a caption`(chapter: String) throws {
    let shown = ShownPicture.all(in: try House.text("chapters/\(chapter)/README.md"))
    #expect(shown.compactMap(\.problem) == [])
    #expect(shown.map { "\($0.name).svg" }.sorted() == House.names(in: "chapters/\(chapter)/pictures"))
    // SwiftPM warns of files that it knows nothing about.
    let target = try House.text("Package.swift").split(separator: ".executableTarget").first {
      $0.contains("\"chapters/\(chapter)\"")
    }
    #expect(target?.contains("\"pictures\"") == !shown.isEmpty, "the manifest excludes pictures where there are any")
  }

  @Test func `the pictures in 02, 03 and 04 are found`() throws {
    for chapter in ["02-training", "03-rnn", "04-lstm"] {
      #expect(!ShownPicture.all(in: try House.text("chapters/\(chapter)/README.md")).isEmpty)
    }
  }

  @Test func `a picture without a text or a caption would be found`() {
    let text = "![Loss of two models by step](pictures/loss.svg)\n\n*The loss falls.*\n"
    func problems(_ text: String) -> [String] { ShownPicture.all(in: text).compactMap(\.problem) }
    #expect(ShownPicture.all(in: text).map(\.name) == ["loss"] && problems(text) == [])
    #expect(problems(text.replacing("Loss of two models by step", with: "")) != [])
    #expect(problems(text.replacing("*", with: "")) != [] && problems("![Loss of two models by step](loss.svg)") != [])
  }

  @Test func `a byte that differs would be found`() {
    func difference(_ a: String, _ b: String) -> String? {
      ChapterTests.difference(of: Data(a.utf8), from: Data(b.utf8))
    }
    #expect(difference("a\nb\n", "a\nb\n") == nil)
    #expect(difference("a\nb\n", "a\nc\n") == "line 2: b is shown, c drawn")
    #expect(difference("a\nb", "a\nb\n") == "3 bytes are shown, 4 drawn")
  }
}
