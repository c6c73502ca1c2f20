import Foundation
import Gradients
import TestSupport
import Testing
import Transformer

/// How much memory attention takes as sequences grow, and how much blocks take.
@Suite(.disabled(if: isSanitized, "a sanitizer has pages of its own"))
struct MemoryTests {
  #if canImport(Glibc)
    /// Each in a process of its own, whose peak nothing else has raised.
    @Test func `the memory of attention over 4,096 positions grows with their number, not with its square`() async {
      await #expect(processExitsWith: .success) {
        let (T, H, d) = (4096, 2, 16)
        // q, k, v, the output and the gradients of all four: eight tensors, and as much again for what lies between.
        let linear = 16 * T * H * d * MemoryLayout<Scalar>.stride
        let square = H * T * T * MemoryLayout<Scalar>.stride
        let growth = peakGrowth(T, H, d, isPlain: false)
        exit(growth < linear + 4 << 20 && growth < square / 4 ? 0 : 1)
      }
    }

    @Test func `the plain version is seen to hold the whole matrix`() async {
      await #expect(processExitsWith: .success) {
        let growth = peakGrowth(2048, 1, 16, isPlain: true)
        exit(growth > 3 * 2048 * 2048 * MemoryLayout<Scalar>.stride ? 0 : 1)
      }
    }

    @Test func `blocks keep about as many numbers as their configuration says`() async {
      await #expect(processExitsWith: .success) {
        let (growth, activations) = blockGrowth(hasMemory: false)
        exit(growth > activations * 2 / 3 && growth < activations * 3 / 2 ? 0 : 1)
      }
      await #expect(processExitsWith: .success) {
        let (growth, activations) = blockGrowth(hasMemory: true)
        exit(growth > activations * 2 / 3 && growth < activations * 3 / 2 ? 0 : 1)
      }
    }
  #endif
}

#if canImport(Glibc)
  /// The bytes by which a forward and backward pass of four blocks raises the peak, and those of their activations with a
  /// gradient for each.
  private func blockGrowth(hasMemory: Bool) -> (growth: Int, activations: Int) {
    let (B, T, D, depth) = (8, 256, 64, 4)
    var shape = BlockConfiguration(width: D, heads: 4)
    shape.memoryWidth = hasMemory ? D : nil
    var generator = Generator(seed: 0)
    let stack = TransformerStack(shape, depth: depth, using: &generator)
    func pass(_ T: Int) {
      let x = Variable(.uniform([B, T, D], using: &generator))
      let memory = hasMemory ? Memory(Variable(.uniform([B, T, D], using: &generator))) : nil
      stack(x, .causal, memory: memory, .evaluation).sum.backward()
    }
    pass(8)
    let before = peakBytes()
    pass(T)
    return (peakBytes() - before, 2 * depth * B * T * shape.activationCount * MemoryLayout<Scalar>.stride)
  }

  /// The bytes by which a forward and backward pass over T positions raises the process's peak.
  private func peakGrowth(_ T: Int, _ H: Int, _ d: Int, isPlain: Bool) -> Int {
    var generator = Generator(seed: 0)
    let layer = MultiHeadAttention(width: H * d, heads: H, using: &generator)
    func pass(_ T: Int) {
      let x = Variable(.uniform([1, T, H * d], using: &generator))
      let y = isPlain ? layer.plain(x, .causal, .evaluation).output : layer(x, .causal, .evaluation)
      y.sum.backward()
    }
    pass(64)  // the kernels' own memory, threads and all
    let before = peakBytes()
    pass(T)
    return peakBytes() - before
  }

  /// The most memory that this process has held, in bytes. `getrusage` would count what its parent held before the
  /// fork.
  private func peakBytes() -> Int {
    let status = try! String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }!
    return Int(line.split(whereSeparator: { !$0.isNumber })[0])! * 1024
  }
#endif
