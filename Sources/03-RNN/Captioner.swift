import Training

// B batch · A attributes · T time steps · V tokens · S numbers of state per unit · H hiddenSize

/// One to many: what is to be said is given once, as the state that a language model starts from.
public struct Captioner<Cell: RecurrentCell>: Module {
  public let start: Linear  // [A, S·H]
  public let language: LanguageModel<Cell>

  public init(attributes: Int, vocabularySize: Int, width: Int, hiddenSize: Int, using generator: inout Generator) {
    start = Linear(attributes, Cell.stateCount * hiddenSize, using: &generator)
    language = LanguageModel(vocabularySize: vocabularySize, width: width, hiddenSize: hiddenSize, using: &generator)
  }

  /// The state in which the attributes `[B, A]` put the language model.
  public func state(_ attributes: Tensor) -> RecurrentState {
    RecurrentState(states: [[tanh(start(constant(attributes)))]])
  }

  /// The logits of every next token, `[B, T, V]`, of captions that begin as `tokens` do.
  public func callAsFunction(_ attributes: Tensor, _ tokens: [Int]) -> Variable {
    language(tokens, batch: attributes.shape[0], from: state(attributes)).logits
  }
}
