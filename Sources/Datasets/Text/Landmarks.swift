/// Where every character of a text stands: what a cell of a recurrent net may have learned to track.
public struct Landmarks: Sendable {
  /// Whether the character stands between quotation marks; the opening one counts, the closing one does not.
  public private(set) var isQuoted: [Bool] = []

  /// How many brackets are open after the character.
  public private(set) var depth: [Int] = []

  /// How many characters of its line stand before it.
  public private(set) var column: [Int] = []

  public init(of text: String) {
    var (quoted, open, position) = (false, 0, 0)
    for character in text {
      switch character {
      case "\"": quoted.toggle()
      case "(", "[": open += 1
      case ")", "]": open -= 1
      default: break
      }
      isQuoted.append(quoted)
      depth.append(open)
      column.append(position)
      position = character == "\n" ? 0 : position + 1
    }
  }
}
