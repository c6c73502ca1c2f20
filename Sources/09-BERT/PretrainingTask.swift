import Tensors
import Training

// B batch · T positions

/// What BERT is pre-trained on: pairs of sentences with hidden tokens, drawn anew at each step.
public struct PretrainingTask: Sendable {
  /// The sentences of each document in order, as token ids.
  public let documents: [[[Int]]]
  /// V, from which random tokens are drawn.
  public let vocabularySize: Int
  public var special = BERTSpecialTokens()
  public var masking = Masking()
  /// The largest length of a row; nil for any.
  public var limit: Int?
  /// Whether half of the second sentences come from elsewhere, with a label that says so. Without, as in RoBERTa, every
  /// second sentence is the next one.
  public var predictsNextSentence = true
  /// Every sentence that has a next one.
  private let starts: [(document: Int, sentence: Int)]

  public init(_ documents: [[[Int]]], vocabularySize: Int) {
    (self.documents, self.vocabularySize) = (documents, vocabularySize)
    starts = documents.indices.flatMap { document in
      documents[document].indices.dropLast().map { (document, $0) }
    }
    require(!starts.isEmpty, "PretrainingTask: no document has two sentences")
  }

  /// B rows with hidden tokens, and for each the label of next-sentence prediction, if there is one.
  public func batch(size B: Int, using generator: inout Generator) -> (masked: MaskedInput, labels: [Int]?) {
    let (input, labels) = rows(size: B, using: &generator)
    let masked = masking(input, special, vocabularySize: vocabularySize, using: &generator)
    return (masked, labels)
  }

  /// The same with all tokens in plain sight.
  public func rows(size B: Int, using generator: inout Generator) -> (input: BERTInput, labels: [Int]?) {
    let pairs = (0..<B).map { _ in
      let (document, sentence) = starts.randomElement(using: &generator)!
      if predictsNextSentence { return nextSentencePair(documents, document, sentence, using: &generator) }
      return SentencePair(TextPair(documents[document][sentence], documents[document][sentence + 1]), isNext: true)
    }
    let input = BERTInput(pairs.map(\.sentences), special, limit: limit)
    return (input, predictsNextSentence ? pairs.map(\.label) : nil)
  }
}

extension TrainingPlan {
  /// The same, its speed given in rows.
  public var countingRows: TrainingPlan {
    var plan = self
    (plan.itemsPerStep, plan.item) = (batchSize, "rows")
    return plan
  }
}

extension Trainer {
  /// Pre-trains a model by both losses, or by the first alone where the task has no labels for the second.
  @discardableResult
  public func train(
    _ name: String, _ model: PretrainingModel, on task: PretrainingTask, _ plan: TrainingPlan,
    evaluation: (() -> Scalar)? = nil
  ) throws -> TrainingRun {
    try train(name, model, plan.countingRows, evaluation: evaluation) { _, randomness in
      let (masked, labels) = task.batch(size: plan.batchSize, using: &randomness.generator)
      return model.losses(masked, nextSentenceLabels: labels, .training(randomness)).total
    }
  }

  /// Pre-trains two recurrent language models, one in each direction, on the same rows in plain sight.
  @discardableResult
  public func train(
    _ name: String, _ model: BidirectionalLanguageModel, on task: PretrainingTask, _ plan: TrainingPlan,
    evaluation: (() -> Scalar)? = nil
  ) throws -> TrainingRun {
    try train(name, model, plan.countingRows, evaluation: evaluation) { _, randomness in
      model.loss(task.rows(size: plan.batchSize, using: &randomness.generator).input, .training(randomness))
    }
  }
}
