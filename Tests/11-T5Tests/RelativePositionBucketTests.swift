import T5
import TestBasics
import Testing

@Suite struct RelativePositionBucketTests {
  /// The smallest distance in each bucket after the exact ones.
  private static let encoderStarts = [8, 12, 16, 23, 32, 46, 64, 91]
  private static let decoderStarts = [16, 19, 21, 24, 27, 31, 35, 40, 46, 52, 59, 67, 77, 87, 99, 113]

  private static func bucket(_ distance: Int, exact: Int, _ starts: [Int]) -> Int {
    distance < exact ? distance : exact - 1 + starts.count { $0 <= distance }
  }

  @Test func `an encoder tells left from right`() {
    let buckets = RelativePositionBuckets(isBidirectional: true)
    for distance in 0...300 {
      let left = Self.bucket(distance, exact: 8, Self.encoderStarts)
      #expect(buckets.bucket(of: -distance) == left, "\(distance) to the left")
      #expect(buckets.bucket(of: distance) == (distance > 0 ? 16 + left : 0), "\(distance) to the right")
    }
  }

  @Test func `a decoder has all buckets for what is to the left`() {
    let buckets = RelativePositionBuckets(isBidirectional: false)
    for distance in 0...300 {
      #expect(
        buckets.bucket(of: -distance) == Self.bucket(distance, exact: 16, Self.decoderStarts), "\(distance) to the left"
      )
      #expect(buckets.bucket(of: distance) == 0)
    }
  }
}
