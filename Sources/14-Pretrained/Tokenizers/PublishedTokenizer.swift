import Foundation
import Tensors
import Tokens

/// The tokenizer of a published model, read from the files beside its weights.
///
/// A text passes four stages, each described by the files: added tokens such as `[MASK]` are found, the text between
/// them is **normalized**, split into words by a **pre-tokenizer**, and each word is encoded by the **model**: byte-pair
/// encoding, WordPiece or a unigram model. Then a **post-processor** adds special tokens around the text.
public struct PublishedTokenizer: Sendable {
  /// The file with the vocabulary.
  public let file: String

  /// The ids of the tokens with a role, such as `[MASK]`.
  public let roles: TokenizerRoles

  let vocabulary: TokenizerVocabulary
  let added: TokenizerAddedTokens
  let normalizer: TokenizerNormalizer?
  let preTokenizer: TokenizerPreTokenizer?
  let model: TokenizerModel
  let template: TokenizerTemplate
  let decoder: TokenizerDecoder
  /// Whether spaces before punctuation are removed from decoded text.
  let cleansUp: Bool

  /// Reads `tokenizer.json`, or else `vocab.json` and `merges.txt`, or else `vocab.txt`.
  public init(folder path: String) throws(TokenFileError) {
    let folder = try TokenizerFolder(path)
    var draft =
      if folder.has("tokenizer.json") {
        try TokenizerDraft(tokenizer: TokenizerSection(file: folder.file("tokenizer.json")))
      } else if folder.has("vocab.json") {
        try TokenizerDraft(vocabularyAndMergesIn: folder)
      } else if folder.has("vocab.txt") {
        try TokenizerDraft(wordPiecesIn: folder)
      } else {
        let hint = "; spiece.model is not read: let transformers write a tokenizer.json beside it"
        throw TokenFileError(
          path, "it holds no tokenizer.json, no vocab.json and no vocab.txt" + (folder.has("spiece.model") ? hint : ""))
      }
    try draft.add(folder)
    self = try draft.tokenizer()
  }

  init(
    file: String, roles: TokenizerRoles, vocabulary: TokenizerVocabulary, template: TokenizerTemplate,
    draft: TokenizerDraft
  ) {
    (self.file, self.roles, self.vocabulary) = (file, roles, vocabulary)
    (model, self.template) = (draft.model, template)
    (normalizer, preTokenizer, decoder) = (draft.normalizer, draft.preTokenizer, draft.decoder)
    added = TokenizerAddedTokens(draft.added, draft.normalizer)
    if case .bytePairs = model { cleansUp = false } else { cleansUp = draft.cleansUp }
  }

  /// The largest id and one, added tokens included.
  public var count: Int { vocabulary.count }

  /// The token with an id, as the files write it: GPT-2's `Ġthe`, BERT's `##ing`.
  public func token(_ id: Int) -> String {
    require(vocabulary.tokens.indices.contains(id), "token: \(id) is not an id of a vocabulary of \(count) tokens")
    return String(decoding: vocabulary.tokens[id], as: UTF8.self)
  }

  /// The id of a token as the files write it; nil when there is none.
  public func id(of token: String) -> Int? { vocabulary[token] }

  /// The ids of tokens that stand for no text.
  public var special: Set<Int> { added.special }

  /// Throws when a model has no embedding for some of the tokens.
  ///
  /// More embeddings than tokens are common: T5 has 32,128 for 32,100 tokens.
  public func requireRows(_ rows: Int) throws(TokenFileError) {
    if count > rows { throw TokenFileError(file, "it has \(count) tokens, but the embedding has only \(rows) rows") }
  }
}

// MARK: Encoding

extension PublishedTokenizer {
  /// The ids of a text alone. Added tokens in it are recognized, as in `transformers`.
  public func encode(_ text: String) -> [Int] {
    var result: [Int] = []
    // Where the tokens of each distinct word are in `result`: a text repeats most of its words.
    var known: [[UInt8]: Range<Int>] = [:]
    for part in added.split(TokenizerText(text.unicodeScalars), normalizer) {
      switch part {
      case .token(let id): result.append(id)
      case .text(let part):
        for word in preTokenizer?([part]) ?? [part] {
          let bytes = word.text.utf8
          if let again = known[bytes] {
            for index in again { result.append(result[index]) }
            continue
          }
          let start = result.count
          result += model.encode(bytes)
          known[bytes] = start..<result.count
        }
      }
    }
    return result
  }

  /// The ids of a text, or of two, with the special tokens that the model expects, and for each the type: which text.
  public func encode(_ first: String, pair second: String?) -> (ids: [Int], types: [Int]) {
    template.fill(encode(first), second.map(encode))
  }
}

// MARK: Decoding

extension PublishedTokenizer {
  /// The text of some ids. Ids without a token, which a model with spare embeddings may generate, stand for nothing.
  ///
  /// - Parameter skippingSpecial: Whether special tokens are left out.
  public func decode(_ ids: [Int], skippingSpecial: Bool = false) -> String {
    let bytes = decodeBytes(ids, skippingSpecial: skippingSpecial)
    let text = String(decoding: bytes, as: UTF8.self)
    if !cleansUp { return text }
    return String(decoding: TokenizerDecoder.cleanedUp(Array(text.utf8), TokenizerDecoder.spacing), as: UTF8.self)
  }

  /// The same before bytes that are not valid UTF-8 become U+FFFD.
  func decodeBytes(_ ids: [Int], skippingSpecial: Bool) -> [UInt8] {
    let kept = ids.filter { vocabulary.tokens.indices.contains($0) && !(skippingSpecial && special.contains($0)) }
    return decoder(kept.map { added.spellings[$0] ?? vocabulary.tokens[$0] }).flatMap(\.self)
  }
}
