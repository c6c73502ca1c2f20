import Testing
import Tokens

@testable import Pretrained

/// The reader of JSON: values, and where a file stops being JSON.
struct TokenizerJSONTests {
  private func read(_ text: String) throws(TokenFileError) -> TokenizerSection {
    TokenizerSection(try TokenizerJSON(Array(text.utf8), file: "f"), file: "f")
  }

  @Test func `values are read`() throws {
    let all = try read(
      " {\"n\": [0, -1.5e2, 12345678901234568], \"b\":true,\"f\": false ,\"z\":null,\"o\":{},\"l\":[ ]}\n")
    #expect(try all.required("n").list().map { try $0.number() } == [0, -150, 12_345_678_901_234_568])
    #expect(try all.required("b").bool() && !all.required("f").bool() && all.section("z") == nil)
    #expect(try all.required("o").members().isEmpty && all.required("l").list().isEmpty)
  }

  @Test func `escapes are read, characters beyond U+FFFF as pairs`() throws {
    let text = try read(#""\"\\\/\n\t\r\b\fé\u00e9\u4E2d\ud83d\ude00""#).bytes()
    #expect(text == Array("\"\\/\n\t\r\u{8}\u{C}éé中😀".utf8))
  }

  @Test(arguments: [
    ("", "the file ends too early at byte 0"),
    ("{\"model\": {\"type\": \"BP", "the file ends too early at byte 22"),
    ("{\"model\": {\"type\"", "the file ends too early at byte 17"),
    ("{\"a\\", "the file ends too early at byte 4"),
    ("[1, 2] 3", "something follows the end at byte 7"),
    ("{\"a\" 1}", "a colon was expected at byte 5"),
    ("{\"a\": 1 \"b\": 2}", "a comma was expected at byte 8"),
    ("{1: 2}", "a key was expected at byte 1"),
    ("[nul]", "a value was expected at byte 1"),
    ("[1, -]", "a value was expected at byte 4"),
    ("[\"\\ud800\"]", "half a surrogate pair stands alone at byte 8"),
    ("[\"\\u12g4\"]", "four hexadecimal digits were expected at byte 4"),
    ("[\"\\x\"]", "an escape is unknown at byte 4"),
    ("[\"a\nb\"]", "a control character stands in a text at byte 3"),
    (String(repeating: "[", count: 65), "it is nested too deeply at byte 64"),
  ])
  func `what is no JSON is named with its place`(text: String, expected: String) {
    let error = #expect(throws: TokenFileError.self) { try read(text) }
    #expect(error?.description == "f: it is not JSON: \(expected)")
  }

  @Test func `text that is not UTF-8 is no JSON`() {
    let error = #expect(throws: TokenFileError.self) { try TokenizerJSON([0x22, 0xFF, 0x22], file: "f") }
    #expect(error?.problem == "it is not JSON: a text is not UTF-8 at byte 3")
  }
}
