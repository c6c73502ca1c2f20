import Exercises
import Gradients

extension Chapter {
  static let gradients = Chapter(
    "01", "gradients", subject: "Gradient", mine: "MyGradients",
    [.sigmoidBackward, .matmulBackward, .broadcastBackward, .softmaxBackward, .centralDifference, .backwardOrder])
}

/// The gradients of `function` with respect to each input, by the library's `backward()` from `cotangent`.
func gradients(of inputs: [Tensor], weightedBy cotangent: Tensor, _ function: ([Variable]) -> Variable) -> [Tensor] {
  let variables = inputs.map { Variable($0) }
  function(variables).backward(seed: cotangent)
  return variables.map { $0.gradient ?? Tensor(repeating: 0, shape: $0.shape) }
}
