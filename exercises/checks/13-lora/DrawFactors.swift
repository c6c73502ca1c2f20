import Exercises
import Foundation
import LoRA
import Solutions
import Tensors

private typealias Factors = (a: Tensor, b: Tensor)

private typealias Answer = @Sendable (_ I: Int, _ O: Int, _ r: Int, _ generator: inout Generator) throws -> Factors

extension Exercise {
  static let drawFactors = Exercise(
    "13.2", "drawFactors", solution: LoRASolutions.self,
    answer: { (answers: any LoRATasks.Type) in answers.drawFactors },
    hints: [
      "The product A·B has to be zero, so one factor is. If both were, both gradients would be zero, too, since each has the other factor in it.",
      "Tensor.uniform([I, r], in: -bound..<bound, using: &generator) draws A; Tensor.zeros(r, O) is B.",
      "After a guard that r >= 1: let bound = 1 / Scalar(I).squareRoot(), and return (.uniform([I, r], in: -bound..<bound, using: &generator), .zeros(r, O)).",
    ],
    forbidden: ["LoRALayer"], mistakes: mistakes, probes: probes)
}

/// Factors with one thing done differently, which the mistakes choose.
private struct Drawer {
  var bound: (_ I: Int, _ O: Int, _ r: Int) -> Scalar = { I, _, _ in 1 / Scalar(I).squareRoot() }
  var drawA: (_ shape: [Int], _ bound: Scalar, _ generator: inout Generator) -> Tensor = uniform
  var drawB: (_ shape: [Int], _ bound: Scalar, _ generator: inout Generator) -> Tensor = { shape, _, _ in
    Tensor(repeating: 0, shape: shape)
  }

  func callAsFunction(_ I: Int, _ O: Int, _ r: Int, _ generator: inout Generator) throws -> Factors {
    if r < 1 { throw Misfit("\(r)") }
    let bound = bound(I, O, r)
    let a = drawA([I, r], bound, &generator)
    return (a, drawB([r, O], bound, &generator))
  }
}

private func uniform(_ shape: [Int], _ bound: Scalar, _ generator: inout Generator) -> Tensor {
  .uniform(shape, in: -bound..<bound, using: &generator)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("both factors are zero: so are both gradients, and nothing is ever learned; draw A") {
    try Drawer(drawA: { shape, _, _ in Tensor(repeating: 0, shape: shape) })($0, $1, $2, &$3)
  },
  Mistake("both factors are random: then a new adapter changes the model; B is zero") {
    try Drawer(drawB: uniform)($0, $1, $2, &$3)
  },
  Mistake("A is zero and B random: this would learn, too, but here A is drawn and B is zero") {
    let (a, b) = try Drawer(drawB: uniform)($0, $1, $2, &$3)
    return (0 * a, b)
  },
  Mistake("the bound is 1 / I: it is 1 / √I, or x·A is small where there are many inputs") {
    try Drawer(bound: { I, _, _ in 1 / Scalar(I) })($0, $1, $2, &$3)
  },
  Mistake("the bound is 1 / √r: it is 1 / √I, as each number of x·A is a sum over the inputs") {
    try Drawer(bound: { _, _, r in 1 / Scalar(r).squareRoot() })($0, $1, $2, &$3)
  },
  Mistake("the bound is 1 / √O: it is 1 / √I, as each number of x·A is a sum over the inputs") {
    try Drawer(bound: { _, O, _ in 1 / Scalar(O).squareRoot() })($0, $1, $2, &$3)
  },
  Mistake("the bound is √(6 / I), Kaiming's for a relu: PyTorch's for linear layers, taken here, is 1 / √I") {
    try Drawer(bound: { I, _, _ in (6 / Scalar(I)).squareRoot() })($0, $1, $2, &$3)
  },
  Mistake("the bound is √(3 / I), so that the variance is 1 / I: here the bound itself is 1 / √I") {
    try Drawer(bound: { I, _, _ in (3 / Scalar(I)).squareRoot() })($0, $1, $2, &$3)
  },
  Mistake("the bound is √(6 / (I + r)), Xavier's: here it is 1 / √I") {
    try Drawer(bound: { I, _, r in (6 / Scalar(I + r)).squareRoot() })($0, $1, $2, &$3)
  },
  Mistake("the bound is 1, whatever I is: it is 1 / √I") {
    try Drawer(bound: { _, _, _ in 1 })($0, $1, $2, &$3)
  },
  Mistake("A is normal with the deviation 1 / √I: it is uniform within ±1 / √I") {
    try Drawer(drawA: { .normal($0, deviation: $1, using: &$2) })($0, $1, $2, &$3)
  },
  Mistake("A is normal with the deviation 0.02: it is uniform within ±1 / √I") {
    try Drawer(drawA: { shape, _, generator in .normal(shape, deviation: 0.02, using: &generator) })($0, $1, $2, &$3)
  },
  Mistake("A has no negative numbers: it is uniform from −1 / √I to 1 / √I") {
    try Drawer(drawA: { .uniform($0, in: 0..<$1, using: &$2) })($0, $1, $2, &$3)
  },
  Mistake("all columns of A are equal: then the update has the rank 1; draw each number") {
    try Drawer(drawA: { shape, bound, generator in
      uniform([shape[0], 1], bound, &generator).broadcast(to: shape)
    })($0, $1, $2, &$3)
  },
  Mistake("the factors are transposed, as PyTorch stores them: here A is [I, r] and B [r, O]") {
    let (a, b) = try Drawer()($0, $1, $2, &$3)
    return (a.transposed, b.transposed)
  },
  Mistake("a generator of its own was made: draw from the one that is given") { I, O, r, _ in
    var own = Generator(seed: 1)
    return try Drawer()(I, O, r, &own)
  },
  Mistake("the system's random numbers were used: pass `using: &generator`") {
    try Drawer(drawA: { shape, bound, _ in
      Tensor(shape: shape) { _ in Scalar.random(in: -bound..<bound) }
    })($0, $1, $2, &$3)
  },
  Mistake("a rank below 1 was not refused: throw a Misfit") {
    try Drawer()($0, $1, max(1, $2), &$3)
  },
]

private func probes(_ drawFactors: @escaping Answer) -> [Probe] {
  func factors(_ I: Int, _ O: Int, _ r: Int, seed: Int = 1) throws -> Factors {
    var generator = Generator(seed: seed)
    return try drawFactors(I, O, r, &generator)
  }
  // Only what all random factors have in common is compared. Nearly 10,000 numbers have the deviation of what they are
  // drawn from.
  let (I, O, r) = (144, 81, 64)
  let label = "A · √I, for 144 inputs, 81 outputs and rank 64"
  func inBounds() throws -> Tensor { try factors(I, O, r).a * Scalar(I).squareRoot() }
  func rounded(_ number: Scalar) -> Tensor { Tensor((10 * number).rounded() / 10) }
  func isTrue(_ condition: Bool) -> [Int] { [condition ? 1 : 0] }
  return [
    .values("the shape of A, for 5 inputs, 3 outputs and rank 2", try factors(5, 3, 2).a.shape, are: [5, 2]),
    .values("the shape of B, for 5 inputs, 3 outputs and rank 2", try factors(5, 3, 2).b.shape, are: [2, 3]),
    .values(
      "how many numbers of B are not 0", [try factors(I, O, r).b.scalars.count { $0 != 0 }], are: [0]),
    .values("the mean of \(label), to one decimal", try rounded(inBounds().mean), are: Tensor(0)),
    .values(
      "the deviation of \(label), to one decimal",
      try rounded(inBounds().norm / Scalar(I * r).squareRoot()), are: Tensor(0.6)),
    .values(
      "the whole part of the largest magnitude, at most 3, of \(label)",
      [min(3, Int(try inBounds().map { abs($0) }.max * 0.999))], are: [0]),
    .values(
      "whether a tenth of the numbers is in each tenth of the range of \(label), give or take 3 %",
      try {
        let numbers = try inBounds()
        let counts = (0..<10).map { tenth in
          numbers.scalars.count { Int((5 * ($0 + 1)).rounded(.down)) == tenth }
        }
        return isTrue(counts.allSatisfy { abs(10 * $0 - I * r) < 3 * I * r / 10 })
      }(), are: [1]),
    .values(
      "the number of different columns of A, for rank 64",
      try { a in [Set((0..<a.shape[1]).map { a.transposed.row($0).scalars }).count] }(factors(I, O, r).a), are: [64]),
    .property(
      "two equal generators give the same A", isTrue(try factors(I, O, r).a == factors(I, O, r).a), equals: [1]),
    .property(
      "one generator gives another A the second time",
      try {
        var generator = Generator(seed: 2)
        let first = try drawFactors(I, O, r, &generator).a
        return isTrue(try drawFactors(I, O, r, &generator).a == first)
      }(), equals: [0]),
    .refuses("rank 0", try factors(5, 3, 0).a.shape),
  ]
}
