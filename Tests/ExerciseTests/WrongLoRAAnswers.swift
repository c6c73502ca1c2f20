import Exercises
import LoRA
import Tensors

/// Wrong answers to chapter 13, each written in another way than the known mistake that it is.
enum WrongLoRAAnswers {
  enum WithoutScale: LoRAAnswers {
    static func adaptedOutput(
      _ x: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor, alpha: Scalar
    ) throws -> Tensor {
      bias + matmul(x, weight + matmul(a, b))
    }

    static func adapterBackward(
      _ dy: Tensor, x: Tensor, weight: Tensor, a: Tensor, b: Tensor, alpha: Scalar
    ) throws -> (dx: Tensor, dA: Tensor, dB: Tensor) {
      try OtherLoRAAnswers.adapterBackward(dy, x: x, weight: weight, a: a, b: b, alpha: Scalar(a.shape[1]))
    }

    static func mergeUpdate(into weight: Tensor, a: Tensor, b: Tensor, alpha: Scalar) throws -> Tensor {
      try OtherLoRAAnswers.mergeUpdate(into: weight, a: a, b: b, alpha: Scalar(a.shape[1]))
    }
  }

  enum Exchanged: LoRAAnswers {
    static func adaptedOutput(
      _ x: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor, alpha: Scalar
    ) throws -> Tensor {
      matmul(x, weight + alpha / Scalar(a.shape[1]) * matmul(b, a)) + bias
    }
  }

  enum DoubledBias: LoRAAnswers {
    static func adaptedOutput(
      _ x: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor, alpha: Scalar
    ) throws -> Tensor {
      try OtherLoRAAnswers.adaptedOutput(x, weight: weight, bias: bias, a: a, b: b, alpha: alpha) + bias
    }
  }

  enum BothZero: LoRAAnswers {
    static func drawFactors(
      inputs I: Int, outputs O: Int, rank r: Int, using generator: inout Generator
    ) throws -> (a: Tensor, b: Tensor) {
      (.zeros(I, r), .zeros(r, O))
    }
  }

  enum BothRandom: LoRAAnswers {
    static func drawFactors(
      inputs I: Int, outputs O: Int, rank r: Int, using generator: inout Generator
    ) throws -> (a: Tensor, b: Tensor) {
      let b = try OtherLoRAAnswers.drawFactors(inputs: O, outputs: 1, rank: r, using: &generator).a.transposed
      return (try OtherLoRAAnswers.drawFactors(inputs: I, outputs: O, rank: r, using: &generator).a, b)
    }
  }

  enum SmallBound: LoRAAnswers {
    static func drawFactors(
      inputs I: Int, outputs O: Int, rank r: Int, using generator: inout Generator
    ) throws -> (a: Tensor, b: Tensor) {
      let (a, b) = try OtherLoRAAnswers.drawFactors(inputs: I, outputs: O, rank: r, using: &generator)
      return (a / Scalar(I).squareRoot(), b)
    }
  }

  enum NormalA: LoRAAnswers {
    static func drawFactors(
      inputs I: Int, outputs O: Int, rank r: Int, using generator: inout Generator
    ) throws -> (a: Tensor, b: Tensor) {
      (Tensor.normal([r, I], using: &generator).transposed / Scalar(I).squareRoot(), .zeros(r, O))
    }
  }

  enum OwnGenerator: LoRAAnswers {
    static func drawFactors(
      inputs I: Int, outputs O: Int, rank r: Int, using generator: inout Generator
    ) throws -> (a: Tensor, b: Tensor) {
      var own = Generator(seed: 42)
      return try OtherLoRAAnswers.drawFactors(inputs: I, outputs: O, rank: r, using: &own)
    }
  }

  enum EqualColumns: LoRAAnswers {
    static func drawFactors(
      inputs I: Int, outputs O: Int, rank r: Int, using generator: inout Generator
    ) throws -> (a: Tensor, b: Tensor) {
      let one = try OtherLoRAAnswers.drawFactors(inputs: I, outputs: O, rank: 1, using: &generator).a
      return (.concatenate((0..<r).map { _ in one }, axis: 1), .zeros(r, O))
    }
  }

  enum WithoutFrozen: LoRAAnswers {
    static func adapterBackward(
      _ dy: Tensor, x: Tensor, weight: Tensor, a: Tensor, b: Tensor, alpha: Scalar
    ) throws -> (dx: Tensor, dA: Tensor, dB: Tensor) {
      try OtherLoRAAnswers.adapterBackward(dy, x: x, weight: 0 * weight, a: a, b: b, alpha: alpha)
    }
  }

  enum WithoutAdapter: LoRAAnswers {
    static func adapterBackward(
      _ dy: Tensor, x: Tensor, weight: Tensor, a: Tensor, b: Tensor, alpha: Scalar
    ) throws -> (dx: Tensor, dA: Tensor, dB: Tensor) {
      let (_, dA, dB) = try OtherLoRAAnswers.adapterBackward(dy, x: x, weight: weight, a: a, b: b, alpha: alpha)
      return (matmul(dy, weight, transposing: .right), dA, dB)
    }
  }

  enum Transposed: LoRAAnswers {
    static func mergeUpdate(into weight: Tensor, a: Tensor, b: Tensor, alpha: Scalar) throws -> Tensor {
      weight + alpha / Scalar(a.shape[1]) * matmul(b.transposed, a.transposed)
    }
  }

  enum Twice: LoRAAnswers {
    static func mergeUpdate(into weight: Tensor, a: Tensor, b: Tensor, alpha: Scalar) throws -> Tensor {
      let once = try OtherLoRAAnswers.mergeUpdate(into: weight, a: a, b: b, alpha: alpha)
      return try OtherLoRAAnswers.mergeUpdate(into: once, a: a, b: b, alpha: alpha)
    }
  }

  enum WithoutHead: LoRAAnswers {
    static func trainableCount(
      _ parameters: [(path: String, shape: [Int])], head: String, way: FineTuning
    ) throws -> Int {
      let body = parameters.filter { !$0.path.hasPrefix(head + ".") }
      return try OtherLoRAAnswers.trainableCount(body, head: head, way: way)
    }
  }

  enum WithGains: LoRAAnswers {
    static func trainableCount(
      _ parameters: [(path: String, shape: [Int])], head: String, way: FineTuning
    ) throws -> Int {
      let renamed = parameters.map { (path: $0.path.replacing(".gain", with: ".bias"), shape: $0.shape) }
      return try OtherLoRAAnswers.trainableCount(renamed, head: head, way: way)
    }
  }

  enum OneScale: LoRAAnswers {
    static func quantizeBlocks(
      _ weights: Tensor, size: Int
    ) throws -> (codes: Tensor, scales: Tensor, restored: Tensor) {
      if weights.count % size != 0 { throw Misfit("size") }
      let (codes, scale, restored) = try OtherLoRAAnswers.quantizeBlocks(weights, size: weights.count)
      return (codes, scale.broadcast(to: [weights.count / size]), restored)
    }
  }

  enum Truncated: LoRAAnswers {
    static func quantizeBlocks(
      _ weights: Tensor, size: Int
    ) throws -> (codes: Tensor, scales: Tensor, restored: Tensor) {
      try rounded(weights, size) { Scalar(Int($0)) }
    }
  }

  enum AwayFromZero: LoRAAnswers {
    static func quantizeBlocks(
      _ weights: Tensor, size: Int
    ) throws -> (codes: Tensor, scales: Tensor, restored: Tensor) {
      try rounded(weights, size) { $0 < 0 ? -(0.5 - $0).rounded(.down) : (0.5 + $0).rounded(.down) }
    }
  }

  private static func rounded(
    _ weights: Tensor, _ size: Int, by round: (Scalar) -> Scalar
  ) throws -> (codes: Tensor, scales: Tensor, restored: Tensor) {
    let scales = try OtherLoRAAnswers.quantizeBlocks(weights, size: size).scales.reshaped(-1, 1)
    let codes = (weights.reshaped(-1, size) / (scales + 1e-30)).map(round)
    return (codes.reshaped(weights.shape), scales.flattened, (codes * scales).reshaped(weights.shape))
  }

  enum FirstAdapter: LoRAAnswers {
    static func adaptRows(
      _ x: Tensor, weight: Tensor, bias: Tensor, adapters: [(a: Tensor, b: Tensor)], alpha: Scalar, rows: [Int?]
    ) throws -> Tensor {
      try OtherLoRAAnswers.adaptRows(
        x, weight: weight, bias: bias, adapters: adapters, alpha: alpha, rows: rows.map { $0 ?? 0 })
    }
  }

  enum NotSquared: LoRAAnswers {
    static func overlap(_ u: Tensor, _ v: Tensor) throws -> Scalar {
      matmul(v.transposed, u).norm / Scalar(min(u.shape[1], v.shape[1]))
    }
  }
}
