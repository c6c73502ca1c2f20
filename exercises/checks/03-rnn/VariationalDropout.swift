import Exercises
import RNN
import Solutions
import Tensors

private typealias Answer =
  @Sendable (
    _ x: Tensor, _ rate: Scalar, _ noise: (_ shape: [Int]) -> Tensor
  ) throws -> Tensor

extension Exercise {
  static let variationalDropout = Exercise(
    "03.4", "variationalDropout", solution: RNNSolutions.self,
    answer: { (answers: any RNNTasks.Type) in answers.variationalDropout },
    hints: [
      "How many masks are needed in all, and which axis of x do they not have?",
      "Draw the noise once, for the shape [B, D]. The mask has 0 where the noise is below the rate and 1 / (1 − rate) elsewhere.",
      "x * noise([B, D]).map { $0 < rate ? 0 : 1 / (1 - rate) }: broadcasting repeats the mask at every step.",
    ],
    mistakes: mistakes, probes: probes)
}

private func mask(_ noise: Tensor, _ rate: Scalar) -> Tensor { noise.map { $0 < rate ? 0 : 1 / (1 - rate) } }

private let mistakes: [Mistake<Answer>] = [
  Mistake("every step has a mask of its own: draw the noise once, for [B, D], and use the mask at all steps") {
    x, rate, noise in
    x * mask(noise(x.shape), rate)
  },
  Mistake("all sequences share one mask: draw the noise for [B, D], so that each has its own") { x, rate, noise in
    x * mask(noise([x.shape[2]]), rate)
  },
  Mistake("the kept numbers were not rescaled: divide them by 1 − rate") { x, rate, noise in
    x * noise(Array(x.shape.dropFirst())).map { $0 < rate ? 0 : 1 }
  },
  Mistake("the kept numbers were divided by the rate: they are kept with probability 1 − rate") { x, rate, noise in
    x * noise(Array(x.shape.dropFirst())).map { $0 < rate ? 0 : 1 / rate }
  },
  Mistake("kept and dropped are swapped: noise below the rate drops") { x, rate, noise in
    x * noise(Array(x.shape.dropFirst())).map { $0 < rate ? 1 / (1 - rate) : 0 }
  },
  Mistake("noise that equals the rate dropped the number: only noise below the rate does") { x, rate, noise in
    x * noise(Array(x.shape.dropFirst())).map { $0 <= rate ? 0 : 1 / (1 - rate) }
  },
  Mistake("the mask has the shape [T, B] and drops whole rows: it has the shape [B, D]") {
    x, rate, noise in
    x * mask(noise([x.shape[0], x.shape[1], 1]), rate)
  },
]

private func probes(_ dropout: @escaping Answer) -> [Probe] {
  /// Noise that differs from call to call, and is the same in every run.
  func noiseSource() -> (_ shape: [Int]) -> Tensor {
    var generator = Generator(seed: 2)
    return { Tensor.uniform($0, using: &generator) }
  }
  let x = random(4, 2, 5, seed: 1)
  let noise = noiseSource()([2, 5])
  let expected = Tensor(shape: x.shape) { noise[$0[1], $0[2]] < 0.4 ? 0 : x[$0[0], $0[1], $0[2]] / 0.6 }
  return [
    .values("4 steps of 2 sequences, 5 wide, rate 0.4", try dropout(x, 0.4, noiseSource()), are: expected),
    .values("rate 0", try dropout(x, 0, noiseSource()), are: x),
    .property(
      "noise that equals the rate keeps all numbers", try dropout(x, 0.5) { Tensor(repeating: 0.5, shape: $0) },
      equals: 2 * x),
    .property(
      "inputs that are equal at all steps stay equal", try dropout(.ones(3, 2, 8), 0.5, noiseSource()).row(0),
      equals: try dropout(.ones(3, 2, 8), 0.5, noiseSource()).row(2)),
  ]
}
