import Exercises
import LSTM
import Tensors

/// Model answers of chapter 04.
public enum LSTMSolutions: LSTMTasks {
  public static func cell(_ x: Tensor, h: Tensor, c: Tensor, _ weights: LSTMWeights) throws -> (h: Tensor, c: Tensor) {
    let H = h.shape[1]
    let sums = matmul(x, weights.input) + matmul(h, weights.recurrent) + weights.bias  // [B, 4H]
    let i = sigmoid(sums.columns(0..<H))
    let f = sigmoid(sums.columns(H..<2 * H))
    let g = tanh(sums.columns(2 * H..<3 * H))
    let o = sigmoid(sums.columns(3 * H..<4 * H))
    let c = f * c + i * g
    return (o * tanh(c), c)
  }

  public static func cellBackward(
    dh: Tensor, dc: Tensor, gates: LSTMGates, before: Tensor
  ) throws -> (dz: LSTMGates, dc: Tensor) {
    let (i, f, g, o) = (gates.i, gates.f, gates.g, gates.o)
    let tanhC = tanh(f * before + i * g)
    let dc = dc + dh * o * (1 - tanhC * tanhC)  // from the next step, and from h
    let dz = LSTMGates(
      i: dc * g * i * (1 - i), f: dc * before * f * (1 - f), g: dc * i * (1 - g * g), o: dh * tanhC * o * (1 - o))
    return (dz, dc * f)
  }

  public static func gru(_ x: Tensor, _ h: Tensor, _ weights: GRUWeights) throws -> Tensor {
    let H = h.shape[1]
    let a = matmul(x, weights.input) + weights.inputBias  // [B, 3H]
    let m = matmul(h, weights.recurrent) + weights.recurrentBias  // [B, 3H]
    let r = sigmoid(a.columns(0..<H) + m.columns(0..<H))
    let u = sigmoid(a.columns(H..<2 * H) + m.columns(H..<2 * H))
    let n = tanh(a.columns(2 * H..<3 * H) + r * m.columns(2 * H..<3 * H))
    return (1 - u) * n + u * h
  }

  public static func highway(_ x: Tensor, _ weights: HighwayWeights) throws -> Tensor {
    let t = sigmoid(matmul(x, weights.gateWeight) + weights.gateBias)
    return t * tanh(matmul(x, weights.weight) + weights.bias) + (1 - t) * x
  }

  public static func gradientNorms(along forget: Tensor, from dc: Tensor) throws -> Tensor {
    func norm(_ x: Tensor) -> Scalar { (x * x).sum.squareRoot() }
    var dc = dc
    var norms = [norm(dc)]  // from the last to the first
    for t in (0..<forget.shape[0]).reversed() {
      dc = dc * forget.row(t)
      norms.append(norm(dc))
    }
    return Tensor(norms.reversed())
  }
}
