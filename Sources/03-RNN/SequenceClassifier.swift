import Training

// B batch · T time steps · D embedding width · P paths along time · H units · C classes

/// Many to one: walks along a sequence and judges it by where the walk ends.
public struct SequenceClassifier<Cell: RecurrentCell>: Module {
  public let embedding: Embedding  // [V, D]
  public let net: Recurrent<Cell>
  public let output: Linear  // [P·H, C]

  public init(
    symbols: Int, width: Int, units: Int, classes: Int, layers: Int = 1, isBidirectional: Bool = false,
    using generator: inout Generator
  ) {
    embedding = Embedding(symbols, width: width, using: &generator)
    net = Recurrent(
      inputs: width, units: units, layers: layers, isBidirectional: isBidirectional, using: &generator)
    output = Linear(isBidirectional ? 2 * units : units, classes, using: &generator)
  }

  /// The scores of the classes, `[B, C]`, for B rows of T symbols of which the first `lengths` count.
  public func callAsFunction(_ symbols: [Int], lengths: [Int], _ mode: Mode = .evaluation) -> Variable {
    let x = embedding(symbols, shape: [lengths.count, symbols.count / lengths.count])  // [B, T, D]
    let end = net(x, lengths: lengths, mode).state
    return output(net.shown(end))
  }
}

extension Recurrent {
  /// What the last layer shows in a state, `[B, P·H]`: without what cells keep to themselves.
  public func shown(_ state: RecurrentState) -> Variable {
    let H = layers[0].forward.units
    let parts = state.paths.last!.map { $0.shape[1] == H ? $0 : $0.columns(0..<H) }
    return parts.count == 1 ? parts[0] : Variable.concatenate(parts, axis: 1)
  }
}
