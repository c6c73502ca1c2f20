import Testing

@testable import Display

struct TableTests {
  private var table: Table {
    var table = Table(["model", "parameters", "loss"])
    table.add(["RNN", "12,345", "1.93"])
    table.add(["LSTM, 2 layers", "123,456", "1.85 ± 0.02"])
    table.add(["floor", "–"])
    return table
  }

  @Test func `columns line up, numbers to the right, and missing cells stay empty`() {
    let expected = """
      model           parameters         loss
      ───────────────────────────────────────
      RNN                 12,345         1.93
      LSTM, 2 layers     123,456  1.85 ± 0.02
      floor                    –
      """
    #expect(table.description == expected)
  }

  @Test func `markdown says the same`() {
    let expected = """
      | model          | parameters |        loss |
      |----------------|-----------:|------------:|
      | RNN            |     12,345 |        1.93 |
      | LSTM, 2 layers |    123,456 | 1.85 ± 0.02 |
      | floor          |          – |             |
      """
    #expect(table.markdown == expected)
  }

  @Test func `a bar in a cell cannot break a markdown row`() {
    var table = Table(["p"])
    table.add(["a|b"])
    #expect(table.markdown == "| p    |\n|------|\n| a\\|b |")
  }

  @Test func `extra cells, line breaks and wide letters do no harm`() {
    var table = Table(["a"])
    table.add(["日本", "x\ny"])
    #expect(table.description == "a\n─────────\n日本  x y")
    #expect(Table([]).description == "\n")
  }

  @Test(arguments: [
    ("2-layer LSTM", false), ("98.2 %", true), ("1.9×", true), ("nan", true), ("-0.5", true), ("", false),
  ])
  func `a column is numeric when every cell is`(cell: String, isNumeric: Bool) {
    var table = Table(["a long header"])
    table.add([cell])
    let line = table.description.split(separator: "\n").last.map { String($0) } ?? ""
    #expect(line.hasPrefix("  ") == isNumeric)
  }
}
