import Foundation
import Tensors

/// The text of a file with its characters as tokens.
public struct TextFile: Sendable {
  public let text: String
  public let vocabulary: Vocabulary
  public let tokens: [Int]

  public init(contentsOf path: String, atLeast characters: Int) throws(TextFileError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw TextFileError(file: path, problem: "the file cannot be read")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw TextFileError(file: path, problem: "the file is not UTF-8 text")
    }
    let vocabulary = Vocabulary(characters: text)
    tokens = vocabulary.encodeOwn(text)
    (self.text, self.vocabulary) = (text, vocabulary)
    if tokens.count < characters {
      throw TextFileError(
        file: path, problem: "the text has \(tokens.count) characters, but at least \(characters) are needed")
    }
  }
}

/// Why a text file cannot be used.
public struct TextFileError: BadFile, Equatable {
  public let file: String
  public let problem: String

  public var description: String { "\(file): \(problem)" }
}
