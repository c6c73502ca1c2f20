import Gradients
import Tensors

/// The mean of −ln p(target), p the softmax of each row of logits, as one operation.
///
/// Fused with the softmax, the derivative is (p − target distribution) / rows, and nothing overflows.
///
/// - Parameters:
///   - logits: `[…, V]`, any real numbers.
///   - targets: The class of each row, row-major over the leading axes.
///   - ignored: Rows with this target count neither in the sum nor in the mean. When all are ignored, the loss is 0.
///   - smoothing: This much of the target's probability is spread evenly over all classes.
public func crossEntropy(
  _ logits: Variable, _ targets: [Int], ignoring ignored: Int? = nil, smoothing: Scalar = 0
) -> Variable {
  let x = logits.value
  let V = x.shape.last ?? 0
  require(
    V > 0 && targets.count == x.count / V, "crossEntropy: the logits \(x.shape) do not fit \(targets.count) targets")
  if let wrong = targets.first(where: { $0 != ignored && !(0..<V).contains($0) }) {
    fail("crossEntropy: the target \(wrong) is not one of the \(V) classes")
  }
  let counted = targets.filter { $0 != ignored }.count
  let weight = counted == 0 ? 0 : 1 / Scalar(counted)
  let (total, normalizers) = crossEntropySum(x, targets, ignoring: ignored, smoothing: smoothing)
  return Variable(Tensor(total * weight), from: [logits]) { dy in
    [crossEntropyGradient(x, targets, normalizers, ignoring: ignored, smoothing: smoothing, scale: dy.scalar * weight)]
  }
}

/// The same by plain operations, without options: the oracle of the fused one.
public func plainCrossEntropy(_ logits: Variable, _ targets: [Int]) -> Variable {
  let V = logits.shape.last!
  let target = constant(Tensor(shape: [targets.count, V]) { targets[$0[0]] == $0[1] ? 1 : 0 })
  return -(logSoftmax(logits.reshaped(-1, V)) * target).sum / Scalar(targets.count)
}

/// The mean of (x − target)².
public func meanSquaredError(_ x: Variable, _ target: Tensor) -> Variable {
  require(x.shape == target.shape, "meanSquaredError: the shapes \(x.shape) and \(target.shape) differ")
  let difference = x.value - target
  let scale = 2 / Scalar(difference.count)
  return Variable(Tensor((difference * difference).mean), from: [x]) { dy in [difference * (scale * dy.scalar)] }
}

/// The fraction of the rows whose largest logit is the target's.
public func accuracy(_ logits: Tensor, _ targets: [Int], ignoring ignored: Int? = nil) -> Scalar {
  let counted = zip(logits.argmax(), targets).filter { $1 != ignored }
  return Scalar(counted.filter { $0 == $1 }.count) / Scalar(max(1, counted.count))
}
