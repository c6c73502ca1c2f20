// T positions · S positions of the memory · D width · F width inside the feed-forward · A = H·d all heads' columns

extension BlockConfiguration {
  /// A, the columns of all heads together.
  private var headColumns: Int { headWidth.map { $0 * heads } ?? width }

  /// How many numbers a block of this configuration learns: about 12·D² with F = 4·D, whatever the number of heads.
  public var parameterCount: Int {
    func linear(_ inputs: Int, _ outputs: Int) -> Int { inputs * outputs + (hasBias ? outputs : 0) }
    let (D, F, A) = (width, feedForwardWidth, headColumns)
    let norm = norm.parameterCount(D)
    let headNorms = normalizesQueriesAndKeys ? 2 * self.norm.parameterCount(A / heads) : 0
    func attention(over memory: Int) -> Int {
      linear(D, A) + 2 * linear(memory, A) + linear(A, D) + headNorms + norm
    }
    let feedForward = (isGated ? 2 : 1) * linear(D, F) + linear(F, D) + norm
    return attention(over: D) + (memoryWidth.map(attention) ?? 0) + feedForward
  }

  /// The multiplications, each with an addition, of one forward pass over T positions that all see each other, and a
  /// memory of S.
  ///
  /// - Returns: Those by weights, which grow with T, and those of positions by positions, which grow with T².
  public func multiplications(positions T: Int, memory S: Int = 0) -> (byWeights: Int, byPositions: Int) {
    let (D, F, A) = (width, feedForwardWidth, headColumns)
    let cross = memoryWidth.map { 2 * T * D * A + 2 * S * $0 * A } ?? 0
    let feedForward = (isGated ? 3 : 2) * D * F
    return (T * (4 * D * A + feedForward) + cross, 2 * T * T * A + (memoryWidth == nil ? 0 : 2 * T * S * A))
  }

  /// About how many numbers of a block's forward pass are kept for the backward pass, for each position: what attention
  /// and feed-forward read, queries, keys, values and context vectors, and the hidden layer.
  public var activationCount: Int {
    let (D, F, A) = (width, feedForwardWidth, headColumns)
    let attention = 4 * A + 2 * D
    return (memoryWidth == nil ? attention : 2 * attention) + (isGated ? 2 : 1) * F + D
  }
}
