/// A grid of characters with colors, which pictures are painted on.
struct Canvas {
  struct Cell: Equatable {
    var character: Character
    var ink: Color?
    var ground: Color?

    init(_ character: Character, _ ink: Color? = nil, on ground: Color? = nil) {
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
  func lines(color: Bool) -> [String] {
    let exact = Screen.hasTrueColor
    return cells.map { row in
      guard color else { return String(row.map(\.character)) }
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
    return ["┌\(edge)┐"] + lines(color: false).map { "│\($0)│" } + ["└\(edge)┘"]
  }
}

/// What stands in place of a picture on a screen of a few columns.
func tooNarrow(_ width: Int) -> String { "(too narrow)".fitted(to: width) }
