import Exercises
import Solutions
import Tensors
import Transformer

private typealias Answer = @Sendable (_ x: Tensor, _ heads: Int) throws -> Tensor

extension Exercise {
  static let splitHeads = Exercise(
    "07.1", "splitHeads", solution: TransformerSolutions.self,
    answer: { (answers: any TransformerTasks.Type) in answers.splitHeads },
    hints: [
      "Two steps. First split the columns into H groups: what is the shape of x then? A reshape alone cannot move the heads to the front.",
      "x.reshaped(B, T, H, d) splits the last axis into head and column of the head. Then exchange the axes of positions and heads.",
      "x.reshaped(B, T, H, D / H).permuted(0, 2, 1, 3)",
    ],
    mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("a reshape alone mixes the heads: reshape to [B, T, H, d] first, then exchange positions and heads") {
    let (B, T, D) = $0.shape3
    return $0.reshaped(B, $1, T, D / $1)
  },
  Mistake("the exchange of positions and heads is missing: this is [B, T, H, d]") {
    let (B, T, D) = $0.shape3
    return $0.reshaped(B, T, $1, D / $1)
  },
  Mistake("the columns were given to the heads in turns: a head gets d neighboring columns") {
    let (B, T, D) = $0.shape3
    return $0.reshaped(B, T, D / $1, $1).permuted(0, 3, 1, 2)
  },
  Mistake("each head is transposed: this is [B, H, d, T], but a row should belong to a position") {
    let (B, T, D) = $0.shape3
    return $0.reshaped(B, T, $1, D / $1).permuted(0, 2, 3, 1)
  },
  Mistake("the axis of the heads comes before the batch: this is [H, B, T, d]") {
    let (B, T, D) = $0.shape3
    return $0.reshaped(B, T, $1, D / $1).permuted(2, 0, 1, 3)
  },
  Mistake("the positions were split: every head gets all positions, and d columns of each") {
    let (B, T, D) = $0.shape3
    return $0.reshaped(B, $1, T / $1, D)
  },
  Mistake("every head got all columns: it gets d = D / H of them") {
    let (B, T, D) = $0.shape3
    return $0.reshaped(B, 1, T, D).broadcast(to: [B, $1, T, D])
  },
]

private func probes(_ splitHeads: @escaping Answer) -> [Probe] {
  // As many positions as columns of a head, and as many heads as sequences: an exchange keeps the shape, so the numbers
  // show it.
  let x = random(2, 4, 8, seed: 1)
  let expected = Tensor(shape: [2, 2, 4, 4]) { x[$0[0], $0[2], 4 * $0[1] + $0[3]] }
  let wide = random(1, 5, 6, seed: 2)
  return [
    .values("4 positions, width 8, 2 heads", try splitHeads(x, 2), are: expected),
    .property(
      "a single head has all columns in their order", try splitHeads(wide, 1), equals: wide.reshaped(1, 1, 5, 6)),
    .property(
      "the concatenated columns of 2 heads are x again",
      .concatenate(try { [$0.row(0).row(0), $0.row(0).row(1)] }(splitHeads(wide, 2)), axis: -1), equals: wide.row(0)),
  ]
}
