import Exercises
import Foundation
import LoRA
import Tensors

/// Model answers of chapter 13.
public enum LoRASolutions: LoRATasks {
  public static func adaptedOutput(
    _ x: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor, alpha: Scalar
  ) throws -> Tensor {
    let scale = alpha / Scalar(a.shape[1])
    return matmul(x, weight) + bias + scale * matmul(matmul(x, a), b)
  }

  public static func drawFactors(
    inputs I: Int, outputs O: Int, rank r: Int, using generator: inout Generator
  ) throws -> (a: Tensor, b: Tensor) {
    guard r >= 1 else { throw Misfit("a rank of \(r)") }
    let bound = 1 / Scalar(I).squareRoot()
    return (.uniform([I, r], in: -bound..<bound, using: &generator), .zeros(r, O))
  }

  public static func adapterBackward(
    _ dy: Tensor, x: Tensor, weight: Tensor, a: Tensor, b: Tensor, alpha: Scalar
  ) throws -> (dx: Tensor, dA: Tensor, dB: Tensor) {
    let scaled = alpha / Scalar(a.shape[1]) * dy  // the gradient of (x·A)·B
    let dxA = matmul(scaled, b.transposed)  // [N, r]
    let dx = matmul(dy, weight.transposed) + matmul(dxA, a.transposed)
    return (dx, matmul(x.transposed, dxA), matmul(matmul(x, a).transposed, scaled))
  }

  public static func mergeUpdate(into weight: Tensor, a: Tensor, b: Tensor, alpha: Scalar) throws -> Tensor {
    let ((I, r), (rows, O)) = (a.shape2, b.shape2)
    guard r == rows, weight.shape == [I, O] else {
      throw Misfit("factors \(a.shape) and \(b.shape) for a weight \(weight.shape)")
    }
    return weight + alpha / Scalar(r) * matmul(a, b)
  }

  public static func trainableCount(
    _ parameters: [(path: String, shape: [Int])], head: String, way: FineTuning
  ) throws -> Int {
    func count(_ shape: [Int]) -> Int { shape.reduce(1, *) }
    return parameters.reduce(0) { total, parameter in
      let (path, shape) = parameter
      if path.hasPrefix(head + ".") { return total + count(shape) }
      switch way {
      case .full: return total + count(shape)
      case .head: return total
      case .biases: return total + (path.hasSuffix(".bias") ? count(shape) : 0)
      case .prefix(let P): return total + (path.hasSuffix(".key.weight") ? 2 * P * shape[1] : 0)
      case .lora(let configuration):
        let linear = String(path.dropLast(".weight".count))
        let isTarget = path.hasSuffix(".weight") && configuration.targets.contains { linear.matches($0) }
        return total + (isTarget ? configuration.rank * (shape[0] + shape[1]) : 0)
      }
    }
  }

  public static func quantizeBlocks(
    _ weights: Tensor, size: Int
  ) throws -> (codes: Tensor, scales: Tensor, restored: Tensor) {
    guard weights.count % size == 0 else { throw Misfit("\(weights.count) numbers in blocks of \(size)") }
    let blocks = weights.reshaped(-1, size)
    let scales = blocks.map { abs($0) }.max(axis: 1, keepingAxis: true) / 127
    let divisors = scales.map { $0 == 0 ? 1 : $0 }  // zeros have the code 0, whatever they are divided by
    let codes = (blocks / divisors).map { $0.rounded(.toNearestOrEven) }
    return (codes.reshaped(weights.shape), scales.flattened, (codes * scales).reshaped(weights.shape))
  }

  public static func adaptRows(
    _ x: Tensor, weight: Tensor, bias: Tensor, adapters: [(a: Tensor, b: Tensor)], alpha: Scalar, rows: [Int?]
  ) throws -> Tensor {
    guard rows.count == x.shape[0] else { throw Misfit("\(rows.count) indices for \(x.shape[0]) rows") }
    guard rows.allSatisfy({ $0.map(adapters.indices.contains) ?? true }) else { throw Misfit("no such adapter") }
    let y = matmul(x, weight) + bias  // one product for all rows
    return .stack(
      rows.enumerated().map { n, index in
        guard let index else { return y.row(n) }
        let (a, b) = adapters[index]
        return y.row(n) + alpha / Scalar(a.shape[1]) * matmul(matmul(x.row(n), a), b)
      })
  }

  public static func overlap(_ u: Tensor, _ v: Tensor) throws -> Scalar {
    guard u.shape[0] == v.shape[0] else { throw Misfit("columns of \(u.shape[0]) and of \(v.shape[0]) numbers") }
    return matmul(u.transposed, v).squaredNorm / Scalar(min(u.shape[1], v.shape[1]))
  }
}
