import Datasets
import Foundation
import Tensors
import Testing

struct BeliefTests {
  static let mess3 = HiddenMarkovTests.mess3

  @Test func `two steps of Mess3 are those computed by hand`() {
    // Token 0 first: each state j has (0.765 + 2 · 0.0425, 0.0675 + 2 · 0.00375, …) / 3, normalized.
    // Then token 1: 0.85 · 0.0675 + 2 · 0.075 · 0.00375, 0.85 · 0.0425 + 0.075 · (0.765 + 0.0425), 0.85 · 0.00375 + …
    let joint = [0.057_937_5, 0.096_687_5, 0.008_531_25]
    let beliefs = Self.mess3.beliefs(of: [0, 1])
    #expect(beliefs.count == 3)
    expectNear(beliefs[0], [1.0 / 3, 1.0 / 3, 1.0 / 3])
    expectNear(beliefs[1], [0.85, 0.075, 0.075])
    expectNear(beliefs[2], joint.map { $0 / 0.163_156_25 })
    expectNear(Self.mess3.tokenLosses(of: [0, 1]), [log(3), -log(0.163_156_25)])
  }

  @Test(arguments: HiddenMarkovTests.all)
  func `a belief is a ratio of sums over all paths of states`(process: HiddenMarkovProcess) {
    for word in words(3, of: process) {
      let p = probability(of: word, process)
      let joint = (0..<process.stateCount).map { probability(of: word, endingIn: $0, process) }
      let losses = process.tokenLosses(of: word)
      if p > 0 {
        expectNear(process.beliefs(of: word)[3], joint.map { $0 / p })
        #expect(abs(losses.sum + log(p)) < 1e-12)
      } else {
        #expect(losses.last == .infinity)
      }
    }
  }

  @Test func `what follows an impossible token is impossible, too`() {
    let process = HiddenMarkovProcess.zeroOneRandom
    let tokens = [0, 0, 0, 1]
    #expect(process.tokenLosses(of: tokens).map(\.isFinite) == [true, true, false, false])
    #expect(process.beliefs(of: tokens).map { $0.contains { $0 > 0 } } == [true, true, true, false, false])
  }

  @Test(arguments: HiddenMarkovTests.all)
  func `the prediction is the distribution of the next token`(process: HiddenMarkovProcess) {
    for word in words(2, of: process) where probability(of: word, process) > 0 {
      let next = (0..<process.vocabularySize).map { probability(of: word + [$0], process) }
      expectNear(process.prediction(process.beliefs(of: word)[2]), next.map { $0 / probability(of: word, process) })
    }
  }

  @Test func `zero, one, random has 7 beliefs, Mess3 a new one for every word`() {
    let few = HiddenMarkovProcess.zeroOneRandom.reachableBeliefs(within: 12)
    #expect(few.count == 7 && few[0] == HiddenMarkovProcess.zeroOneRandom.stationary)
    for state in 0..<3 { #expect(few.contains((0..<3).map { $0 == state ? 1 : 0 })) }
    // 1 + 3 + 9 + … + 3⁷
    #expect(Self.mess3.reachableBeliefs(within: 7).count == 3280)
    #expect(HiddenMarkovProcess.mess3(alpha: 1 / 3.0).reachableBeliefs(within: 7).count == 1)
  }

  @Test func `reachable beliefs are the beliefs of words`() {
    let process = HiddenMarkovTests.uneven
    let reachable = process.reachableBeliefs(within: 3)
    let ofWords = (0...3).flatMap { words($0, of: process).map { process.beliefs(of: $0).last! } }
    for belief in ofWords {
      #expect(reachable.contains { zip($0, belief).allSatisfy { abs($0 - $1) < 1e-8 } }, "\(belief)")
    }
  }
}
