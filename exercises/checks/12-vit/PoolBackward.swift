import Exercises
import Gradients
import Solutions
import Tensors
import ViT

private typealias Answer = @Sendable (_ x: Tensor, _ dy: Tensor, _ k: Int) throws -> Tensor

extension Exercise {
  static let poolBackward = Exercise(
    "12.5", "poolBackward", solution: ViTSolutions.self,
    answer: { (answers: any ViTTasks.Type) in answers.poolBackward },
    hints: [
      "The output is one of the numbers of its square, so its derivative is 1 for that one and 0 for the rest. Find for each square and channel where that number was.",
      "Square (v, u) has the rows v·k ..< (v + 1)·k and the columns u·k ..< (u + 1)·k. Begin with its first pixel, and go on to another one only if that is larger: so the first of equal ones stays.",
      "var dx = 0 * x; for each b, v, u and c search for (row, column) as above, and set dx[b, row, column, c] = dy[b, v, u, c].",
    ],
    forbidden: ["maxPool", "plainMaxPool"], mistakes: mistakes, probes: probes)
}

/// The backward pass with one thing done differently, which the mistakes choose.
private struct Router {
  /// Which part of dy each number of a square gets, from all of them, row by row.
  var shares: (_ numbers: [Scalar]) -> [Scalar] = { only($0.firstIndex(of: $0.max()!)!, of: $0) }
  /// The channel that decides for channel c.
  var channel: (_ c: Int) -> Int = { $0 }
  /// Row and column of a number within its square.
  var offset: (_ m: Int, _ k: Int) -> (Int, Int) = { m, k in (m / k, m % k) }
  var passed: (_ dy: Scalar, _ x: Scalar) -> Scalar = { dy, _ in dy }

  func callAsFunction(_ x: Tensor, _ dy: Tensor, _ k: Int) -> Tensor {
    let (B, V, U, C) = dy.shape4
    var dx = 0 * x
    for square in 0..<B * V * U * C {
      let (b, v, u, c) = (square / (V * U * C), square / (U * C) % V, square / C % U, square % C)
      let pixels = (0..<k * k).map { (v * k + offset($0, k).0, u * k + offset($0, k).1) }
      let shares = shares(pixels.map { x[b, $0.0, $0.1, channel(c)] })
      for (pixel, share) in zip(pixels, shares) {
        dx[b, pixel.0, pixel.1, c] = share * passed(dy[b, v, u, c], x[b, pixel.0, pixel.1, c])
      }
    }
    return dx
  }
}

private func only(_ index: Int?, of numbers: [Scalar]) -> [Scalar] { numbers.indices.map { $0 == index ? 1 : 0 } }

private let mistakes: [Mistake<Answer>] = [
  Mistake("every pixel of a square gets dy: only the largest was in the output") {
    Router(shares: { $0.map { _ in 1 } })($0, $1, $2)
  },
  Mistake("dy was divided among all pixels of a square: that is the gradient of a mean") {
    Router(shares: { numbers in numbers.map { _ in 1 / Scalar(numbers.count) } })($0, $1, $2)
  },
  Mistake("all of several equally large numbers get dy: the first one gets it") {
    Router(shares: { numbers in numbers.map { $0 == numbers.max()! ? 1 : 0 } })($0, $1, $2)
  },
  Mistake("dy was divided among equally large numbers: the first one gets all of it") {
    Router(shares: { numbers in
      let count = numbers.count { $0 == numbers.max()! }
      return numbers.map { $0 == numbers.max()! ? 1 / Scalar(count) : 0 }
    })($0, $1, $2)
  },
  Mistake("the last of equally large numbers gets dy: it is the first") {
    Router(shares: { only($0.lastIndex(of: $0.max()!)!, of: $0) })($0, $1, $2)
  },
  Mistake("the first of equally large numbers was searched column by column: search row by row") {
    Router(offset: { m, k in (m % k, m / k) })($0, $1, $2)
  },
  Mistake("the smallest number of a square gets dy: it is the largest") {
    Router(shares: { only($0.firstIndex(of: $0.min()!)!, of: $0) })($0, $1, $2)
  },
  Mistake("the number of the largest size gets dy: signs count, so a negative one is small") {
    Router(shares: { numbers in
      let sizes = numbers.map { abs($0) }
      return only(sizes.firstIndex(of: sizes.max()!)!, of: numbers)
    })($0, $1, $2)
  },
  Mistake("the first pixel of each square gets dy: search for the largest") {
    Router(shares: { only(0, of: $0) })($0, $1, $2)
  },
  Mistake("the search began with 0, so that squares of negative numbers pass nothing on: begin with the first pixel") {
    Router(shares: { numbers in
      only(numbers.max()! > 0 ? numbers.firstIndex(of: numbers.max()!) : nil, of: numbers)
    })($0, $1, $2)
  },
  Mistake("the search began with 0 at the first pixel: begin with that pixel's own number") {
    Router(shares: { numbers in
      only(numbers.max()! > 0 ? numbers.firstIndex(of: numbers.max()!) : 0, of: numbers)
    })($0, $1, $2)
  },
  Mistake("all channels follow the first one: each has a largest number of its own") {
    Router(channel: { _ in 0 })($0, $1, $2)
  },
  Mistake("dy was multiplied by x: the derivative of the output by the largest number is 1") {
    Router(passed: { $0 * $1 })($0, $1, $2)
  },
  Mistake("this is the gradient of y, in its shape: that of x has the shape of x") { _, dy, _ in dy },
  Mistake("pixels beyond the last whole square were cut off: they are there, with the gradient 0") {
    let (_, V, U, _) = $1.shape4
    return Router()($0, $1, $2).slice(axis: 1, 0..<V * $2).slice(axis: 2, 0..<U * $2)
  },
  Mistake("the squares are 2 × 2, whatever k is") { x, dy, _ in Router()(x, dy, 2)
  },
  Mistake("the squares overlap, one at every pixel: the next one begins k pixels further on") { x, dy, k in
    let (B, V, U, C) = dy.shape4
    var dx = 0 * x
    for square in 0..<B * V * U * C {
      let (b, v, u, c) = (square / (V * U * C), square / (U * C) % V, square / C % U, square % C)
      let pixels = (0..<k * k).map { (v + $0 / k, u + $0 % k) }
      let largest = pixels.max { x[b, $0.0, $0.1, c] < x[b, $1.0, $1.1, c] }!
      dx[b, largest.0, largest.1, c] += dy[b, v, u, c]
    }
    return dx
  },
]

private func probes(_ poolBackward: @escaping Answer) -> [Probe] {
  func right(_ x: Tensor, _ dy: Tensor, _ k: Int) -> Tensor {
    gradients(of: [x], weightedBy: dy) { maxPool($0[0], size: k) }[0]
  }
  let (x, dy) = (random(2, 4, 7, 3, seed: 1), random(2, 2, 3, 3, seed: 2))
  let (few, fewGradient) = (random(1, 6, 6, 2, seed: 3).map { $0 > 0 ? 1 : 0 }, random(1, 3, 3, 2, seed: 4))
  let (large, largeGradient) = (random(1, 7, 6, 1, seed: 5), random(1, 2, 2, 1, seed: 6))
  return [
    .values("x of 4 × 7 pixels and 3 channels, k 2", try poolBackward(x, dy, 2), are: right(x, dy, 2)),
    .values(
      "x of zeros and ones, several of which are the largest of their square, k 2",
      try poolBackward(few, fewGradient, 2),
      are: right(few, fewGradient, 2)),
    .values("x of 7 × 6 pixels, k 3", try poolBackward(large, largeGradient, 3), are: right(large, largeGradient, 3)),
    .property(
      "negative numbers have a largest, too", try poolBackward(x - 10, dy, 2), equals: right(x - 10, dy, 2)),
    .property(
      "what comes out is what went in", try poolBackward(x, dy, 2).sum(axes: [1, 2]), equals: dy.sum(axes: [1, 2])),
  ]
}
