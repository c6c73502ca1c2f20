import Course
import Foundation

let chapter = Chapter(
  "00-tensors", "the tensor, and a matrix product in six steps from three loops to the peak", trains: false)

chapter.run { chapter in
  say("1. A tensor is a shape and its scalars".bold())
  showTensors()
  say("2. Six steps to a fast matrix product".bold())
  compareSteps(chapter)
  say("3. What the cache sees".bold())
  countCacheLines(chapter)
  say("4. The bill of an operation".bold())
  showBill(chapter)
  say("5. The same bits on any number of threads".bold())
  compareThreads(chapter)
}

// MARK: 1

func showTensors() {
  let A: Tensor = [[1, 2, 3], [4, 5, 6]]
  let r: Tensor = [10, 20, 30]
  let c: Tensor = [[0.5], [0.25]]
  var table = Table(["expression", "shape", "value"])
  for (expression, value) in [
    ("A", A), ("r", r), ("c", c), ("A + r", A + r), ("A * c", A * c), ("r + c", r + c),
    ("A.transposed", A.transposed), ("A.sum(axis: 0)", A.sum(axis: 0)),
    ("matmul(A, A.transposed)", matmul(A, A.transposed)), ("softmax(r / 10)", softmax(r / 10)),
  ] {
    table.add([expression, "\(value.shape)", "\(value)".replacingOccurrences(of: "\n", with: "")])
  }
  say("\(table)")
}

// MARK: 2

/// The speed of every step on the same matrices, and its share of the peak: of the multiply-adds without any memory access.
func compareSteps(_ chapter: Chapter) {
  let product = Product(M: 480, N: 512, K: 512, seed: chapter.seed)
  let repetitions = chapter.steps(12, quick: 2)
  let peak = measureFusedMultiplyAddPeak(threads: 1)
  let wholePeak = measureFusedMultiplyAddPeak(threads: Threads.count)
  let exact = Tensor(product.result(.threeLoops))

  for step in MatmulStep.allCases { say("  \(step.name.colored(.blue)): \(step.idea)") }
  say()
  var table = Table(["step", "milliseconds", "GFLOP/s", "of the peak", "largest difference"])
  for step in MatmulStep.allCases {
    let speed = product.speed(step, repetitions)
    let share = speed / (step == .threaded ? wholePeak : peak)
    let difference = Tensor(product.result(step)).relativeDifference(to: exact)
    table.add([
      step.name, number(product.work / speed * 1e3), number(speed), "\(Int((share * 100).rounded())) %",
      difference < 1e-5 ? "rounding" : number(Double(difference)),
    ])
    chapter.results[step.name] = ["gigaflops": JSON(speed), "shareOfPeak": JSON(share)]
  }
  say("\(table)")
  say("Each product multiplies [480, 512] by [512, 512].")
  say()
  showMachine(peak, wholePeak, chapter)

  var plot = LinePlot("speed of square matrix products", x: "rows", y: "GFLOP/s", logX: true, logY: true)
  for step in MatmulStep.allCases {
    let sizes = chapter.isQuick ? [32, 96, 192] : [32, 64, 128, 256, 512, 768]
    plot.add(
      step.name,
      sizes.map { size in
        let product = Product(M: size, N: size, K: size, seed: chapter.seed)
        return (x: Double(size), y: product.speed(step, chapter.isQuick ? 1 : 3))
      })
  }
  plot.addFloor("peak of all threads", wholePeak)
  chapter.show("matmul-speed", plot.text(), svg: plot.svg)
}

/// Both limits of the machine: its arithmetic, measured without touching memory, and its memory, measured with little
/// arithmetic.
func showMachine(_ peak: Double, _ wholePeak: Double, _ chapter: Chapter) {
  var table = Table(["at the most", "GFLOP/s", "GB/s"])
  var balance = 0.0
  for (name, key, threads, peak) in [
    ("one thread", "OneThread", 1, peak), ("all threads", "AllThreads", Threads.count, wholePeak),
  ] {
    let bandwidth = measureBandwidth(threads: threads)
    table.add([name, number(peak), number(bandwidth)])
    chapter.results["peak\(key)"] = JSON(peak)
    chapter.results["bandwidth\(key)"] = JSON(bandwidth)
    balance = peak / 2 / (bandwidth / Double(MemoryLayout<Scalar>.size))
  }
  say("\(table)")
  say("All threads together do \(number(balance)) multiply-adds while one number comes from memory.")
  say("A product of N × N matrices has N³ of them, but only 3·N² numbers.")
  say()
}

/// Two random matrices to multiply.
struct Product {
  let (M, N, K): (Int, Int, Int)
  let a: [Scalar]
  let b: [Scalar]

  init(M: Int, N: Int, K: Int, seed: Int) {
    var generator = Generator(seed: seed)
    (self.M, self.N, self.K) = (M, N, K)
    a = Tensor.uniform([M, K], in: -1..<1, using: &generator).scalars
    b = Tensor.uniform([K, N], in: -1..<1, using: &generator).scalars
  }

  /// Multiplications and additions, one of each for each of M·N·K terms, in 10⁹.
  var work: Double { 2e-9 * Double(M * N * K) }

  func result(_ step: MatmulStep) -> [Scalar] { step.multiply(a, b, M: M, N: N, K: K) }

  /// GFLOP/s of the fastest of several runs.
  func speed(_ step: MatmulStep, _ repetitions: Int) -> Double {
    work / Bill.seconds(runs: repetitions + 1) { _ = result(step) }
  }
}

// MARK: 5

func compareThreads(_ chapter: Chapter) {
  var generator = chapter.generator
  let x = Tensor.normal([700, 900], using: &generator)
  let threadCount = Threads.count
  let results = [1, 2, 8].map { threads in
    Threads.count = threads
    return [matmul(x, x, transposing: .right), softmax(x), x.sum(axis: 0), Tensor(x.sum)]
  }
  Threads.count = threadCount
  let areSame = results.allSatisfy { $0 == results[0] }
  chapter.results["sameBitsOnAnyThreads"] = .truth(areSame)
  say("A product, a softmax and two sums on 1, 2 and 8 threads: \(areSame ? "all bits are equal" : "BITS DIFFER").")
  chapter.showDigests(
    zip(["product", "softmax", "column sums", "sum"], results[0]).map { (name: $0, value: $1) }, of: "the results")
}
