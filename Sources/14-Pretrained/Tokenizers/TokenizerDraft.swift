import Tokens

/// A tokenizer while its files are read. Its template follows once all tokens are known.
struct TokenizerDraft {
  let file: String
  var vocabulary: TokenizerVocabulary
  var added: [TokenizerAddedToken] = []
  var normalizer: TokenizerNormalizer?
  var preTokenizer: TokenizerPreTokenizer?
  var decoder = TokenizerDecoder.spaces
  var cleansUp = false
  /// Whether the token of the start is put before a text, and that of the end behind it, though the template has none.
  var (addsStart, addsEnd) = (false, false)
  /// The contents of the tokens with a role, by the keys of `TokenizerRoles`.
  var roles: [String: [UInt8]] = [:]
  /// It knows the tokens of the model alone: added tokens are no parts of words.
  let model: TokenizerModel
  var template: (TokenizerVocabulary, TokenizerRoles) throws(TokenFileError) -> TokenizerTemplate

  /// Adds a token with its id. If the vocabulary has it already, both ids must agree.
  mutating func add(_ token: TokenizerAddedToken, in section: TokenizerSection? = nil) throws(TokenFileError) {
    if let id = vocabulary[token.content] {
      if id != token.id {
        let problem = "the added token \(brief(token.content)) has the id \(token.id), but \(id) in the vocabulary"
        throw section?.problem(problem) ?? TokenFileError(file, problem)
      }
    } else {
      try vocabulary.add(token.content, token.id)
    }
    added.append(token)
  }

  /// Adds what the small files of a folder say.
  mutating func add(_ folder: TokenizerFolder) throws(TokenFileError) {
    for token in try folder.addedTokens() where !added.contains(where: { $0.content == token.content }) {
      try add(token)
    }
    for (key, _) in TokenizerRoles.keys {
      let named = try folder.token(key)
      if let content = named?.content { roles[key] = content }
      // A token with a role is an added token, too, if the vocabulary has it.
      guard let content = roles[key], let id = vocabulary[content], !added.contains(where: { $0.content == content })
      else { continue }
      added.append(
        try named?.flags.map { flags throws(TokenFileError) in try TokenizerAddedToken(flags, id: id) }
          ?? TokenizerAddedToken(content: content, id: id))
    }
    addsStart = try folder.config?.bool("add_bos_token", or: false) ?? false
    addsEnd = try folder.config?.bool("add_eos_token", or: false) ?? false
    cleansUp = try folder.config?.bool("clean_up_tokenization_spaces", or: false) ?? false
  }

  func tokenizer() throws(TokenFileError) -> PublishedTokenizer {
    var vocabulary = vocabulary
    try vocabulary.complete()
    var ids = TokenizerRoles()
    for (key, role) in TokenizerRoles.keys { ids[keyPath: role] = roles[key].flatMap { vocabulary[$0] } }
    if ids.unk == nil { ids.unk = model.unknown }
    var template = try template(vocabulary, ids)
    if template.isBare, addsStart || addsEnd {
      template.frame(start: addsStart ? ids.bos : nil, end: addsEnd ? ids.eos : nil)
    }
    return PublishedTokenizer(file: file, roles: ids, vocabulary: vocabulary, template: template, draft: self)
  }
}

// MARK: tokenizer.json

extension TokenizerDraft {
  init(tokenizer root: TokenizerSection) throws(TokenFileError) {
    file = root.file
    let modelSection = try root.required("model")
    let (tokens, scores) = try TokenizerModelFile.entries(of: modelSection)
    vocabulary = try TokenizerVocabulary(tokens, file: root.file)
    normalizer = try root.section("normalizer").map(TokenizerNormalizer.init)
    preTokenizer = try root.section("pre_tokenizer").map(TokenizerPreTokenizer.init)
    decoder = try root.section("decoder").map(TokenizerDecoder.init) ?? .spaces
    model = try TokenizerModelFile.model(modelSection, vocabulary, tokens, scores: scores)
    let processor = try root.section("post_processor")
    template = { vocabulary, _ throws(TokenFileError) in
      guard let processor else { return TokenizerTemplate() }
      return try TokenizerTemplate(processor, vocabulary)
    }
    for section in try root.section("added_tokens")?.list() ?? [] { try add(TokenizerAddedToken(section), in: section) }
    nameUsualRoles()
  }

  /// Names the added tokens with a role as they usually are called. The folder's other files may say otherwise.
  private mutating func nameUsualRoles() {
    let usual = [
      "mask_token": ["[MASK]", "<mask>"], "unk_token": ["[UNK]", "<unk>"], "cls_token": ["[CLS]"],
      "sep_token": ["[SEP]"], "pad_token": ["[PAD]", "<pad>"], "bos_token": ["<s>", "<|endoftext|>"],
      "eos_token": ["</s>", "<|endoftext|>"],
    ]
    let contents = Set(added.map(\.content))
    for (key, names) in usual { roles[key] = names.map { Array($0.utf8) }.first(where: contents.contains) }
  }
}
