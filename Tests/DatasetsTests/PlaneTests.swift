import Datasets
import Foundation
import Tensors
import Testing

struct SpiralTests {
  @Test(arguments: [(2, 1.0, 0.5), (3, 0.7, 0.9), (5, 2.0, 0.0)])
  func `arms never overlap: a point determines its arm`(arms: Int, turns: Double, width: Double) {
    let spiral = Spiral(arms: arms, turns: turns, width: width)
    var generator = Generator(seed: arms)
    let (points, labels) = spiral.points(500, using: &generator)
    #expect(points.shape == [500, 2] && Set(labels) == Set(0..<arms))
    for (i, label) in labels.enumerated() {
      #expect(spiral.arm(x: Double(points[i, 0]), y: Double(points[i, 1])) == label)
    }
    #expect(spiral.labels.bestAccuracy == 1 && spiral.labels.minimumLoss == 0)
  }

  @Test(arguments: [(2, 0.1), (4, 0.3)])
  func `label noise and minimum loss are as stated`(arms: Int, flipped: Double) {
    let spiral = Spiral(arms: arms, flipped: flipped)
    var generator = Generator(seed: 9)
    let count = 20_000
    let (points, labels) = spiral.points(count, using: &generator)
    var confusion = [Double](repeating: 0, count: arms)
    for (i, label) in labels.enumerated() {
      confusion[(label - spiral.arm(x: Double(points[i, 0]), y: Double(points[i, 1])) + arms) % arms] +=
        1 / Double(count)
    }
    let error = 4 * (flipped * (1 - flipped) / Double(count)).squareRoot()
    #expect(abs(confusion[0] - spiral.labels.bestAccuracy) < error)
    #expect(confusion[1...].allSatisfy { abs($0 - flipped / Double(arms - 1)) < error })
    #expect(abs(-confusion.reduce(0) { $0 + $1 * log($1) } - spiral.labels.minimumLoss) < 5 * error)
  }
}

struct PicturePuzzleTests {
  static let corner = PicturePuzzle(
    """
    .#
    ab
    """, colors: ".#ab")

  @Test(arguments: [(0.1, 0.9, 0), (0.9, 0.9, 1), (0.1, 0.1, 2), (0.9, 0.1, 3), (0.0, 0.0, 2), (1.0, 1.0, 1)])
  func `the picture is upright: x to the right, y up`(x: Double, y: Double, label: Int) {
    #expect(Self.corner.label(x: x, y: y) == label)
  }

  @Test(arguments: [PicturePuzzle.smiley, .letterS, corner])
  func `points fill the square and have the label of their color`(puzzle: PicturePuzzle) {
    var generator = Generator(seed: 4)
    let (points, labels) = puzzle.points(5000, using: &generator)
    #expect(points.scalars.allSatisfy { (0..<1).contains($0) })
    let correct = labels.indices.filter {
      puzzle.label(x: Double(points[$0, 0]), y: Double(points[$0, 1])) == labels[$0]
    }
    #expect(correct.count == 5000)
    let mostFrequent = (0..<puzzle.colors.count).map { label in labels.count { $0 == label } }.max()!
    #expect(abs(Double(mostFrequent) / 5000 - puzzle.majorityAccuracy) < 0.03)
  }

  @Test func `label noise lowers the best accuracy`() {
    let puzzle = PicturePuzzle(".#\n#.", flipped: 0.2)
    var generator = Generator(seed: 5)
    let (points, labels) = puzzle.points(10_000, using: &generator)
    let correct = labels.indices.count {
      puzzle.label(x: Double(points[$0, 0]), y: Double(points[$0, 1])) == labels[$0]
    }
    #expect(abs(Double(correct) / 10_000 - 0.8) < 0.016)
    #expect(puzzle.labels.bestAccuracy == 0.8)
  }
}
