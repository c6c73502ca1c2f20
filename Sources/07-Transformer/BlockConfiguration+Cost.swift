// T positions · S positions of the memory · D width · F width inside the feed-forward

extension BlockConfiguration {
  /// How many numbers a block of this shape learns: about 12·D² with F = 4·D, whatever the number of heads.
  public var parameterCount: Int {
    func map(_ inputs: Int, _ outputs: Int) -> Int { inputs * outputs + (hasBias ? outputs : 0) }
    let norm = 2 * width
    let headNorms = normalizesQueriesAndKeys ? 2 * 2 * width / heads : 0
    let own = 4 * map(width, width) + headNorms + norm
    let cross = memoryWidth.map { 2 * map(width, width) + 2 * map($0, width) + headNorms + norm } ?? 0
    return own + cross + map(width, feedForwardWidth) + map(feedForwardWidth, width) + norm
  }

  /// The multiplications, each with an addition, of one forward pass over T positions that all see each other, and a
  /// memory of S.
  ///
  /// - Returns: Those by weights, which grow with T, and those of positions by positions, which grow with T².
  public func multiplications(positions T: Int, memory S: Int = 0) -> (byWeights: Int, byPositions: Int) {
    let (D, F) = (width, feedForwardWidth)
    let cross = memoryWidth.map { 2 * T * D * D + 2 * S * $0 * D } ?? 0
    return (T * (4 * D * D + 2 * D * F) + cross, 2 * T * T * D + (memoryWidth == nil ? 0 : 2 * T * S * D))
  }
}
