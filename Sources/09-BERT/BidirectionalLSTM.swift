import Gradients
import LSTM
import RNN
import Tensors
import Training

// B batch · T positions · H hidden size · V vocabulary size

/// Two recurrent language models that share a table: one predicts each token from those before it, one from those after.
///
/// That is how ELMo is pre-trained (Peters et al., "Deep contextualized word representations", 2018). No state has read
/// both sides, for then it would have read the token that it is to predict. A masked-language model may read both.
public struct BidirectionalLanguageModel: Module {
  public let embedding: Embedding  // [V, H]
  public let net: LSTM
  public let bias: Variable  // [V]

  public init(vocabularySize V: Int, hiddenSize H: Int, using generator: inout Generator) {
    embedding = Embedding(V, width: H, using: &generator)
    // Narrower than usual: the table serves as the last linear map, too, and the first logits should be near 0.
    embedding.weight.update { $0 *= 1 / Scalar(H).squareRoot() }
    net = LSTM(inputSize: H, hiddenSize: H, isBidirectional: true, using: &generator)
    bias = Variable(.zeros(V))
  }

  /// The states of both directions side by side, `[B, T, 2H]`.
  public func callAsFunction(_ input: BERTInput, _ mode: Mode = .evaluation) -> Variable {
    net(lookingUp: input.tokens, in: embedding.weight, batch: input.batchSize, lengths: input.lengths, mode).outputs
  }

  /// The mean of −ln p over all tokens that have one before them, and over all that have one after.
  public func loss(_ input: BERTInput, _ mode: Mode = .evaluation) -> Variable {
    let H = embedding.weight.shape[1]
    let states = self(input, mode).reshaped(-1, 2 * H)
    // All real positions but the last of each row predict the next one; all but the first, the one before.
    let real = input.realPositions
    let starts = Set(input.lengths.indices.map { $0 * input.width })
    let later = real.filter { !starts.contains($0) }
    let h = Variable.concatenate([
      states.rows(at: later.map { $0 - 1 }).columns(0..<H), states.rows(at: later).columns(H..<2 * H),
    ])
    let targets = later.map { input.tokens[$0] } + later.map { input.tokens[$0 - 1] }
    return crossEntropy(matmul(h, embedding.weight, transposing: .right) + bias, targets)
  }
}

/// The recurrent body to compare BERT with: two bidirectional layers of LSTMs, of which the lower may be pre-trained.
///
/// The upper layer is new for each task: it reads the states of the lower one as a task's model reads ELMo's vectors.
public struct BidirectionalLSTM: TextEncoder {
  public let embedding: Embedding  // [V, H]
  public let lower: LSTM
  public let upper: LSTM
  public let dropout: Dropout

  public init(
    vocabularySize V: Int, hiddenSize H: Int, dropout: Scalar = 0.1,
    pretrained languageModel: BidirectionalLanguageModel? = nil, using generator: inout Generator
  ) {
    embedding = Embedding(V, width: H, using: &generator)
    lower = LSTM(inputSize: H, hiddenSize: H, isBidirectional: true, using: &generator)
    upper = LSTM(inputSize: 2 * H, hiddenSize: H, isBidirectional: true, using: &generator)
    self.dropout = Dropout(dropout)
    guard let languageModel else { return }
    embedding.setParameters(from: languageModel.embedding)
    lower.setParameters(from: languageModel.net)
  }

  public var width: Int { 2 * embedding.weight.shape[1] }
  public var headDropout: Scalar { dropout.rate }
  public var headDeviation: Scalar { 0.02 }

  /// `[B, T, 2H]`
  public func callAsFunction(_ input: BERTInput, _ mode: Mode) -> Variable {
    let x = lower(
      lookingUp: input.tokens, in: embedding.weight, batch: input.batchSize, lengths: input.lengths, mode
    ).outputs
    return upper(dropout(x, mode), lengths: input.lengths, mode).outputs
  }

  public func pooled(_ states: Variable, lengths: [Int]) -> Variable {
    lastStatesOfBothDirections(states, lengths: lengths)
  }
}

/// The forward state at the last token and the backward state at the first, `[B, T, 2H] → [B, 2H]`: each has read the whole
/// input.
public func lastStatesOfBothDirections(_ states: Variable, lengths: [Int]) -> Variable {
  let (_, T, D) = states.value.shape3
  let rows = states.reshaped(-1, D)
  let (ends, starts) = (lengths.enumerated().map { $0 * T + $1 - 1 }, lengths.indices.map { $0 * T })
  return .concatenate([rows.rows(at: ends).columns(0..<D / 2), rows.rows(at: starts).columns(D / 2..<D)], axis: 1)
}
