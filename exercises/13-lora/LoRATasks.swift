import Foundation
import LoRA
import Tensors

// N rows of a batch · T positions · I inputs · O outputs · r rank · s = α/r · M dimensions · P keys of a prefix

/// The exercises of chapter 13: what LoRA adds to a frozen matrix, what each way of fine-tuning trains, and weights of 8 bits.
///
/// `chapters/CHEATSHEET.md` lists the calls of the library beside those of PyTorch.
///
/// Answers work on plain tensors. Weights are `[I, O]`, so a linear layer is x·W + bias. Its update has the factors A `[I, r]`
/// and B `[r, O]`.
public protocol LoRATasks: Sendable {
  /// 13.1  A linear layer with a low-rank update.
  ///
  /// x `[…, I]` → x·W + bias + (α/r)·(x·A)·B, `[…, O]`. The rank r is not given: the factors have it. Compute x·A first: that
  /// is r·(I + O) multiply-adds for each row, where A·B alone would take I·r·O. Do not use the library's `LoRALayer`.
  ///
  ///     x [[1, 2]], W [[1, 0], [0, 1]], bias [10, 20], A [[1], [1]], B [[1, −1]], α 2, so that x·A is [[3]]
  ///       → [[1 + 10 + 2 · 3, 2 + 20 − 2 · 3]] = [[17, 16]]
  static func adaptedOutput(
    _ x: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor, alpha: Scalar
  ) throws -> Tensor

  /// 13.2  The factors at the beginning.
  ///
  /// I, O and r → A `[I, r]` and B `[r, O]`. A is uniform in ±1/√I, drawn from the generator, and B is zero. So the new
  /// adapter changes nothing, and yet it can learn: B has a gradient, since A is not zero. Do not use the library's
  /// `LoRALayer`.
  ///
  ///     I 4, O 3, r 1 → A [[0.31], [−0.42], [0.07], [0.18]], for example, all within ±0.5, and B [[0, 0, 0]]
  ///
  /// When r is below 1: `throw Misfit("…")`, with the reason in words.
  static func drawFactors(
    inputs I: Int, outputs O: Int, rank r: Int, using generator: inout Generator
  ) throws -> (a: Tensor, b: Tensor)

  /// 13.3  The gradients of the factors and of the input.
  ///
  /// The gradient dy `[N, O]` of the output y of 13.1, its input x `[N, I]`, the frozen weight, the factors and α → the
  /// gradients of x, of A and of B. W and the bias are frozen, so they get none. But dy passes through W on its way to x.
  /// Do not use the library's `Variable` and `LoRALayer`.
  ///
  ///     one row, I, O and r are 1, x 2, W 3, A 5, B 7, α 10, so that y = 2 · (3 + 10 · 5 · 7); dy 1
  ///       → dx 353, dA 10 · 2 · 7 = 140, dB 10 · 2 · 5 = 100
  static func adapterBackward(
    _ dy: Tensor, x: Tensor, weight: Tensor, a: Tensor, b: Tensor, alpha: Scalar
  ) throws -> (dx: Tensor, dA: Tensor, dB: Tensor)

  /// 13.4  Merging the update into the weight.
  ///
  /// W, A, B and α → the weight `[I, O]` of a plain linear layer that computes what 13.1 does: W + (α/r)·A·B. Do not use the
  /// library's `LoRALayer`.
  ///
  ///     W [[1, 0], [0, 1]], A [[1], [2]], B [[3, 4]], α 10 → [[1 + 30, 40], [60, 1 + 80]] = [[31, 40], [60, 81]]
  ///
  /// When A·B does not exist, or has not the shape of W: `throw Misfit("…")`.
  static func mergeUpdate(into weight: Tensor, a: Tensor, b: Tensor, alpha: Scalar) throws -> Tensor

  /// 13.5  How many numbers are trained.
  ///
  /// The parameters of a model with their paths and shapes, the path of its new head, and a way to fine-tune → how many
  /// numbers are trained. In every way these are all numbers of the head: the parameters whose path begins with `head` and
  /// a point. Beside it:
  /// - `.full`: all other parameters.
  /// - `.head`: nothing.
  /// - `.biases`: every parameter whose path ends with `.bias`, those of norms included.
  /// - `.prefix(P)`: P keys and P values in every attention, each as wide as what its `….key.weight` puts out.
  /// - `.lora(configuration)`: A and B, of rank `configuration.rank`, for each parameter `….weight` whose path without
  ///   `.weight` matches one of `configuration.targets`, or several of them: `path.matches(pattern)`.
  ///
  ///       norm.gain [4], norm.bias [4], attention.key.weight [4, 6], attention.key.bias [6], head.weight [4, 2],
  ///       head.bias [2]
  ///         → full 48, head 10, biases 10 + 4 + 6 = 20, prefix 5 10 + 2 · 5 · 6 = 70,
  ///           LoRA of rank 2 on "*.key" 10 + 2 · (4 + 6) = 30
  static func trainableCount(
    _ parameters: [(path: String, shape: [Int])], head: String, way: FineTuning
  ) throws -> Int

  /// 13.6  Weights of 8 bits.
  ///
  /// Weights of any shape, and the size of a block → codes, scales, and the weights that they stand for. A block is so many
  /// numbers side by side, in the order of `weights.scalars`. Its scale is max |w| / 127. The code of a number is w / scale,
  /// rounded to the nearest integer, from halfway to the even one: it fits 8 bits. What is computed with later is
  /// code · scale. A block of zeros has the scale 0 and codes of 0. (The library's `QuantizedMatrix` has blocks of 32 numbers
  /// of a column, rounds their scales, too, and codes from
  /// halfway away from zero.)
  ///
  /// Codes are in the shape of the weights, whole numbers in a tensor; the scales are `[number of blocks]`; the restored
  /// weights have the shape of the weights.
  ///
  ///     size 4, weights [127, 0.5, −1.5, −2.2] → scale 1, codes [127, 0, −2, −2], restored [127, 0, −2, −2]
  ///
  /// When the weights are no whole number of blocks: `throw Misfit("…")`.
  static func quantizeBlocks(
    _ weights: Tensor, size: Int
  ) throws -> (codes: Tensor, scales: Tensor, restored: Tensor)

  /// 13.7  Several adapters in one batch.
  ///
  /// x `[N, T, I]`, one frozen layer, the factors of several adapters, and for each row of the batch the index of its
  /// adapter, or nil for none → x·W + bias `[N, T, O]`, to which each row adds the update (α/r)·(x·A)·B of its own adapter.
  /// The adapters have one α, but ranks of their own. Do not use the library's `BatchedAdapters` and `LoRALayer`.
  ///
  ///     T, I and O are 1, W [[1]], bias [0], α 1, adapters (A [[1]], B [[10]]) and (A [[1]], B [[20]])
  ///     x [[[1]], [[2]], [[3]]], rows [1, nil, 0] → [[[1 + 20]], [[2]], [[3 + 30]]]
  ///
  /// When there are not N indices in `rows`, or one of them is of no adapter: `throw Misfit("…")`.
  static func adaptRows(
    _ x: Tensor, weight: Tensor, bias: Tensor, adapters: [(a: Tensor, b: Tensor)], alpha: Scalar, rows: [Int?]
  ) throws -> Tensor

  /// 13.8  How much two subspaces overlap.
  ///
  /// U `[M, i]` and V `[M, j]`, whose columns are orthonormal bases of two subspaces → ‖Uᵀ·V‖² / min(i, j), the sum of all
  /// squared products of a column of U and one of V, over the smaller number of columns. It is 1 when one subspace contains
  /// the other, and 0 when they are perpendicular. Do not use the library's `subspaceOverlap`.
  ///
  ///     U [[1, 0], [0, 1], [0, 0]], V [[0.6], [0], [0.8]] → 0.6² + 0² = 0.36
  ///
  /// When the columns of U and V differ in length: `throw Misfit("…")`.
  static func overlap(_ u: Tensor, _ v: Tensor) throws -> Scalar
}
