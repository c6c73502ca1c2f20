import Foundation
import Gradients
import Tensors
import TestSupport
import Testing
import Training

@testable import BERT

/// The batches of pre-training, and that a model learns from them.
struct PretrainingTaskTests {
  /// Documents of one topic each: every sentence of document d is a run of the four tokens from 5 + 4·d on.
  private let documents = (0..<3).map { document in
    (0..<6).map { sentence in (0..<6).map { 5 + 4 * document + (sentence + $0) % 4 } }
  }

  private func task(_ change: (inout PretrainingTask) -> Void = { _ in }) -> PretrainingTask {
    var task = PretrainingTask(documents, vocabularySize: 17)
    change(&task)
    return task
  }

  /// What stood in each row before tokens were hidden.
  private func texts(_ masked: MaskedInput) -> [(first: [Int], second: [Int])] {
    var tokens = masked.input.tokens
    for (position, target) in zip(masked.positions, masked.targets) { tokens[position] = target }
    return (0..<masked.input.batchSize).map { row in
      let own = Array(tokens[row * masked.input.width..<(row + 1) * masked.input.width])
      return (Array(own[masked.input.firstTextRange(row)]), Array(own[masked.input.secondTextRange(row)]))
    }
  }

  @Test func `labels say which second sentence is the next one`() {
    var generator = Generator(seed: 1)
    let (masked, labels) = task().batch(size: 60, using: &generator)
    for (text, label) in zip(texts(masked), labels!) {
      #expect(label == (text.first[1] == text.second[0] && (text.first[0] - 5) / 4 == (text.second[0] - 5) / 4 ? 0 : 1))
    }
    #expect(Set(labels!) == [0, 1] && masked.positions.count == 60 * 2)
  }

  @Test func `without labels every second sentence is the next one`() {
    var generator = Generator(seed: 1)
    let (masked, labels) = task { $0.predictsNextSentence = false }.batch(size: 60, using: &generator)
    #expect(labels == nil)
    #expect(texts(masked).allSatisfy { $0.first[1] == $0.second[0] })
    #expect(Set(texts(masked).map { $0.first[0] }) == Set(5..<17))
  }

  @Test func `the limit and the masking are the task's`() {
    var generator = Generator(seed: 1)
    let task = task {
      $0.limit = 9
      ($0.masking.rate, $0.masking.maskShare) = (0.5, 1)
    }
    let (masked, _) = task.batch(size: 4, using: &generator)
    #expect(masked.input.width == 9 && masked.positions.count == 4 * 3)
    #expect(masked.positions.allSatisfy { masked.input.tokens[$0] == 4 })
  }

  @Test func `no two steps see the same`() {
    var generator = Generator(seed: 1)
    let task = PretrainingTask([documents[0].dropLast(4)], vocabularySize: 17)
    let steps = (0..<4).map { _ in task.batch(size: 8, using: &generator).masked }
    #expect(steps.indices.allSatisfy { steps.firstIndex(of: steps[$0]) == $0 })
  }

  @Test(arguments: [false, true]) func `a model learns what stands behind the masks`(predictsNextSentence: Bool) throws
  {
    var shape = smallConfiguration()
    (shape.vocabularySize, shape.positionLimit, shape.initialDeviation) = (17, 15, 0.1)
    shape.block = BERTConfiguration(width: 16, heads: 2, depth: 1).block
    (shape.block.dropout, shape.block.attentionDropout) = (0, 0)
    var generator = Generator(seed: 1)
    let model = PretrainingModel(shape, predictsNextSentence: predictsNextSentence, using: &generator)
    let task = task { $0.predictsNextSentence = predictsNextSentence }
    var plan = TrainingPlan(steps: 800, learningRate: 5e-3)
    plan.batchSize = 16
    let trainer = Trainer(Checkpoint(path: "unused"), savesRegularly: false)
    let run = try trainer.train("run", model, on: task, plan)
    let begin = Foundation.log(17.0) + (predictsNextSentence ? Foundation.log(2.0) : 0)
    #expect(abs(Double(run.losses[0]) - begin) < 0.5)
    let (masked, labels) = task.batch(size: 200, using: &generator)
    let losses = model.losses(masked, nextSentenceLabels: labels)
    #expect(losses.maskedLanguage.value.scalar < 0.5, "\(losses.maskedLanguage.value)")
    if let next = losses.nextSentence { #expect(next.value.scalar < 0.3, "\(next.value)") }
  }
}
