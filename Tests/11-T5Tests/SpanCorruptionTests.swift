import Datasets
import T5
import Tensors
import TestBasics
import Testing

@Suite struct SpanCorruptionTests {
  private static let corruption = SpanCorruption(Sentinels(vocabularySize: 1000))

  private static var fixed: SpanCorruption {
    var corruption = corruption
    corruption.rotates = false
    return corruption
  }

  /// How many spans a mask has, where the end and the beginning are neighbors.
  private static func spans(_ mask: [Bool]) -> Int {
    mask.indices.count { mask[$0] && !mask[($0 + mask.count - 1) % mask.count] }
  }

  private static func text(_ bits: [Bool]) -> String { String(bits.map { $0 ? "x" : "." }) }

  @Test(arguments: [
    (0, 0, 0), (1, 0, 0), (2, 1, 1), (3, 1, 1), (10, 2, 1), (30, 4, 1), (31, 5, 2), (50, 8, 3), (70, 10, 3),
    (100, 15, 5),
    (512, 77, 26),
  ])
  func `so many tokens and spans are taken out, halves rounded to even`(T: Int, noise: Int, spans: Int) {
    var generator = Generator(seed: T)
    for corruption in [Self.corruption, Self.fixed] {
      for _ in 0..<20 {
        let mask = corruption.mask(T, using: &generator)
        #expect(mask.count == T && mask.count { $0 } == noise && Self.spans(mask) == spans, "\(Self.text(mask))")
      }
    }
  }

  @Test func `15 % of the tokens are taken out, in spans of mean length 3`() {
    var generator = Generator(seed: 1)
    let masks = (0..<50).map { _ in Self.fixed.mask(600, using: &generator) }
    let (noise, spans) = (masks.joined().count { $0 }, masks.reduce(0) { $0 + Self.spans($1) })
    #expect(noise == 50 * 90 && spans == 50 * 30)
  }

  @Test(arguments: [
    (0.9, 3.0, 10, 9, 1), (0.8, 1.0, 10, 8, 2), (0.5, 2.0, 10, 5, 2), (1.0, 3.0, 10, 9, 1), (0.0, 3.0, 10, 1, 1),
  ])
  func `neither the noise nor what is kept is ever empty`(rate: Double, mean: Double, T: Int, noise: Int, spans: Int) {
    var corruption = Self.fixed
    (corruption.rate, corruption.meanLength) = (rate, mean)
    var generator = Generator(seed: 2)
    let mask = corruption.mask(T, using: &generator)
    #expect(mask.count { $0 } == noise && Self.spans(mask) == spans, "\(Self.text(mask))")
  }

  /// Two spans of four tokens, after two of four kept ones: three ways to cut either.
  @Test func `without rotation the text begins with kept tokens, and all masks are equally probable`() {
    var corruption = Self.fixed
    (corruption.rate, corruption.meanLength) = (0.5, 2)
    var generator = Generator(seed: 3)
    var counts: [String: Int] = [:]
    for _ in 0..<9000 { counts[Self.text(corruption.mask(8, using: &generator)), default: 0] += 1 }
    #expect(
      counts.keys.sorted() == [
        "...x.xxx", "...xx.xx", "...xxx.x", "..x..xxx", "..xx..xx", "..xxx..x", ".x...xxx", ".xx...xx", ".xxx...x",
      ])
    #expect(counts.values.allSatisfy { abs($0 - 1000) < 150 }, "\(counts)")
  }

  @Test func `with rotation each token of a short text is taken out equally often`() {
    var generator = Generator(seed: 4)
    var counts = [Int](repeating: 0, count: 20)
    for _ in 0..<20_000 {
      for (index, isNoise) in Self.corruption.mask(20, using: &generator).enumerated() where isNoise {
        counts[index] += 1
      }
    }
    #expect(counts.allSatisfy { abs($0 - 3000) < 250 }, "\(counts)")
    #expect(Self.text(Self.fixed.mask(20, using: &generator)) == ".................xxx")
  }

  // MARK: Source and target

  /// Two spans in the middle, one that ends the text, one that begins it, none, all of it.
  @Test(arguments: [
    (".xx..x.", [1, 99, 4, 5, 98, 7], [99, 2, 3, 98, 6, 97]),
    ("...xx.x", [1, 2, 3, 99, 6, 98], [99, 4, 5, 98, 7, 97]),
    ("x.....x", [99, 2, 3, 4, 5, 6, 98], [99, 1, 98, 7, 97]), (".......", [1, 2, 3, 4, 5, 6, 7], [99]),
    ("xxxxxxx", [99], [99, 1, 2, 3, 4, 5, 6, 7, 98]),
  ])
  func `a span becomes one sentinel, and the target closes with one`(mask: String, source: [Int], target: [Int]) {
    let corruption = SpanCorruption(Sentinels(vocabularySize: 100, count: 10))
    let pair = corruption.pair(Array(1...7), isNoise: mask.map { $0 == "x" })
    #expect(pair == Pair(source: source, target: target))
    #expect(corruption.filled(source, with: target) == Array(1...7))
  }

  @Test(arguments: [0, 1, 2, 5, 28, 200])
  func `a source filled with its target is the text`(T: Int) {
    var generator = Generator(seed: T)
    let tokens = (0..<T).map { _ in Int.random(in: 0..<900, using: &generator) }
    for _ in 0..<20 {
      let pair = Self.corruption(tokens, using: &generator)
      expectEqual(Self.corruption.filled(pair.source, with: pair.target), to: tokens)
      let spans = pair.source.count { $0 >= 900 }
      #expect(pair.source.count + pair.target.count == T + 2 * spans + 1)
    }
  }

  /// What is before the first sentinel, an unknown sentinel's span, and a second span of one sentinel are passed over; a
  /// sentinel without a span stays.
  @Test(arguments: [
    ([99, 5, 98, 6, 7, 97], [1, 5, 2, 6, 7, 3]), ([8, 98, 6, 97, 4], [1, 99, 2, 6, 3]),
    ([99, 5, 99, 6, 98], [1, 5, 2, 3]), ([], [1, 99, 2, 98, 3]),
  ])
  func `any prediction can be filled in`(target: [Int], text: [Int]) {
    let corruption = SpanCorruption(Sentinels(vocabularySize: 100, count: 10))
    #expect(corruption.filled([1, 99, 2, 98, 3], with: target) == text)
  }

  @Test func `the same seed takes out the same spans`() {
    func pairs(seed: Int) -> [Pair] {
      var generator = Generator(seed: seed)
      return (0..<5).map { _ in Self.corruption(Array(0..<100), using: &generator) }
    }
    #expect(pairs(seed: 1) == pairs(seed: 1) && pairs(seed: 1) != pairs(seed: 2))
    #expect(Set(pairs(seed: 1)).count == 5)
  }
}

@Suite struct SentinelTests {
  @Test func `the sentinels are the last ids, in descending order`() {
    let sentinels = Sentinels(vocabularySize: 50, count: 4)
    #expect((0..<4).map { sentinels[$0] } == [49, 48, 47, 46])
    #expect((44...50).map(sentinels.number) == [nil, nil, 3, 2, 1, 0, nil])
    #expect(Sentinels(vocabularySize: 32_100)[99] == 32_000 && Sentinels.name(99) == "<extra_id_99>")
  }
}
