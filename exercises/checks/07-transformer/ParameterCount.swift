import Exercises
import Solutions
import Tensors
import Transformer

private typealias Answer = @Sendable (_ width: Int, _ feedForwardWidth: Int, _ heads: Int) throws -> Int

extension Exercise {
  static let parameterCount = Exercise(
    "07.7", "parameterCount", solution: TransformerSolutions.self,
    answer: { (answers: any TransformerTasks.Type) in answers.parameterCount },
    hints: [
      "A linear layer from A to B columns has a matrix of A · B and a bias of B. Which six does a block have, from which width to which?",
      "Attention has four linear layers from D to D: the heads only split the columns. The feed-forward goes from D to F and back to D.",
      "4 * (D * D + D) + (D * F + F) + (F * D + D) + 2 * (D + D)",
    ],
    mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("every head got linear layers of the full width: H heads share the D columns of one layer") { D, F, H in
    try count(D, F) + (H - 1) * 4 * (D * D + D)
  },
  Mistake("every head got linear layers from D / H columns only: each head is computed from all D columns") {
    D, F, H in
    try count(D, F) - 4 * D * D + 4 * D * D / H
  },
  Mistake("the output projection is missing") { D, F, _ in
    try count(D, F) - D * D - D
  },
  Mistake("the biases of the linear layers are missing") { D, F, _ in
    try count(D, F) - 4 * D - F - D
  },
  Mistake("only attention's linear layers have biases: the two of the feed-forward have them, too") { D, F, _ in
    try count(D, F) - F - D
  },
  Mistake("the layer norms are missing: each has a gain and a bias") { D, F, _ in
    try count(D, F) - 4 * D
  },
  Mistake("one layer norm is missing: there are two, one for each part") { D, F, _ in
    try count(D, F) - 2 * D
  },
  Mistake("one linear layer of the feed-forward is missing: it has two, up and down") { D, F, _ in
    try count(D, F) - F * D - D
  },
  Mistake("both biases of the feed-forward were counted with D numbers: the first has F") { D, F, _ in
    try count(D, F) - F + D
  },
  Mistake("F was multiplied by 4: it is the feed-forward width itself") { D, F, _ in
    try count(D, 4 * F)
  },
]

private func count(_ D: Int, _ F: Int) throws -> Int {
  try TransformerSolutions.parameterCount(width: D, feedForwardWidth: F, heads: 1)
}

private func probes(_ parameterCount: @escaping Answer) -> [Probe] {
  func expected(_ D: Int, _ F: Int, _ H: Int) -> Int {
    var generator = Generator(seed: 1)
    let configuration = BlockConfiguration(width: D, heads: H, feedForwardWidth: F)
    return TransformerBlock(configuration, using: &generator).parameterCount
  }
  return [
    .values("D 12, F 20, 3 heads", [try parameterCount(12, 20, 3)], are: [expected(12, 20, 3)]),
    .values("D 8, F 32, 2 heads", [try parameterCount(8, 32, 2)], are: [expected(8, 32, 2)]),
    .property(
      "1, 2 and 4 heads have the same number of parameters",
      try [1, 2, 4].map { try parameterCount(8, 24, $0) }, equals: Array(repeating: expected(8, 24, 1), count: 3)),
    .property(
      "with F = 4 · D it is 12 · D² + 13 · D", [try parameterCount(64, 256, 4)], equals: [12 * 64 * 64 + 13 * 64]),
  ]
}
