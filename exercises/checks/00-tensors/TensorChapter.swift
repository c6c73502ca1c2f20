import Exercises
import Tensors

extension Chapter {
  static let tensors = Chapter(
    "00", "tensors", subject: "Tensor", mine: "MyTensors", [.matmul, .broadcastShape, .softmax, .sum])
}
