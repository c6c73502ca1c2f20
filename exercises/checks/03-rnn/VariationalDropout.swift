import Exercises
import RNN
import Solutions

private typealias Answer =
  @Sendable (
    _ x: Tensor, _ rate: Scalar, _ noise: (_ shape: [Int]) -> Tensor
  ) throws -> Tensor

extension Exercise {
  static let variationalDropout = Exercise(
    "03.4", "variationalDropout", mine: MyRNNs.variationalDropout, solution: RNNSolutions.variationalDropout,
    hints: [
      "How many masks are needed in all, and which axis of x do they not have?",
      "Throw the dice once, for the shape [B, D]. The mask has 0 where the noise is below the rate and 1 / (1 − rate) elsewhere.",
      "x * noise([B, D]).map { $0 < rate ? 0 : 1 / (1 - rate) }: broadcasting repeats the mask at every step.",
    ],
    mistakes: mistakes, probes: probes)
}

private func mask(_ noise: Tensor, _ rate: Scalar) -> Tensor { noise.map { $0 < rate ? 0 : 1 / (1 - rate) } }

private let mistakes: [Mistake<Answer>] = [
  Mistake("every step has a mask of its own: throw the dice once, for [B, D], and share the mask over time") {
    x, rate, noise in
    x * mask(noise(x.shape), rate)
  },
  Mistake("all sequences share one mask: throw the dice for [B, D], so that each has its own") { x, rate, noise in
    x * mask(noise([x.shape[2]]), rate)
  },
  Mistake("what stays was not made larger: divide it by 1 − rate") { x, rate, noise in
    x * noise(Array(x.shape.dropFirst())).map { $0 < rate ? 0 : 1 }
  },
  Mistake("what stays was divided by the rate: the probability of staying is 1 − rate") { x, rate, noise in
    x * noise(Array(x.shape.dropFirst())).map { $0 < rate ? 0 : 1 / rate }
  },
  Mistake("kept and silenced have changed positions: noise below the rate silences") { x, rate, noise in
    x * noise(Array(x.shape.dropFirst())).map { $0 < rate ? 1 / (1 - rate) : 0 }
  },
  Mistake("the mask belongs to time steps and sequences and takes whole rows: it is for sequences and columns, [B, D]")
  {
    x, rate, noise in
    x * mask(noise([x.shape[0], x.shape[1], 1]), rate)
  },
]

private func probes(_ dropout: @escaping Answer) -> [Probe] {
  /// Dice that fall differently at every throw, and the same at every run.
  func dice() -> (_ shape: [Int]) -> Tensor {
    var generator = Generator(seed: 2)
    return { Tensor.uniform($0, using: &generator) }
  }
  let x = random(4, 2, 5, seed: 1)
  let noise = dice()([2, 5])
  let expected = Tensor(shape: x.shape) { noise[$0[1], $0[2]] < 0.4 ? 0 : x[$0[0], $0[1], $0[2]] / 0.6 }
  return [
    .values("4 steps of 2 sequences, 5 wide, rate 0.4", try dropout(x, 0.4, dice()), are: expected),
    .values("rate 0", try dropout(x, 0, dice()), are: x),
    .property(
      "inputs that never change still do not behind the mask", try dropout(.ones(3, 2, 8), 0.5, dice()).row(0),
      equals: try dropout(.ones(3, 2, 8), 0.5, dice()).row(2)),
  ]
}
