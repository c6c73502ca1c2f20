import Display
import Testing

struct SideBySideTests {
  @Test func `pictures stand level, whatever their heights and colors`() {
    let colored = "\u{1B}[1mab\u{1B}[0m\nc"
    #expect(sideBySide([colored, "x\ny\nz"], gap: 1) == "\u{1B}[1mab\u{1B}[0m x\nc  y\n   z")
    #expect(sideBySide(["one"]) == "one")
    #expect(sideBySide([]) == "")
  }
}
