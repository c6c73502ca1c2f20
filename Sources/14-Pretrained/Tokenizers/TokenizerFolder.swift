import Foundation
import Tokens

/// The small files beside a tokenizer's own: they name its special tokens.
struct TokenizerFolder {
  let path: String
  /// `tokenizer_config.json`, if there is one.
  let config: TokenizerSection?
  private let specialTokensMap: TokenizerSection?

  init(_ path: String) throws(TokenFileError) {
    self.path = path
    func section(_ name: String) throws(TokenFileError) -> TokenizerSection? {
      let file = "\(path)/\(name)"
      return TokenizerFolder.exists(file) ? try TokenizerSection(file: file) : nil
    }
    config = try section("tokenizer_config.json")
    specialTokensMap = try section("special_tokens_map.json")
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func has(_ name: String) -> Bool { TokenizerFolder.exists(file(name)) }

  /// What a key of the configuration says of a special token: its content and the section that describes it, if any.
  func token(_ key: String) throws(TokenFileError) -> (content: [UInt8], flags: TokenizerSection?)? {
    for source in [config, specialTokensMap] {
      guard let section = try source?.section(key) else { continue }
      if case .object = section.value { return (try section.required("content").bytes(), section) }
      return (try section.bytes(), nil)
    }
    return nil
  }

  /// Tokens that the configuration adds to a vocabulary, those of `added_tokens.json` included.
  func addedTokens() throws(TokenFileError) -> [TokenizerAddedToken] {
    var result: [TokenizerAddedToken] = []
    if let decoder = try config?.section("added_tokens_decoder") {
      for (key, _) in try decoder.members() {
        let name = String(decoding: key, as: UTF8.self)
        guard let id = Int(name), id >= 0 else { throw decoder.problem("\(brief(key)) is no id") }
        result.append(try TokenizerAddedToken(decoder.required(name), id: id))
      }
    }
    if has("added_tokens.json") {
      let known = Set(result.map(\.content))
      for (token, id) in try TokenizerVocabulary.entries(of: TokenizerSection(file: file("added_tokens.json")))
      where !known.contains(token) && !token.isEmpty {
        result.append(TokenizerAddedToken(content: token, id: id))
      }
    }
    return result
  }
}

extension TokenizerFolder {
  fileprivate static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}

/// The files that a tokenizer can consist of.
let tokenizerFiles = [
  "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt",
  "vocab.txt",
]

/// Removes the files of a tokenizer from a folder to which another one is written: what is left of it would be read as well.
public func removeTokenizer(from folder: String) throws {
  for name in tokenizerFiles where FileManager.default.fileExists(atPath: "\(folder)/\(name)") {
    try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
  }
}
