import Gradients
import Tensors

// B batch · H × W pixels · C channels · k side of the squares

/// The largest number of each channel in every k × k square, `[B, H, W, C] → [B, ⌊H/k⌋, ⌊W/k⌋, C]`, as one operation.
///
/// The gradient goes to that number alone, and to the first of several equal ones.
public func maxPool(_ x: Variable, size k: Int = 2) -> Variable {
  let input = x.value
  let work = PoolingWork(picture: input.shape, size: k)
  return Variable(work.forward(input), from: [x]) { dy in [work.backward(dy, input)] }
}

/// The mean of each channel over all pixels: `[B, H, W, C] → [B, C]`.
public func globalMeanPool(_ x: Variable) -> Variable {
  let (B, H, W, C) = x.value.shape4
  return x.reshaped(B, H * W, C).mean(axis: 1)
}

/// `maxPool` by the maximum over an axis: the oracle of the fused one.
public func plainMaxPool(_ x: Variable, size k: Int = 2) -> Variable {
  let (B, _, _, C) = x.value.shape4
  let squares = unfold(x, kernel: k, stride: k, padding: 0)  // [B, V, U, k²·C]
  let (_, V, U, _) = squares.value.shape4
  let numbers = squares.reshaped(B * V * U, k * k, C)
  let argmax = numbers.value.permuted(0, 2, 1).argmax()  // of [B·V·U, C, k²]
  let chosen = Tensor(shape: [B * V * U, k * k, C]) { argmax[$0[0] * C + $0[2]] == $0[1] ? 1 : 0 }
  return (numbers * constant(chosen)).sum(axis: 1).reshaped(B, V, U, C)
}
