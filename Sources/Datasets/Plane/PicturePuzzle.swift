import Tensors

/// Points of the unit square, labeled with the color of a small picture at that point.
///
/// The predictions of a trained network over the whole square show the picture again.
public struct PicturePuzzle: Sendable {
  /// The rows of the picture from the top, one character for each field.
  public let rows: [[Character]]

  /// The color of each label.
  public let colors: [Character]

  /// The noise of the labels.
  public private(set) var labels: LabelNoise

  /// A picture in lines of equal length, with at least two colors. The label of a color is its index in `colors`.
  public init(_ picture: String, colors: String = ".#", flipped: Double = 0) {
    let rows = picture.split(separator: "\n").map(Array.init)
    let colors = Array(colors)
    require(
      !rows.isEmpty && rows.allSatisfy { $0.count == rows[0].count },
      "PicturePuzzle: the lines have \(rows.map(\.count)) characters")
    require(
      colors.count > 1 && Set(rows.joined()).isSubset(of: colors),
      "PicturePuzzle: the picture has the characters \(Set(rows.joined()).sorted()), but the colors are \(colors)")
    self.rows = rows
    self.colors = colors
    labels = LabelNoise(probability: flipped, classes: colors.count)
  }

  /// The same picture with another label noise.
  public func with(flipped: Double) -> PicturePuzzle {
    var puzzle = self
    puzzle.labels = LabelNoise(probability: flipped, classes: colors.count)
    return puzzle
  }

  /// Uniform points of the unit square, `[N, 2]`, and their labels.
  public func points(_ count: Int, using generator: inout Generator) -> (points: Tensor, labels: [Int]) {
    var coordinates: [Scalar] = []
    var labels: [Int] = []
    for _ in 0..<count {
      let (x, y) = (Scalar(generator.unit()), Scalar(generator.unit()))
      coordinates += [x, y]
      labels.append(self.labels.corrupt(label(x: Double(x), y: Double(y)), using: &generator))
    }
    return (Tensor(shape: [count, 2], scalars: coordinates), labels)
  }

  /// The true label at a point, x to the right and y up: the prediction of the best classifier.
  public func label(x: Double, y: Double) -> Int {
    let row = min(rows.count - 1, max(0, Int((1 - y) * Double(rows.count))))
    let column = min(rows[0].count - 1, max(0, Int(x * Double(rows[0].count))))
    return colors.firstIndex(of: rows[row][column])!
  }

  /// The majority baseline: the accuracy of always predicting the most frequent color, without label noise.
  public var majorityAccuracy: Double {
    let fields = rows.joined()
    let mostFrequent = colors.map { color in fields.count(where: { $0 == color }) }.max()!
    return Double(mostFrequent) / Double(fields.count)
  }
}

extension PicturePuzzle {
  public static let smiley = PicturePuzzle(
    """
    ......####......
    ...##########...
    ..############..
    .####..##..####.
    .####..##..####.
    ################
    ################
    ###..######..###
    .###..####..###.
    ..###......###..
    ...##########...
    ......####......
    """)

  public static let letterS = PicturePuzzle(
    """
    .........
    ..#####..
    .##...##.
    .##......
    ..####...
    ....####.
    ......##.
    .##...##.
    ..#####..
    .........
    """)
}
