import Attention
import Tensors
import Training

// B batch · H heads · Tq queries · Tk keys · d width of a head

/// One attention as the kernels see it, cut into blocks of queries by blocks of keys.
///
/// The blocks begin at the same positions whatever the mask and the number of threads, so that every number is always
/// the result of the same operations in the same order.
struct AttentionWork {
  let B: Int
  let H: Int
  let Tq: Int
  let Tk: Int
  let d: Int
  let mask: Mask
  let scale: Scalar
  /// Where the rows of the bias lie, if there is one.
  let biasRows: BiasRows?
  /// Where queries and their gradients lie.
  let queryRows: HeadRows
  /// Where keys, values and their gradients lie.
  let keyRows: HeadRows
  /// Where outputs and their gradients lie.
  let outputRows: HeadRows
  private(set) var dropout: AttentionDropout?

  /// Few enough for a register tile's strips of them to be packed at once.
  static let queriesPerBlock = 64
  static let keysPerBlock = 64

  init(query: Tensor, key: Tensor, value: Tensor, bias: Tensor?, heads: Int, _ mask: Mask, _ scale: Scalar?) {
    let (B, Tq, D) = query.shape3
    let Tk = key.shape3.1
    require(
      key.shape == [B, Tk, D] && value.shape == key.shape && heads > 0 && D % heads == 0,
      "attention: the queries \(query.shape), keys \(key.shape), values \(value.shape) do not fit \(heads) heads")
    self.init((B, Tq, Tk, D), bias, heads, mask, scale, step: D)
  }

  /// Queries, keys and values side by side in one tensor.
  init(together qkv: Tensor, bias: Tensor?, heads: Int, _ mask: Mask, _ scale: Scalar?) {
    let (B, T, columns) = qkv.shape3
    require(
      heads > 0 && columns % (3 * heads) == 0,
      "attention: \(qkv.shape) are no queries, keys and values of \(heads) heads")
    self.init((B, T, T, columns / 3), bias, heads, mask, scale, step: columns)
  }

  private init(
    _ shape: (B: Int, Tq: Int, Tk: Int, D: Int), _ bias: Tensor?, _ heads: Int, _ mask: Mask, _ scale: Scalar?,
    step: Int
  ) {
    (B, Tq, Tk, H, d) = (shape.B, shape.Tq, shape.Tk, heads, shape.D / heads)
    mask.check(batch: B, keys: Tk)
    biasRows = bias.map { BiasRows($0.shape, B: shape.B, H: heads, Tq: shape.Tq, Tk: shape.Tk, mask) }
    self.mask = mask
    self.scale = scale ?? 1 / Scalar(d).squareRoot()
    require(self.scale > 0, "attention: the scale \(self.scale) is not positive")
    queryRows = HeadRows(T: Tq, H: H, d: d, step: step)
    keyRows = HeadRows(T: Tk, H: H, d: d, step: step)
    outputRows = HeadRows(T: Tq, H: H, d: d, step: H * d)
  }

  mutating func dropOut(_ layer: Dropout, _ mode: Mode) {
    guard case .training(let randomness) = mode, layer.rate > 0 else { return }
    dropout = AttentionDropout(start: randomness.generator, rate: layer.rate)
    randomness.generator = randomness.generator.advanced(by: B * H * Tq * Tk)
  }

  var queryBlocks: Int { (Tq + Self.queriesPerBlock - 1) / Self.queriesPerBlock }
  var keyBlocks: Int { (Tk + Self.keysPerBlock - 1) / Self.keysPerBlock }

  func queries(_ block: Int) -> Range<Int> {
    block * Self.queriesPerBlock..<min(Tq, (block + 1) * Self.queriesPerBlock)
  }

  func keys(_ block: Int) -> Range<Int> { block * Self.keysPerBlock..<min(Tk, (block + 1) * Self.keysPerBlock) }

  /// The keys that a query of a head sees.
  @inline(__always)
  func visible(_ query: Int, _ head: Int) -> Range<Int> {
    mask.range(query: query, row: head / H, queries: Tq, keys: Tk)
  }

  /// The keys that any query of a block sees.
  func visible(block queries: Range<Int>, _ head: Int) -> Range<Int> {
    mask.range(queries: queries, row: head / H, queries: Tq, keys: Tk)
  }

  /// Threads that are worth waking for so many products of queries and keys.
  func threads(products: Int) -> Int { B * H * Tq * Tk * d * products < 1 << 18 ? 1 : Threads.count }
}

/// Where the rows of a bias lie: `[H, Tq, K]`, which all rows of the batch share, or `[B, H, Tq, K]`.
struct BiasRows {
  let Tq: Int
  /// The keys that it has a number for.
  let K: Int
  /// H if the rows of the batch share it, else B·H.
  let heads: Int

  init(_ shape: [Int], B: Int, H: Int, Tq: Int, Tk: Int, _ mask: Mask) {
    let K = shape.last ?? 0
    // A cache has memory for more keys than it holds: a bias need not know for how many.
    let reachesAll = K == Tk || (K < Tk && mask.lengths?.allSatisfy { $0 <= K } ?? false)
    require(
      [[H, Tq, K], [B, H, Tq, K]].contains(shape) && reachesAll,
      "attention: the bias \(shape) is not [\(H) heads, \(Tq) queries, \(Tk) keys], nor one for each of \(B) rows")
    (self.Tq, self.K, heads) = (Tq, K, shape.count == 3 ? H : B * H)
  }

  /// Where the number for a query and a key lies.
  @inline(__always)
  func offset(_ query: Int, _ key: Int, _ head: Int) -> Int { (head % heads * Tq + query) * K + key }
}

/// Where the rows of all heads lie in a tensor: `[B, T, H·d]`, or some columns of a wider one.
///
/// The heads are numbered through the batch, B·H of them.
struct HeadRows {
  let T: Int
  let H: Int
  let d: Int
  /// Numbers between a row and the next.
  let step: Int

  /// Where row t of a head begins.
  @inline(__always)
  func offset(_ t: Int, _ head: Int) -> Int { (head / H * T + t) * step + head % H * d }

  /// The rows of a head from row t on, as a matrix.
  func matrix(_ x: UnsafePointer<Scalar>, from t: Int, _ head: Int) -> MatrixView {
    MatrixView(base: x + offset(t, head), rowStride: step, columnStride: 1)
  }

  func clear(_ x: UnsafeMutablePointer<Scalar>, _ rows: Range<Int>, _ head: Int) {
    for t in rows { (x + offset(t, head)).update(repeating: 0, count: d) }
  }
}

/// Which weights a training step drops, as `Dropout` would on the whole matrix: drawn again where they are needed.
struct AttentionDropout {
  let start: Generator
  let rate: Scalar

  /// Multiplies some numbers in a row by their factors; `index` is that of the first in `[B, H, Tq, Tk]`.
  @inline(__always)
  func apply(to row: UnsafeMutablePointer<Scalar>, count: Int, index: Int) {
    let kept = 1 / (1 - rate)
    for i in 0..<count { row[i] *= start.uniform(after: index &+ i) < rate ? 0 : kept }
  }
}
