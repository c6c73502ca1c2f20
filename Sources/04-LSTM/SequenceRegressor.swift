// B batch · T time steps · D input width · H hiddenSize

/// Reads a sequence to its end and answers with numbers.
public struct SequenceRegressor<Cell: RecurrentCell>: Module {
  public let net: Recurrent<Cell>
  public let output: Linear  // [H, outputs]

  public init(inputs: Int, hiddenSize: Int, outputs: Int, using generator: inout Generator) {
    net = Recurrent(inputs: inputs, hiddenSize: hiddenSize, using: &generator)
    output = Linear(hiddenSize, outputs, using: &generator)
  }

  /// `[B, T, D]` to `[B, outputs]`.
  public func callAsFunction(_ x: Variable, _ mode: Mode = .evaluation) -> Variable {
    let shown = net(x, mode).outputs  // [B, T, H]
    let (B, T, H) = shown.value.shape3
    return output(shown.reshaped(B, T * H).columns((T - 1) * H..<T * H))
  }
}

/// The most hiddenSize with which a model has no more than `budget` parameters.
public func hiddenSize(within budget: Int, _ model: (_ hiddenSize: Int) -> any Module) -> Int {
  var (enough, tooMany) = (1, 2)
  while model(tooMany).parameterCount <= budget { (enough, tooMany) = (tooMany, 2 * tooMany) }
  while tooMany - enough > 1 {
    let middle = (enough + tooMany) / 2
    if model(middle).parameterCount <= budget { enough = middle } else { tooMany = middle }
  }
  return enough
}
