import Exercises
import Tensors
import Transformer

extension Chapter {
  static let transformer = Chapter(
    "07", "transformer", subject: "Transformer", mine: "MyTransformer",
    [.splitHeads, .mergeHeads, .causalWeights, .feedForward, .block, .combine, .parameterCount])
}
