import Tensors

/// A way to corrupt a document. BART reads the corrupted tokens and generates the whole document as it was.
///
///     document      A B C . D E .
///     masking       A _ C . D _ .
///     deletion      A C . D .
///     infilling     A _ . D _ E .      one mask for B C, one for nothing
///     permutation   D E . A B C .
///     rotation      C . D E . A B
///
/// Lewis et al., "BART: Denoising Sequence-to-Sequence Pre-training", 2020.
public protocol Noise: Sendable {
  /// - Parameter sentences: The tokens of each sentence of a document.
  func callAsFunction(_ sentences: [[Int]], using generator: inout Generator) -> [Int]
}

/// **Token masking**: a mask replaces single tokens, as in BERT.
public struct TokenMasking: Noise {
  public let mask: Int
  public var rate = 0.15

  public init(mask: Int) { self.mask = mask }

  public func callAsFunction(_ sentences: [[Int]], using generator: inout Generator) -> [Int] {
    let tokens = Array(sentences.joined())
    let chosen = choice(rate, of: tokens.count, using: &generator)
    return zip(tokens, chosen).map { $1 ? mask : $0 }
  }
}

/// **Token deletion**: single tokens are missing, and the model has to find out where.
public struct TokenDeletion: Noise {
  public var rate = 0.15

  public init() {}

  public func callAsFunction(_ sentences: [[Int]], using generator: inout Generator) -> [Int] {
    let tokens = Array(sentences.joined())
    let chosen = choice(rate, of: tokens.count, using: &generator)
    return zip(tokens, chosen).filter { !$1 }.map(\.0)
  }
}

/// **Text infilling**: one mask replaces a whole span, and the model has to find out how many tokens are missing.
///
/// The length of a span is drawn from a Poisson distribution. For a span of length 0 a mask is inserted between two tokens.
public struct TextInfilling: Noise {
  public let mask: Int
  /// The share of the tokens that are taken out.
  public var rate = 0.3
  public var meanLength = 3.0

  public init(mask: Int) { self.mask = mask }

  public func callAsFunction(_ sentences: [[Int]], using generator: inout Generator) -> [Int] {
    let tokens = Array(sentences.joined())
    let lengths = spanLengths(noiseCount(rate, of: tokens.count), using: &generator).shuffled(using: &generator)
    let kept = tokens.count - lengths.reduce(0, +)
    // Kept tokens and spans in any order.
    let isSpan = (0..<kept + lengths.count).map { $0 < lengths.count }.shuffled(using: &generator)
    var rest = tokens[...]
    var spans = lengths[...]
    return isSpan.map { isSpan in
      guard isSpan else { return rest.removeFirst() }
      rest.removeFirst(spans.removeFirst())
      return mask
    }
  }

  /// Lengths until so many tokens are covered; the last span is cut to fit.
  private func spanLengths(_ count: Int, using generator: inout Generator) -> [Int] {
    var lengths: [Int] = []
    var left = count
    while left > 0 {
      lengths.append(min(left, generator.poisson(meanLength)))
      left -= lengths.last!
    }
    return lengths
  }
}

/// **Sentence permutation**: the sentences stand in a random order.
public struct SentencePermutation: Noise {
  public init() {}

  public func callAsFunction(_ sentences: [[Int]], using generator: inout Generator) -> [Int] {
    Array(sentences.shuffled(using: &generator).joined())
  }
}

/// **Document rotation**: a random token is the first, and what stood before it comes last.
public struct DocumentRotation: Noise {
  public init() {}

  public func callAsFunction(_ sentences: [[Int]], using generator: inout Generator) -> [Int] {
    let tokens = Array(sentences.joined())
    if tokens.isEmpty { return [] }
    let start = Int.random(in: tokens.indices, using: &generator)
    return Array(tokens[start...] + tokens[..<start])
  }
}

/// What BART itself was pre-trained on: sentence permutation, then text infilling.
public struct PermutationAndInfilling: Noise {
  public var infilling: TextInfilling

  public init(mask: Int) { infilling = TextInfilling(mask: mask) }

  public func callAsFunction(_ sentences: [[Int]], using generator: inout Generator) -> [Int] {
    let permuted = SentencePermutation()(sentences, using: &generator)
    return infilling([permuted], using: &generator)
  }
}

/// How many of the tokens a rate makes, at least one.
private func noiseCount(_ rate: Double, of count: Int) -> Int {
  min(count, max(1, Int((rate * Double(count)).rounded())))
}

/// Which of the tokens are chosen: every choice of as many is equally probable.
private func choice(_ rate: Double, of count: Int, using generator: inout Generator) -> [Bool] {
  let chosen = noiseCount(rate, of: count)
  return (0..<count).map { $0 < chosen }.shuffled(using: &generator)
}
