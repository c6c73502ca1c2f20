import Exercises
import Solutions
import Tensors

private typealias Answer = @Sendable (_ parents: [[Int]], _ loss: Int) throws -> [Int]

extension Exercise {
  static let backwardOrder = Exercise(
    "01.6", "backwardOrder", solution: GradientSolutions.self,
    answer: { (answers: any GradientTasks.Type) in answers.backwardOrder },
    hints: [
      "Begin with the order of the forward pass: there, a node comes after all of its parents.",
      "Visit the nodes depth first. Append a node when all of its parents are appended. Never visit one twice.",
      "func visit(n): if n is new, visit each parent, then append n. Call visit(loss) and reverse the list.",
    ],
    mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the parents come first: this is the order of the forward pass, and the backward pass is its reverse") {
    try GradientSolutions.backwardOrder(parents: $0, from: $1).reversed()
  },
  Mistake("a node was appended when it was first reached, depth first: a longer path may reach it later") {
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
  Mistake("nodes were taken breadth first: a longer path may reach one later") { parents, loss in
    var order = [loss]
    var next = 0
    while next < order.count {
      for parent in parents[order[next]] where !order.contains(parent) { order.append(parent) }
      next += 1
    }
    return order
  },
  Mistake("a node that is used twice appears twice: keep a set of the visited nodes") { parents, loss in
    func visit(_ node: Int) -> [Int] { parents[node].flatMap(visit) + [node] }
    return visit(loss).reversed()
  },
  Mistake("nodes that the loss does not depend on were not left out") { parents, loss in
    let order = try GradientSolutions.backwardOrder(parents: parents, from: loss)
    return order + parents.indices.filter { !order.contains($0) }
  },
  Mistake("the nodes were sorted by number: the number says nothing about when a node was computed") { parents, loss in
    try GradientSolutions.backwardOrder(parents: parents, from: loss).sorted(by: >)
  },
]

private func probes(_ backwardOrder: @escaping Answer) -> [Probe] {
  func values(_ parents: [[Int]], _ loss: Int, are order: [Int]) -> Probe {
    let label = "parents \(parents), loss \(loss)"
    return .values(label, try backwardOrder(parents, loss), are: order)
  }
  return [
    values([[], [0], [1]], 2, are: [2, 1, 0]),
    // Breadth first gives 4, 1, 3, 0, 2; appending a node when it is first reached, depth first, gives 4, 1, 0, 3, 2.
    values([[], [0], [1], [2], [1, 3]], 4, are: [4, 3, 2, 1, 0]),
    values([[3], [2, 0], [0], []], 1, are: [1, 2, 0, 3]),
    values([[], [0], [1], [0, 2]], 2, are: [2, 1, 0]),
  ]
}
