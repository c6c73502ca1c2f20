import Tensors

/// Points of the unit square, labeled by the color that a small picture has there.
///
/// A network that has learned the labels draws the picture back when it is asked for every position.
public struct PicturePuzzle: Sendable {
  /// The picture, top row first, a character for each field.
  public let rows: [[Character]]

  /// The colors in the order of their labels.
  public let colors: [Character]

  /// How often a label is wrong.
  public private(set) var labels: LabelNoise

  /// A picture of at least two colors in lines of equal length; a color's label is its position in `colors`.
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

  /// The same picture with this part of the labels wrong.
  public func with(flipped: Double) -> PicturePuzzle {
    var puzzle = self
    puzzle.labels = LabelNoise(probability: flipped, classes: colors.count)
    return puzzle
  }

  /// Points `[N, 2]`, even over the unit square, and the label of each.
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

  /// The label at a position, x to the right and y up: the answer that no classifier can beat.
  public func label(x: Double, y: Double) -> Int {
    let row = min(rows.count - 1, max(0, Int((1 - y) * Double(rows.count))))
    let column = min(rows[0].count - 1, max(0, Int(x * Double(rows[0].count))))
    return colors.firstIndex(of: rows[row][column])!
  }

  /// The accuracy of always answering the commonest color of the picture, when no label is wrong.
  public var blindAccuracy: Double {
    let fields = rows.joined()
    let commonest = colors.map { color in fields.count(where: { $0 == color }) }.max()!
    return Double(commonest) / Double(fields.count)
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
