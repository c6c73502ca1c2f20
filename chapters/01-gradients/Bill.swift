import Course
import Gradients

// N examples · H hidden units

/// The bill of a training step on tensors: of the network above, and of one that is wide enough to be worth it.
func showBill(_ chapter: Chapter) {
  var generator = chapter.generator
  let small = initialParameters(hidden: 8, using: &generator)
  let variables = small.map { Variable($0) }
  let (N, H) = chapter.isQuick ? (64, 64) : (1024, 2048)
  let x = constant(.normal([N, 2], using: &generator))
  let wide = initialParameters(hidden: H, using: &generator).map { Variable($0) }

  func bill(_ name: String, examples: Int, hidden: Int, _ step: () -> Void) -> Bill {
    // Each example meets 2·H weights of the hidden layer and H of the output.
    Bill(
      name, parameters: 4 * hidden + 1, forward: Double(examples * 3 * hidden),
      activations: Double(examples * (3 * hidden + 3)), statePerParameter: 0,
      seconds: Bill.seconds { for _ in 0..<10 { step() } } / 10)
  }
  func descend(_ parameters: [Variable], _ loss: Variable) {
    loss.backward()
    for variable in parameters {
      let gradient = variable.gradient!
      variable.update { $0 -= gradient * 1e-3 }
      variable.gradient = nil
    }
  }
  chapter.showBills([
    bill("small", examples: 4, hidden: 8) { descend(variables, squaredError(variables)) },
    bill("wide", examples: N, hidden: H) {
      let h = tanh(matmul(x, wide[0]) + wide[1])  // [N, H]
      let y = matmul(h, wide[2]) + wide[3]  // [N, 1]
      descend(wide, (y * y).mean)
    },
  ])
  say()
}
