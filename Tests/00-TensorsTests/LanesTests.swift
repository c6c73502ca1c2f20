import Testing

@testable import Tensors

@Suite struct LanesTests {
  @Test(arguments: 0...Lanes.scalarCount)
  func `a partial load takes the numbers in order and pads the rest`(count: Int) {
    let row = (0..<40).map { Scalar($0) }
    for offset in [0, 3, 40 - count] {
      let lanes = row.withUnsafeBufferPointer { $0.baseAddress!.lanes(offset, count: count, padding: -1) }
      let expected = (0..<Lanes.scalarCount).map { $0 < count ? Scalar(offset + $0) : -1 }
      #expect(lanes.indices.map { lanes[$0] } == expected)
    }
  }
}
