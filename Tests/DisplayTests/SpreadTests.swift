import Testing

@testable import Display

struct SpreadTests {
  @Test(arguments: [
    ([0.81, 0.85, 0.86], 2, "0.84 (0.81–0.86)"), ([0.8432, 0.8128, 0.9], 3, "0.852 (0.813–0.900)"),
    ([0.5], 3, "0.500"), ([7], 3, "7"), ([0.98, 1, 1], 3, "0.993 (0.980–1.000)"), ([0, 0, 3], 3, "1.00 (0.00–3.00)"),
    ([-1.5, -0.5], 2, "-1.0 (-1.5 to -0.5)"), ([1e-8, 3e-8], 2, "2e-08 (1e-08–3e-08)"),
    ([1200, 1400], 3, "1,300 (1,200–1,400)"), ([1, .nan], 3, "nan"), ([], 3, "nan"),
  ])
  func `several runs are their mean and their range, to the same decimals`(runs: [Double], digits: Int, text: String) {
    #expect(spread(runs, digits: digits) == text)
  }

  @Test func `shares are written in whole percents`() {
    #expect(spreadInPercent([0.837, 0.811, 0.858]) == "84 (81–86)")
    #expect(spreadInPercent([0.996]) == "100")
  }

  @Test func `a column of ranges stands to the right, one of words in brackets does not`() {
    func isNumeric(_ cell: String) -> Bool {
      var table = Table(["a"])
      table.add([cell])
      return table.layout[0].isNumeric
    }
    for cell in ["0.84 (0.81–0.86)", "-1.0 (-1.5 to -0.5)", "2e-08 (1e-08–3e-08)", "1,300 (1,200–1,400)"] {
      #expect(isNumeric(cell), "\(cell)")
    }
    for cell in ["3 (of the last run)", "3 (of 5)!"] { #expect(!isNumeric(cell), "\(cell)") }
  }

  @Test(arguments: [(0, "< 1e-05"), (9.9e-6, "< 1e-05"), (1e-4, number(1e-4)), (0.5, "0.500")])
  func `a difference that rounding explains is only bounded`(difference: Double, text: String) {
    #expect(bounded(difference) == text)
  }
}
