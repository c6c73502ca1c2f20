/// A line that a judge writes for the board, between the lines that the answers print.
public struct Record: Equatable, Sendable {
  public enum Kind: String, Sendable {
    /// An answer is about to be called.
    case checking
    /// It did not return in time, so the program ends.
    case late
    case right, wrong, notStarted
  }

  /// Begins a record, and appears in no answer's output by accident.
  public static let mark: Character = "\u{1E}"

  /// The exercise: `00.3`.
  public let number: String
  public let kind: Kind
  /// When the answer is called, or what is wrong with it.
  public let text: String

  init(_ number: String, _ kind: Kind, _ text: String = "") {
    (self.number, self.kind) = (number, kind)
    self.text = text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// The record in a line without its newline; nil if an answer printed the line.
  public init?(_ line: String) {
    guard line.first == Record.mark else { return nil }
    let fields = line.dropFirst().split(separator: " ", maxSplits: 2).map(String.init)
    guard fields.count >= 2, let kind = Kind(rawValue: fields[1]) else { return nil }
    self.init(fields[0], kind, fields.count > 2 ? fields[2] : "")
  }

  public var line: String { "\(Record.mark)\(number) \(kind) \(text)\n" }
}
