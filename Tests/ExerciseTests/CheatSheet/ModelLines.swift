import Testing
import Training

/// The lines of the cheat sheet on variables, modules and training.
struct ModelLines {
  @Test func `variables and gradients`() {
    let w = Variable([[1, 2]])
    let x = constant([[3], [4]])
    let loss = tanh(matmul(w, x) * 0).sum + (w * w).sum
    check(loss.value.scalar, 5)
    loss.backward()
    check(w.gradient, [[2, 4]])
    w.update { $0 -= 0.5 * w.gradient! }
    check(w.value, [[0, 0]])
    w.gradient = nil
    check(w.detached.isTrainable, false)
    let y = withoutGradients { w * w }
    #expect(y.value == [[0, 0]] && !y.isTrainable)
    w.isTrainable = false
    #expect(!(w * w).isTrainable && w.gradient == nil)
  }

  @Test func `modules and training`() {
    struct Classifier: Module {
      let hidden: Linear
      let norm = LayerNorm(8)
      let dropout = Dropout(0.1)
      let output: Linear

      init(_ inputs: Int, _ classes: Int, using generator: inout Generator) {
        hidden = Linear(inputs, 8, using: &generator)
        output = Linear(8, classes, using: &generator)
      }

      func callAsFunction(_ x: Variable, _ mode: Mode) -> Variable {
        output(dropout(norm(tanh(hidden(x))), mode))
      }
    }

    var generator = Generator(seed: 1)
    let randomness = Randomness(seed: 2)
    let (x, targets) = (Variable(.normal([4, 2], using: &generator), isTrainable: false), [0, 1, 2, 0])
    var printed = ""
    func print(_ value: Any) { printed = "\(value)" }
    let model = Classifier(2, 3, using: &generator)
    print(model)
    #expect(printed.hasPrefix("Classifier: 67 parameters\n  hidden.weight"))
    check(model.parameterCount, 67)
    check(model.parameters[0].path, "hidden.weight")
    check(model.hidden.weight.shape, [2, 8])
    let before = model.hidden.weight.value
    let optimizer = AdamW(model.parameters)
    let logits = model(x, .training(randomness))
    let loss = crossEntropy(logits, targets)
    optimizer.clearGradients()
    loss.backward()
    optimizer.clipGradients(toNorm: 1)
    optimizer.step(rate: 0.01)
    #expect(model.hidden.weight.value != before)
    check(model(x, .evaluation).shape, [4, 3])
    model.setTrainable(false) { $0.hasPrefix("hidden") }
    #expect(model.parameters.filter { !$0.variable.isTrainable }.map(\.path) == ["hidden.weight", "hidden.bias"])
  }
}
