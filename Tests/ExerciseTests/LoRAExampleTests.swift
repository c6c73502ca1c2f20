import LoRA
import Solutions
import Tensors
import Testing

@testable import ExerciseChecks

/// The examples in the tasks of chapter 13, with the numbers that are written there.
struct LoRAExampleTests {
  private func isEqual(_ answer: Tensor, _ example: Tensor) -> Bool {
    answer.shape == example.shape && firstDifference(answer, example) == nil
  }

  @Test func `the output of an adapted layer`() throws {
    let y = try LoRASolutions.adaptedOutput(
      [[1, 2]], weight: .identity(2), bias: [10, 20], a: [[1], [1]], b: [[1, -1]], alpha: 2)
    #expect(isEqual(y, [[17, 16]]))
  }

  @Test func `factors at the beginning`() throws {
    var generator = Generator(seed: 1)
    let (a, b) = try LoRASolutions.drawFactors(inputs: 4, outputs: 3, rank: 1, using: &generator)
    #expect(a.shape == [4, 1] && a.scalars.allSatisfy { abs($0) <= 0.5 } && isEqual(b, [[0, 0, 0]]))
  }

  @Test func `gradients of a layer of one number`() throws {
    let (dx, dA, dB) = try LoRASolutions.adapterBackward(
      [[1]], x: [[2]], weight: [[3]], a: [[5]], b: [[7]], alpha: 10)
    #expect(isEqual(dx, [[353]]) && isEqual(dA, [[140]]) && isEqual(dB, [[100]]))
  }

  @Test func `a merged weight`() throws {
    let merged = try LoRASolutions.mergeUpdate(into: .identity(2), a: [[1], [2]], b: [[3, 4]], alpha: 10)
    #expect(isEqual(merged, [[31, 40], [60, 81]]))
  }

  @Test func `the count of each way`() throws {
    let parameters = [
      ("norm.gain", [4]), ("norm.bias", [4]), ("attention.key.weight", [4, 6]), ("attention.key.bias", [6]),
      ("head.weight", [4, 2]), ("head.bias", [2]),
    ]
    let ways: [FineTuning] = [
      .full, .head, .biases, .prefix(5), .lora(LoRAConfiguration(rank: 2, targets: ["*.key"])),
    ]
    let counts = try ways.map { try LoRASolutions.trainableCount(parameters, head: "head", way: $0) }
    #expect(counts == [48, 10, 20, 70, 30])
  }

  @Test func `a block of 8 bits`() throws {
    let (codes, scales, restored) = try LoRASolutions.quantizeBlocks([127, 0.5, -1.5, -2.2], size: 4)
    #expect(isEqual(codes, [127, 0, -2, -2]) && isEqual(scales, [1]) && isEqual(restored, [127, 0, -2, -2]))
  }

  @Test func `rows with adapters of their own`() throws {
    let y = try LoRASolutions.adaptRows(
      [[[1]], [[2]], [[3]]], weight: [[1]], bias: [0], adapters: [([[1]], [[10]]), ([[1]], [[20]])], alpha: 1,
      rows: [1, nil, 0])
    #expect(isEqual(y, [[[21]], [[2]], [[33]]]))
  }

  @Test func `a plane and a line`() throws {
    let overlap = try LoRASolutions.overlap([[1, 0], [0, 1], [0, 0]], [[0.6], [0], [0.8]])
    #expect(abs(overlap - 0.36) < 1e-6)
  }
}
