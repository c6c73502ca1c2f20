import Foundation
import Tensors
import ViT

// B batch size · H × W pixels · C channels · p side of a patch · N patches · w = p²·C numbers of a patch · D width
// k side of a kernel · V × U pixels of the output · O channels of the output · T = 1 + N tokens

/// The exercises of chapter 12: how a picture becomes tokens, what its baselines compute, and what is learned without labels.
///
/// `chapters/CHEATSHEET.md` lists the calls of the library beside those of PyTorch.
///
/// Answers work on plain tensors. Pictures are `[B, H, W, C]`, with their rows from the top.
public protocol ViTTasks: Sendable {
  /// 12.1  Patches: a picture as a sequence of vectors.
  ///
  /// Pictures `[B, H, W, C]` → their square patches of p × p pixels, `[B, N, w]` with N = (H/p)·(W/p). The patches of a
  /// picture go from left to right, and from the top row of patches to the bottom. So do the pixels of a patch, and the C
  /// numbers of a pixel stay side by side. Do not use the library's `Patches` and `unfold`.
  ///
  ///     one channel, p 2, the picture 1 2 3 4 over 5 6 7 8 → [[1, 2, 5, 6], [3, 4, 7, 8]]
  ///
  /// When p does not divide H and W: `throw Misfit("…")`, with the reason in words.
  static func patchify(_ pictures: Tensor, size p: Int) throws -> Tensor

  /// 12.2  From patches back to pictures.
  ///
  /// Patches `[B, N, w]` in the order of 12.1, how many of them stand side by side, and p → the pictures `[B, H, W, C]`:
  /// there are N / columns rows of patches, and C = w / p². Do not use the library's `Patches`.
  ///
  ///     p 2, 2 columns, the patches [1, 2, 5, 6] and [3, 4, 7, 8] → the picture 1 2 3 4 over 5 6 7 8
  ///
  /// When N is not a multiple of the columns, or w not one of p²: `throw Misfit("…")`.
  static func unpatchify(_ patches: Tensor, columns: Int, size p: Int) throws -> Tensor

  /// 12.3  Class token and positions.
  ///
  /// Patches `[B, N, w]`, a projection with weight `[w, D]` and bias `[D]`, the class token `[D]`, and position embeddings
  /// `[1 + N, D]` → the input of the first block, `[B, 1 + N, D]`. Each patch is projected: x·W + b. The class token comes
  /// first in every sequence; it is not projected. Then every token gets its position: row 0 belongs to the class token.
  ///
  ///     one picture, patches [1] and [2], W [[10]], b [5], class token [7], positions [[0.1], [0.2], [0.3]]
  ///       → [[[7.1], [15.2], [25.3]]]
  ///
  /// When there are not 1 + N positions: `throw Misfit("…")`.
  static func embedPatches(
    _ patches: Tensor, weight: Tensor, bias: Tensor, classToken: Tensor, positions: Tensor
  ) throws -> Tensor

  /// 12.4  Convolution, as a matrix product.
  ///
  /// Pictures x `[B, H, W, C]`, a kernel `[k, k, C, O]`, a stride s and p zeros of padding on every side → y `[B, V, U, O]`
  /// with V = ⌊(H + 2p − k) / s⌋ + 1, and U likewise from W:
  /// y[b, v, u, o] = Σ over i, j, c of x[b, s·v + i − p, s·u + j − p, c] · kernel[i, j, c, o], where x is 0 outside of the
  /// picture. Unfold: copy the k²·C numbers under the kernel into a row for each output pixel, in the order of the kernel's
  /// numbers. Then all of it is one product with the kernel as a matrix `[k²·C, O]`. Do not use the library's
  /// `convolution`, `plainConvolution`, `Convolution` and `unfold`.
  ///
  ///     x 1 2 3 over 4 5 6, kernel 1 0 over 0 10, stride 1, no padding → 1 + 50 and 2 + 60
  ///
  /// When the kernel is not made for C channels: `throw Misfit("…")`.
  static func convolve(_ x: Tensor, kernel: Tensor, stride s: Int, padding p: Int) throws -> Tensor

  /// 12.5  Max pooling, backward.
  ///
  /// The input x `[B, H, W, C]` of a max pooling over squares of k × k pixels that do not overlap, and the gradient dy
  /// `[B, ⌊H/k⌋, ⌊W/k⌋, C]` of its output → the gradient of x. In each square and each channel the largest number gets all
  /// of dy, the others 0. Of several equally large ones the first gets it, row by row from the top left. Pixels beyond the
  /// last whole square were not read. Do not use the library's `maxPool` and `plainMaxPool`.
  ///
  ///     k 2, x 1 5 2 over 9 4 3, dy [[10]] → 0 0 0 over 10 0 0
  static func poolBackward(_ x: Tensor, outputGradient dy: Tensor, size k: Int) throws -> Tensor

  /// 12.6  Attention rollout.
  ///
  /// The attention weights of each block, `[heads, T, T]`, from the lowest block up → how much each token after the last
  /// block comes from each input token, `[T, T]`: rows are outputs, columns inputs. For each block: the mean A of its
  /// heads, and (A + I) / 2, as half of a token's state comes through the residual connection. The rollout is the product
  /// of these matrices. What a block reads is the output of the one below it, so the higher block stands on the left. Do
  /// not use the library's `attentionRollout`.
  ///
  ///     one head, lower block [[1, 0], [1, 0]], upper block [[0, 1], [0, 1]]
  ///       → [[½, ½], [0, 1]] · [[1, 0], [½, ½]] = [[0.75, 0.25], [0.5, 0.5]]
  ///
  /// When there is no block: `throw Misfit("…")`.
  static func rollout(_ weights: [Tensor]) throws -> Tensor

  /// 12.7  NT-Xent, the loss of SimCLR, and its gradient.
  ///
  /// The projections z `[2·N, D]` of two views of each of N pictures, rows i and N + i for picture i, and a temperature τ →
  /// the loss and its gradient `[2·N, D]`. With u the rows of z, each divided by its length, the logits of a row are its
  /// products with all rows, u·uᵀ / τ, but that with itself is no candidate. Its target is the other view of its picture.
  /// The loss is the mean cross-entropy over all 2·N rows. Backward: ds = (softmax − one-hot) / 2N; every u is in its own
  /// row of logits and in the column of all others, so du = (ds + dsᵀ)·u / τ; and the length does not count, so
  /// dz = (du − u·(u·du)) / length, row by row. Do not use the library's `contrastiveLoss` and `unitRows`.
  ///
  ///     τ 0.5, z [[2, 0], [0, 3], [5, 0], [0, 1]]: each row has logits 2, 0 and 0, so the loss is ln(e² + 2) − 2 = 0.2395
  ///
  /// When the number of rows is odd: `throw Misfit("…")`.
  static func ntXent(_ z: Tensor, temperature: Scalar) throws -> (loss: Scalar, gradient: Tensor)

  /// 12.8  The loss of a masked autoencoder.
  ///
  /// Predictions and true patches, both `[B, N, w]`, and for each picture the patches that were visible → the loss and its
  /// gradient for the predictions, `[B, N, w]`. The loss is the mean squared error over all numbers of all hidden patches
  /// of the batch. What was visible does not count. Do not use the library's `meanSquaredError`.
  ///
  ///     predictions [[[1], [2], [3]]], patches [[[0], [0], [0]]], patch 1 visible → (1 + 9) / 2 = 5, [[[1], [0], [3]]]
  ///
  /// When no patch of any picture is hidden: `throw Misfit("…")`.
  static func hiddenPatchLoss(
    _ predictions: Tensor, patches: Tensor, visible: [[Int]]
  ) throws -> (loss: Scalar, gradient: Tensor)

  /// 12.9  Positions for another resolution.
  ///
  /// Position embeddings `[1 + R·C, D]`, of the class token and of a grid of R rows and C columns, row by row, and two
  /// matrices of interpolation, one `[R′, R]` and one `[C′, C]` → the embeddings for a grid of R′ rows and C′ columns,
  /// `[1 + R′·C′, D]`. The class token keeps its own. A new embedding at (r, c) is the sum over all old ones of
  /// vertical[r, i] · horizontal[c, j] · old[i, j]. Do not use the library's `resized`.
  ///
  ///     D 1, positions 9 | 1 3, vertical [[1]], horizontal [[1, 0], [½, ½], [0, 1]] → 9 | 1 2 3
  ///
  /// When there are not 1 + R·C positions: `throw Misfit("…")`.
  static func interpolatePositions(_ positions: Tensor, vertical: Tensor, horizontal: Tensor) throws -> Tensor
}
