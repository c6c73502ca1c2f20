import Datasets

// T time steps · H hiddenSize

extension LanguageModel where Cell == LSTMCell {
  /// What the cells of the first layer remember after each token of a text, tanh c, `[T, H]`.
  public func memories(reading text: [Int]) -> Tensor {
    withoutGradients {
      let x = embedding(text, shape: [text.count, 1])  // [T, 1, D]
      let cell = net.layers[0].forward
      let H = cell.hiddenSize
      let states = cell.states(along: x, from: constant(.zeros(1, 2 * H)), Scan())  // [T + 1, 1, 2H]
      return tanh(states.value.rows(1..<text.count + 1).columns(H..<2 * H)).reshaped(text.count, H)
    }
  }
}

/// A cell that tracks something in a text, and how closely: 1 and −1 are perfect, 0 is not at all.
public struct InterpretableCell {
  public let unit: Int
  public let correlation: Double

  /// Of all columns of `memories` `[T, H]` the one that moves most closely with `signal`, up or down.
  public init(of signal: [Double], among memories: Tensor) {
    let (_, H) = memories.shape2
    let correlations = (0..<H).map { unit in
      InterpretableCell.correlation(memories.columns(unit..<unit + 1).scalars.map { Double($0) }, signal)
    }
    unit = correlations.indices.max { abs(correlations[$0]) < abs(correlations[$1]) }!
    correlation = correlations[unit]
  }

  /// Pearson's: the mean product of two rows of numbers, each moved to mean 0 and scaled to variance 1.
  public static func correlation(_ x: [Double], _ y: [Double]) -> Double {
    let (dx, dy) = (centered(x), centered(y))
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let size = (dot(dx, dx) * dot(dy, dy)).squareRoot()
    return size == 0 ? 0 : dot(dx, dy) / size
  }

  private static func centered(_ x: [Double]) -> [Double] {
    let average = mean(x)
    return x.map { $0 - average }
  }
}
