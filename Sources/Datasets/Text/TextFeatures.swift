/// Features of every character of a text that the cell state of a recurrent net may have learned to track.
public struct TextFeatures: Sendable {
  /// Whether the character is in a quotation. The opening mark is, the closing mark is not.
  public private(set) var isQuoted: [Bool] = []

  /// The number of open brackets after the character.
  public private(set) var depth: [Int] = []

  /// The number of characters before it in its line.
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
