import Datasets
import Exercises
import Foundation
import Solutions
import Tensors
import Testing
import ViT

@testable import ExerciseChecks

/// Answers to chapter 12 that are written in another way than the solutions and the known mistakes, as a learner's are.
struct ViTAnswerTests {
  @Test(arguments: Chapter.vit.exercises)
  func `a right answer may be written in another way`(exercise: Exercise) {
    #expect(exercise.diagnose(OtherViTAnswers.self) == .right)
  }

  @Test(arguments: [
    (Exercise.patchify, ColumnOrder.self as any ViTTasks.Type, "the patches are in column order"),
    (.patchify, Planar.self, "the channels are planar"),
    (.unpatchify, ColumnOrder.self, "the patches were taken in column order"),
    (.unpatchify, Planar.self, "the channels were taken as planar"),
    (.embedPatches, PositionsFirst.self, "the positions were added before the class token came"),
    (.embedPatches, WithoutPosition.self, "the class token has no position"),
    (.convolve, Flipped.self, "the kernel is flipped"),
    (.convolve, WithoutPadding.self, "the padding was forgotten"),
    (.poolBackward, AllLargest.self, "all of several equally large numbers get dy"),
    (.rollout, WrongOrder.self, "the blocks are in the wrong order"),
    (.rollout, WithoutIdentity.self, "the identity was left out: half"),
    (.ntXent, OwnNegative.self, "a view counts as its own negative"),
    (.ntXent, Multiplied.self, "the logits were multiplied by τ"),
    (.ntXent, Unnormalized.self, "the vectors are not normalized"),
    (.hiddenPatchLoss, AllPatches.self, "all patches count"),
    (.interpolatePositions, WithClassToken.self, "the grid begins with the class token's position"),
  ])
  func `a mistake is named, however it is written`(
    exercise: Exercise, answers: any ViTTasks.Type, hint: String
  ) throws {
    guard case .wrong(let finding) = exercise.diagnose(answers) else {
      Issue.record("the checks let it pass")
      return
    }
    #expect(finding.mistake?.hasPrefix(hint) == true, "\(finding)")
  }

  /// The weights of a library's interpolation, read off positions that are 1 at one patch.
  @Test func `the library interpolates as the exercise does`() throws {
    var generator = Generator(seed: 1)
    func encoder(height: Int, width: Int, positions: Tensor) -> ViTEncoder {
      let shape = ViTConfiguration(
        Patches(height: height, width: width, channels: 1, size: 1), width: positions.shape[1], heads: 1, depth: 0)
      let encoder = ViTEncoder(shape, using: &generator)
      encoder.positions.update { $0 = positions }
      return encoder
    }
    func weights(from old: Int, to new: Int) -> Tensor {
      let patches = Tensor.concatenate([.zeros(1, old), .identity(old)])
      return encoder(height: old, width: 1, positions: patches).resized(height: new, width: 1).positions.value
        .rows(1..<1 + new)
    }
    let positions = random(7, 5, seed: 2)
    let resized = encoder(height: 2, width: 3, positions: positions).resized(height: 5, width: 4).positions.value
    let answer = try ViTSolutions.interpolatePositions(
      positions, vertical: weights(from: 2, to: 5), horizontal: weights(from: 3, to: 4))
    #expect(firstDifference(answer, resized) == nil)
  }
}

// MARK: Mistakes

private enum ColumnOrder: ViTAnswers {
  static func patchify(_ pictures: Tensor, size p: Int) throws -> Tensor {
    let (B, H, W, C) = pictures.shape4
    guard H % p == 0, W % p == 0 else { throw Misfit("size") }
    let grid = pictures.reshaped(B, H / p, p, W / p, p, C)
    return grid.permuted(0, 3, 1, 2, 4, 5).reshaped(B, -1, p * p * C)
  }

  static func unpatchify(_ patches: Tensor, columns: Int, size p: Int) throws -> Tensor {
    let (B, N, w) = patches.shape3
    guard N % columns == 0, w % (p * p) == 0 else { throw Misfit("size") }
    let rows = N / columns
    return patches.reshaped(B, columns, rows, p, -1).permuted(0, 2, 3, 1, 4).reshaped(
      B, rows * p, columns * p, w / (p * p))
  }
}

private enum Planar: ViTAnswers {
  static func patchify(_ pictures: Tensor, size p: Int) throws -> Tensor {
    let patches = try OtherViTAnswers.patchify(pictures, size: p)
    let (B, N, w) = patches.shape3
    return patches.reshaped(B, N, p * p, -1).permuted(0, 1, 3, 2).reshaped(B, N, w)
  }

  static func unpatchify(_ patches: Tensor, columns: Int, size p: Int) throws -> Tensor {
    let (B, N, w) = patches.shape3
    guard w % (p * p) == 0 else { throw Misfit("size") }
    let exchanged = patches.reshaped(B, N, -1, p * p).permuted(0, 1, 3, 2).reshaped(B, N, w)
    return try OtherViTAnswers.unpatchify(exchanged, columns: columns, size: p)
  }
}

private enum PositionsFirst: ViTAnswers {
  static func embedPatches(
    _ patches: Tensor, weight: Tensor, bias: Tensor, classToken: Tensor, positions: Tensor
  ) throws -> Tensor {
    try OtherViTAnswers.embedded(patches, weight, bias, classToken, positions, ofFirst: 0 * classToken, offset: 0)
  }
}

private enum WithoutPosition: ViTAnswers {
  static func embedPatches(
    _ patches: Tensor, weight: Tensor, bias: Tensor, classToken: Tensor, positions: Tensor
  ) throws -> Tensor {
    try OtherViTAnswers.embedded(patches, weight, bias, classToken, positions, ofFirst: 0 * classToken, offset: 1)
  }
}

private enum Flipped: ViTAnswers {
  static func convolve(_ x: Tensor, kernel: Tensor, stride s: Int, padding p: Int) throws -> Tensor {
    try OtherViTAnswers.convolved(x, kernel, s, p) { i, k in k - 1 - i }
  }
}

private enum WithoutPadding: ViTAnswers {
  static func convolve(_ x: Tensor, kernel: Tensor, stride s: Int, padding p: Int) throws -> Tensor {
    try OtherViTAnswers.convolve(x, kernel: kernel, stride: s, padding: 0)
  }
}

private enum AllLargest: ViTAnswers {
  static func poolBackward(_ x: Tensor, outputGradient dy: Tensor, size k: Int) throws -> Tensor {
    let (B, V, U, C) = dy.shape4
    let squares = x.slice(axis: 1, 0..<V * k).slice(axis: 2, 0..<U * k).reshaped(B, V, k, U, k, C)
    let largest = squares.max(axis: 4, keepingAxis: true).max(axis: 2, keepingAxis: true)
    return Tensor(shape: x.shape) { i in
      let (v, u) = (i[1] / k, i[2] / k)
      guard v < V, u < U, x[i[0], i[1], i[2], i[3]] == largest[i[0], v, 0, u, 0, i[3]] else { return 0 }
      return dy[i[0], v, u, i[3]]
    }
  }
}

private enum WrongOrder: ViTAnswers {
  static func rollout(_ weights: [Tensor]) throws -> Tensor { try OtherViTAnswers.rollout(weights.reversed()) }
}

private enum WithoutIdentity: ViTAnswers {
  static func rollout(_ weights: [Tensor]) throws -> Tensor {
    guard var result = weights.first?.mean(axis: 0) else { throw Misfit("no block") }
    for block in weights.dropFirst() { result = matmul(block.sum(axis: 0) / Scalar(block.shape[0]), result) }
    return result
  }
}

private enum OwnNegative: ViTAnswers {
  static func ntXent(_ z: Tensor, temperature: Scalar) throws -> (loss: Scalar, gradient: Tensor) {
    try OtherViTAnswers.contrast(z, temperature: temperature) { _, _ in true }
  }
}

private enum Multiplied: ViTAnswers {
  static func ntXent(_ z: Tensor, temperature: Scalar) throws -> (loss: Scalar, gradient: Tensor) {
    try OtherViTAnswers.ntXent(z, temperature: 1 / temperature)
  }
}

private enum Unnormalized: ViTAnswers {
  static func ntXent(_ z: Tensor, temperature: Scalar) throws -> (loss: Scalar, gradient: Tensor) {
    let N = z.shape[0] / 2
    if z.shape[0] != 2 * N { throw Misfit("odd") }
    var logits = matmul(z, z.transposed) / temperature
    for i in 0..<2 * N { logits[i, i] = -1e9 }
    let target = Tensor(shape: [2 * N, 2 * N]) { abs($0[0] - $0[1]) == N ? 1 : 0 }
    let ds = (softmax(logits) - target) / Scalar(2 * N)
    let loss = -(0..<2 * N).reduce(Scalar(0)) { $0 + logSoftmax(logits)[$1, ($1 + N) % (2 * N)] } / Scalar(2 * N)
    return (loss, matmul(ds + ds.transposed, z) / temperature)
  }
}

private enum AllPatches: ViTAnswers {
  static func hiddenPatchLoss(
    _ predictions: Tensor, patches: Tensor, visible: [[Int]]
  ) throws -> (loss: Scalar, gradient: Tensor) {
    try OtherViTAnswers.hiddenPatchLoss(predictions, patches: patches, visible: visible.map { _ in [] })
  }
}

private enum WithClassToken: ViTAnswers {
  static func interpolatePositions(_ positions: Tensor, vertical: Tensor, horizontal: Tensor) throws -> Tensor {
    let grid = positions.rows(at: [0] + Array(0..<positions.shape[0] - 1))
    return try OtherViTAnswers.interpolatePositions(grid, vertical: vertical, horizontal: horizontal)
  }
}
