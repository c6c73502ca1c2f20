import Course
import Tensors

/// What some operations count, and the time that they take, as shares of both limits of the machine.
func showBill(_ chapter: Chapter) {
  var generator = chapter.generator
  let (N, size) = chapter.isQuick ? (256, 512) : (1024, 4096)
  let (a, b) = (Tensor.normal([N, N], using: &generator), Tensor.normal([N, N], using: &generator))
  let (x, y) = (Tensor.normal([size, size], using: &generator), Tensor.normal([size, size], using: &generator))
  let (products, count) = (Double(N * N * N), Double(size * size))
  let machine = Machine.measured()

  var table = Table(["operation", "multiply-adds", "MB", "ms", "of the peak", "of the bandwidth"])
  // Numbers read and written, if no cache held any of them.
  func add(_ name: String, multiplyAdds: Double, numbers: Double, _ operation: () -> Void) {
    let seconds = Bill.seconds(of: operation)
    let bytes = numbers * Double(MemoryLayout<Scalar>.size)
    let shares = (
      peak: multiplyAdds / machine.multiplyAddsPerSecond / seconds,
      bandwidth: bytes / machine.bytesPerSecond / seconds
    )
    table.add([
      name, "\(number(multiplyAdds / 1e6)) M", number(bytes / 1e6), number(seconds * 1e3),
      "\(Int((shares.peak * 100).rounded())) %", "\(Int((shares.bandwidth * 100).rounded())) %",
    ])
    chapter.results[name] = [
      "seconds": JSON(seconds), "shareOfPeak": JSON(shares.peak), "shareOfBandwidth": JSON(shares.bandwidth),
    ]
  }
  add("a · b", multiplyAdds: products, numbers: 3 * Double(N * N)) { _ = matmul(a, b) }
  add("x + y", multiplyAdds: count, numbers: 3 * count) { _ = x + y }
  add("softmax(x)", multiplyAdds: 0, numbers: 2 * count) { _ = softmax(x) }
  add("x.transposed", multiplyAdds: 0, numbers: 2 * count) { _ = x.transposed }
  add("x.sum", multiplyAdds: count, numbers: count) { _ = x.sum }
  say("\(table)")
  say("a and b are [\(N), \(N)], x and y [\(size), \(size)].")
  say()
}
