import Datasets
import Exercises
import Solutions
import Tensors
import ViT

private typealias Answer = @Sendable (_ pictures: Tensor, _ p: Int) throws -> Tensor

extension Exercise {
  static let patchify = Exercise(
    "12.1", "patchify", solution: ViTSolutions.self,
    answer: { (answers: any ViTTasks.Type) in answers.patchify },
    hints: [
      "Split both axes of the picture in two: which patch, and where in the patch. Then bring the axes into the order of the result.",
      "reshaped(B, H / p, p, W / p, p * C) copies nothing: the axes are the row of patches, the row in a patch, the patch in its row, and the numbers of a row of a patch.",
      "permuted(0, 1, 3, 2, 4) puts the patch before the row in it; reshaped(B, H / p * (W / p), p * p * C) joins the axes.",
    ],
    forbidden: ["Patches", "unfold"], mistakes: mistakes, probes: probes)
}

/// Cutting with one thing done differently, which the mistakes choose.
private struct Cutter {
  var refuses: (_ H: Int, _ W: Int, _ p: Int) -> Bool = { H, W, p in H % p != 0 || W % p != 0 }
  /// Row and column of a patch in the grid, from its number.
  var patch: (_ number: Int, _ rows: Int, _ columns: Int) -> (Int, Int) = { n, _, columns in (n / columns, n % columns)
  }
  /// Row, column and channel of a number within its patch.
  var number: (_ m: Int, _ p: Int, _ C: Int) -> (Int, Int, Int) = { m, p, C in (m / (p * C), m / C % p, m % C) }
  /// The pixel along an axis that has so many patches.
  var pixel: (_ patch: Int, _ offset: Int, _ p: Int, _ count: Int) -> Int = { patch, offset, p, _ in patch * p + offset
  }

  func callAsFunction(_ pictures: Tensor, _ p: Int) throws -> Tensor {
    let (B, H, W, C) = pictures.shape4
    if refuses(H, W, p) { throw Misfit("\(p)") }
    let (rows, columns) = (H / p, W / p)
    return Tensor(shape: [B, rows * columns, p * p * C]) { index in
      let (row, column) = patch(index[1], rows, columns)
      let (i, j, c) = number(index[2], p, C)
      return pictures[index[0], pixel(row, i, p, rows), pixel(column, j, p, columns), c]
    }
  }
}

/// A right answer in another shape.
private func reshaped(_ pictures: Tensor, _ p: Int, _ shape: (_ B: Int, _ N: Int, _ w: Int) -> [Int]) throws -> Tensor {
  let patches = try Cutter()(pictures, p)
  let (B, N, w) = patches.shape3
  return patches.reshaped(shape(B, N, w))
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the patches are in column order: they go from left to right first, and then down") {
    try Cutter(patch: { n, rows, _ in (n % rows, n / rows) })($0, $1)
  },
  Mistake("the pixels of a patch are in column order: they go from left to right first, and then down") {
    try Cutter(number: { m, p, C in (m / C % p, m / (p * C), m % C) })($0, $1)
  },
  Mistake("patches and their pixels are in column order: both go from left to right first, and then down") {
    try Cutter(
      patch: { n, rows, _ in (n % rows, n / rows) }, number: { m, p, C in (m / C % p, m / (p * C), m % C) })($0, $1)
  },
  Mistake("the channels are planar, one after the other: the numbers of a pixel stay side by side") {
    try Cutter(number: { m, p, _ in (m / p % p, m % p, m / (p * p)) })($0, $1)
  },
  Mistake("the channels come between the rows of a patch and their pixels: the numbers of a pixel stay side by side") {
    try Cutter(number: { m, p, C in (m / (p * C), m % p, m / p % C) })($0, $1)
  },
  Mistake("the channels are in reverse order: a pixel keeps its numbers as they are") {
    try Cutter(number: { m, p, C in (m / (p * C), m / C % p, C - 1 - m % C) })($0, $1)
  },
  Mistake("the picture was only reshaped: in memory a whole row of it follows before the next row of the patch") {
    let patches = try Cutter()($0, $1)
    return $0.reshaped(patches.shape)
  },
  Mistake("a patch takes pixels that lie H/p and W/p apart: its pixels are neighbors") {
    try Cutter(pixel: { patch, offset, _, count in offset * count + patch })($0, $1)
  },
  Mistake("the patches begin at the bottom: rows are counted from the top") {
    try Cutter(patch: { n, rows, columns in (rows - 1 - n / columns, n % columns) })($0, $1)
  },
  Mistake("the patches are the rows of one matrix: each picture keeps its own, [B, N, w]") {
    try reshaped($0, $1) { B, N, w in [B * N, w] }
  },
  Mistake("the grid is still there: join the rows and columns of patches to one axis of N") { pictures, p in
    try reshaped(pictures, p) { B, N, w in [B, pictures.shape[1] / p, pictures.shape[2] / p, w] }
  },
  Mistake("the patches are still pictures: join their rows, columns and channels to one axis of w") { pictures, p in
    try reshaped(pictures, p) { B, N, w in [B, N, p, p, pictures.shape[3]] }
  },
  Mistake("the patches come before the pictures: the batch is the first axis") {
    try Cutter()($0, $1).permuted(1, 0, 2)
  },
  Mistake("the patches overlap, one at every pixel: the next one begins p pixels further on") { pictures, p in
    let (B, H, W, C) = pictures.shape4
    if H % p != 0 || W % p != 0 { throw Misfit("\(p)") }
    let (V, U) = (H - p + 1, W - p + 1)
    return Tensor(shape: [B, V * U, p * p * C]) { i in
      pictures[i[0], i[1] / U + i[2] / (p * C), i[1] % U + i[2] / C % p, i[2] % C]
    }
  },
  Mistake("the picture was not refused, but its border cut off: throw a Misfit when p does not divide H and W") {
    try Cutter(refuses: { _, _, _ in false })($0, $1)
  },
  Mistake("the width was not looked at: throw a Misfit when p does not divide it") {
    try Cutter(refuses: { H, _, p in H % p != 0 })($0, $1)
  },
  Mistake("the height was not looked at: throw a Misfit when p does not divide it") {
    try Cutter(refuses: { _, W, p in W % p != 0 })($0, $1)
  },
  Mistake("H·W was divided by p²: p must divide H, and it must divide W") {
    try Cutter(refuses: { H, W, p in H * W % (p * p) != 0 })($0, $1)
  },
]

private func probes(_ patchify: @escaping Answer) -> [Probe] {
  let pictures = random(2, 6, 8, 3, seed: 1)
  let patches = Patches(height: 6, width: 8, channels: 3, size: 2)
  return [
    .values("2 pictures of 6 × 8 pixels and 3 channels, p 2", try patchify(pictures, 2), are: patches(pictures)),
    .property(
      "patches of one pixel are the pixels", try patchify(pictures, 1), equals: pictures.reshaped(2, 48, 3)),
    .property(
      "a patch as large as a picture is its numbers", try patchify(pictures.slice(axis: 2, 0..<6), 6),
      equals: pictures.slice(axis: 2, 0..<6).reshaped(2, 1, 108)),
    .refuses("a picture of 6 × 8 pixels, p 4", try patchify(pictures, 4)),
    .refuses("a picture of 6 × 8 pixels, p 3", try patchify(pictures, 3)),
    .refuses("a picture of 9 × 4 pixels, p 6", try patchify(random(1, 9, 4, 1, seed: 2), 6)),
  ]
}
