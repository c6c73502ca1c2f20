import Tokens

/// What stands around the tokens of one text, or of two: `[CLS] A [SEP] B [SEP]`.
struct TokenizerTemplate: Sendable {
  enum Part: Sendable {
    case tokens([Int], type: Int)
    /// The first text, or the second.
    case text(isSecond: Bool, type: Int)
  }

  /// Without special tokens: the texts as they are, the second of type 1.
  var single = [Part.text(isSecond: false, type: 0)]
  var pair = [Part.text(isSecond: false, type: 0), .text(isSecond: true, type: 1)]

  /// Whether it adds no tokens.
  var isBare: Bool { single.count == 1 }

  /// Puts tokens around each text.
  mutating func frame(start: Int?, end: Int?) {
    func framed(isSecond: Bool, type: Int) -> [Part] {
      [.tokens([start].compactMap(\.self), type: type), .text(isSecond: isSecond, type: type)]
        + [.tokens([end].compactMap(\.self), type: type)]
    }
    single = framed(isSecond: false, type: 0)
    pair = single + framed(isSecond: true, type: 1)
  }

  func fill(_ first: [Int], _ second: [Int]?) -> (ids: [Int], types: [Int]) {
    var (ids, types): ([Int], [Int]) = ([], [])
    for part in second == nil ? single : pair {
      let (added, type) =
        switch part {
        case .tokens(let tokens, let type): (tokens, type)
        case .text(let isSecond, let type): (isSecond ? second ?? [] : first, type)
        }
      ids += added
      types += [Int](repeating: type, count: added.count)
    }
    return (ids, types)
  }
}

extension TokenizerTemplate {
  /// `[CLS] A [SEP] B [SEP]`, where B and what follows have type 1.
  static func bert(cls: Int, sep: Int) -> TokenizerTemplate {
    let first: [Part] = [.tokens([cls], type: 0), .text(isSecond: false, type: 0), .tokens([sep], type: 0)]
    return TokenizerTemplate(single: first, pair: first + [.text(isSecond: true, type: 1), .tokens([sep], type: 1)])
  }

  /// `<s> A </s></s> B </s>`, all of type 0.
  static func roberta(cls: Int, sep: Int) -> TokenizerTemplate {
    let first: [Part] = [.tokens([cls], type: 0), .text(isSecond: false, type: 0), .tokens([sep], type: 0)]
    return TokenizerTemplate(
      single: first,
      pair: first + [.tokens([sep], type: 0), .text(isSecond: true, type: 0), .tokens([sep], type: 0)])
  }
}

// MARK: Files

extension TokenizerTemplate {
  /// - Parameter count: The size of the vocabulary, for ids that lie outside.
  init(_ section: TokenizerSection, _ vocabulary: TokenizerVocabulary) throws(TokenFileError) {
    let type = try section.required("type")
    switch try type.text() {
    case "TemplateProcessing":
      let tokens = try section.required("special_tokens")
      single = try TokenizerTemplate.parts(try section.required("single"), tokens, vocabulary)
      pair = try TokenizerTemplate.parts(try section.required("pair"), tokens, vocabulary)
    case "BertProcessing":
      self = .bert(
        cls: try TokenizerTemplate.token(section.required("cls"), vocabulary),
        sep: try TokenizerTemplate.token(section.required("sep"), vocabulary))
    case "RobertaProcessing":
      self = .roberta(
        cls: try TokenizerTemplate.token(section.required("cls"), vocabulary),
        sep: try TokenizerTemplate.token(section.required("sep"), vocabulary))
    case "ByteLevel": self = TokenizerTemplate()  // It only corrects offsets in the text.
    case "Sequence": self = try TokenizerTemplate(sequence: section.required("processors"), vocabulary)
    default: throw type.problem("the post-processor \(brief(try type.bytes())) is not known")
    }
  }

  /// Several processors, of which at most one adds tokens.
  private init(sequence: TokenizerSection, _ vocabulary: TokenizerVocabulary) throws(TokenFileError) {
    var result: TokenizerTemplate?
    for part in try sequence.list() where try part.required("type").text() != "ByteLevel" {
      if result != nil { throw sequence.problem("two post-processors that add tokens are not known") }
      result = try TokenizerTemplate(part, vocabulary)
    }
    self = result ?? TokenizerTemplate()
  }

  /// `["[SEP]", 102]`
  private static func token(
    _ section: TokenizerSection, _ vocabulary: TokenizerVocabulary
  ) throws(TokenFileError) -> Int {
    let pair = try section.list()
    guard pair.count == 2 else { throw section.problem("a token and its id were expected") }
    return try id(pair[1], vocabulary)
  }

  private static func id(
    _ section: TokenizerSection, _ vocabulary: TokenizerVocabulary
  ) throws(TokenFileError) -> Int {
    let id = try section.whole()
    if vocabulary.tokens.indices.contains(id) { return id }
    throw section.problem("\(id) is not an id of the \(vocabulary.count) tokens")
  }

  private static func parts(
    _ section: TokenizerSection, _ tokens: TokenizerSection, _ vocabulary: TokenizerVocabulary
  ) throws(TokenFileError) -> [Part] {
    var result: [Part] = []
    for part in try section.list() {
      if let token = try part.section("SpecialToken") {
        let ids = try tokens.required(try token.required("id").text()).required("ids")
        var all: [Int] = []
        for one in try ids.list() { all.append(try id(one, vocabulary)) }
        result.append(.tokens(all, type: try token.required("type_id").whole()))
      } else {
        let text = try part.required("Sequence")
        let isSecond = try text.required("id").text() == "B"
        result.append(.text(isSecond: isSecond, type: try text.required("type_id").whole()))
      }
    }
    return result
  }
}
