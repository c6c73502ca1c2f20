import Exercises
import Solutions
import Tensors

private typealias Answer = @Sendable (_ a: Tensor, _ b: Tensor) throws -> Tensor

extension Exercise {
  static let matmul = Exercise(
    "00.1", "matmul", solution: TensorSolutions.self,
    answer: { (answers: any TensorTasks.Type) in answers.matmul },
    hints: [
      "Three loops: two over the entries of the result, the third over the K terms of one sum.",
      "The row stride of a is K. That of b and of the result is N: b(k, j) has the offset k * N + j.",
      "Start from [Scalar](repeating: 0, count: M * N) and do c[i * N + j] += a.scalars[i * K + k] * b.scalars[k * N + j].",
    ],
    forbidden: ["Tensors.matmul"], mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("b was read as if it were transposed: its row stride is N, not K") { a, b in
    let ((M, K), (_, N)) = (a.shape2, b.shape2)
    return Tensor(shape: [M, N]) { index in
      (0..<K).reduce(0) { $0 + a.scalars[index[0] * K + $1] * b.scalars[index[1] * K + $1] }
    }
  },
  Mistake("the row stride of a was taken to be N: it is K") { a, b in
    let ((M, K), (_, N)) = (a.shape2, b.shape2)
    return Tensor(shape: [M, N]) { index in
      (0..<K).reduce(0) { $0 + a.scalars[index[0] * N + $1] * b.scalars[$1 * N + index[1]] }
    }
  },
  Mistake("the row stride of the result was taken to be M: it is N") { a, b in
    let ((M, K), (_, N)) = (a.shape2, b.shape2)
    var c = Tensor.zeros(M, N)
    for position in 0..<M * N {
      let (i, j) = (position / N, position % N)
      let sum = (0..<K).reduce(0) { $0 + a.scalars[i * K + $1] * b.scalars[$1 * N + j] }
      c.setScalar(at: i * M + j, to: c.scalars[i * M + j] + sum)
    }
    return c
  },
  Mistake("only the last term is left: add each term to the sum, do not assign it") { a, b in
    let K = a.shape[1]
    return Tensors.matmul(a.columns(K - 1..<K), b.rows(K - 1..<K))
  },
  Mistake("the last of the K terms is missing") { a, b in
    let K = a.shape[1]
    return Tensors.matmul(a.columns(0..<K - 1), b.rows(0..<K - 1))
  },
  Mistake("the result is transposed: its row index is that of a") { a, b in Tensors.matmul(a, b).transposed },
  Mistake("the columns of a were never compared with the rows of b") { a, b in
    let K = min(a.shape[1], b.shape[0])
    return Tensors.matmul(a.columns(0..<K), b.rows(0..<K))
  },
  Mistake("this is another type of error than the task asks for: write `throw Misfit(\"…\")`") { a, b in
    if a.shape[1] != b.shape[0] { throw AnotherError.columns }
    return Tensors.matmul(a, b)
  },
]

private enum AnotherError: Error { case columns }

private func probes(_ matmul: @escaping Answer) -> [Probe] {
  // N < K, so that a wrong stride gives wrong numbers rather than a trap.
  let (a, b) = (random(2, 4, seed: 1), random(4, 3, seed: 2))
  return [
    .values("[2, 4] · [4, 3]", try matmul(a, b), are: Tensors.matmul(a, b)),
    .property("a product with the identity changes nothing", try matmul(a, .identity(4)), equals: a),
    .refuses("[2, 3] · [4, 3]", try matmul(a.columns(0..<3), b)),
    .refuses("[2, 4] · [3, 3]", try matmul(a, b.rows(0..<3))),
  ]
}
