import Datasets
import Tensors
import Testing

struct OpinionTests {
  private static func training(_ count: Int, seed: Int) -> [Opinion] {
    var generator = Generator(seed: seed)
    return Opinion.training(count, using: &generator)
  }

  @Test func `the adjective and not decide`() {
    var meanings: [String: Set<Bool>] = [:]
    let opinions = Self.training(5000, seed: 1)
    for opinion in opinions {
      #expect(opinion.words.contains(opinion.adjective))
      meanings[opinion.adjective, default: []].insert(opinion.isPraise != opinion.words.contains("not"))
    }
    #expect(meanings.count == Opinion.adjectiveCount && meanings.values.allSatisfy { $0.count == 1 })
    #expect(meanings["cozy"] == [true] && meanings["dreary"] == [false])
    #expect(meanings.values.count { $0 == [true] } == Opinion.adjectiveCount / 2)
    #expect(abs(opinions.count(where: \.isPraise) - 2500) < 150)
    #expect(abs(opinions.count { $0.words.contains("not") } - 1250) < 130)
  }

  @Test func `every adjective is as frequent as any other`() {
    let counts = Dictionary(grouping: Self.training(40_000, seed: 2), by: \.adjective).mapValues(\.count)
    #expect(counts.count == 80 && counts.values.allSatisfy { abs($0 - 500) < 100 }, "\(counts)")
  }

  /// A look-up of the labeled adjectives, a guess for the others.
  @Test(arguments: [16, 64, 256])
  func `few labels leave many adjectives unknown`(labels: Int) {
    let test = Opinion.test(500)
    let scores = (0..<40).map { seed in
      let seen = Set(Self.training(labels, seed: seed).map(\.adjective))
      return test.reduce(0) { $0 + (seen.contains($1.adjective) ? 1 : 0.5) } / Double(test.count)
    }
    let mean = scores.sum / Double(scores.count)
    #expect(abs(mean - Opinion.accuracyOfLabels(labels)) < 0.02)
  }

  @Test func `16 labels allow 0.59, 1024 allow nearly 1`() {
    #expect(abs(Opinion.accuracyOfLabels(16) - 0.591) < 0.001)
    #expect(Opinion.accuracyOfLabels(1024) > 0.9999)
  }
}
