import BERT
import Exercises
import Tensors
import Testing

@testable import ExerciseChecks

/// Answers to 09.7 that draw in another way than the known mistakes, so that no position needs to be the same.
struct RandomAnswerTests {
  @Test func `a right answer may draw in any way`() {
    #expect(Exercise.chooseEachEpoch.diagnose(Right.self) == .right)
  }

  @Test(arguments: [
    (DrawnOnce.self as any EpochChoice.Type, "the masks were drawn once for all epochs"),
    (WithSpecial.self, "special tokens were chosen"), (ByItself.self, "each token was chosen by itself"),
    (WithReplacement.self, "a position may be chosen twice"), (OwnGenerator.self, "a generator of its own was made"),
  ])
  func `a mistake is named whatever it draws`(answer: any EpochChoice.Type, hint: String) throws {
    guard case .wrong(let finding) = Exercise.chooseEachEpoch.diagnose(answer) else {
      Issue.record("the checks let it pass")
      return
    }
    #expect(finding.mistake?.hasPrefix(hint) == true, "\(finding)")
  }
}

/// So many different entries of a list.
private func draw(_ count: Int, of list: [Int], _ generator: inout Generator) -> [Int] {
  var (rest, drawn) = (list, [Int]())
  while drawn.count < count, !rest.isEmpty {
    drawn.append(rest.remove(at: rest.count - 1 - Int.random(in: 0..<rest.count, using: &generator)))
  }
  return drawn
}

private func ordinary(_ tokens: [Int]) -> [Int] {
  tokens.indices.filter { !BERTSpecialTokens().all.contains(tokens[$0]) }
}

private func count(_ tokens: [Int]) -> Int { max(1, (15 * ordinary(tokens).count + 50) / 100) }

private enum Right: EpochChoice {
  static func choose(_ tokens: [Int], _ epochs: Int, _ generator: inout Generator) -> [[Int]] {
    (0..<epochs).map { _ in draw(count(tokens), of: ordinary(tokens), &generator) }
  }
}

private enum DrawnOnce: EpochChoice {
  static func choose(_ tokens: [Int], _ epochs: Int, _ generator: inout Generator) -> [[Int]] {
    [[Int]](repeating: draw(count(tokens), of: ordinary(tokens), &generator), count: epochs)
  }
}

private enum WithSpecial: EpochChoice {
  static func choose(_ tokens: [Int], _ epochs: Int, _ generator: inout Generator) -> [[Int]] {
    (0..<epochs).map { _ in draw(count(tokens), of: Array(tokens.indices), &generator) }
  }
}

private enum ByItself: EpochChoice {
  static func choose(_ tokens: [Int], _ epochs: Int, _ generator: inout Generator) -> [[Int]] {
    (0..<epochs).map { _ in ordinary(tokens).filter { _ in Int.random(in: 0..<100, using: &generator) < 15 } }
  }
}

private enum WithReplacement: EpochChoice {
  static func choose(_ tokens: [Int], _ epochs: Int, _ generator: inout Generator) -> [[Int]] {
    (0..<epochs).map { _ in (0..<count(tokens)).flatMap { _ in draw(1, of: ordinary(tokens), &generator) } }
  }
}

private enum OwnGenerator: EpochChoice {
  static func choose(_ tokens: [Int], _ epochs: Int, _ generator: inout Generator) -> [[Int]] {
    var own = Generator(seed: 42)
    return Right.choose(tokens, epochs, &own)
  }
}

/// Answers of which only 09.7 is of interest.
protocol EpochChoice: BERTTasks {
  static func choose(_ tokens: [Int], _ epochs: Int, _ generator: inout Generator) -> [[Int]]
}

extension EpochChoice {
  static func chooseEachEpoch(
    _ tokens: [Int], epochs: Int, special: BERTSpecialTokens, using generator: inout Generator
  ) throws -> [[Int]] {
    choose(tokens, epochs, &generator)
  }

  static func maskTokens(
    _ tokens: [Int], at drawn: [DrawnPosition], special: BERTSpecialTokens, ignored: Int
  ) throws -> (shown: [Int], targets: [Int]) {
    throw NotStarted()
  }

  static func joinPair(
    _ first: [Int], _ second: [Int], width: Int, special: BERTSpecialTokens
  ) throws -> (tokens: [Int], segments: [Int], length: Int) {
    throw NotStarted()
  }

  static func pretrainingLoss(
    tokenLogits: Tensor, tokens: [Int], chosen: [Int], nextLogits: Tensor, labels: [Int]
  ) throws -> (loss: Scalar, tokenGradient: Tensor, nextGradient: Tensor) {
    throw NotStarted()
  }

  static func decodeSpan(
    start: Tensor, end: Tensor, passage: Range<Int>, maximumLength: Int
  ) throws -> (first: Int, last: Int) {
    throw NotStarted()
  }

  static func meanPool(_ states: Tensor, mask: Tensor) throws -> Tensor { throw NotStarted() }

  static func replaceTokens(
    _ tokens: [Int], length: Int, at positions: [Int], with guesses: [Int], ignored: Int
  ) throws -> (filled: [Int], labels: [Int]) {
    throw NotStarted()
  }
}
