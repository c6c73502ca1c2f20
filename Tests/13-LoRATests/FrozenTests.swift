import GPT
import TestSupport
import Testing
import Training

@testable import Gradients
@testable import LoRA

/// What is frozen costs nothing.
struct FrozenTests {
  /// The variables from which a result was computed, as far as they are recorded.
  private func graph(of result: Variable) -> [Variable] {
    var (found, open): ([ObjectIdentifier: Variable], [Variable]) = ([:], [result])
    while let variable = open.popLast() {
      guard found.updateValue(variable, forKey: ObjectIdentifier(variable)) == nil else { continue }
      open += variable.parents
    }
    return Array(found.values)
  }

  private func recorded(depth: Int, targets: [String]) -> [Variable] {
    let model = tinyGPT(depth: depth)
    model.setTrainable(false)
    trainedAdapter(for: model, targets: targets).attach(to: model)
    return graph(of: model(tinyTokens, batch: 2).sum)
  }

  @Test func `nothing is recorded below the lowest trainable block`() {
    let counts = [1, 2, 5].map { recorded(depth: $0, targets: ["*.\($0 - 1).*.query"]).count }
    #expect(Set(counts).count == 1, "\(counts)")
    #expect(recorded(depth: 5, targets: ["*.0.*.query"]).count > 2 * counts[0], "below it is the other end")
  }

  @Test func `the loss depends on no other leaf than A and B`() {
    let model = tinyGPT()
    model.setTrainable(false)
    let adapter = trainedAdapter(for: model)
    adapter.attach(to: model)
    let leaves = graph(of: model(tinyTokens, batch: 2).sum).filter { $0.isLeaf && $0.isTrainable }
    #expect(Set(leaves.map(ObjectIdentifier.init)) == Set(adapter.parameters.map { ObjectIdentifier($0.variable) }))
    adapter.setTrainable(false)
    #expect(graph(of: model(tinyTokens, batch: 2).sum).count == 1, "with no trainable leaf nothing is recorded")
  }

  @Test(arguments: [FineTuning.head, .biases, .prefix(2), .lora(LoRAConfiguration(rank: 2))])
  func `frozen parameters get no gradient, no optimizer state, and stay as they are`(way: FineTuning) {
    let model = tinyGPT()
    var generator = Generator(seed: 1)
    way.prepare(model, using: &generator)
    let head = Linear(11, 2, using: &generator)
    let parameters = model.parameters + head.parameters
    let optimizer = AdamW(parameters)
    let before = parameters.map(\.variable.value)
    for _ in 0..<3 {
      crossEntropy(head(model(tinyTokens, batch: 2)), [0, 1, 1, 0, 1, 0, 0, 1, 1, 0]).backward()
      for (path, variable) in parameters where !variable.isTrainable { #expect(variable.gradient == nil, "\(path)") }
      optimizer.step(rate: 1e-2)
      optimizer.clearGradients()
    }
    for (index, (path, variable)) in parameters.enumerated() {
      #expect((optimizer.state["mean"]![index] != nil) == variable.isTrainable, "\(path)")
      // A bias of the keys changes no weight: its gradient is zero, or rounding.
      if path.hasSuffix("key.bias") { continue }
      #expect((variable.value != before[index]) == variable.isTrainable, "\(path)")
    }
    #expect(head.parameters.allSatisfy { $0.variable.isTrainable })
  }
}
