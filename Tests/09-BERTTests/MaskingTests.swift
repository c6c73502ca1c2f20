import BERT
import Tensors
import TestSupport
import Testing

/// Which tokens are hidden, and behind what.
struct MaskingTests {
  private let special = BERTSpecialTokens()
  private let V = 50

  /// Rows of random ordinary tokens.
  private func input(rows: Int, length: Int, seed: Int = 1) -> BERTInput {
    var generator = Generator(seed: seed)
    func text() -> [Int] { (0..<length).map { _ in Int.random(in: 5..<V, using: &generator) } }
    return BERTInput((0..<rows).map { _ in TextPair(text(), text()) }, special)
  }

  private func mask(_ input: BERTInput, seed: Int = 2, _ masking: Masking = Masking()) -> MaskedInput {
    var generator = Generator(seed: seed)
    return masking(input, special, vocabularySize: V, using: &generator)
  }

  @Test func `the targets are what stood there, and everything else still stands`() {
    let input = input(rows: 20, length: 10)
    let masked = mask(input)
    #expect(masked.positions == masked.positions.sorted() && Set(masked.positions).count == masked.positions.count)
    #expect(masked.targets == masked.positions.map { input.tokens[$0] })
    let rest = input.tokens.indices.filter { !masked.positions.contains($0) }
    #expect(rest.allSatisfy { masked.input.tokens[$0] == input.tokens[$0] })
    #expect((masked.input.segments, masked.input.lengths) == (input.segments, input.lengths))
    let all = masked.allTargets()
    #expect(masked.positions.map { all[$0] } == masked.targets && rest.allSatisfy { all[$0] == -1 })
  }

  @Test(arguments: [(1, 1), (3, 1), (10, 3), (20, 6), (50, 15)])
  func `each row loses 15 % of its tokens, and at least one`(length: Int, expected: Int) {
    let input = input(rows: 6, length: length)
    let masked = mask(input)
    let counts = (0..<6).map { row in masked.positions.filter { $0 / input.width == row }.count }
    #expect(counts == [Int](repeating: expected, count: 6))
  }

  @Test func `special tokens and padding are neither chosen nor drawn`() {
    let input = BERTInput(
      (1..<40).map { TextPair([Int](repeating: 7, count: $0), [1, 4, 8]) }, special)
    var masking = Masking()
    (masking.rate, masking.maskShare, masking.randomShare) = (1, 0, 1)
    let masked = mask(input, masking)
    #expect(masked.targets.allSatisfy { $0 == 7 || $0 == 8 } && masked.targets.count == (1..<40).reduce(0, +) + 39)
    #expect(masked.positions.allSatisfy { masked.input.tokens[$0] >= 5 })
  }

  @Test func `a row of special tokens alone loses nothing`() {
    let masked = mask(BERTInput([TextPair([]), TextPair([9])], special))
    #expect(masked.positions == [4] && masked.targets == [9])
  }

  /// How many standard deviations a count out of n lies from n·p.
  private func deviation(_ count: Int, of n: Int, _ p: Double) -> Double {
    (Double(count) - Double(n) * p) / (Double(n) * p * (1 - p)).squareRoot()
  }

  @Test func `of the chosen ones 80 % are masked, 10 % random and 10 % unchanged`() {
    let masked = mask(input(rows: 400, length: 50))
    let n = masked.positions.count
    let shown = masked.positions.map { masked.input.tokens[$0] }
    let hidden = shown.filter { $0 == special.mask }.count
    let same = zip(shown, masked.targets).filter { $0 == $1 }.count
    // One of the random tokens in 45 is the one that stood there.
    let again = 0.1 / Double(V - 5)
    #expect(n == 6000)
    #expect(abs(deviation(hidden, of: n, 0.8)) < 4)
    #expect(abs(deviation(same, of: n, 0.1 + again)) < 4)
    #expect(abs(deviation(n - hidden - same, of: n, 0.1 - again)) < 4)
    #expect(abs(deviation(n * 83 / 100, of: n, 0.8)) > 4, "a share of 83 % would be noticed")
  }

  @Test func `random tokens are drawn from the whole vocabulary, each alike`() {
    var masking = Masking()
    (masking.rate, masking.maskShare, masking.randomShare) = (1, 0, 1)
    let masked = mask(input(rows: 90, length: 50), masking)
    let counts = (5..<V).map { token in masked.input.tokens.filter { $0 == token }.count }
    #expect(counts.allSatisfy { abs(deviation($0, of: 9000, 1 / 45)) < 4.5 })
  }

  @Test func `every position is chosen as often as another`() {
    let input = input(rows: 2000, length: 10)
    let masked = mask(input)
    for position in (0..<input.width) where position % 11 != 0 {
      let count = masked.positions.filter { $0 % input.width == position }.count
      #expect(abs(deviation(count, of: 2000, 0.15)) < 4.5, "\(position)")
    }
  }

  @Test func `masks are fresh each time, and the same from the same generator`() {
    let input = input(rows: 10, length: 20)
    var generator = Generator(seed: 5)
    let epochs = (0..<3).map { _ in Masking()(input, special, vocabularySize: V, using: &generator) }
    #expect(Set(epochs.map(\.positions)).count == 3)
    #expect(mask(input, seed: 5) == epochs[0])
  }
}
