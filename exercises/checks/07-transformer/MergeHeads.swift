import Exercises
import Solutions
import Tensors
import Transformer

private typealias Answer = @Sendable (_ x: Tensor) throws -> Tensor

extension Exercise {
  static let mergeHeads = Exercise(
    "07.2", "mergeHeads", solution: TransformerSolutions.self,
    answer: { (answers: any TransformerTasks.Type) in answers.mergeHeads },
    hints: [
      "The numbers of one position are far apart in memory, one head after the other. Bring them together before you reshape.",
      "Exchange heads and positions first, [B, T, H, d]; then the last two axes are neighbors and can become one.",
      "x.permuted(0, 2, 1, 3).reshaped(B, T, H * d)",
    ],
    mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("a reshape alone mixes positions and heads: exchange the two first, [B, T, H, d]") {
    let (B, H, T, d) = $0.shape4
    return $0.reshaped(B, T, H * d)
  },
  Mistake("the columns of the heads alternate: those of one head stay together") {
    let (B, H, T, d) = $0.shape4
    return $0.permuted(0, 2, 3, 1).reshaped(B, T, H * d)
  },
  Mistake("each head was transposed: the axes of positions and columns are swapped") {
    let (B, H, T, d) = $0.shape4
    return $0.permuted(0, 3, 1, 2).reshaped(B, T, H * d)
  },
  Mistake("the axes of batch and positions are swapped") {
    let (B, H, T, d) = $0.shape4
    return $0.permuted(2, 0, 1, 3).reshaped(B, T, H * d)
  },
  Mistake("the heads were concatenated along the positions: concatenate them along the columns") {
    let (B, H, T, d) = $0.shape4
    return $0.reshaped(B, H * T, d)
  },
  Mistake("the heads were added: concatenate them, the output projection combines them") {
    $0.sum(axis: 1)
  },
  Mistake("the heads were averaged: concatenate them, the output projection combines them") {
    $0.mean(axis: 1)
  },
]

private func probes(_ mergeHeads: @escaping Answer) -> [Probe] {
  let x = random(2, 4, 4, 4, seed: 1)
  let expected = Tensor(shape: [2, 4, 16]) { x[$0[0], $0[2] / 4, $0[1], $0[2] % 4] }
  let wide = random(2, 5, 6, seed: 2)
  return [
    .values("4 heads, 4 positions, 4 columns in each head", try mergeHeads(x), are: expected),
    .property(
      "merging undoes splitting into 3 heads",
      try mergeHeads(TransformerSolutions.splitHeads(wide, heads: 3)), equals: wide),
  ]
}
