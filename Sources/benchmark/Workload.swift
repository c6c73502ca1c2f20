import Course
import Gradients
import Tensors
import Training

/// Something worth timing, under the name by which the command line knows it.
struct Workload {
  let name: String
  let summary: String
  /// What one run gets done, in `unit`; the table shows it per second.
  let amount: Double
  let unit: String
  /// Of one run, in its matrix products alone; nil where there are none.
  var multiplyAdds: Double?
  /// What one run reads from memory at least; nil where the caches hold it.
  var bytes: Double?
  /// The threads that it may use.
  var threads = Threads.count
  /// Builds what is timed, outside the timing.
  let prepare: () -> () -> Void
}

extension Workload {
  /// The backward pass has two products for each of the forward pass: for the gradients of the weights and of the inputs.
  static func trainingStep(forward: Int) -> Double { 3 * Double(forward) }

  /// The same with so many threads.
  static func on(_ threads: Int, _ run: @escaping () -> Void) -> () -> Void {
    {
      let before = Threads.count
      Threads.count = threads
      run()
      Threads.count = before
    }
  }

  /// A product of M × K by K × N, with one side transposed or none.
  static func matmul(_ M: Int, _ N: Int, _ K: Int, _ transposing: Transposing = .none, threads: Int) -> Workload {
    let form = transposing == .none ? "" : "-\(transposing)"
    return Workload(
      name: "matmul-\(M)x\(N)x\(K)\(form)-\(threads)t",
      summary: "M × N × K, \(threads) thread\(threads == 1 ? "" : "s")",
      amount: 2e-9 * Double(M * N * K), unit: "GFLOP/s", multiplyAdds: Double(M * N * K), threads: threads
    ) {
      var generator = Generator(seed: 0)
      let a = Tensor.uniform(transposing == .left ? [K, M] : [M, K], using: &generator)
      let b = Tensor.uniform(transposing == .right ? [N, K] : [K, N], using: &generator)
      return on(threads) { _ = Training.matmul(a, b, transposing: transposing) }
    }
  }

  /// One training step of a classifier: forward, backward, AdamW.
  static func mlp(batch: Int, widths: [Int]) -> Workload {
    let products = zip(widths, widths.dropFirst()).map { $0 * $1 }
    // The forward pass, then two products for each of its products; the examples themselves need no gradient.
    let multiplyAdds = Double(batch * (3 * products.reduce(0, +) - products[0]))
    return Workload(
      name: "mlp", summary: "training step, batch \(batch), widths \(widths)", amount: Double(batch),
      unit: "examples/s", multiplyAdds: multiplyAdds
    ) {
      var generator = Generator(seed: 0)
      let model = MLP(widths: widths, using: &generator)
      let optimizer = AdamW(model.parameters)
      let x = constant(.normal([batch, widths[0]], using: &generator))
      let targets = (0..<batch).map { $0 % widths.last! }
      return {
        crossEntropy(model(x), targets).backward()
        optimizer.step(rate: 1e-3)
        optimizer.clearGradients()
      }
    }
  }

  static var all: [Workload] {
    [1, 2].flatMap { threads in
      [
        matmul(96, 96, 96, threads: threads), matmul(480, 512, 512, threads: threads),
        matmul(768, 384, 128, threads: threads), matmul(768, 384, 128, .left, threads: threads),
        matmul(768, 384, 128, .right, threads: threads), matmul(1536, 1536, 1536, threads: threads),
      ]
    } + [mlp(batch: 256, widths: [784, 512, 512, 10])] + recurrent + tokens + transformer
      + encoderDecoder + bert + gpt + t5 + visionTransformers + quantized
  }
}
