import Tokens

/// How a word becomes tokens.
enum TokenizerModel: Sendable {
  case bytePairs(TokenizerBytePairs)
  case wordPieces(WordPieceModel)
  case unigram(TokenizerUnigram)

  /// The ids of a word, which is not empty.
  func encode(_ word: [UInt8]) -> [Int] {
    switch self {
    case .bytePairs(let model): model.encode(word)
    case .wordPieces(let model): model.encode(word[...])
    case .unigram(let model): model.encode(word)
    }
  }

  /// The id of what has no token; nil when all has one.
  var unknown: Int? {
    switch self {
    case .bytePairs(let model): model.unknown
    case .wordPieces(let model): model.unknown
    case .unigram(let model): model.unknown
    }
  }
}

/// The tokens `<0x00>` … `<0xFF>`, with which a character that has no token is written.
struct TokenizerByteTokens: Sendable {
  private let ids: [Int?]

  init(_ vocabulary: TokenizerVocabulary) {
    ids = (0..<256).map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return vocabulary["<0x\(byte < 16 ? "0" : "")\(digits)>"]
    }
  }

  /// The id of each byte; nil when one of them has no token.
  func encode(_ bytes: some Sequence<UInt8>) -> [Int]? {
    var result: [Int] = []
    for byte in bytes {
      guard let id = ids[Int(byte)] else { return nil }
      result.append(id)
    }
    return result
  }

  /// The byte that such a token stands for; nil when it is another token.
  static func byte(of token: [UInt8]) -> UInt8? {
    guard token.count == 6, token.starts(with: Array("<0x".utf8)), token[5] == UInt8(ascii: ">") else { return nil }
    return UInt8(String(decoding: token[3...4], as: UTF8.self), radix: 16)
  }
}

/// A unigram model whose unknown characters are one token, or their bytes.
struct TokenizerUnigram: Sendable {
  private let model: UnigramModel
  private let byteTokens: TokenizerByteTokens?
  let unknown: Int
  /// The length of each piece.
  private let lengths: [Int]

  init(_ pieces: [(token: [UInt8], id: Int)], scores: [Double], unknown: Int, byteTokens: TokenizerByteTokens?) {
    let known = pieces.filter { !$0.token.isEmpty && $0.id != unknown }.map { (bytes: $0.token, id: $0.id) }
    model = UnigramModel(known, scores: scores, unknown: unknown)
    lengths = pieces.map(\.token.count)
    (self.byteTokens, self.unknown) = (byteTokens, unknown)
  }

  /// The most probable segmentation.
  func encode(_ word: [UInt8]) -> [Int] {
    var lattice = Lattice()
    lattice.fill(word[...], model)
    var result: [Int] = []
    var position = 0
    for piece in lattice.viterbi() {
      if piece != unknown {
        result.append(piece)
        position += lengths[piece]
        continue
      }
      let next = position + Lattice.lengthOfCharacter(word[position])
      if let bytes = byteTokens?.encode(word[position..<next]) {
        result += bytes
      } else if result.last != unknown {
        result.append(unknown)
      }
      position = next
    }
    return result
  }
}
