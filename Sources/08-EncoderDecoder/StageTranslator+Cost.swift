import LSTM

// T positions of the source · U positions of the target · D width · F feed-forward width · V vocabulary size of the target

extension StageLayer {
  private var width: Int { feedForward.up.weight.shape[0] }
  private var feedForwardWidth: Int { feedForward.up.weight.shape[1] }

  /// The multiplications, each with an addition, of one forward pass over T positions, and a memory of S.
  ///
  /// A causal query sees the keys up to its own position: half of all pairs, and half of a pair more.
  func multiplications(positions T: Int, memory S: Int = 0, isCausal: Bool) -> Int {
    let (D, F) = (width, feedForwardWidth)
    let gates = recurrence == nil ? 0 : T * 6 * D * D  // three gates, of the input and of the state
    let pairs = isCausal ? T * (T + 1) / 2 : T * T
    let own = attention == nil ? 0 : T * 4 * D * D + 2 * pairs * D
    let across = cross == nil ? 0 : 2 * T * D * D + 2 * S * D * D + 2 * T * S * D
    return gates + own + across + T * 2 * D * F
  }

  /// About how many numbers are kept for the backward pass, for each position: what the parts read, the gates and states of
  /// the recurrent net, queries, keys, values and context vectors, and the hidden layer of the feed-forward.
  var activationCount: Int {
    let (D, F) = (width, feedForwardWidth)
    let counts = [
      recurrence == nil ? 0 : 6 * D, attention == nil ? 0 : 6 * D, cross == nil ? 0 : 6 * D, D + F,
    ]
    return counts.reduce(0, +)
  }
}

extension StageTranslator {
  /// The multiplications, each with an addition, of one forward pass over one pair.
  public func multiplications(source T: Int, target U: Int) -> Int {
    let encoding = encoder.map { $0.multiplications(positions: T, isCausal: stage.encoderIsCausal) }
    let decoding = decoder.map { $0.multiplications(positions: U, memory: T, isCausal: true) }
    return (encoding + decoding).reduce(0, +) + U * output.weight.shape[0] * output.weight.shape[1]
  }

  /// About how many numbers of the forward pass over one pair are kept for the backward pass.
  public func activationCount(source T: Int, target U: Int) -> Int {
    let (D, V) = (output.weight.shape[0], output.weight.shape[1])
    let layers = encoder.map { T * $0.activationCount } + decoder.map { U * $0.activationCount }
    return layers.reduce(0, +) + (T + U) * D + U * V
  }
}
