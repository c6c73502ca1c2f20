import Display

/// An argument on the command line that begins with two dashes.
public struct Option: Sendable {
  /// What follows the option: nothing, or a value of some kind with its name in the help.
  public enum Value: Sendable {
    case none
    case integer(atLeast: Int, atMost: Int = .max)
    case number(atLeast: Double = -.greatestFiniteMagnitude, atMost: Double = .greatestFiniteMagnitude)
    case text
    case file(mustExist: Bool)
    /// A folder to write to, which is made if there is none.
    case folder
    /// A folder to read from.
    case sourceFolder

    /// An extent of a model or of a batch. Its bound keeps products of two and three of them countable.
    public static let size = Value.integer(atLeast: 1, atMost: 1 << 16)
  }

  public let name: String
  public let value: Value
  public let help: String
  /// The option without which this one means nothing.
  let companion: String?
  /// Whether another value makes another training, so that a checkpoint cannot go on with it.
  let affectsTraining: Bool
  let isRequired: Bool

  public init(
    _ name: String, _ value: Value, _ help: String, with companion: String? = nil, affectsTraining: Bool = true,
    isRequired: Bool = false
  ) {
    self.name = name
    self.value = value
    self.affectsTraining = affectsTraining
    self.isRequired = isRequired
    self.help = (companion.map { "with --\($0): " } ?? "") + help
    self.companion = companion
  }

  /// The option with the name of its value, as in the help.
  var usage: String {
    switch value {
    case .none: "--\(name)"
    case .integer, .number: "--\(name) N"
    case .text: "--\(name) TEXT"
    case .file: "--\(name) FILE"
    case .folder, .sourceFolder: "--\(name) FOLDER"
    }
  }

  /// The options of every chapter.
  static let common = [
    Option("help", .none, "show this and stop", affectsTraining: false),
    Option("seed", .integer(atLeast: .min), "begin the random numbers elsewhere (default 0)"),
    Option("steps", .integer(atLeast: 1, atMost: 1_000_000_000), "train for N steps", affectsTraining: false),
    Option(
      "threads", .integer(atLeast: 1, atMost: 256), "use N threads; results do not depend on it", affectsTraining: false
    ),
    Option("quick", .none, "show everything in a few seconds, learned or not"),
    Option(
      "json", .none, "print results as one JSON object, and all else on standard error", affectsTraining: false),
    Option("pictures", .folder, "draw each picture into an SVG file of its own in a folder", affectsTraining: false),
  ]

  /// For a chapter that repeats its comparisons: `chapter.seeds` are the seeds.
  public static let seeds = Option(
    "seeds", .integer(atLeast: 1, atMost: 1000), "repeat with N seeds, from that of --seed on (default 1)",
    affectsTraining: false)

  /// For a chapter with sizes that take minutes: `chapter.isFull` says whether they are wanted.
  public static let full = Option("full", .none, "train the larger sizes as well, which takes minutes")

  /// Further options of every chapter that trains a model.
  static let training = [
    Option("save", .file(mustExist: false), "write checkpoints to a safetensors file", affectsTraining: false),
    Option("resume", .file(mustExist: true), "go on from a checkpoint, and write it again", affectsTraining: false),
  ]
}

/// A command line that cannot be understood; a chapter ends with exit code 64 on it.
public struct UsageError: Error, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

/// The options of a command line, with their values.
struct Arguments {
  private var values: [String: String] = [:]
  /// What is no option and no value of one: the texts of a command.
  private(set) var words: [String] = []

  init(_ arguments: [String], options: [Option], trains: Bool, texts: Command.Texts? = nil) throws(UsageError) {
    var rest = arguments[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else {
        if texts == nil { throw UsageError("\(word): not an option; --help lists them") }
        words.append(word)
        continue
      }
      let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard let option = options.first(where: { $0.name == name }) else {
        let isKnown = !trains && Option.training.contains { $0.name == name }
        throw UsageError(
          isKnown ? "--\(name): this chapter keeps no checkpoint" : "--\(name): unknown option; --help lists them")
      }
      if case .none = option.value {
        if parts.count == 2 { throw UsageError("--\(name): takes no value") }
        values[name] = ""
        continue
      }
      let isNext = parts.count == 1 && rest.first?.hasPrefix("--") == false
      guard let value = isNext ? rest.popFirst() : parts.count == 2 ? String(parts[1]) : nil, !value.isEmpty else {
        throw UsageError("--\(name): needs a value, as in \(option.usage)")
      }
      try Arguments.check(value, of: option)
      values[name] = value
    }
    for option in options where values[option.name] != nil {
      if let companion = option.companion, values[companion] == nil {
        throw UsageError("--\(option.name): only together with --\(companion)")
      }
    }
    if has("help") { return }
    for option in options where option.isRequired && values[option.name] == nil {
      throw UsageError("--\(option.name): is needed, as in \(option.usage)")
    }
    if let texts, !texts.count.contains(words.count) {
      throw UsageError("\(texts.name): \(words.count) given; --help says how many are needed")
    }
    if has("full") && has("quick") { throw UsageError("--full: not together with --quick") }
  }

  private static func check(_ value: String, of option: Option) throws(UsageError) {
    switch option.value {
    case .none, .text, .file, .folder, .sourceFolder: break
    case .integer(let least, let most):
      guard let number = Int(value) else { throw UsageError("--\(option.name): \(value) is not a whole number") }
      if number < least { throw UsageError("--\(option.name): \(value) is less than \(least)") }
      if number > most { throw UsageError("--\(option.name): \(value) is more than \(most)") }
    case .number(let least, let most):
      guard let number = Double(value), number.isFinite else {
        throw UsageError("--\(option.name): \(value) is not a number")
      }
      if number < least { throw UsageError("--\(option.name): \(value) is less than \(Display.number(least))") }
      if number > most { throw UsageError("--\(option.name): \(value) is more than \(Display.number(most))") }
    }
  }

  /// The options as one would type them again, but for some.
  func typed(without left: Set<String>) -> [String] {
    values.sorted { $0.key < $1.key }.filter { !left.contains($0.key) }.flatMap { name, value in
      value.isEmpty ? ["--\(name)"] : ["--\(name)", shellQuoted(value)]
    }
  }

  func has(_ name: String) -> Bool { values[name] != nil }

  func text(_ name: String) -> String? { values[name] }

  func integer(_ name: String) -> Int? { values[name].flatMap { Int($0) } }

  /// The seeds of several runs.
  var seeds: [Int] { (0..<(integer("seeds") ?? 1)).map { (integer("seed") ?? 0) &+ $0 } }

  func number(_ name: String) -> Double? { values[name].flatMap { Double($0) } }
}

/// An argument, quoted for a shell where necessary.
func shellQuoted(_ word: String) -> String {
  let isPlain = word.unicodeScalars.allSatisfy {
    $0.properties.isAlphabetic || ("0"..."9").contains($0) || "/._-+=:,@%".unicodeScalars.contains($0)
  }
  return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
}
