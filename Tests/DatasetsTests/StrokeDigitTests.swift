import Tensors
import TestBasics
import Testing

@testable import Datasets

struct StrokeDigitTests {
  private static func pictures(_ count: Int, seed: Int) -> LabeledPictures {
    var generator = Generator(seed: seed)
    return StrokeDigit.pictures(count, using: &generator)
  }

  @Test(arguments: 0...9)
  func `a digit is 28 × 28 pixels of 256 grays, and the same seed draws the same`(label: Int) {
    var (one, two) = (Generator(seed: label), Generator(seed: label))
    let digit = StrokeDigit.draw(label, using: &one)
    #expect(digit.shape == [28, 28, 1])
    #expect(digit.scalars.allSatisfy { (0...1).contains($0) && abs(255 * $0 - (255 * $0).rounded()) < 1e-3 })
    #expect(digit == StrokeDigit.draw(label, using: &two))
    #expect(digit != StrokeDigit.draw(label, using: &two))
  }

  @Test func `a set has the ten digits in turn, none like another`() {
    let set = Self.pictures(400, seed: 1)
    #expect(set.labels == (0..<400).map { $0 % 10 } && set.classNames == (0...9).map(String.init))
    #expect(Set((0..<400).map { set[$0].picture.scalars }).count == 400)
  }

  /// The mean of MNIST's numbers is 0.131, and hardly any of its ink is at the border.
  @Test func `digits have as much ink as MNIST's, are whole, and everywhere around the middle`() {
    let set = Self.pictures(2000, seed: 2)
    let ink = set.pictures.reshaped(2000, 28, 28)
    let border = [0, 27].map { ink.slice(axis: 1, $0..<$0 + 1).mean + ink.slice(axis: 2, $0..<$0 + 1).mean }
    #expect((0.1...0.17).contains(ink.mean) && border[0] + border[1] < 0.01, "\(ink.mean) \(border)")
    let darkest = (0..<2000).map { set[$0].picture.scalars.max()! }
    #expect(darkest.min()! > 0.75 && darkest.max()! > 0.97, "\(darkest.max()!)")
    let coverage = (0..<2000).map { PixelCenter(set[$0].picture) }
    for positions in [coverage.map(\.row), coverage.map(\.column)] {
      #expect(abs(positions.sum / 2000 - 13.5) < 0.7)
      #expect(positions.min()! < 11.5 && positions.max()! > 15.5)
    }
  }

  /// Two lines are two ways to write a digit only if they differ; each must be drawn.
  @Test func `each digit is written in two ways or more, all of them within the square`() {
    #expect(StrokeDigit.shapes.count == 10)
    for ways in StrokeDigit.shapes {
      #expect(ways.count >= 2)
      for point in ways.joined().joined() { #expect((0...1).contains(point.x) && (0...1).contains(point.y)) }
    }
    // The first way of a seven is two strokes, the second one three: its bar is above the middle of the picture.
    #expect(StrokeDigit.shapes[7].map(\.count) == [2, 3, 3])
  }

  @Test func `a linear classifier and the nearest neighbors find the digits, but miss many`() {
    let (training, test) = (Self.pictures(3000, seed: 3), Self.pictures(1000, seed: 4))
    let linear = LinearClassifier(training, steps: 150).accuracy(on: test)
    #expect((0.74...0.9).contains(linear), "\(linear)")
    let few = nearestNeighborAccuracy(training.prefix(100), test)
    let many = nearestNeighborAccuracy(training, test)
    #expect((0.45...0.75).contains(few), "\(few)")
    #expect((0.85...0.97).contains(many), "\(many)")
  }

  // MARK: The hand

  private static let hands = {
    var generator = Generator(seed: 5)
    return (0..<4000).map { _ in StrokeDigit.Hand(using: &generator) }
  }()

  /// The means over many hands: the middle of a digit in that of the picture, upright but for a slant to the right.
  @Test func `hands differ, and their mean is a digit a little slanted`() {
    func mean(_ x: Double, _ y: Double) -> SIMD2<Double> {
      Self.hands.reduce(SIMD2.zero) { $0 + $1.moved(SIMD2(x, y)) } / Double(Self.hands.count)
    }
    let (middle, top, bottom) = (mean(0.5, 0.5), mean(0.5, 0), mean(0.5, 1))
    let (left, right) = (mean(0, 0.5), mean(1, 0.5))
    #expect(abs(middle.x - 14) < 0.2 && abs(middle.y - 14) < 0.2, "\(middle)")
    #expect(abs(bottom.y - top.y - 17.8) < 0.4 && abs(bottom.x - top.x + 0.12 * 17.8) < 0.4, "\(bottom - top)")
    #expect(abs(right.x - left.x - 14.2) < 0.4 && abs(right.y - left.y) < 0.4, "\(right - left)")
    let radii = Self.hands.map(\.penRadius)
    #expect(radii.min()! < 0.8 && radii.max()! > 1.8)
    let angles = Self.hands.map { hand in
      let across = hand.moved(SIMD2(1, 0.5)) - hand.moved(SIMD2(0, 0.5))
      return across.y / across.x
    }
    #expect(angles.min()! < -0.25 && angles.max()! > 0.25)
  }

  /// The wobble at a point between knots is that of the knots around it: nothing jumps.
  @Test func `points near each other stay near each other`() {
    for hand in Self.hands.prefix(50) {
      for step in 0..<300 {
        let (a, b) = (SIMD2(Double(step) / 300, 0.4), SIMD2(Double(step + 1) / 300, 0.4))
        let distance = hand.moved(a) - hand.moved(b)
        #expect((distance * distance).sum().squareRoot() < 0.2)
      }
    }
  }

  // MARK: Curves and ink

  @Test func `a curve passes through its points, and along a line when they are on one`() {
    let points: [SIMD2<Double>] = [[0, 0], [1, 2], [2, 1], [4, 1]]
    let curve = StrokeDigit.curve(through: points)
    #expect(curve.count == 19)
    for (index, point) in points.enumerated() { #expect(curve[6 * index] == point) }
    let line = StrokeDigit.curve(through: [[0, 0], [1, 1], [2, 2]])
    #expect(line.allSatisfy { abs($0.x - $0.y) < 1e-12 } && zip(line, line.dropFirst()).allSatisfy { $0.x < $1.x })
    // Halfway, by hand: the mean of the ends, and an eighth of the difference of the slopes (1, 0.5) and (1.5, −0.5).
    #expect(abs(curve[9].x - (1.5 - 0.5 / 8)) < 1e-12 && abs(curve[9].y - (1.5 + 1.0 / 8)) < 1e-12)
  }

  @Test func `a line covers pixels in proportion to their distance`() {
    var ink = StrokeDigit.Ink(side: 6)
    ink.add(from: [1.5, 2.5], to: [3.5, 2.5], radius: 1, strength: 0.8)
    func pixel(_ row: Int, _ column: Int) -> Double { ink.pixels[6 * row + column] }
    // On the line; one pixel away: half; round ends; two pixels away: nothing.
    for column in 1...3 { #expect(abs(pixel(2, column) - 0.8) < 1e-9 && abs(pixel(1, column) - 0.4) < 1e-9) }
    for column in [0, 4] { #expect(abs(pixel(2, column) - 0.4) < 1e-9) }
    #expect(abs(pixel(3, 4) - 0.8 * (1.5 - 2.0.squareRoot())) < 1e-9)
    #expect(pixel(0, 2) == 0 && pixel(4, 2) == 0 && pixel(2, 5) == 0)
    // A second line adds nothing where the first one is blacker.
    ink.add(from: [1.5, 2.5], to: [1.5, 2.5], radius: 1, strength: 0.5)
    #expect(abs(pixel(2, 1) - 0.8) < 1e-9)
    // Beyond the paper nothing happens.
    ink.add(from: [-9, -9], to: [20, -9], radius: 2, strength: 1)
    #expect(ink.pixels.max()! <= 0.8 + 1e-9)
  }

  @Test func `the same seed writes the same digits at twice the resolution`() {
    var (one, two) = (Generator(seed: 7), Generator(seed: 7))
    let small = StrokeDigit.pictures(20, using: &one)
    let large = StrokeDigit.pictures(20, side: 56, using: &two)
    #expect(large.pictures.shape == [20, 56, 56, 1] && large.labels == small.labels)
    // The means of 2 × 2 pixels: they differ from the small picture at edges alone.
    let means = large.pictures.reshaped(20, 28, 2, 28, 2).mean(axis: 4).mean(axis: 2)
    let distance = (means - small.pictures.reshaped(20, 28, 28)).map { abs($0) }
    #expect(distance.mean < 0.01)
  }
}

/// Where the ink of a picture is.
private struct PixelCenter {
  let row: Double
  let column: Double

  init(_ picture: Tensor) {
    let side = picture.shape[1]
    let weights = picture.scalars.map { Double($0) }
    row = zip(weights.indices, weights).map { Double($0 / side) * $1 }.sum / weights.sum
    column = zip(weights.indices, weights).map { Double($0 % side) * $1 }.sum / weights.sum
  }
}

/// Softmax regression by gradient descent with momentum.
private struct LinearClassifier {
  private let weights: Tensor

  private static func rows(_ set: LabeledPictures) -> Tensor {
    .concatenate([set.pictures.reshaped(set.count, -1), .ones(set.count, 1)], axis: 1)
  }

  init(_ set: LabeledPictures, steps: Int) {
    let (x, classes) = (LinearClassifier.rows(set), set.classNames.count)
    let wanted = Tensor(shape: [set.count, classes]) { $0[1] == set.labels[$0[0]] ? 1 : 0 }
    var weights = Tensor.zeros(x.shape[1], classes)
    var velocity = weights
    for _ in 0..<steps {
      let gradient = matmul(x, softmax(matmul(x, weights)) - wanted, transposing: .left) / Scalar(set.count)
      velocity = 0.9 * velocity - 0.1 * gradient
      weights += velocity
    }
    self.weights = weights
  }

  func accuracy(on set: LabeledPictures) -> Double {
    let predictions = matmul(LinearClassifier.rows(set), weights).argmax()
    return Double(zip(predictions, set.labels).count { $0 == $1 }) / Double(set.count)
  }
}

/// |a − b|² = |a|² − 2ab + |b|², and |b|² is the same for all a.
private func nearestNeighborAccuracy(_ training: LabeledPictures, _ test: LabeledPictures) -> Double {
  let (a, b) = (training.pictures.reshaped(training.count, -1), test.pictures.reshaped(test.count, -1))
  let squares = (a * a).sum(axis: 1)
  let nearest = (2 * matmul(b, a, transposing: .right) - squares).argmax()
  return Double(zip(nearest, test.labels).count { training.labels[$0] == $1 }) / Double(test.count)
}
