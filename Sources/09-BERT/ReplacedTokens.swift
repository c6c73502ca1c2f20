import Gradients
import RNN
import Tensors
import Training

// B batch · T positions · N masked positions of the batch · V vocabulary size · D width

/// A text some of whose tokens a small masked-language model has replaced by its own guesses.
public struct ReplacedInput: Sendable, Equatable {
  public let input: BERTInput
  /// 1 for every position whose token is not the one of the text, else 0; `[B · T]`.
  public let labels: [Int]

  init(_ input: BERTInput, labels: [Int]) { (self.input, self.labels) = (input, labels) }

  /// Samples a token for each hidden position. Where the guess is the true token, nothing was replaced.
  ///
  /// - Parameters:
  ///   - masked: All chosen tokens may be hidden behind `[MASK]` here: the detector never sees it.
  ///   - logits: The generator's, at the hidden positions, `[N, V]`. No gradient flows through the sampling.
  public init(_ masked: MaskedInput, filledFrom logits: Tensor, using generator: inout Generator) {
    var (filled, labels) = (masked.input, [Int](repeating: 0, count: masked.input.tokens.count))
    let sampler = Sampler()
    for (index, position) in masked.positions.enumerated() {
      let guess = sampler(logits.row(index).scalars, using: &generator)
      filled.tokens[position] = guess
      labels[position] = guess == masked.targets[index] ? 0 : 1
    }
    (input, self.labels) = (filled, labels)
  }
}

extension Masking {
  /// ELECTRA's: every chosen token is hidden, since the generator's guess takes its place.
  public static var allHidden: Masking {
    var masking = Masking()
    (masking.maskShare, masking.randomShare) = (1, 0)
    return masking
  }
}

/// ELECTRA's discriminator: says of every token whether it was replaced, so every position has something to learn, not
/// 15 % of them.
///
/// Clark et al., "ELECTRA: pre-training text encoders as discriminators rather than generators", 2020.
public struct ReplacedTokenDetector: Module {
  public let body: BERTModel
  public let dense: Linear  // [D, D]
  public let output: Linear  // [D, 1]

  public init(_ body: BERTModel, using generator: inout Generator) {
    self.body = body
    let D = body.configuration.block.width
    dense = Linear(D, D, using: &generator)
    output = Linear(D, 1, using: &generator)
    for linear in [dense, output] {
      linear.initialize(deviation: body.configuration.initialDeviation, using: &generator)
    }
  }

  /// The logit that a token was replaced, for each position, `[B, T]`.
  public func callAsFunction(_ input: BERTInput, _ mode: Mode = .evaluation) -> Variable { logits(body(input, mode)) }

  /// The same from the body's states, `[B, T, D]`.
  public func logits(_ states: Variable) -> Variable {
    let (B, T, _) = states.value.shape3
    return output(dense(states, activation: body.configuration.block.activation)).reshaped(B, T)
  }

  /// The mean binary cross-entropy over all positions but the padding.
  public func loss(_ replaced: ReplacedInput, _ mode: Mode = .evaluation) -> Variable {
    loss(self(replaced.input, mode), replaced)
  }

  func loss(_ logits: Variable, _ replaced: ReplacedInput) -> Variable {
    let real = replaced.input.realPositions
    let z = logits.reshaped(-1, 1).rows(at: real)
    return binaryCrossEntropy(z, real.map { replaced.labels[$0] })
  }
}

/// The mean of −ln p(label), p(1) = σ(z): a softmax over the two logits 0 and z.
///
/// - Parameter logits: z, `[N, 1]`.
public func binaryCrossEntropy(_ logits: Variable, _ labels: [Int]) -> Variable {
  let zeros = constant(Tensor(repeating: 0, shape: logits.shape))
  return crossEntropy(.concatenate([zeros, logits], axis: 1), labels)
}

/// ELECTRA's loss: a small generator learns to fill in, the detector to find what it filled in wrongly.
///
/// - Parameter weight: Of the detector's loss, which is much smaller: a choice of two, mostly clear. 50 in the paper.
public func electraLoss(
  _ masked: MaskedInput, generator: PretrainingModel, detector: ReplacedTokenDetector, weight: Scalar = 50,
  _ randomness: Randomness
) -> (generator: Variable, detector: Variable, total: Variable) {
  let mode = Mode.training(randomness)
  let logits = generator.logits(generator.body(masked.input, mode), at: masked.positions)
  let replaced = ReplacedInput(masked, filledFrom: logits.value, using: &randomness.generator)
  let losses = (crossEntropy(logits, masked.targets), detector.loss(replaced, mode))
  return (losses.0, losses.1, losses.0 + weight * losses.1)
}
