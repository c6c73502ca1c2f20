import Training

// B batch · A attributes · T time steps · V symbols · S numbers of state per unit · H units

/// One to many: what is to be said is given once, as the state that a language model starts from.
public struct Captioner<Cell: RecurrentCell>: Module {
  public let start: Linear  // [A, S·H]
  public let language: LanguageModel<Cell>

  public init(attributes: Int, symbols: Int, width: Int, units: Int, using generator: inout Generator) {
    start = Linear(attributes, Cell.numbersPerUnit * units, using: &generator)
    language = LanguageModel(symbols: symbols, width: width, units: units, using: &generator)
  }

  /// The state in which the attributes `[B, A]` put the language model.
  public func state(_ attributes: Tensor) -> RecurrentState {
    RecurrentState(paths: [[tanh(start(constant(attributes)))]])
  }

  /// The scores of every next symbol, `[B, T, V]`, of captions that begin as `symbols` do.
  public func callAsFunction(_ attributes: Tensor, _ symbols: [Int]) -> Variable {
    language(symbols, batch: attributes.shape[0], from: state(attributes)).scores
  }
}
