/// A grid of characters with colours, which pictures are painted on.
struct Canvas {
  struct Cell: Equatable {
    var character: Character
    var ink: Colour?
    var ground: Colour?

    init(_ character: Character, _ ink: Colour? = nil, on ground: Colour? = nil) {
      self.character = character
      self.ink = ink
      self.ground = ground
    }

    func looks(like other: Cell) -> Bool { ink == other.ink && ground == other.ground }
  }

  var cells: [[Cell]]

  init(rows: Int, columns: Int) {
    cells = [[Cell]](repeating: [Cell](repeating: Cell(" "), count: columns), count: rows)
  }

  /// The rows as text; cells of one look share one escape sequence.
  func lines(colour: Bool) -> [String] {
    let exact = Screen.hasTrueColour
    return cells.map { row in
      guard colour else { return String(row.map(\.character)) }
      var line = ""
      var rest = row[...]
      while let first = rest.first {
        let run = rest.prefix { $0.looks(like: first) }
        rest = rest.dropFirst(run.count)
        let ink = first.ink?.code(exact: exact)
        let ground = first.ground?.code(background: true, exact: exact)
        let codes = [ink, ground].compactMap(\.self)
        let text = String(run.map(\.character))
        line += codes.isEmpty ? text : "\u{1B}[\(codes.joined(separator: ";"))m\(text)\u{1B}[0m"
      }
      return line
    }
  }

  /// The rows with a thin frame around them.
  func framed() -> [String] {
    let edge = String(repeating: "─", count: cells.first?.count ?? 0)
    return ["┌\(edge)┐"] + lines(colour: false).map { "│\($0)│" } + ["└\(edge)┘"]
  }
}
