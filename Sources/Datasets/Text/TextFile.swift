import Display
import Tensors

/// The text of a file with its characters as tokens.
public struct TextFile: Sendable {
  public let text: String
  public let vocabulary: Vocabulary
  public let tokens: [Int]

  private let path: String

  public init(contentsOf path: String) throws(TextFileError) {
    self.path = path
    do { text = try Display.text(ofRegularFile: path) } catch {
      throw TextFileError(file: path, problem: error.description)
    }
    let vocabulary = Vocabulary(characters: text)
    tokens = vocabulary.encodeOwn(text)
    self.vocabulary = vocabulary
  }

  /// Throws if the text is shorter.
  public func require(characters: Int) throws(TextFileError) {
    if tokens.count >= characters { return }
    throw TextFileError(
      file: path, problem: "the text has \(tokens.count) characters, but at least \(characters) are needed")
  }
}

/// Why a text file cannot be used.
public struct TextFileError: BadFile, Equatable {
  public let file: String
  public let problem: String

  public init(file: String, problem: String) { (self.file, self.problem) = (file, problem) }

  public var description: String { "\(file): \(problem)" }
}
