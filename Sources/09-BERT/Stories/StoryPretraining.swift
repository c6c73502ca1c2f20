import Datasets
import Gradients
import Training

/// What small models are pre-trained on, and what they are evaluated on: stories, each in two halves.
public struct StoryPretraining {
  /// The first half of a story and its second half. RoBERTa's way: nothing else is predicted than hidden words.
  public let halves: PretrainingTask
  /// The first half of a story with its second half, or as often with a half of another story.
  public let pairs: PretrainingTask
  /// Halves and pairs of other stories, every chosen word hidden behind `[MASK]`.
  public let testHalves: MaskedInput
  public let testPairs: (masked: MaskedInput, labels: [Int]?)

  /// - Parameter isQuick: Hundreds of stories in place of thousands, to try the program out.
  public init(isQuick: Bool, using generator: inout Generator) {
    func task(_ count: Int) -> PretrainingTask {
      let documents = Story.draw(count, using: &generator).map { $0.halves.map(StoryTokens.ids) }
      return PretrainingTask(documents, vocabularySize: StoryTokens.vocabulary.count)
    }
    pairs = task(isQuick ? 200 : 20_000)
    var halves = pairs
    halves.predictsNextSentence = false
    self.halves = halves
    var test = task(isQuick ? 20 : 1000)
    test.masking = .allHidden
    testPairs = test.batch(size: test.documents.count, using: &generator)
    test.predictsNextSentence = false
    testHalves = test.batch(size: test.documents.count, using: &generator).masked
  }

  /// The recipe of all pre-training: 16 rows a step, AdamW, a short warm-up.
  ///
  /// - Parameter isRecurrent: Whether it is for a recurrent net, which takes a higher rate.
  public static func plan(steps: Int, isRecurrent: Bool = false, seed: Int) -> TrainingPlan {
    var plan = TrainingPlan(steps: steps, learningRate: isRecurrent ? 5e-3 : 3e-3, seed: seed)
    plan.batchSize = 16
    return plan.countingRows
  }
}

extension PretrainingModel {
  /// The loss and the accuracy on hidden words.
  public func maskedScore(_ masked: MaskedInput) -> (loss: Double, accuracy: Double) {
    let output = withoutGradients { logits(body(masked.input), at: masked.positions) }
    let loss = withoutGradients { crossEntropy(output, masked.targets) }
    return (Double(loss.value.scalar), Double(accuracy(output.value, masked.targets)))
  }

  /// The loss and the accuracy of next-sentence prediction.
  public func nextSentenceScore(_ input: BERTInput, _ labels: [Int]) -> (loss: Double, accuracy: Double) {
    let logits = withoutGradients { nextSentenceLogits(body(input)) }
    let loss = withoutGradients { crossEntropy(logits, labels) }
    return (Double(loss.value.scalar), Double(accuracy(logits.value, labels)))
  }
}
