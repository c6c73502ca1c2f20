import T5
import Tensors
import TestBasics
import Testing

@Suite struct NoiseTests {
  private static let mask = 99
  private static let sentences = [[0, 1, 2], [3, 4], [5, 6, 7, 8, 9]]

  private static func draws(_ noise: some Noise, _ sentences: [[Int]] = sentences, _ count: Int = 6000) -> [[Int]] {
    var generator = Generator(seed: 6)
    return (0..<count).map { _ in noise(sentences, using: &generator) }
  }

  /// Every number of times is near the same.
  private static func isUniform(_ counts: some Collection<Int>, _ expected: Int) -> Bool {
    counts.allSatisfy { abs(Double($0 - expected)) < 5 * Double(expected).squareRoot() }
  }

  private static func histogram<T: Hashable>(_ values: some Sequence<T>) -> [T: Int] {
    values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  @Test func `masking replaces two of ten tokens, any with equal probability`() {
    let results = Self.draws(TokenMasking(mask: Self.mask))
    for tokens in results {
      #expect(tokens.count == 10 && tokens.count { $0 == Self.mask } == 2, "\(tokens)")
      #expect(tokens.enumerated().allSatisfy { $1 == $0 || $1 == Self.mask }, "\(tokens)")
    }
    let counts = Self.histogram(results.map { tokens in tokens.indices.filter { tokens[$0] == Self.mask } })
    #expect(counts.count == 45 && Self.isUniform(counts.values, 6000 / 45))
  }

  @Test func `deletion leaves eight of ten tokens in order, any with equal probability`() {
    let results = Self.draws(TokenDeletion())
    for tokens in results { #expect(tokens.count == 8 && tokens == tokens.sorted(), "\(tokens)") }
    let counts = Self.histogram(results.map { Set(0..<10).subtracting($0) })
    #expect(counts.count == 45 && Self.isUniform(counts.values, 6000 / 45))
  }

  @Test(arguments: [(1, 1), (3, 1), (4, 1), (10, 2), (16, 2), (17, 3), (100, 15)])
  func `at least one token is masked or deleted`(T: Int, noise: Int) {
    let masked = Self.draws(TokenMasking(mask: -1), [Array(0..<T)], 5)
    let deleted = Self.draws(TokenDeletion(), [Array(0..<T)], 5)
    #expect(masked.allSatisfy { $0.count { $0 == -1 } == noise })
    #expect(deleted.allSatisfy { $0.count == T - noise })
  }

  // MARK: Infilling

  /// The lengths of the spans that masks hide, as far as kept tokens on both sides tell them; nil where a token is missing
  /// without a mask.
  private static func spans(_ tokens: [Int], of T: Int) -> [(masks: Int, length: Int)]? {
    var spans: [(masks: Int, length: Int)] = []
    var (last, masks) = (-1, 0)
    for token in tokens + [T] {
      if token == -1 {
        masks += 1
        continue
      }
      if masks == 0 && token != last + 1 { return nil }
      if masks > 0 { spans.append((masks, token - last - 1)) }
      (last, masks) = (token, 0)
    }
    return spans
  }

  @Test(arguments: [1, 2, 10, 40])
  func `infilling hides every missing token behind a mask, 30 % of all`(T: Int) {
    for tokens in Self.draws(TextInfilling(mask: -1), [Array(0..<T)], 500) {
      let kept = tokens.filter { $0 != -1 }
      #expect(kept == kept.sorted() && kept.count == T - max(1, T * 3 / 10), "\(tokens)")
      #expect(Self.spans(tokens, of: T) != nil, "\(tokens)")
    }
  }

  /// Of 100 tokens 30 go, in about 10 spans. The last span drawn is cut, so the spans are a bit shorter than 3.
  @Test func `the spans have lengths of mean 3, and some are empty`() {
    let results = Self.draws(TextInfilling(mask: -1), [Array(0..<10_000)], 20)
    let masks = results.joined().count { $0 == -1 }
    #expect(abs(Double(masks) / 20 - 1000) < 20, "\(masks)")
    let single = results.flatMap { Self.spans($0, of: 10_000)! }.filter { $0.masks == 1 }
    let empty = Double(single.count { $0.length == 0 }) / Double(single.count)
    let three = Double(single.count { $0.length == 3 }) / Double(single.count)
    #expect(abs(empty - 0.0498) < 0.01 && abs(three - 0.2240) < 0.02, "\(empty) \(three)")
  }

  @Test func `a span may be anywhere, and the one that was cut as well`() {
    let results = Self.draws(TextInfilling(mask: -1), [[0, 1, 2, 3]], 6000)
    let one = Self.histogram(results.filter { $0.count == 4 })
    #expect(one.count == 4 && Self.isUniform(one.values, one.values.reduce(0, +) / 4))
    // An empty span and one of one token: the empty one comes first as often as the other.
    let two = Self.histogram(results.filter { $0.count == 5 })
    let apart = two.filter { $0.key[0] == -1 && $0.key[1] != -1 }
    let first = apart.reduce(0) { $0 + ($1.key[1] == 0 ? $1.value : 0) }
    let total = apart.values.reduce(0, +)
    #expect(total > 60 && abs(Double(first) / Double(total) - 0.5) < 0.2, "\(two)")
    #expect(two.count > 12)
  }

  // MARK: Whole sentences and documents

  @Test func `permutation puts whole sentences in any order`() {
    let counts = Self.histogram(Self.draws(SentencePermutation()))
    let (a, b, c) = (Self.sentences[0], Self.sentences[1], Self.sentences[2])
    #expect(Set(counts.keys) == [a + b + c, a + c + b, b + a + c, b + c + a, c + a + b, c + b + a])
    #expect(Self.isUniform(counts.values, 1000))
  }

  @Test func `rotation begins at any token`() {
    let counts = Self.histogram(Self.draws(DocumentRotation()))
    #expect(Set(counts.keys) == Set((0..<10).map { Array($0..<10) + Array(0..<$0) }))
    #expect(Self.isUniform(counts.values, 600))
  }

  @Test func `BART's own noise permutes sentences and hides 30 % of the tokens`() {
    let results = Self.draws(PermutationAndInfilling(mask: -1))
    var orders: Set<[Int]> = []
    for tokens in results {
      let kept = tokens.filter { $0 != -1 }
      #expect(kept.count == 7 && tokens.count > 7)
      let owners = kept.map { token in Self.sentences.firstIndex { $0.contains(token) }! }
      let order = owners.enumerated().filter { $0 == 0 || owners[$0 - 1] != $1 }.map(\.element)
      #expect(Set(order).count == order.count, "\(tokens)")
      orders.insert(order)
    }
    #expect(orders.isSuperset(of: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]))
  }

  @Test func `an empty document stays empty`() {
    let noises: [any Noise] = [
      TokenMasking(mask: 1), TokenDeletion(), TextInfilling(mask: 1), SentencePermutation(), DocumentRotation(),
      PermutationAndInfilling(mask: 1),
    ]
    var generator = Generator(seed: 1)
    for noise in noises { #expect(noise([], using: &generator) == [], "\(noise)") }
  }

  @Test func `the same seed corrupts alike`() {
    #expect(
      Self.draws(TextInfilling(mask: 1), Self.sentences, 9) == Self.draws(TextInfilling(mask: 1), Self.sentences, 9))
  }
}
