import BERT
import Course
import Datasets
import Training

/// Every word of the stories and of the tasks, after BERT's five special tokens.
let vocabulary = Vocabulary(words: Story.words, special: BERTSpecialTokens.names)

func ids(_ words: [String]) -> [Int] { words.map { vocabulary.id(of: $0)! } }

func rows(_ pairs: [TextPair]) -> BERTInput { BERTInput(pairs, BERTSpecialTokens()) }

/// What the models of this chapter are pre-trained on, and what they are evaluated on: stories, each in two halves.
struct PretrainingText {
  /// The first half of a story and its second half. RoBERTa's way: nothing else is predicted than hidden words.
  let halves: PretrainingTask
  /// The first half of a story with its second half, or as often with a half of another story.
  let pairs: PretrainingTask
  /// Halves and pairs of other stories, every chosen word hidden behind `[MASK]`.
  let testHalves: MaskedInput
  let testPairs: (masked: MaskedInput, labels: [Int]?)

  init(_ chapter: Chapter) {
    var generator = chapter.generator
    func task(_ count: Int) -> PretrainingTask {
      let documents = Story.draw(count, using: &generator).map { $0.halves.map(ids) }
      return PretrainingTask(documents, vocabularySize: vocabulary.count)
    }
    pairs = task(chapter.isQuick ? 200 : 20_000)
    var halves = pairs
    halves.predictsNextSentence = false
    self.halves = halves
    var test = task(chapter.isQuick ? 20 : 1000)
    test.masking = .allHidden
    testPairs = test.batch(size: test.documents.count, using: &generator)
    test.predictsNextSentence = false
    testHalves = test.batch(size: test.documents.count, using: &generator).masked
  }
}

extension PretrainingModel {
  /// The loss and the accuracy on hidden words.
  func maskedScore(_ masked: MaskedInput) -> (loss: Double, accuracy: Double) {
    let output = withoutGradients { logits(body(masked.input), at: masked.positions) }
    let loss = withoutGradients { crossEntropy(output, masked.targets) }
    return (Double(loss.value.scalar), Double(accuracy(output.value, masked.targets)))
  }

  /// The loss and the accuracy of next-sentence prediction.
  func nextSentenceScore(_ input: BERTInput, _ labels: [Int]) -> (loss: Double, accuracy: Double) {
    let logits = withoutGradients { nextSentenceLogits(body(input)) }
    let loss = withoutGradients { crossEntropy(logits, labels) }
    return (Double(loss.value.scalar), Double(accuracy(logits.value, labels)))
  }
}
