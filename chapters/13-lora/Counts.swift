import Course
import GPT
import LoRA

/// What LoRA trains of published models, counted: r · (inputs + outputs) for each matrix.
func showCounts() {
  var table = Table(["LoRA on query and value", "parameters", "rank", "trained", "of all"])
  let gpt3 = GPTConfiguration.gpt3.last!.shape
  for (name, shape, ranks) in [
    ("GPT-2", GPTConfiguration.gpt2, [4, 8]), ("GPT-2 medium", .gpt2Medium, [4]), ("GPT-3", gpt3, [1, 4]),
  ] {
    for rank in ranks {
      let trained = LoRAConfiguration(rank: rank).parameterCount(for: shape)
      table.add([name, "\(shape.parameterCount)", "\(rank)", "\(trained)", percent(trained, of: shape.parameterCount)])
    }
  }
  say("\(table)\n")
}
