/// The classes that points belong to: their names, and marks that differ in more than color.
struct PointClasses: Sendable {
  private let names: [String]

  init(_ names: [String]) { self.names = names.map(\.printable) }

  func name(_ label: Int) -> String { names.indices.contains(label) ? names[label] : "class \(label)" }

  /// Which of eight kinds of marks a class has; after eight classes they come round again.
  static func kind(of label: Int) -> Int { ((label % 8) + 8) % 8 }

  /// What stands for a point in the terminal.
  static func mark(_ label: Int) -> Character { marks[kind(of: label)] }

  private static let marks = Array("●×▲■◆+*#")
}

extension SVG {
  /// A mark for a point of a class.
  mutating func mark(_ x: Double, _ y: Double, radius: Double, label: Int) {
    mark(x, y, radius: radius, shape: PointClasses.kind(of: label), fill: .series(label))
  }
}
