import Gradients
import Tensors
import Training

// B batch · T positions · N masked positions of the batch · D width · V vocabulary size

/// BERT with what it is pre-trained by: a head that predicts hidden tokens, and one that says whether two texts belong
/// together.
public struct PretrainingModel: Module {
  public let body: BERTModel
  public let maskedLanguage: MaskedLanguageHead
  /// Nil without next-sentence prediction, as in RoBERTa; then there is no pooler, either.
  public let nextSentence: Linear?  // [D, 2]

  public init(_ shape: BERTConfiguration, predictsNextSentence: Bool = true, using generator: inout Generator) {
    body = BERTModel(shape, hasPooler: predictsNextSentence, using: &generator)
    maskedLanguage = MaskedLanguageHead(shape, using: &generator)
    nextSentence = predictsNextSentence ? Linear(shape.block.width, 2, using: &generator) : nil
    nextSentence?.initialize(deviation: shape.initialDeviation, using: &generator)
  }

  /// A body and a head for hidden words that were trained elsewhere.
  public init(body: BERTModel, maskedLanguage: MaskedLanguageHead) {
    (self.body, self.maskedLanguage, nextSentence) = (body, maskedLanguage, nil)
  }

  /// The logits of the token at every position, `[B, T, V]`.
  public func callAsFunction(_ input: BERTInput, _ mode: Mode = .evaluation) -> Variable {
    maskedLanguage(body(input, mode), body.embeddings.tokens)
  }

  /// The logits of the tokens at the positions that were chosen alone, `[N, V]`: about a seventh of the work of all.
  public func logits(_ states: Variable, at positions: [Int]) -> Variable {
    maskedLanguage(states.reshaped(-1, states.shape[2]).rows(at: positions), body.embeddings.tokens)
  }

  /// The logits of "the second text is the next one" and "it is not", `[B, 2]`.
  public func nextSentenceLogits(_ states: Variable) -> Variable {
    guard let nextSentence else { fail("PretrainingModel: it was built without next-sentence prediction") }
    return nextSentence(body.pooled(states))
  }

  /// Both losses of a batch.
  ///
  /// - Parameter nextSentenceLabels: For each row, 0 if its second text is the next one, else 1; nil to leave that loss out.
  public func losses(
    _ masked: MaskedInput, nextSentenceLabels: [Int]? = nil, _ mode: Mode = .evaluation
  ) -> PretrainingLosses {
    losses(body(masked.input, mode), masked, nextSentenceLabels)
  }

  func losses(_ states: Variable, _ masked: MaskedInput, _ nextSentenceLabels: [Int]?) -> PretrainingLosses {
    PretrainingLosses(
      maskedLanguage: crossEntropy(logits(states, at: masked.positions), masked.targets),
      nextSentence: nextSentenceLabels.map { crossEntropy(nextSentenceLogits(states), $0) })
  }
}

/// The two losses of pre-training, each a mean of −ln p.
public struct PretrainingLosses {
  /// Over the positions that were chosen, and no others: a token that is in plain sight is no task.
  public let maskedLanguage: Variable
  /// Over the rows.
  public let nextSentence: Variable?

  /// What is minimized: the sum, with equal weights.
  public var total: Variable { nextSentence.map { maskedLanguage + $0 } ?? maskedLanguage }
}

// MARK: Filling in

extension PretrainingModel {
  /// The most probable tokens at some positions, the best first, each with its probability.
  ///
  /// - Parameter positions: Flat indices, in `0 ..< B · T`.
  public func guesses(_ input: BERTInput, at positions: [Int], count: Int) -> [[(token: Int, probability: Scalar)]] {
    if positions.isEmpty { return [] }
    return mostProbable(count, by: withoutGradients { logits(body(input), at: positions).value })
  }
}

/// The most probable tokens by each row of logits `[N, V]`, the best first, each with its probability.
public func mostProbable(_ count: Int, by logits: Tensor) -> [[(token: Int, probability: Scalar)]] {
  let probabilities = softmax(logits)
  return (0..<logits.shape[0]).map { index in
    let row = probabilities.row(index).scalars
    return row.indicesOfLargest(count).map { ($0, row[$0]) }
  }
}
