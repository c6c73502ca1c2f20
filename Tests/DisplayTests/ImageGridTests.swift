import Foundation
import Testing

@testable import Display

struct ImageGridTests {
  /// Red, white over black, blue; below that half gray twice.
  private let item = ImageGrid.Item(
    "a small one", [1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5], height: 3, width: 2)

  @Test func `values are colors row by row`() {
    #expect(item.pixels[0] == [.rgb(255, 0, 0), .rgb(255, 255, 255)])
    #expect(item.pixels[1] == [.rgb(0, 0, 0), .rgb(0, 0, 255)])
    #expect(item.pixels[2] == [.rgb(128, 128, 128), .rgb(128, 128, 128)])
    let odd = ImageGrid.Item("", [2, -1, .infinity, .nan, 0, 0, 1], height: 1, width: 3)
    #expect(odd.pixels == [[.rgb(255, 0, 255), .gray, .gray]])
  }

  @Test func `in color, each character shows two pixels`() {
    let lines = ImageGrid("Title", [item]).text(width: 20, color: true).split(separator: "\n").map(String.init)
    var canvas = Canvas(rows: 2, columns: 2)
    canvas.cells[0] = [
      .init("▀", .rgb(255, 0, 0), on: .rgb(0, 0, 0)), .init("▀", .rgb(255, 255, 255), on: .rgb(0, 0, 255)),
    ]
    canvas.cells[1] = [.init("▀", .rgb(128, 128, 128)), .init("▀", .rgb(128, 128, 128))]
    #expect(Array(lines[1...2]) == canvas.lines(color: true))
  }

  @Test func `without color, brighter pixels are fuller, and captions stand below`() {
    let wide = ImageGrid.Item(
      "two words", (0..<24).map { [0, 0.4, 0.7, 1][$0 / 3 % 4] }, height: 2, width: 4)
    let expected = """
      Title
      ┌────┐  ┌────┐
      │ ░▓█│  │ ░▓█│
      └────┘  └────┘
      two     two
      words   words
      ┌────┐
      │ ░▓█│
      └────┘
      two
      words
      """
    let text = ImageGrid("Title", [wide, wide, wide]).text(width: 20, color: false)
    #expect(text.split(separator: "\n").map { String($0).trimmedRight }.joined(separator: "\n") == expected)
  }

  @Test(arguments: [0, 1, 3, 8, 20, 80], [false, true])
  func `no line is wider than the screen`(width: Int, color: Bool) {
    let large = ImageGrid.Item("a caption with a very long word", [], height: 16, width: 16)
    let text = ImageGrid("A title of some length", [item, large, large, large, item]).text(width: width, color: color)
    #expect(text.split(separator: "\n").allSatisfy { String($0).visibleWidth <= max(width, 0) })
  }

  @Test func `the brightness of a color weighs green most`() {
    #expect(abs(Color.rgb(255, 0, 0).luma - 0.299) < 1e-9 && abs(Color.rgb(0, 255, 0).luma - 0.587) < 1e-9)
    #expect(abs(Color.rgb(0, 0, 255).luma - 0.114) < 1e-9 && abs(Color.rgb(255, 255, 255).luma - 1) < 1e-9)
  }

  @Test func `the document holds every picture as a file of its pixels`() {
    let svg = ImageGrid("A & B", [item, item]).svg
    #expect(isWellFormed(svg) && svg.contains("A &amp; B"))
    let file = PNG(
      [255, 0, 0, 255, 255, 255, 0, 0, 0, 0, 0, 255] + [UInt8](repeating: 128, count: 6), height: 3, width: 2,
      channels: 3)
    let source = "href=\"data:image/png;base64,\(file.data.base64EncodedString())\""
    #expect(svg.components(separatedBy: source).count == 3)
    #expect(svg.contains("<image x=\"24\" y=\"48\" width=\"24\" height=\"36\""))
    #expect(svg.contains("<image x=\"136\" y=\"48\" width=\"24\" height=\"36\""))
    #expect(svg.components(separatedBy: "class=\"grid-line\"").count == 9)
    #expect(svg.contains(">a small one</text>"))
  }

  @Test func `more pictures than a row holds start another`() {
    let svg = ImageGrid("Many", [ImageGrid.Item](repeating: item, count: 7)).svg
    let images = svg.split(separator: "\n").filter { $0.hasPrefix("<image") }
    #expect(images.count == 7 && images.count { $0.hasPrefix("<image x=\"24\"") } == 2)
    #expect(images.last?.contains("y=\"132\"") == true)
  }

  @Test func `no pictures are no trap`() {
    let none = ImageGrid(
      "None", [ImageGrid.Item("", [], height: 0, width: 5), ImageGrid.Item("", [], height: 5, width: 0)])
    #expect(none.text(width: 30, color: false) == "None\n  (no pictures)")
    #expect(isWellFormed(none.svg) && none.svg.contains("no pictures"))
  }
}
