import Exercises
import Solutions
import Tensors

private typealias Answer = @Sendable (_ parents: [[Int]], _ loss: Int) throws -> [Int]

extension Exercise {
  static let backwardOrder = Exercise(
    "01.6", "backwardOrder", mine: MyGradients.backwardOrder, solution: GradientSolutions.backwardOrder,
    hints: [
      "Turn the question round: in the order of computation, a node comes after all of its parents.",
      "Visit depth first, write a node down when all of its parents are written down, and never visit one twice.",
      "func visit(n): if new, visit each parent, then append n. Call visit(loss) and return the list reversed.",
    ],
    mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the parents come first: this is the order of computation, and gradients flow the other way") {
    try GradientSolutions.backwardOrder(parents: $0, from: $1).reversed()
  },
  Mistake("a node was written down when it was first reached, depth first: a longer way may reach it later") {
    parents, loss in
    var order: [Int] = []
    func visit(_ node: Int) {
      if order.contains(node) { return }
      order.append(node)
      parents[node].forEach(visit)
    }
    visit(loss)
    return order
  },
  Mistake("nodes were taken breadth first: a longer way may reach one after its turn") { parents, loss in
    var order = [loss]
    var next = 0
    while next < order.count {
      for parent in parents[order[next]] where !order.contains(parent) { order.append(parent) }
      next += 1
    }
    return order
  },
  Mistake("a node that is used twice appears twice: remember which were visited") { parents, loss in
    func visit(_ node: Int) -> [Int] { parents[node].flatMap(visit) + [node] }
    return visit(loss).reversed()
  },
  Mistake("nodes that do not lead to the loss were not left out") { parents, loss in
    let order = try GradientSolutions.backwardOrder(parents: parents, from: loss)
    return order + parents.indices.filter { !order.contains($0) }
  },
  Mistake("the nodes were sorted by number: numbers say nothing about what was computed when") { parents, loss in
    try GradientSolutions.backwardOrder(parents: parents, from: loss).sorted(by: >)
  },
]

private func probes(_ backwardOrder: @escaping Answer) -> [Probe] {
  func values(_ parents: [[Int]], _ loss: Int, are order: [Int]) -> Probe {
    let label = "parents \(parents), loss \(loss)"
    return .values(label, Tensor(whole: try backwardOrder(parents, loss)), are: Tensor(whole: order))
  }
  return [
    values([[], [0], [1]], 2, are: [2, 1, 0]),
    // Breadth first would go 4, 1, 3, 0, 2; taking a node at first sight, depth first, 4, 1, 0, 3, 2.
    values([[], [0], [1], [2], [1, 3]], 4, are: [4, 3, 2, 1, 0]),
    values([[3], [2, 0], [0], []], 1, are: [1, 2, 0, 3]),
    values([[], [0], [1], [0, 2]], 2, are: [2, 1, 0]),
  ]
}
