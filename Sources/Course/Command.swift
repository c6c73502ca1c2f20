/// Something that a chapter does instead of its story: `generate` in `swift run 14-pretrained generate --model FOLDER`.
public struct Command: Sendable {
  /// Texts that follow without an option.
  public struct Texts: Sendable {
    /// As in the help: `TEXT`.
    let name: String
    let count: ClosedRange<Int>

    public init(_ name: String, _ count: ClosedRange<Int>) { (self.name, self.count) = (name, count) }
  }

  public let name: String
  let help: String
  let options: [Option]
  let texts: Texts?

  /// - Parameter trains: Whether it trains models that can be saved.
  public init(_ name: String, _ help: String, _ options: [Option], texts: Texts? = nil, trains: Bool = false) {
    (self.name, self.help, self.texts) = (name, help, texts)
    self.options = options + (trains ? Option.training : [])
  }

  /// What every command takes.
  static let common = Option.common.filter { ["help", "seed", "threads", "json"].contains($0.name) }

  /// As it is typed.
  var usage: String { name + (texts.map { " \($0.name)" } ?? "") + " [options]" }
}
