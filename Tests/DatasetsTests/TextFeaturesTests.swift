import Datasets
import Testing

struct TextFeaturesTests {
  @Test func `quotation, depth and column of every character are known`() {
    let features = TextFeatures(of: "a \"b\" (c [d])\ne")
    #expect(features.isQuoted == [2, 3].reduce(into: Array(repeating: false, count: 15)) { $0[$1] = true })
    #expect(features.depth == [0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 1, 0, 0, 0])
    #expect(features.column == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0])
  }
}
