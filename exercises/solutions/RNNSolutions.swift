import Exercises
import Foundation
import RNN
import Tensors

/// Model answers of chapter 03.
public enum RNNSolutions: RNNTasks {
  public static func step(_ x: Tensor, _ h: Tensor, _ weights: RNNWeights) throws -> Tensor {
    tanh(matmul(x, weights.input) + matmul(h, weights.recurrent) + weights.bias)
  }

  public static func states(
    along x: Tensor, from start: Tensor, lengths: [Int], _ weights: RNNWeights
  ) throws -> Tensor {
    let (T, B, _) = x.shape3
    guard lengths.count == B, lengths.allSatisfy((0...T).contains) else {
      throw Misfit("the lengths \(lengths) do not fit \(B) sequences of \(T) steps")
    }
    var h = start
    var states: [Tensor] = []
    for t in 0..<T {
      let new = tanh(matmul(x.row(t), weights.input) + matmul(h, weights.recurrent) + weights.bias)
      let goesOn = Tensor(shape: [B, 1]) { t < lengths[$0[0]] ? 1 : 0 }
      h = goesOn * new + (1 - goesOn) * h
      states.append(h)
    }
    return Tensor.stack(states)
  }

  public static func backward(
    _ dStates: Tensor, along x: Tensor, from start: Tensor, states: Tensor, _ weights: RNNWeights
  ) throws -> (start: Tensor, weights: RNNWeights) {
    var dh = start * 0
    var gradient = RNNWeights(input: weights.input * 0, recurrent: weights.recurrent * 0, bias: weights.bias * 0)
    for t in (0..<states.shape[0]).reversed() {
      let (before, h) = (t == 0 ? start : states.row(t - 1), states.row(t))
      dh += dStates.row(t)
      let dz = dh * (1 - h * h)  // [B, H]
      gradient.input += matmul(x.row(t).transposed, dz)
      gradient.recurrent += matmul(before.transposed, dz)
      gradient.bias += dz.sum(axis: 0)
      dh = matmul(dz, weights.recurrent.transposed)
    }
    return (dh, gradient)
  }

  public static func variationalDropout(
    _ x: Tensor, rate: Scalar, noise: (_ shape: [Int]) -> Tensor
  ) throws -> Tensor {
    let (_, B, D) = x.shape3
    let mask = noise([B, D]).map { $0 < rate ? 0 : 1 / (1 - rate) }
    return x * mask  // [T, B, D] ⊙ [B, D]: broadcasting repeats the mask at every step
  }

  public static func teacherForcing(at step: Int, _ decay: Decay) throws -> Scalar {
    let i = Scalar(step)
    switch decay {
    case .linear(let slope, let least): return max(least, 1 - slope * i)
    case .exponential(let base): return pow(base, i)
    case .inverseSigmoid(let k): return k / (k + exp(i / k))
    }
  }

  public static func nucleus(_ p: Tensor, topP: Scalar) throws -> Tensor {
    guard 0 < topP && topP <= 1 else { throw Misfit("top p is \(topP), not above 0 and at most 1") }
    let bestFirst = p.scalars.indices.sorted { p.scalars[$0] > p.scalars[$1] }
    var kept = p * 0
    var sum: Scalar = 0
    for token in bestFirst where sum < topP {
      kept.setScalar(at: token, to: p.scalars[token])
      sum += p.scalars[token]
    }
    return kept / sum
  }
}
