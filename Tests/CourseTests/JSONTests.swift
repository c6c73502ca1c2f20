import Course
import Foundation
import Testing

/// What `--json` prints is JSON, whatever is in it.
struct JSONTests {
  @Test(arguments: [
    "", "plain", "\"quoted\"", "back\\slash", "new\nline", "tab\t", "return\r\n", "\u{0}\u{1}\u{8}\u{C}\u{1F}\u{7F}",
    "ünïcode π 🙂", "\u{2028}\u{2029}", "a/b", "</script>", "e\u{301}",
  ])
  func `text survives`(text: String) throws {
    let value: JSON = ["key": .text(text), text: 1]
    let object = try #require(parsed(value.encoded) as? [String: Any])
    #expect(object["key"] as? String == text)
    #expect(text == "key" || object[text] as? Int == 1)
  }

  @Test(arguments: [
    0, -0.0, 1, -3, 0.1, 1e15, 1e300, -1e-300, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1234567890123456,
  ])
  func `numbers survive`(number: Double) throws {
    let list = try #require(parsed(JSON.list([.number(number)]).encoded) as? [Double])
    #expect(list == [number])
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `what is no number in JSON becomes null`(number: Double) {
    #expect(JSON.number(number).encoded == "null")
  }

  @Test func `control characters are written as escapes`() {
    #expect(JSON.text("\u{1}\"\\\n").encoded == "\"\\u0001\\\"\\\\\\n\"")
  }

  @Test func `objects keep their order and replace in place`() {
    var value: JSON = ["z": 1, "a": [true, "x", 2.5]]
    value["m"] = JSON(Float(0.5))
    value["z"] = JSON(7)
    #expect(value.encoded == "{\"z\": 7, \"a\": [true, \"x\", 2.5], \"m\": 0.5}")
    value["a"] = nil
    #expect(value == ["z": 7, "m": 0.5] && value["a"] == nil && value["m"] == 0.5)
    #expect(JSON.object([]).encoded == "{}" && JSON.list([]).encoded == "[]")
  }

  private func parsed(_ text: String) throws -> Any { try JSONSerialization.jsonObject(with: Data(text.utf8)) }
}
