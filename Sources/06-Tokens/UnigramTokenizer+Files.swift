import Display
import Foundation

extension UnigramTokenizer {
  /// Reads a `tokenizer.json` of the kind Unigram, as Hugging Face writes it.
  ///
  /// What would change the ids of a text and is not known here is refused: normalizers, byte fallback, and
  /// pre-tokenizers other than metaspace.
  public init(file path: String) throws(TokenFileError) {
    let file = try TokenizerFile(path)
    var pieces: [String] = []
    var scores: [Double] = []
    var ids: [[UInt8]: Int] = [:]
    for entry in file.model.vocab {
      if entry.piece.isEmpty { throw TokenFileError(path, "the token with the id \(pieces.count) is empty") }
      if let other = ids.updateValue(pieces.count, forKey: Array(entry.piece.utf8)) {
        let name = entry.piece.brief.debugDescription
        throw TokenFileError(path, "the token \(name) has two ids, \(other) and \(pieces.count)")
      }
      pieces.append(entry.piece)
      scores.append(entry.score)
    }
    guard let unknown = file.model.unk_id, pieces.indices.contains(unknown) else {
      throw TokenFileError(path, "there is no unknown token: unk_id is not an id of the vocabulary")
    }
    var special = [pieces[unknown]: unknown]
    for token in file.added_tokens.sorted(by: { $0.id < $1.id }) {
      let name = token.content.brief.debugDescription
      if token.content.isEmpty { throw TokenFileError(path, "the added token with the id \(token.id) is empty") }
      if !token.special { throw TokenFileError(path, "the added token \(name) is not special") }
      if token.id == pieces.count {
        pieces.append(token.content)
        scores.append(0)
      }
      guard pieces.indices.contains(token.id), pieces[token.id].utf8.elementsEqual(token.content.utf8) else {
        throw TokenFileError(path, "the added token \(name) has the id \(token.id), which is not its own")
      }
      special[token.content] = token.id
    }
    self.init(pieces: pieces, scores: scores, unknown: unknown, special: special)
  }

  /// Writes `tokenizer.json`, which Hugging Face's `Tokenizer.from_file` reads.
  public func write(file path: String) throws(WriteError) {
    let added = special.ids.sorted().map { id in
      "{\"id\":\(id),\"content\":\(quotedForJSON(pieces[id])),\"single_word\":false,\"lstrip\":false,\"rstrip\":false,"
        + "\"normalized\":false,\"special\":true}"
    }
    let metaspace = "{\"type\":\"Metaspace\",\"replacement\":\"▁\",\"prepend_scheme\":\"always\",\"split\":true}"
    let vocabulary = zip(pieces, scores).map { "[\(quotedForJSON($0)),\($1)]" }
    let text =
      "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":[\(added.joined(separator: ","))],"
      + "\"normalizer\":null,\"pre_tokenizer\":\(metaspace),\"post_processor\":null,\"decoder\":\(metaspace),"
      + "\"model\":{\"type\":\"Unigram\",\"unk_id\":\(unknown),\"vocab\":[\(vocabulary.joined(separator: ","))],"
      + "\"byte_fallback\":false}}"
    try writeAtomically(Data(text.utf8), to: path)
  }
}

/// The parts of a `tokenizer.json` that decide the ids of a text, under their names in the file.
private struct TokenizerFile: Decodable {
  struct AddedToken: Decodable {
    let id: Int
    let content: String
    let special: Bool
  }

  struct Stage: Decodable {
    let type: String
    let replacement, prepend_scheme: String?
    let split: Bool?
  }

  struct Model: Decodable {
    let type: String
    let unk_id: Int?
    let vocab: [Entry]
    let byte_fallback: Bool?
  }

  struct Entry: Decodable {
    let piece: String
    let score: Double

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      piece = try list.decode(String.self)
      score = try list.decode(Double.self)
    }
  }

  /// Only the kind of model, which decides how the rest is read.
  private struct Kind: Decodable {
    struct Model: Decodable { let type: String }
    let model: Model
  }

  let added_tokens: [AddedToken]
  let normalizer, pre_tokenizer: Stage?
  let model: Model

  init(_ path: String) throws(TokenFileError) {
    let data = Data(try contents(of: path))
    do {
      let kind = try JSONDecoder().decode(Kind.self, from: data).model.type
      if kind != "Unigram" { throw TokenFileError(path, "the model is of the kind \(kind.brief), not Unigram") }
      self = try JSONDecoder().decode(TokenizerFile.self, from: data)
    } catch let error as TokenFileError {
      throw error
    } catch {
      throw TokenFileError(path, "it is not a tokenizer file of Hugging Face\(TokenizerFile.position(of: error))")
    }
    if let normalizer {
      throw TokenFileError(path, "the normalizer \(normalizer.type.brief) is not known")
    }
    guard let stage = pre_tokenizer, stage.type == "Metaspace", stage.replacement == "▁",
      stage.prepend_scheme == "always", stage.split != false
    else {
      throw TokenFileError(path, "the pre-tokenizer is not a Metaspace that always puts ▁ first")
    }
    if model.byte_fallback == true { throw TokenFileError(path, "byte fallback is not known") }
  }

  /// The path to what could not be read, as in `model.vocab.3.1`.
  private static func position(of error: any Error) -> String {
    let context: DecodingError.Context? =
      switch error {
      case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context): context
      case DecodingError.keyNotFound(let key, let context):
        DecodingError.Context(codingPath: context.codingPath + [key], debugDescription: "")
      default: nil
      }
    let keys = context?.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue.brief } ?? []
    return keys.isEmpty ? "" : ": look at \(keys.joined(separator: "."))"
  }
}
