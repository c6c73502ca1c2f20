/// The regions that a classifier of two numbers assigns to each class, with points on top.
public struct DecisionMap: Sendable {
  let title: String
  let grid: [[Int]]
  let points: [(x: Double, y: Double, label: Int)]
  let names: PointClasses

  /// - Parameters:
  ///   - grid: the class at each position, the uppermost row first.
  ///   - points: positions from 0 to 1, with y upwards, and the class that each truly has.
  ///   - classes: their names.
  public init(
    _ title: String, classOf grid: [[Int]], points: [(x: Double, y: Double, label: Int)] = [], classes: [String] = []
  ) {
    self.title = title.printable
    let width = grid.map(\.count).min() ?? 0
    self.grid = width == 0 ? [] : grid.map { Array($0.prefix(width)) }
    self.points = points.filter { (0...1).contains($0.x) && (0...1).contains($0.y) }
    names = PointClasses(classes)
  }

  /// The classes that the picture shows, in order.
  var classes: [Int] { Set(grid.joined()).union(points.map(\.label)).sorted() }

  /// The class of the grid at a position from 0 to 1, with y downwards.
  func label(x: Double, y: Double) -> Int {
    let row = min(grid.count - 1, Int(y * Double(grid.count)))
    return grid[row][min(grid[row].count - 1, Int(x * Double(grid[row].count)))]
  }
}

extension DecisionMap {
  /// Pale enough for points to stand out, and the palest at which 256 colors still tell seven classes apart.
  static let paleness = 0.55

  private static let textures = Array(" ░·▒:▓-=")

  private func texture(_ label: Int) -> Character { Self.textures[PointClasses.kind(of: label)] }

  /// The map as the screen shows it best.
  public var text: String { text(color: Screen.hasColor) }

  /// The map in pale colors, or in textures, with a mark for each point.
  public func text(width: Int = 48, color: Bool = Screen.hasColor) -> String {
    let width = min(width, Screen.width)
    let heading = title.heading(in: width).bold(when: color)
    if grid.isEmpty { return heading + "\n  (no grid)" }
    if width < 12 { return heading + "\n" + tooNarrow(width) }
    let columns = color ? width : width - 2
    var canvas = Canvas(rows: columns / 2, columns: columns)
    for row in canvas.cells.indices {
      for column in 0..<columns {
        canvas.cells[row][column] = region(row, column, rows: columns / 2, columns: columns, color: color)
      }
    }
    for point in points {
      let row = min(columns / 2 - 1, Int((1 - point.y) * Double(columns / 2)))
      let column = min(columns - 1, Int(point.x * Double(columns)))
      let below = canvas.cells[row][column].ground
      canvas.cells[row][column] = Canvas.Cell(PointClasses.mark(point.label), .series(point.label), on: below)
    }
    let picture = color ? canvas.lines(color: true) : canvas.framed()
    return ([heading] + picture + wrapped(legend(color: color), width: width).map { $0.fitted(to: width) }).joined(
      separator: "\n")
  }

  /// Two rows of the picture in one character; a texture shows only the class in its middle.
  private func region(_ row: Int, _ column: Int, rows: Int, columns: Int, color: Bool) -> Canvas.Cell {
    let x = (Double(column) + 0.5) / Double(columns)
    func at(_ part: Double) -> Int { label(x: x, y: (Double(row) + part) / Double(rows)) }
    guard color else { return Canvas.Cell(texture(at(0.5))) }
    return Canvas.Cell(
      "▀", Color.series(at(0.25)).paler(DecisionMap.paleness), on: Color.series(at(0.75)).paler(DecisionMap.paleness))
  }

  private func legend(color: Bool) -> [String] {
    classes.map { label in
      let mark = String(PointClasses.mark(label)).colored(.series(label), when: color)
      let name = names.name(label).fitted(to: 24)
      if color { return "\(mark) \(name)" }
      return texture(label) == " " ? "\(mark) \(name) (blank)" : "\(mark) \(name) (\(texture(label)))"
    }
  }
}

extension DecisionMap {
  /// The map as an SVG document of its own.
  public var svg: String {
    let heading = Heading(title, columns: 60)
    let (left, top, size) = (24.0, 44 + heading.extraHeight, 400.0)
    let labels = classes.map { names.name($0).fitted(to: 30) }
    let legend = labels.map { SVG.width(of: $0) }.max() ?? 0
    var picture = SVG(width: max(left + size + 60 + legend, 48 + heading.width), height: top + size + 24)
    heading.draw(left: left, in: &picture)
    drawRegions(left: left, top: top, size: size, in: &picture)
    for point in points {
      let (x, y) = (left + point.x * size, top + (1 - point.y) * size)
      picture.mark(x, y, radius: 4, label: point.label)
    }
    for (index, label) in classes.enumerated() {
      let y = top + 10 + 22 * Double(index)
      picture.mark(left + size + 20, y, radius: 5, label: label)
      picture.text(labels[index], left + size + 32, y + 4)
    }
    return picture.document
  }

  /// Neighbors of one class share a rectangle.
  private func drawRegions(left: Double, top: Double, size: Double, in picture: inout SVG) {
    for (row, line) in grid.enumerated() {
      let (width, height) = (size / Double(line.count), size / Double(grid.count))
      var start = 0
      for column in 1...line.count where column == line.count || line[column] != line[start] {
        picture.rectangle(
          left + Double(start) * width, top + Double(row) * height, Double(column - start) * width, height,
          fill: Color.series(line[start]).paler(DecisionMap.paleness))
        start = column
      }
    }
  }
}
