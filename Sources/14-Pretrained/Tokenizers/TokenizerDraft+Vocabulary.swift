import Tokens

// MARK: vocab.json and merges.txt

extension TokenizerDraft {
  /// Byte-level, as in GPT-2 and BART, or with the suffix `</w>` of the first GPT.
  init(vocabularyAndMergesIn folder: TokenizerFolder) throws(TokenFileError) {
    file = folder.file("vocab.json")
    let entries = try TokenizerVocabulary.entries(of: TokenizerSection(file: file))
    vocabulary = try TokenizerVocabulary(entries, file: file)
    let suffix = Array("</w>".utf8)
    let hasSuffix = entries.contains { $0.token.count > suffix.count && $0.token.suffix(suffix.count) == suffix[...] }
    let merges = folder.file("merges.txt")
    let options = TokenizerBytePairs.Options(suffix: hasSuffix ? suffix : [])
    let unknown = try folder.token("unk_token")?.content ?? Array("<unk>".utf8)
    model = .bytePairs(
      TokenizerBytePairs(
        vocabulary, try TokenizerDraft.merges(merges, vocabulary, options),
        unknown: hasSuffix ? vocabulary[unknown] : nil, options))
    template = { _, _ in TokenizerTemplate() }
    if hasSuffix {
      (normalizer, preTokenizer) = (.bert(TokenizerBertNormalizer()), .bert)
      decoder = .bytePair(suffix: suffix)
      name(["unk_token": "<unk>"])
    } else {
      let addsPrefixSpace = try folder.config?.bool("add_prefix_space", or: false) ?? false
      preTokenizer = .byteLevel(addsPrefixSpace: addsPrefixSpace, splits: true)
      decoder = .byteLevel
      nameByteLevelRoles()
    }
  }

  /// GPT-2 has one special token, BART and RoBERTa have five, and stand them around a text.
  private mutating func nameByteLevelRoles() {
    guard vocabulary["<s>"] != nil, vocabulary["</s>"] != nil else {
      let end = "<|endoftext|>"
      return name(["bos_token": end, "eos_token": end, "unk_token": end])
    }
    name([
      "bos_token": "<s>", "cls_token": "<s>", "eos_token": "</s>", "sep_token": "</s>", "pad_token": "<pad>",
      "unk_token": "<unk>", "mask_token": "<mask>",
    ])
    template = { _, roles in
      guard let cls = roles.cls, let sep = roles.sep else { return TokenizerTemplate() }
      return .roberta(cls: cls, sep: sep)
    }
  }

  private mutating func name(_ names: [String: String]) { roles = names.mapValues { Array($0.utf8) } }

  private static func merges(
    _ path: String, _ vocabulary: TokenizerVocabulary, _ options: TokenizerBytePairs.Options
  ) throws(TokenFileError) -> [Merge] {
    var result: [Merge] = []
    for (index, line) in try lines(of: path).enumerated() {
      if line.isEmpty || line.hasPrefix("#version") { continue }
      guard let (left, right) = TokenizerModelFile.pair(of: Array(line.utf8)) else {
        throw TokenFileError(
          path, line: index + 1, "expected two tokens separated by a space, found \(brief(Array(line.utf8)))")
      }
      do { result.append(try TokenizerModelFile.merge(left, right, vocabulary, options)) } catch {
        throw TokenFileError(path, line: index + 1, error.problem)
      }
    }
    return result
  }
}

// MARK: vocab.txt

extension TokenizerDraft {
  /// WordPiece, as in BERT.
  init(wordPiecesIn folder: TokenizerFolder) throws(TokenFileError) {
    file = folder.file("vocab.txt")
    let entries = try lines(of: file).enumerated().map { (token: Array($1.utf8), id: $0) }
    vocabulary = try TokenizerVocabulary(entries, file: file)
    let lowercases = try folder.config?.bool("do_lower_case", or: true) ?? true
    normalizer = .bert(
      TokenizerBertNormalizer(
        separatesIdeographs: try folder.config?.bool("tokenize_chinese_chars", or: true) ?? true,
        stripsAccents: try folder.config?.bool("strip_accents", or: lowercases) ?? lowercases, lowercases: lowercases))
    preTokenizer = .bert
    let prefix = Array("##".utf8)
    decoder = .wordPiece(prefix: prefix, cleansUp: true)
    let path = file
    func missing(_ name: String) -> TokenFileError { TokenFileError(path, "there is no token \(name)") }
    let unknown = try folder.token("unk_token")?.content ?? Array("[UNK]".utf8)
    guard let id = vocabulary[unknown] else { throw missing(String(decoding: unknown, as: UTF8.self)) }
    model = .wordPieces(
      WordPieceModel(entries.map { (bytes: $0.token, id: $0.id) }, prefix: prefix, unknown: id))
    template = { _, roles throws(TokenFileError) in
      guard let cls = roles.cls else { throw missing("[CLS]") }
      guard let sep = roles.sep else { throw missing("[SEP]") }
      return .bert(cls: cls, sep: sep)
    }
    name([
      "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]", "mask_token": "[MASK]",
    ])
  }
}
