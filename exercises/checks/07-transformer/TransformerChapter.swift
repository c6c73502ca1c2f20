import Exercises
import Tensors
import Transformer

extension Chapter {
  static let transformer = Chapter(
    "07", "transformer", subject: "Transformer", mine: MyTransformer.self,
    [.splitHeads, .mergeHeads, .causalWeights, .feedForward, .block, .combine, .parameterCount])
}
