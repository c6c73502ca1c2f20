import TestBasics
import Testing

@testable import Tensors

#if canImport(Glibc)
  import Glibc
#endif

@Suite(.serialized) struct ThreadingTests {
  struct Kernel: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let run: @Sendable (_ x: Tensor, _ y: Tensor) -> Tensor

    init(_ name: String, _ run: @escaping @Sendable (_ x: Tensor, _ y: Tensor) -> Tensor) {
      testDescription = name
      self.run = run
    }
  }

  static let kernels = [
    Kernel("+") { x, y in x + y },
    Kernel("* row") { x, y in x * y.row(0) },
    Kernel("- column") { x, y in x - y.columns(0..<1) },
    Kernel("/ number") { x, _ in x / 3 },
    Kernel("exp") { x, _ in exp(x) },
    Kernel("log") { _, y in log(y) },
    Kernel("sqrt") { _, y in sqrt(y) },
    Kernel("tanh") { x, _ in tanh(x) },
    Kernel("sigmoid") { x, _ in sigmoid(x) },
    Kernel("relu") { x, _ in relu(x) },
    Kernel("geluTanh") { x, _ in geluTanh(x) },
    Kernel("geluTanhSlope") { x, _ in geluTanhSlope(x) },
    Kernel("sum") { x, _ in Tensor(x.sum) },
    Kernel("max") { x, _ in Tensor(x.max) },
    Kernel("sum(axis: 0)") { x, _ in x.sum(axis: 0) },
    Kernel("sum(axis: 1)") { x, _ in x.sum(axis: 1) },
    Kernel("max(axis: 0)") { x, _ in x.max(axis: 0) },
    Kernel("argmax") { x, _ in Tensor(x.argmax().map { Scalar($0) }) },
    Kernel("softmax") { x, _ in softmax(x) },
    Kernel("softmax(axis: 0)") { x, _ in softmax(x, axis: 0) },
    Kernel("logSoftmax") { x, _ in logSoftmax(x) },
    Kernel("logSumExp") { x, _ in logSumExp(x) },
    Kernel("transposed") { x, _ in x.transposed },
    Kernel("permuted") { x, _ in x.reshaped(-1, 7, 37).permuted(1, 0, 2) },
    Kernel("columns") { x, _ in x.columns(3..<200) },
    Kernel("rows(at:)") { x, _ in x.rows(at: [5, 3, 400, 5]) },
    Kernel("concatenate") { x, y in Tensor.concatenate([x, y], axis: 1) },
    Kernel("matmul") { x, y in matmul(x, y, transposing: .right) },
    Kernel("+=") { x, y in
      var sum = x
      sum += y
      return sum
    },
    Kernel("addToRows") { x, y in
      var sum = x
      sum.addToRows(y.row(3))
      return sum
    },
    Kernel("add(toRowsAt:)") { x, y in
      var sum = x
      sum.add(y, toRowsAt: (0..<1013).map { $0 * 7 % 100 })
      return sum
    },
    Kernel("uniform") { x, _ in
      var generator = Generator(seed: 1)
      return .uniform(x.shape, using: &generator)
    },
    Kernel("normal") { x, _ in
      var generator = Generator(seed: 1)
      return .normal(x.shape, using: &generator)
    },
  ]

  /// Large enough for eight threads, of odd sizes.
  private static let (x, y): (Tensor, Tensor) = {
    var generator = Generator(seed: 15)
    let x = Tensor.normal([1013, 259], using: &generator)
    return (x, .uniform([1013, 259], in: 0.5..<2, using: &generator))
  }()

  @Test(arguments: kernels)
  func `one, two and eight threads give the same bits`(kernel: Kernel) {
    let before = Threads.count
    defer { Threads.count = before }
    let results = [1, 2, 8].map { threads in
      Threads.count = threads
      return kernel.run(Self.x, Self.y)
    }
    expectEqual(results[1], to: results[0], "two threads")
    expectEqual(results[2], to: results[0], "eight threads")
  }

  #if canImport(Glibc)
    /// In a process of its own, where no other test allocates memory.
    @Test(.disabled(if: isSanitized, "a sanitizer has pages of its own"))
    func `large tensors made and released in a loop need no new memory from the system`() async {
      await #expect(processExitsWith: .success) {
        func step(_ x: Tensor) -> Scalar { (exp(x) * x + softmax(x)).transposed.sum }
        func pageFaults() -> Int {
          var usage = rusage()
          getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
          return usage.ru_minflt
        }
        let x = Tensor(repeating: 0.5, shape: [1500, 1000])
        for _ in 0..<5 { _ = step(x) }
        let before = pageFaults()
        for _ in 0..<40 { _ = step(x) }
        // Newly allocated, the five tensors of a step would take a few thousand pages.
        let pagesOfAStep = Double(pageFaults() - before) / 40
        exit(pagesOfAStep < 10 ? 0 : 1)
      }
    }
  #endif
}
