import Datasets
import Testing

struct LandmarksTests {
  @Test func `landmarks tell quotation, depth and column`() {
    let marks = Landmarks(of: "a \"b\" (c [d])\ne")
    #expect(marks.isQuoted == [2, 3].reduce(into: Array(repeating: false, count: 15)) { $0[$1] = true })
    #expect(marks.depth == [0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 1, 0, 0, 0])
    #expect(marks.column == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0])
  }
}
