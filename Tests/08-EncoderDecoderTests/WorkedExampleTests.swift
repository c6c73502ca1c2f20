import Attention
import Datasets
import EncoderDecoder
import Foundation
import Gradients
import TestSupport
import Testing
import Training

/// The examples that chapter 08 computes by hand.
struct WorkedExampleTests {
  // Padding 0, begin 1, end 2.
  private let batch = PairBatch([
    Pair(source: [3, 4, 5], target: [3, 4, 5]), Pair(source: [5, 3], target: [4]),
  ])

  @Test func `the shifted target of two sentences`() {
    #expect(batch.source.tokens == [3, 4, 5, 5, 3, 0])
    #expect(batch.decoderInput.tokens == [1, 3, 4, 5, 1, 4, 0, 0])
    #expect(batch.targets.tokens == [3, 4, 5, 2, 4, 2, 0, 0])
  }

  @Test func `the causal mask of the decoder, and the padding mask of cross-attention`() {
    let own = Mask.causal.addend(to: [2, 4, 4])!
    let hidden = own.scalars.map { $0 == 0 ? 1 : 0 }
    #expect(own.shape == [1, 4, 4] && hidden == [1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1])
    let cross = Mask(lengths: batch.source.lengths).addend(to: [2, 4, 3])!
    #expect(cross.shape == [2, 1, 3] && cross.scalars.map { $0 == 0 ? 1 : 0 } == [1, 1, 1, 1, 1, 0])
  }

  @Test func `the loss of two sentences is the mean over the six targets that are not padding`() {
    let probabilities: [Scalar] = [0.5, 0.5, 0.8, 0.9, 0.25, 0.5, 0.1, 0.1]
    let targets = batch.targets.tokens
    let logits = Tensor(shape: [8, 6]) { index in
      let p = probabilities[index[0]]
      return log(index[1] == targets[index[0]] ? p : (1 - p) / 5)
    }
    let loss = crossEntropy(constant(logits), targets, ignoring: SpecialToken.padding).value.scalar
    #expect(abs(loss - 0.632) < 5e-4)
  }

  @Test func `label smoothing over four tokens`() {
    let floor = SmoothedFloor(vocabularySize: 4, smoothing: 0.2)
    #expect(abs(floor.target - 0.85) < 1e-12 && abs(floor.other - 0.05) < 1e-12)
    #expect(abs(floor.smoothedLoss - 0.588) < 5e-4 && abs(floor.loss - 0.163) < 5e-4)
  }

  @Test func `a model whose probabilities are the smoothed target has the lowest loss, and no gradient`() {
    let floor = SmoothedFloor(vocabularySize: 4, smoothing: 0.2)
    func logits(_ factor: Double) -> Variable {
      Variable(Tensor(shape: [1, 4]) { Scalar(factor * log($0[1] == 2 ? floor.target : floor.other)) })
    }
    func loss(_ logits: Variable) -> Variable { crossEntropy(logits, [2], smoothing: 0.2) }
    let best = logits(1)
    let lowest = loss(best)
    #expect(abs(Double(lowest.value.scalar) - floor.smoothedLoss) < 1e-5)
    lowest.backward()
    #expect(best.gradient!.scalars.allSatisfy { abs($0) < 1e-6 })
    for factor in [0.5, 0.9, 1.1, 2] { #expect(Double(loss(logits(factor)).value.scalar) > floor.smoothedLoss + 1e-4) }
    #expect(abs(Double(crossEntropy(logits(1), [2]).value.scalar) - floor.loss) < 1e-5)
  }

  @Test func `without smoothing the floor is zero`() {
    let floor = SmoothedFloor(vocabularySize: 9, smoothing: 0)
    #expect(floor.smoothedLoss == 0 && floor.loss == 0)
  }
}
