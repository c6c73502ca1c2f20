import Tensors

/// Points of the unit square, labelled by the colour that a small picture has there.
///
/// A network that has learned the labels draws the picture back when it is asked for every place.
public struct PicturePuzzle: Sendable {
  /// The picture, top row first, a character for each field.
  public let rows: [[Character]]

  /// The colours in the order of their labels.
  public let colours: [Character]

  /// How often a label is wrong.
  public private(set) var labels: LabelNoise

  /// A picture of at least two colours in lines of equal length; a colour's label is its place in `colours`.
  public init(_ picture: String, colours: String = ".#", flipped: Double = 0) {
    let rows = picture.split(separator: "\n").map(Array.init)
    let colours = Array(colours)
    require(
      !rows.isEmpty && rows.allSatisfy { $0.count == rows[0].count },
      "PicturePuzzle: the lines have \(rows.map(\.count)) characters")
    require(
      colours.count > 1 && Set(rows.joined()).isSubset(of: colours),
      "PicturePuzzle: the picture has the characters \(Set(rows.joined()).sorted()), but the colours are \(colours)")
    self.rows = rows
    self.colours = colours
    labels = LabelNoise(probability: flipped, classes: colours.count)
  }

  /// The same picture with this part of the labels wrong.
  public func with(flipped: Double) -> PicturePuzzle {
    var puzzle = self
    puzzle.labels = LabelNoise(probability: flipped, classes: colours.count)
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

  /// The label at a place, x to the right and y up: the answer that no classifier can beat.
  public func label(x: Double, y: Double) -> Int {
    let row = min(rows.count - 1, max(0, Int((1 - y) * Double(rows.count))))
    let column = min(rows[0].count - 1, max(0, Int(x * Double(rows[0].count))))
    return colours.firstIndex(of: rows[row][column])!
  }

  /// The accuracy of always answering the commonest colour of the picture, when no label is wrong.
  public var blindAccuracy: Double {
    let fields = rows.joined()
    let commonest = colours.map { colour in fields.count(where: { $0 == colour }) }.max()!
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
