import Attention

// B batch · H heads · Tq queries · Tk keys · d width of a head

/// One attention as the kernels see it, cut into blocks of queries by blocks of keys.
///
/// The blocks lie where they do whatever the mask and the number of threads, so that every number is always the result of
/// the same operations in the same order.
struct AttentionWork {
  let B: Int
  let H: Int
  let Tq: Int
  let Tk: Int
  let d: Int
  let mask: Mask
  let scale: Scalar
  private(set) var dropout: AttentionDropout?

  /// Few enough for a register tile's strips of them to be packed at once.
  static let queriesPerBlock = 64
  static let keysPerBlock = 64

  init(query: Tensor, key: Tensor, value: Tensor, heads: Int, _ mask: Mask) {
    let D: Int
    (B, Tq, D) = query.shape3
    Tk = key.shape3.1
    require(
      key.shape == [B, Tk, D] && value.shape == key.shape && D % heads == 0,
      "attention: the queries \(query.shape), keys \(key.shape), values \(value.shape) do not fit \(heads) heads")
    mask.check(batch: B, keys: Tk)
    (H, d) = (heads, D / heads)
    self.mask = mask
    scale = 1 / Scalar(d).squareRoot()
  }

  mutating func dropOut(_ layer: Dropout, _ mode: Mode) {
    guard case .training(let randomness) = mode, layer.rate > 0 else { return }
    dropout = AttentionDropout(start: randomness.generator, rate: layer.rate)
    randomness.generator = randomness.generator.advanced(by: B * H * Tq * Tk)
  }

  /// Numbers between the rows of queries, keys, values and outputs.
  var step: Int { H * d }

  var queryBlocks: Int { (Tq + Self.queriesPerBlock - 1) / Self.queriesPerBlock }
  var keyBlocks: Int { (Tk + Self.keysPerBlock - 1) / Self.keysPerBlock }

  func queries(_ block: Int) -> Range<Int> {
    block * Self.queriesPerBlock..<min(Tq, (block + 1) * Self.queriesPerBlock)
  }

  func keys(_ block: Int) -> Range<Int> { block * Self.keysPerBlock..<min(Tk, (block + 1) * Self.keysPerBlock) }

  /// How many keys a query sees.
  func visible(_ query: Int, _ sequence: Int) -> Int {
    mask.visibleKeys(query: query, sequence: sequence, queries: Tq, keys: Tk)
  }

  /// How many keys any query of a block sees: the last one sees most.
  func visible(block queries: Range<Int>, _ sequence: Int) -> Int { visible(queries.upperBound - 1, sequence) }

  /// Threads that are worth waking for so many products of queries and keys.
  func threads(products: Int) -> Int { B * Tq * Tk * step * products < 1 << 18 ? 1 : Threads.count }

  /// Where row t of a head begins in a tensor `[B, T, H·d]`.
  func offset(_ t: Int, of T: Int, _ head: Int) -> Int { (head / H * T + t) * step + head % H * d }

  /// Rows of one head as a matrix.
  func matrix(_ x: UnsafePointer<Scalar>, row t: Int, of T: Int, _ head: Int) -> MatrixView {
    MatrixView(base: x + offset(t, of: T, head), rowStride: step, columnStride: 1)
  }

  func clear(_ x: UnsafeMutablePointer<Scalar>, _ rows: Range<Int>, of T: Int, _ head: Int) {
    for t in rows { (x + offset(t, of: T, head)).update(repeating: 0, count: d) }
  }
}

/// Which weights a training step silences, as `Dropout` would on the whole matrix: drawn again where they are needed.
struct AttentionDropout {
  let start: Generator
  let rate: Scalar

  /// Multiplies some numbers in a row by their factors; `place` is where they stand in `[B, H, Tq, Tk]`.
  @inline(__always)
  func apply(to row: UnsafeMutablePointer<Scalar>, count: Int, place: Int) {
    let kept = 1 / (1 - rate)
    for i in 0..<count { row[i] *= start.uniform(after: place &+ i) < rate ? 0 : kept }
  }
}
