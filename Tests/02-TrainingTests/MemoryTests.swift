import Foundation
import TestSupport
import Testing

@testable import Training

/// In steady state a training step reuses the memory of the step before.
struct MemoryTests {
  /// The step makes about 30 tensors of 32 pages each: were they newly allocated, a thousand faults a step would show it.
  ///
  /// In a process of its own: what other tests free and take at the same time moves the memory's borders.
  @Test(.disabled(if: isSanitized, "a sanitizer has pages of its own"))
  func `a training step needs next to no new memory from the system`() async {
    await #expect(processExitsWith: .success) {
      let faults = try MemoryTests.faults(steps: 100)
      try #require(faults < 100 * 8)
    }
  }

  /// The page faults of so many steps in steady state.
  private static func faults(steps count: Int) throws -> Int {
    var generator = Generator(seed: 0)
    let model = MLP(widths: [64, 256, 256, 16], dropout: 0.1, using: &generator)
    let x = constant(.normal([128, 64], using: &generator))
    let targets = (0..<128).map { $0 % 16 }
    let run = TrainingRun("memory", model, AdamW(model.parameters), seed: 0)
    let plan = TrainingPlan(steps: 400)
    func steps(_ count: Int) throws {
      for _ in 0..<count {
        try run.step(plan) { _, randomness in crossEntropy(model(x, .training(randomness)), targets) }
      }
    }
    try steps(50)
    let before = pageFaults()
    try steps(count)
    return pageFaults() - before
  }

  /// The pages that this thread was the first to touch.
  private static func pageFaults() -> Int {
    var usage = rusage()
    #if canImport(Glibc)
      let thread = __rusage_who_t(1)
      getrusage(thread, &usage)
    #else
      getrusage(RUSAGE_SELF, &usage)
    #endif
    return usage.ru_minflt
  }
}
