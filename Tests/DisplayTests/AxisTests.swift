import Testing

@testable import Display

struct AxisTests {
  @Test func `equal steps are equally far apart, on a logarithmic axis equal factors`() {
    let linear = Axis([0, 100])
    #expect([0, 25, 50, 100].map { linear.position($0) } == [0, 0.25, 0.5, 1])
    let logarithmic = Axis([1, 10_000], isLogarithmic: true)
    #expect([1, 10, 100, 10_000].map { logarithmic.position($0) } == [0, 0.25, 0.5, 1])
    #expect(logarithmic.position(0) == nil && linear.position(.nan) == nil)
    #expect(linear.position(-7) == 0 && linear.position(700) == 1, "the ends hold beyond")
  }

  @Test(arguments: [
    (0.0, 10.0, ["0", "2", "4", "6", "8", "10"]), (0, 4, ["0", "1", "2", "3", "4"]),
    (0.1, 0.32, ["0.10", "0.15", "0.20", "0.25", "0.30"]), (-1, 1, ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
    (1200, 3900, ["2,000", "3,000"]),
  ])
  func `ticks stand at multiples of 1, 2 or 5 times a power of ten`(lower: Double, upper: Double, labels: [String]) {
    #expect(Axis([lower, upper]).ticks(about: 5).map(\.label) == labels)
  }

  @Test func `a logarithmic axis has ticks at powers of ten`() {
    #expect(Axis([1, 1000], isLogarithmic: true).ticks(about: 5).map(\.value) == [1, 10, 100, 1000])
  }

  @Test func `an axis has room at both ends, but not below zero if it starts above`() {
    let padded = Axis([0.01, 10]).padded
    #expect(padded.lower == 0 && padded.upper > 10)
    #expect(Axis([-1, 10]).padded.lower < -1 && Axis([5, 10]).padded.lower < 5)
  }
}
