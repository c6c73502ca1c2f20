import Solutions
import Tensors
import Testing

@testable import ExerciseChecks

/// The examples in the tasks of chapter 12, with the numbers that are written there.
struct ViTExampleTests {
  private let picture = Tensor(shape: [1, 2, 4, 1], scalars: [1, 2, 3, 4, 5, 6, 7, 8])
  private let patches: Tensor = [[[1, 2, 5, 6], [3, 4, 7, 8]]]

  private func isEqual(_ answer: Tensor, _ example: Tensor) -> Bool {
    answer.shape == example.shape && firstDifference(answer, example) == nil
  }

  @Test func `patches and pictures`() throws {
    #expect(try isEqual(ViTSolutions.patchify(picture, size: 2), patches))
    #expect(try isEqual(ViTSolutions.unpatchify(patches, columns: 2, size: 2), picture))
  }

  @Test func `class token and positions`() throws {
    let tokens = try ViTSolutions.embedPatches(
      [[[1], [2]]], weight: [[10]], bias: [5], classToken: [7], positions: [[0.1], [0.2], [0.3]])
    #expect(isEqual(tokens, [[[7.1], [15.2], [25.3]]]))
  }

  @Test func `convolution and max pooling`() throws {
    let x = Tensor(shape: [1, 2, 3, 1], scalars: [1, 2, 3, 4, 5, 6])
    let kernel = Tensor(shape: [2, 2, 1, 1], scalars: [1, 0, 0, 10])
    let y = try ViTSolutions.convolve(x, kernel: kernel, stride: 1, padding: 0)
    #expect(isEqual(y, Tensor(shape: [1, 1, 2, 1], scalars: [51, 62])))
    let dx = try ViTSolutions.poolBackward(
      Tensor(shape: [1, 2, 3, 1], scalars: [1, 5, 2, 9, 4, 3]), outputGradient: [[[[10]]]], size: 2)
    #expect(isEqual(dx, Tensor(shape: [1, 2, 3, 1], scalars: [0, 0, 0, 10, 0, 0])))
  }

  @Test func `rollout`() throws {
    let blocks: [Tensor] = [[[[1, 0], [1, 0]]], [[[0, 1], [0, 1]]]]
    #expect(try isEqual(ViTSolutions.rollout(blocks), [[0.75, 0.25], [0.5, 0.5]]))
  }

  @Test func `losses without labels`() throws {
    let contrast = try ViTSolutions.ntXent([[2, 0], [0, 3], [5, 0], [0, 1]], temperature: 0.5)
    #expect(abs(contrast.loss - 0.2395) < 0.00005)
    let (loss, gradient) = try ViTSolutions.hiddenPatchLoss(
      [[[1], [2], [3]]], patches: [[[0], [0], [0]]], visible: [[1]])
    #expect(loss == 5 && isEqual(gradient, [[[1], [0], [3]]]))
  }

  @Test func `positions between two`() throws {
    let positions = try ViTSolutions.interpolatePositions(
      [[9], [1], [3]], vertical: [[1]], horizontal: [[1, 0], [0.5, 0.5], [0, 1]])
    #expect(isEqual(positions, [[9], [1], [2], [3]]))
  }
}
