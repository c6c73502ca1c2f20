import Foundation
import Tensors
import TestSupport
import Testing

/// One run of the chapter's program with a command.
struct CommandRun {
  let status: Int32
  let output: String
  let errors: String

  /// - Parameter input: What is typed.
  init(_ words: [String], input: String? = nil) throws {
    let typed = try input.map { text in
      let folder = try TemporaryFolder()
      try folder.write(text, to: "input")
      return folder
    }
    let run = try ChapterProcess("14-pretrained", words, input: typed?.path("input"))
    status = run.wait()
    (output, errors) = (run.output, run.errors)
  }

  /// What `--json` prints: one object on a line of its own, and nothing else.
  static func json(_ words: [String], input: String? = nil) throws -> [String: Any] {
    let run = try CommandRun(words + ["--json"], input: input)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.hasSuffix("\n") && run.output.split(separator: "\n").count == 1, "\(run.output)")
    return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }

  /// Expects the program to end with a code and one line that tells why.
  static func expectRefusal(
    _ words: [String], _ code: Int32, _ problem: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let run = try CommandRun(words)
    #expect(run.status == code && run.output.isEmpty, "\(run.output)\(run.errors)", sourceLocation: sourceLocation)
    let isOneLine = run.errors.hasPrefix("14-pretrained: ") && run.errors.split(separator: "\n").count == 1
    #expect(isOneLine && run.errors.contains(problem), "\(run.errors)", sourceLocation: sourceLocation)
  }
}

/// A copy of a model's folder with a tokenizer of eleven tokens, to be damaged.
struct CommandFolder {
  private let copy = try! TemporaryFolder()

  /// Letters for a text model, words and special tokens for a BERT.
  init(_ kind: String, changing change: (inout [String: Any]) -> Void = { _ in }) throws {
    let original = try ModelFolderTests.folder(kind)
    for name in try FileManager.default.contentsOfDirectory(atPath: original.path) {
      try FileManager.default.copyItem(atPath: original.file(name), toPath: copy.path(name))
    }
    try write(original.modelType == "bert" ? Self.words : Self.letters, to: "tokenizer.json")
    try rewrite("config.json", change)
  }

  var path: String { copy.url.path }

  func file(_ name: String) -> String { copy.path(name) }

  func write(_ text: String, to name: String) throws { try copy.write(text, to: name) }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: file(name)) }

  /// Puts a tokenizer of the same words in the place of the one that adds nothing: it frames a text by [CLS] and [SEP].
  func frameTexts() throws {
    try remove("tokenizer.json")
    try write(Self.tokens.joined(separator: "\n"), to: "vocab.txt")
  }

  /// Changes the entries of a JSON object.
  func rewrite(_ name: String, _ change: (inout [String: Any]) -> Void) throws {
    var object = try #require(try JSONSerialization.jsonObject(with: copy.data(name)) as? [String: Any])
    change(&object)
    try JSONSerialization.data(withJSONObject: object).write(to: URL(fileURLWithPath: file(name)))
  }

  /// The ids 0 … 9 are letters, 10 is a space.
  static let letters = """
    {"model": {"type": "BPE", "merges": [], "vocab": {"a": 0, "b": 1, "c": 2, "d": 3, "e": 4, "f": 5, "g": 6, "h": 7,
    "i": 8, "j": 9, "Ġ": 10}}, "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false},
    "decoder": {"type": "ByteLevel"}}
    """

  static let tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "c", "d", "e", "f"]

  /// It puts nothing around a text, so that a test decides on every token.
  static let words = """
    {"model": {"type": "WordPiece", "unk_token": "[UNK]", "vocab": {\(vocabulary)}}, "added_tokens": [\(added)],
    "pre_tokenizer": {"type": "BertPreTokenizer"}}
    """

  private static let vocabulary = tokens.enumerated().map { "\"\($1)\": \($0)" }.joined(separator: ", ")
  private static let added = tokens.prefix(5).enumerated().map {
    "{\"id\": \($0), \"content\": \"\($1)\", \"special\": true}"
  }.joined(separator: ", ")

  /// The text of some ids as `letters` has it.
  static func text(_ ids: [Int]) -> String { String(ids.map { Array("abcdefghij ")[$0] }) }

  /// The text of some ids as `words` has it.
  static func words(_ ids: [Int]) -> String { ids.map { tokens[$0] }.joined(separator: " ") }
}

extension Tensor {
  /// Rows of numbers, or one row, as JSON has them.
  init(json value: Any?) throws {
    if let row = value as? [Double] {
      self.init(shape: [row.count], scalars: row.map { Scalar($0) })
    } else {
      let rows = try #require(value as? [[Double]])
      self.init(shape: [rows.count, rows[0].count], scalars: rows.flatMap { $0.map { Scalar($0) } })
    }
  }
}
