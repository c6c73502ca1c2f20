import Exercises
import LoRA
import Tensors

/// Right answers to chapter 13, each written in another way than the solution.
enum OtherLoRAAnswers: LoRATasks {
  /// x times one matrix.
  static func adaptedOutput(
    _ x: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor, alpha: Scalar
  ) throws -> Tensor {
    try matmul(x, mergeUpdate(into: weight, a: a, b: b, alpha: alpha)) + bias
  }

  /// Number by number, B first.
  static func drawFactors(
    inputs I: Int, outputs O: Int, rank r: Int, using generator: inout Generator
  ) throws -> (a: Tensor, b: Tensor) {
    if r <= 0 { throw Misfit("rank") }
    let b = Tensor(repeating: 0, shape: [r, O])
    var numbers: [Scalar] = []
    for _ in 0..<I * r { numbers.append((2 * generator.uniform() - 1) / Scalar(I).squareRoot()) }
    return (Tensor(shape: [r, I], scalars: numbers).transposed, b)
  }

  /// From the gradient of the whole updated matrix.
  static func adapterBackward(
    _ dy: Tensor, x: Tensor, weight: Tensor, a: Tensor, b: Tensor, alpha: Scalar
  ) throws -> (dx: Tensor, dA: Tensor, dB: Tensor) {
    let dW = alpha * matmul(x, dy, transposing: .left) / Scalar(b.shape[0])
    let merged = try mergeUpdate(into: weight, a: a, b: b, alpha: alpha)
    return (
      matmul(dy, merged, transposing: .right), matmul(dW, b, transposing: .right), matmul(a, dW, transposing: .left)
    )
  }

  /// A sum of outer products.
  static func mergeUpdate(into weight: Tensor, a: Tensor, b: Tensor, alpha: Scalar) throws -> Tensor {
    let (I, O) = weight.shape2
    let r = a.shape[1]
    if b.shape[0] != r || a.shape[0] != I || b.shape[1] != O { throw Misfit("shapes") }
    return (0..<r).reduce(weight) { sum, k in
      sum + alpha * a.columns(k..<k + 1) * b.row(k) / Scalar(r)
    }
  }

  /// One way at a time.
  static func trainableCount(
    _ parameters: [(path: String, shape: [Int])], head: String, way: FineTuning
  ) throws -> Int {
    let isHead: (String) -> Bool = { $0.starts(with: "\(head).") }
    let rest = parameters.filter { !isHead($0.path) }
    func count(_ list: [(path: String, shape: [Int])]) -> Int { list.map { $0.shape.reduce(1, *) }.reduce(0, +) }
    let new = count(parameters.filter { isHead($0.path) })
    switch way {
    case .full: return count(parameters)
    case .head: return new
    case .biases: return new + count(rest.filter { $0.path.split(separator: ".").last == "bias" })
    case .prefix(let P):
      return rest.filter { $0.path.hasSuffix("key.weight") }.reduce(new) { $0 + P * 2 * $1.shape.last! }
    case .lora(let configuration):
      let weights = rest.filter { parameter in
        configuration.targets.contains { parameter.path.matches($0 + ".weight") }
      }
      return weights.reduce(new) { $0 + configuration.rank * $1.shape.reduce(0, +) }
    }
  }

  /// Number by number, with the scale multiplied in the other order.
  static func quantizeBlocks(
    _ weights: Tensor, size: Int
  ) throws -> (codes: Tensor, scales: Tensor, restored: Tensor) {
    if weights.count / size * size < weights.count { throw Misfit("size") }
    var (codes, scales): ([Scalar], [Scalar]) = ([], [])
    for start in stride(from: 0, to: weights.count, by: size) {
      let block = weights.scalars[start..<start + size]
      let scale = max(block.max()!, -block.min()!) / 127
      scales.append(scale)
      for number in block {
        let code = Int8(scale > 0 ? (number / scale).rounded(.toNearestOrEven) : 0)
        codes.append(Scalar(code))
      }
    }
    let restored = codes.indices.map { scales[$0 / size] * codes[$0] }
    return (
      Tensor(shape: weights.shape, scalars: codes), Tensor(scales), Tensor(shape: weights.shape, scalars: restored)
    )
  }

  /// Adapter by adapter, as a server does it: gather rows, update them, put them back.
  static func adaptRows(
    _ x: Tensor, weight: Tensor, bias: Tensor, adapters: [(a: Tensor, b: Tensor)], alpha: Scalar, rows: [Int?]
  ) throws -> Tensor {
    let (N, T, I) = x.shape3
    if rows.count != N || rows.contains(where: { $0 != nil && !adapters.indices.contains($0!) }) {
      throw Misfit("rows")
    }
    var y = (matmul(x, weight) + bias).reshaped(N, -1)
    for (index, adapter) in adapters.enumerated() {
      let own = rows.indices.filter { rows[$0] == index }
      if own.isEmpty { continue }
      let chosen = x.reshaped(N, -1).rows(at: own).reshaped(own.count, T, I)
      let update = matmul(matmul(chosen, adapter.a), adapter.b) * (alpha / Scalar(adapter.b.shape[0]))
      y.add(update.reshaped(own.count, -1), toRowsAt: own)
    }
    return y.reshaped(N, T, -1)
  }

  /// Pair by pair.
  static func overlap(_ u: Tensor, _ v: Tensor) throws -> Scalar {
    let ((M, i), (length, j)) = (u.shape2, v.shape2)
    if M != length { throw Misfit("length") }
    var sum: Scalar = 0
    for k in 0..<i {
      for l in 0..<j {
        let product = (0..<M).reduce(Scalar(0)) { $0 + u[$1, k] * v[$1, l] }
        sum += product * product
      }
    }
    return sum / Scalar(i < j ? i : j)
  }
}
