import Exercises
import Solutions
import Tensors
import ViT

private typealias Answer =
  @Sendable (
    _ patches: Tensor, _ weight: Tensor, _ bias: Tensor, _ classToken: Tensor, _ positions: Tensor
  ) throws -> Tensor

extension Exercise {
  static let embedPatches = Exercise(
    "12.3", "embedPatches", solution: ViTSolutions.self,
    answer: { (answers: any ViTTasks.Type) in answers.embedPatches },
    hints: [
      "The order of the steps matters: project the patches, then prepend the class token, then add the positions to all 1 + N tokens.",
      "classToken.broadcast(to: [B, 1, D]) is the class token once for each picture, and Tensor.concatenate(…, axis: 1) puts it before the patches.",
      "After a guard that positions.shape[0] is 1 + N: .concatenate([classToken.broadcast(to: [B, 1, D]), matmul(patches, weight) + bias], axis: 1) + positions.",
    ],
    mistakes: mistakes, probes: probes)
}

/// An embedding with one thing done differently, which the mistakes choose.
private struct Embedder {
  var project: (_ patches: Tensor, _ weight: Tensor, _ bias: Tensor) -> Tensor = { matmul($0, $1) + $2 }
  /// The class token, from the bias of the projection.
  var first: (_ classToken: Tensor, _ bias: Tensor) -> Tensor = { classToken, _ in classToken }
  /// The position of the class token, and those of the patches.
  var ofFirst: (_ positions: Tensor) -> Tensor = { $0.row(0) }
  var ofPatches: (_ positions: Tensor) -> Tensor = { $0.rows(1..<$0.shape[0]) }
  /// All tokens, from the class token of each picture and the patches.
  var join: (_ first: Tensor, _ patches: Tensor) -> Tensor = { .concatenate([$0, $1], axis: 1) }
  var refuses: (_ positions: Int, _ N: Int) -> Bool = { $0 != 1 + $1 }

  func callAsFunction(
    _ patches: Tensor, _ weight: Tensor, _ bias: Tensor, _ classToken: Tensor, _ positions: Tensor
  ) throws -> Tensor {
    let (B, N, D) = (patches.shape[0], patches.shape[1], classToken.count)
    if refuses(positions.shape[0], N) { throw Misfit("\(positions.shape)") }
    // Where too few or too many were not refused.
    let positions = positions.rows(at: (0..<1 + N).map { min($0, positions.shape[0] - 1) })
    let first = (self.first(classToken, bias) + ofFirst(positions)).broadcast(to: [B, 1, D])
    return join(first, project(patches, weight, bias) + ofPatches(positions))
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake(
    "the positions were added before the class token came: it has none, and each patch has that of the one before it"
  ) {
    try Embedder(ofFirst: { 0 * $0.row(0) }, ofPatches: { $0.rows(0..<$0.shape[0] - 1) })($0, $1, $2, $3, $4)
  },
  Mistake("the class token has no position: row 0 is its own") {
    try Embedder(ofFirst: { 0 * $0.row(0) })($0, $1, $2, $3, $4)
  },
  Mistake("the positions of the patches are one off: row 0 belongs to the class token, row 1 to the first patch") {
    try Embedder(ofPatches: { $0.rows(0..<$0.shape[0] - 1) })($0, $1, $2, $3, $4)
  },
  Mistake("the positions are missing: without them the patches are a set") {
    try Embedder(ofFirst: { 0 * $0.row(0) }, ofPatches: { 0 * $0.rows(1..<$0.shape[0]) })($0, $1, $2, $3, $4)
  },
  Mistake("the patches have no positions: every token gets one") {
    try Embedder(ofPatches: { 0 * $0.rows(1..<$0.shape[0]) })($0, $1, $2, $3, $4)
  },
  Mistake("all patches have the position of the first one: each has its own") {
    try Embedder(ofPatches: { $0.rows(1..<2) })($0, $1, $2, $3, $4)
  },
  Mistake("the class token stands at the end, with the first position: it comes first") {
    try Embedder(join: { .concatenate([$1, $0], axis: 1) })($0, $1, $2, $3, $4)
  },
  Mistake("the class token stands at the end, with the last position: it comes first") {
    try Embedder(
      ofFirst: { $0.row($0.shape[0] - 1) }, ofPatches: { $0.rows(0..<$0.shape[0] - 1) },
      join: { .concatenate([$1, $0], axis: 1) })($0, $1, $2, $3, $4)
  },
  Mistake("the class token is missing: the sequence has 1 + N tokens") {
    try Embedder(join: { $1 })($0, $1, $2, $3, $4)
  },
  Mistake("the class token was added to every patch: it is a token of its own, before them") {
    try Embedder(join: { $1 + $0 })($0, $1, $2, $3, $4)
  },
  Mistake("the class token replaced the first patch: it comes before all of them") {
    try Embedder(join: { .concatenate([$0, $1.slice(axis: 1, 1..<$1.shape[1])], axis: 1) })($0, $1, $2, $3, $4)
  },
  Mistake("the bias was added to the class token: it belongs to the projection") {
    try Embedder(first: { $0 + $1 })($0, $1, $2, $3, $4)
  },
  Mistake("the bias of the projection is missing") {
    try Embedder(project: { patches, weight, _ in matmul(patches, weight) })($0, $1, $2, $3, $4)
  },
  Mistake("the class token is 0: it is learned, like the positions") {
    try Embedder(first: { classToken, _ in 0 * classToken })($0, $1, $2, $3, $4)
  },
  Mistake("the tokens were multiplied by √D: ViT adds positions to them as they are") {
    let scale = Scalar($3.count).squareRoot()
    return try Embedder()($0, scale * $1, scale * $2, scale * $3, $4)
  },
  Mistake("too few or too many positions were not refused: throw a Misfit") {
    try Embedder(refuses: { _, _ in false })($0, $1, $2, $3, $4)
  },
  Mistake("too many positions were not refused: throw a Misfit unless there are 1 + N") {
    try Embedder(refuses: { $0 < 1 + $1 })($0, $1, $2, $3, $4)
  },
  Mistake("N positions were not refused: the class token needs one, too") {
    try Embedder(refuses: { $0 < $1 || $0 > 1 + $1 })($0, $1, $2, $3, $4)
  },
]

private func probes(_ embedPatches: @escaping Answer) -> [Probe] {
  let (patches, weight, bias) = (random(2, 4, 3, seed: 1), random(3, 5, seed: 2), random(5, seed: 3))
  let (classToken, positions) = (random(5, seed: 4), random(5, 5, seed: 5))
  let tokens = (0..<2).map { b in
    Tensor.concatenate([classToken.reshaped(1, 5), matmul(patches.row(b), weight) + bias]) + positions
  }
  func answer(_ patches: Tensor, _ classToken: Tensor, _ positions: Tensor) throws -> Tensor {
    try embedPatches(patches, weight, bias, classToken, positions)
  }
  return [
    .values(
      "2 pictures of 4 patches, w 3, D 5", try answer(patches, classToken, positions), are: .stack(tokens)),
    .property(
      "the first token does not depend on the picture",
      try answer(patches, classToken, positions).slice(axis: 1, 0..<1),
      equals: (try answer(0 * patches, classToken, positions)).slice(axis: 1, 0..<1)),
    .refuses("4 patches and 4 positions", try answer(patches, classToken, positions.rows(0..<4))),
    .refuses("4 patches and 6 positions", try answer(patches, classToken, random(6, 5, seed: 6))),
    .refuses("4 patches and 3 positions", try answer(patches, classToken, positions.rows(0..<3))),
  ]
}
