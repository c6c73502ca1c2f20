import Gradients
import Tensors
import Training

// B batch · A attributes · T time steps · V vocabulary size · S state vectors of a cell · H hidden size

/// One to many: the attributes enter once, as the state in which a language model starts.
public struct Captioner<Cell: RecurrentCell>: Module {
  public let start: Linear  // [A, S·H]
  public let language: LanguageModel<Cell>

  public init(attributes: Int, vocabularySize: Int, width: Int, hiddenSize: Int, using generator: inout Generator) {
    start = Linear(attributes, Cell.stateCount * hiddenSize, using: &generator)
    language = LanguageModel(vocabularySize: vocabularySize, width: width, hiddenSize: hiddenSize, using: &generator)
  }

  /// The state in which the language model starts, from the attributes `[B, A]`.
  public func state(_ attributes: Tensor) -> RecurrentState {
    RecurrentState(states: [[tanh(start(constant(attributes)))]])
  }

  /// The logits of every next token, `[B, T, V]`, after each beginning of the captions `tokens`.
  public func callAsFunction(_ attributes: Tensor, _ tokens: [Int]) -> Variable {
    language(tokens, batch: attributes.shape[0], from: state(attributes)).logits
  }
}
