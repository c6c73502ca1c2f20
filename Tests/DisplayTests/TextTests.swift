import Testing

@testable import Display

struct NumberTests {
  @Test(arguments: [
    (0.03123, "0.0312"), (1234, "1,234"), (1_234_567, "1,234,567"), (1234.6, "1,235"), (1.2e-7, "1.2e-07"),
    (1e-5, "1e-05"), (0.000123, "0.000123"), (.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf"), (0, "0"),
    (-0.0, "0"), (0.5, "0.500"), (9.999, "10.0"), (999.7, "1,000"), (1e9, "1e+09"), (-3.14159, "-3.14"),
    (.greatestFiniteMagnitude, "1.8e+308"), (.leastNonzeroMagnitude, "4.94e-324"),
  ])
  func `numbers are short and keep three digits`(x: Double, text: String) { #expect(number(x) == text) }

  @Test func `digits can be asked for, within reason`() {
    #expect(number(3.14159, digits: 5) == "3.1416")
    #expect(number(3.14159, digits: 0) == "3")
    #expect(number(1.0 / 3, digits: 100) == "0.33333333333333331")
  }

  @Test(arguments: [(-0.004, 2, "0.00"), (-0.006, 2, "-0.01"), (0, 1, "0.0"), (-12345.678, 1, "-12,345.7")])
  func `a number that is rounded to nothing has no sign`(x: Double, decimals: Int, text: String) {
    #expect(fixed(x, decimals: decimals) == text)
  }

  @Test(arguments: [(940, "940"), (12345, "12.3k"), (999_950, "1.00M"), (1_234_567, "1.23M"), (0.5, "0.500")])
  func `speeds are compact`(x: Double, text: String) { #expect(compact(x) == text) }

  @Test(arguments: [(7.4, "0:07"), (754, "12:34"), (3723, "1:02:03"), (-1, "0:00"), (.infinity, "–"), (.nan, "–")])
  func `times read like a clock`(seconds: Double, text: String) { #expect(clock(seconds) == text) }
}

struct ColorTests {
  @Test func `color wraps the text only when it is on`() {
    #expect("a".colored(.red, when: true) == "\u{1B}[31ma\u{1B}[39m")
    #expect("a".bold(when: true) == "\u{1B}[1ma\u{1B}[22m")
    #expect("a".dim(when: true) == "\u{1B}[2ma\u{1B}[22m")
    #expect("a".colored(.red, when: false).bold(when: false).dim(when: false) == "a")
  }

  @Test func `heat runs from blue through white to red, and the ends hold beyond`() {
    #expect(Color.heat(-1).hex == "#2166ac")
    #expect(Color.heat(0).hex == "#f7f7f7")
    #expect(Color.heat(1).hex == "#b2182b")
    #expect(Color.heat(7) == Color.heat(1))
    #expect(Color.heat(.nan) == .gray)
    #expect(Color.ramp(0).hex == "#440154")
    #expect(Color.ramp(.infinity).hex == "#fde725")
  }

  @Test func `a terminal of 256 colors gets the nearest one`() {
    #expect(Color.rgb(255, 0, 0).code(exact: false) == "38;5;196")
    #expect(Color.rgb(128, 128, 128).code(exact: false) == "38;5;244")
    #expect(Color.rgb(1, 2, 3).code(background: true, exact: true) == "48;2;1;2;3")
  }
}

struct TextWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("äö", 2), ("e\u{301}", 1), ("\u{301}", 0), ("日本", 4), ("👩‍👩‍👧", 2),
    ("\u{1B}[1;31mred\u{1B}[0m", 3),
    ("▲─⠿█", 4), ("\u{1B}", 0), ("\u{1B}[", 0),
  ])
  func `width counts what the eye sees`(text: String, width: Int) { #expect(text.visibleWidth == width) }

  @Test func `a text that is too long ends in an ellipsis`() {
    #expect("transformer".fitted(to: 6) == "trans…")
    #expect("日本語".fitted(to: 4) == "日…")
    #expect("short".fitted(to: 5) == "short")
    #expect("gone".fitted(to: 0) == "")
  }
}

struct QuoteTests {
  @Test func `a quoted text has no control characters`() {
    #expect(quotedForJSON("a\"b\\\n\t\r") == #""a\"b\\\n\t\r""#)
    #expect(quotedForJSON("\u{1}\u{1F} ~\u{7F}é") == "\"\\u0001\\u001f ~\u{7F}é\"")
  }
}

struct HeatTextTests {
  @Test func `without color, marks stand below the letters`() {
    let text = heatText(Array("ab\ncd"), values: [1, -0.3, 0, .nan], width: 20, color: false)
    #expect(text == "ab⏎\n▲▽\ncd\n?")
  }

  @Test func `long text is wrapped with its marks`() {
    #expect(heatText(["日本", "ab"], values: [0.2, -1], width: 4, color: false) == "日本\n△△△△\nab\n▼▼")
    #expect(heatText([String](), values: [1], width: 4, color: true) == "")
  }

  @Test func `with color, the letters stay as they are`() {
    let text = heatText(Array("abc"), values: [1, 0, -1], width: 20, color: true)
    #expect(text.withoutEscapes == "abc")
    #expect(text != "abc")
  }
}
