import Datasets
import Exercises
import Solutions
import Tensors
import ViT

private typealias Answer = @Sendable (_ patches: Tensor, _ columns: Int, _ p: Int) throws -> Tensor

extension Exercise {
  static let unpatchify = Exercise(
    "12.2", "unpatchify", solution: ViTSolutions.self,
    answer: { (answers: any ViTTasks.Type) in answers.unpatchify },
    hints: [
      "It is 12.1 from the end to the beginning. N is rows times columns of the grid, and w is p rows of p·C numbers.",
      "reshaped(B, N / columns, columns, p, p * C): the axes are the row of patches, the patch in its row, the row in a patch, and its numbers. In a picture the row in a patch comes before the patch.",
      "The permutation exchanges axes 2 and 3, as in 12.1: it is its own inverse. Then reshaped(B, N / columns * p, columns * p, w / (p * p)).",
    ],
    forbidden: ["Patches"], mistakes: mistakes, probes: probes)
}

/// Joining with one thing done differently, which the mistakes choose.
private struct Joiner {
  var refuses: (_ N: Int, _ w: Int, _ columns: Int, _ p: Int) -> Bool = { N, w, columns, p in
    N % columns != 0 || w % (p * p) != 0
  }
  /// The number of a patch, from its row and column in the grid.
  var patch: (_ row: Int, _ column: Int, _ rows: Int, _ columns: Int) -> Int = { row, column, _, columns in
    row * columns + column
  }
  /// The number within its patch, from the row, the column and the channel.
  var number: (_ i: Int, _ j: Int, _ c: Int, _ p: Int, _ C: Int) -> Int = { i, j, c, p, C in (i * p + j) * C + c }
  /// Patch and offset in it of a pixel, along an axis that has so many patches.
  var split: (_ pixel: Int, _ p: Int, _ count: Int) -> (Int, Int) = { pixel, p, _ in (pixel / p, pixel % p) }

  func callAsFunction(_ patches: Tensor, _ columns: Int, _ p: Int) throws -> Tensor {
    let (B, N, w) = patches.shape3
    if refuses(N, w, columns, p) { throw Misfit("\(N)") }
    let (rows, C) = (N / columns, w / (p * p))
    return Tensor(shape: [B, rows * p, columns * p, C]) { index in
      let ((row, i), (column, j)) = (split(index[1], p, rows), split(index[2], p, columns))
      return patches[index[0], patch(row, column, rows, columns), number(i, j, index[3], p, C)]
    }
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the patches were taken in column order: patch 1 stands to the right of patch 0") {
    try Joiner(patch: { row, column, rows, _ in column * rows + row })($0, $1, $2)
  },
  Mistake("the pixels of a patch were taken in column order: its second pixel stands to the right of its first") {
    try Joiner(number: { i, j, c, p, C in (j * p + i) * C + c })($0, $1, $2)
  },
  Mistake("patches and their pixels were taken in column order: both go from left to right first, and then down") {
    try Joiner(
      patch: { row, column, rows, _ in column * rows + row }, number: { i, j, c, p, C in (j * p + i) * C + c })(
        $0, $1, $2)
  },
  Mistake("the channels were taken as planar: the numbers of a pixel stand side by side") {
    try Joiner(number: { i, j, c, p, _ in (c * p + i) * p + j })($0, $1, $2)
  },
  Mistake("the patches were only reshaped: a row of the picture has a row of each of several patches") {
    let pictures = try Joiner()($0, $1, $2)
    return $0.reshaped(pictures.shape)
  },
  Mistake("the pixels of a patch lie apart in the picture: they are neighbors") {
    try Joiner(split: { pixel, _, count in (pixel % count, pixel / count) })($0, $1, $2)
  },
  Mistake("`columns` was taken for the rows of the grid: it says how many patches stand side by side") {
    try Joiner()($0, max(1, $0.shape[1] / $1), $2)
  },
  Mistake("the pictures begin at the bottom: patch 0 is at the top") {
    try Joiner(patch: { row, column, rows, columns in (rows - 1 - row) * columns + column })($0, $1, $2)
  },
  Mistake("the channels come before the pixels: pictures are [B, H, W, C]") {
    try Joiner()($0, $1, $2).permuted(0, 3, 1, 2)
  },
  Mistake("the grid is still there: join the row of patches and the row in a patch to one axis, and so the columns") {
    patches, columns, p in
    let pictures = try Joiner()(patches, columns, p)
    return pictures.reshaped(patches.shape[0], patches.shape[1] / columns, p, columns, p, -1)
  },
  Mistake("the numbers of a row are still one axis: split it into pixels and channels") {
    let pictures = try Joiner()($0, $1, $2)
    let (B, H, W, C) = pictures.shape4
    return pictures.reshaped(B, H, W * C)
  },
  Mistake("the pictures have no channels: it was taken as given that C is 1") {
    try Joiner()($0, $1, $2).slice(axis: 3, 0..<1)
  },
  Mistake("an incomplete row of patches was left out: throw a Misfit when N is not a multiple of the columns") {
    try Joiner(refuses: { _, w, _, p in w % (p * p) != 0 })($0, $1, $2)
  },
  Mistake("numbers of a patch were left out: throw a Misfit when w is not a multiple of p²") {
    try Joiner(refuses: { N, _, columns, _ in N % columns != 0 })($0, $1, $2)
  },
  Mistake("nothing was refused: N must be a multiple of the columns, and w one of p²") {
    try Joiner(refuses: { _, _, _, _ in false })($0, $1, $2)
  },
]

private func probes(_ unpatchify: @escaping Answer) -> [Probe] {
  let rows = random(2, 12, 12, seed: 1)
  let patches = Patches(height: 6, width: 8, channels: 3, size: 2)
  let pictures = random(2, 6, 8, 3, seed: 2)
  return [
    .values(
      "2 times 12 patches of 12 numbers, 4 columns, p 2", try unpatchify(rows, 4, 2), are: patches.pictures(rows)),
    .property(
      "pictures that were cut up come back", try unpatchify(ViTSolutions.patchify(pictures, size: 2), 4, 2),
      equals: pictures),
    .property(
      "patches of one pixel are the pixels", try unpatchify(rows, 3, 1), equals: rows.reshaped(2, 4, 3, 12)),
    .refuses("12 patches in 5 columns", try unpatchify(rows, 5, 2)),
    .refuses("patches of 12 numbers, p 3", try unpatchify(rows, 4, 3)),
  ]
}
