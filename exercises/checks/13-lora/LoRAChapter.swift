import Exercises
import LoRA
import Tensors

extension Chapter {
  static let lora = Chapter(
    "13", "lora", subject: "LoRA", mine: "MyLoRA",
    [
      .adaptedOutput, .drawFactors, .adapterBackward, .mergeUpdate, .trainableCount, .quantizeBlocks, .adaptRows,
      .overlap,
    ])
}
