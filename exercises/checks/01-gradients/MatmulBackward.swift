import Exercises
import Gradients
import Solutions

private typealias Answer = @Sendable (_ dY: Tensor, _ a: Tensor, _ b: Tensor) throws -> (dA: Tensor, dB: Tensor)

extension Exercise {
  static let matmulBackward = Exercise(
    "01.2", "matmulBackward", solution: GradientSolutions.self,
    answer: { (answers: any GradientTasks.Type) in answers.matmulBackward },
    hints: [
      "The entry a(i, k) is multiplied by b(k, j) and added to y(i, j), for every j. What is ∂y(i, j)/∂a(i, k)?",
      "dA[i, k] = Σⱼ dY[i, j] · B[k, j]: a matrix product with one factor transposed. dB likewise, from A.",
      "dA = dY · Bᵀ and dB = Aᵀ · dY, with matmul and transposed.",
    ],
    forbidden: ["Variable"], mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("nothing was transposed: dA = dY · Bᵀ and dB = Aᵀ · dY") { dY, a, b in (matmul(dY, b), matmul(a, dY)) },
  Mistake("the factors are swapped: a matrix product is not commutative") { dY, a, b in
    (matmul(b.transposed, dY), matmul(dY, a.transposed))
  },
  Mistake("dA and dB are swapped") { dY, a, b in (matmul(a.transposed, dY), matmul(dY, b.transposed)) },
  Mistake("dY was left out: this is the gradient of the sum of Y") { dY, a, b in
    let ones = dY * 0 + 1
    return (matmul(ones, b.transposed), matmul(a.transposed, ones))
  },
  Mistake("dY was transposed instead of the other factor") { dY, a, b in
    (matmul(dY.transposed, b), matmul(a, dY.transposed))
  },
]

private func probes(_ matmulBackward: @escaping Answer) -> [Probe] {
  // Square matrices, so that a wrong product gives wrong numbers and not a trap.
  let (a, b, dY) = (random(3, 3, seed: 1), random(3, 3, seed: 2), random(3, 3, seed: 3))
  let expected = gradients(of: [a, b], weightedBy: dY) { matmul($0[0], $0[1]) }
  let (row, column) = (random(1, 4, seed: 4), random(4, 1, seed: 5))
  return [
    .gradient("A in [3, 3] · [3, 3]", try matmulBackward(dY, a, b).dA, is: expected[0]),
    .gradient("B in [3, 3] · [3, 3]", try matmulBackward(dY, a, b).dB, is: expected[1]),
    .property("in [1, 4] · [4, 1], dA is Bᵀ", try matmulBackward([[1]], row, column).dA, equals: column.transposed),
    .property("in [1, 4] · [4, 1], dB is Aᵀ", try matmulBackward([[1]], row, column).dB, equals: row.transposed),
  ]
}
