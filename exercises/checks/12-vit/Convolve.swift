import Exercises
import Gradients
import Solutions
import Tensors
import ViT

private typealias Answer = @Sendable (_ x: Tensor, _ kernel: Tensor, _ s: Int, _ p: Int) throws -> Tensor

extension Exercise {
  static let convolve = Exercise(
    "12.4", "convolve", solution: ViTSolutions.self,
    answer: { (answers: any ViTTasks.Type) in answers.convolve },
    hints: [
      "First build the unfolded picture [B, V, U, k, k, C]: Tensor(shape:) with a closure computes each entry from its index. The pixel's row is s·v + i − p.",
      "An entry is x[b, row, column, c] if row and column are in 0..<H and 0..<W, else 0. That is the padding: no larger picture needs to be built.",
      "matmul(unfolded.reshaped(B, V, U, k * k * C), kernel.reshaped(k * k * C, O)): both have the order i, j, c, so neither is permuted.",
    ],
    forbidden: ["convolution", "plainConvolution", "Convolution", "unfold"], mistakes: mistakes, probes: probes)
}

/// A convolution with one thing done differently, which the mistakes choose.
private struct Convolver {
  var refuses: (_ C: Int, _ inputs: Int) -> Bool = { $0 != $1 }
  var count: (_ H: Int, _ k: Int, _ s: Int, _ p: Int) -> Int = { H, k, s, p in (H + 2 * p - k) / s + 1 }
  /// The pixel under position i of the kernel for output pixel v, and the one that is read for it; nil for a zero.
  var pixel: (_ v: Int, _ i: Int, _ s: Int, _ p: Int) -> Int = { v, i, s, p in s * v + i - p }
  var inside: (_ pixel: Int, _ H: Int) -> Int? = { pixel, H in (0..<H).contains(pixel) ? pixel : nil }
  /// The row of the kernel as a matrix that belongs to i, j and c.
  var row: (_ i: Int, _ j: Int, _ c: Int, _ k: Int, _ C: Int) -> Int = { i, j, c, k, C in (i * k + j) * C + c }

  func callAsFunction(_ x: Tensor, _ kernel: Tensor, _ s: Int, _ p: Int) throws -> Tensor {
    let ((B, H, W, C), (k, _, inputs, O)) = (x.shape4, kernel.shape4)
    if refuses(C, inputs) { throw Misfit("\(C)") }
    let matrix = kernel.reshaped(k * k * inputs, O)
    return Tensor(shape: [B, max(0, count(H, k, s, p)), max(0, count(W, k, s, p)), O]) { index in
      var sum: Scalar = 0
      for i in 0..<k {
        for j in 0..<k {
          guard let y = inside(pixel(index[1], i, s, p), H), let z = inside(pixel(index[2], j, s, p), W) else {
            continue
          }
          for c in 0..<min(C, inputs) { sum += x[index[0], y, z, c] * matrix[row(i, j, c, k, inputs), index[3]] }
        }
      }
      return sum
    }
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the kernel is flipped: that is the convolution of mathematics; nets do not flip it") {
    try Convolver(row: { i, j, c, k, C in ((k - 1 - i) * k + k - 1 - j) * C + c })($0, $1, $2, $3)
  },
  Mistake("the kernel is transposed: i counts its rows, j its columns") {
    try Convolver(row: { i, j, c, k, C in (j * k + i) * C + c })($0, $1, $2, $3)
  },
  Mistake("the channels are planar in the unfolded picture: the kernel has the order i, j, c") {
    try Convolver(row: { i, j, c, k, C in (c * k + i) * k + j })($0, $1, $2, $3)
  },
  Mistake("the padding was forgotten: p zeros stand on every side") { x, kernel, s, _ in
    try Convolver()(x, kernel, s, 0)
  },
  Mistake("the padding is in the size of the output alone: pixel s·v + i − p is read") {
    try Convolver(pixel: { v, i, s, _ in s * v + i })($0, $1, $2, $3)
  },
  Mistake("the padding is at the end alone: p zeros stand on every side") {
    try Convolver(
      count: { H, k, s, p in (H + p - k) / s + 1 }, pixel: { v, i, s, _ in s * v + i })($0, $1, $2, $3)
  },
  Mistake("the padding is at the beginning alone: p zeros stand on every side") {
    try Convolver(count: { H, k, s, p in (H + p - k) / s + 1 })($0, $1, $2, $3)
  },
  Mistake("the padding repeats the border: it is 0") {
    try Convolver(inside: { pixel, H in min(max(pixel, 0), H - 1) })($0, $1, $2, $3)
  },
  Mistake("the picture goes on at its other side: outside of it x is 0") {
    try Convolver(inside: { pixel, H in (pixel + H) % H })($0, $1, $2, $3)
  },
  Mistake("the padding mirrors the picture: it is 0") {
    try Convolver(inside: { pixel, H in pixel < 0 ? -pixel : pixel < H ? pixel : 2 * H - 2 - pixel })($0, $1, $2, $3)
  },
  Mistake("the stride was forgotten: the next output pixel is s pixels further on") {
    try Convolver()($0, $1, 1, $3)
  },
  Mistake("the stride is in the size of the output alone: pixel s·v + i − p is read") {
    try Convolver(pixel: { v, i, _, p in v + i - p })($0, $1, $2, $3)
  },
  Mistake("the stride is within the kernel as well: that is dilation; the pixels under the kernel are neighbors") {
    try Convolver(pixel: { v, i, s, p in s * (v + i) - p })($0, $1, $2, $3)
  },
  Mistake("the padding was multiplied by the stride: it is s·v + i − p") {
    try Convolver(pixel: { v, i, s, p in s * (v - p) + i })($0, $1, $2, $3)
  },
  Mistake("the output is one pixel too small: there is a first position besides the (H + 2p − k) / s steps") {
    try Convolver(count: { H, k, s, p in (H + 2 * p - k) / s })($0, $1, $2, $3)
  },
  Mistake("the last position of the kernel is not whole: (H + 2p − k) / s is rounded down") {
    try Convolver(count: { H, k, s, p in (H + 2 * p - k + s - 1) / s + 1 })($0, $1, $2, $3)
  },
  Mistake("the output has the size H / s, whatever the kernel: it is ⌊(H + 2p − k) / s⌋ + 1") {
    try Convolver(count: { H, _, s, _ in H / s })($0, $1, $2, $3)
  },
  Mistake("the kernel has no channels: each output channel is a sum over all input channels") { x, kernel, s, p in
    let (k, _, C, O) = kernel.shape4
    return try Convolver()(x, Tensor(shape: [k, k, C, O]) { $0[2] == 0 ? kernel[$0[0], $0[1], 0, $0[3]] : 0 }, s, p)
  },
  Mistake("the sum was divided by the size of the kernel: that is a mean") {
    let (k, _, C, _) = $1.shape4
    return try Convolver()($0, $1, $2, $3) / Scalar(k * k * C)
  },
  Mistake("rows and columns of the output are exchanged: it is [B, V, U, O]") {
    try Convolver()($0, $1, $2, $3).permuted(0, 2, 1, 3)
  },
  Mistake("the channels come before the pixels: the output is [B, V, U, O]") {
    try Convolver()($0, $1, $2, $3).permuted(0, 3, 1, 2)
  },
  Mistake("the output pixels are still rows of one matrix: reshape them to [B, V, U, O]") {
    let y = try Convolver()($0, $1, $2, $3)
    return y.reshaped(-1, y.shape[3])
  },
  Mistake("a kernel for another number of channels was not refused: throw a Misfit") {
    try Convolver(refuses: { _, _ in false })($0, $1, $2, $3)
  },
]

private func probes(_ convolve: @escaping Answer) -> [Probe] {
  func probe(_ shape: [Int], kernel k: Int, outputs O: Int, stride s: Int, padding p: Int) -> Probe {
    let (x, kernel) = (random(shape[0], shape[1], shape[2], shape[3], seed: 1), random(k, k, shape[3], O, seed: 2))
    return .values(
      "x \(shape), a kernel of \(k), \(O) output channels, stride \(s), padding \(p)", try convolve(x, kernel, s, p),
      are: convolution(constant(x), constant(kernel), stride: s, padding: p).value)
  }
  let (x, pixelwise) = (random(2, 3, 4, 3, seed: 3), random(1, 1, 3, 5, seed: 4))
  return [
    probe([2, 5, 4, 3], kernel: 3, outputs: 2, stride: 1, padding: 1),
    probe([1, 7, 8, 2], kernel: 3, outputs: 3, stride: 2, padding: 1),
    probe([1, 6, 8, 1], kernel: 2, outputs: 3, stride: 2, padding: 0),
    .property(
      "a kernel of one pixel is a matrix product at every pixel", try convolve(x, pixelwise, 1, 0),
      equals: matmul(x, pixelwise.reshaped(3, 5))),
    .refuses("3 channels and a kernel for 2", try convolve(x, random(1, 1, 2, 5, seed: 5), 1, 0)),
    .refuses("3 channels and a kernel for 4", try convolve(x, random(1, 1, 4, 5, seed: 5), 1, 0)),
  ]
}
