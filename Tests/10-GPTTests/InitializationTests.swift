import Tensors
import Testing
import Training

@testable import GPT

struct InitializationTests {
  private func model(_ change: (inout GPTConfiguration) -> Void = { _ in }) -> GPTModel {
    var generator = Generator(seed: 1)
    var shape = GPTConfiguration(width: 64, heads: 4, depth: 2)
    (shape.vocabularySize, shape.contextLimit) = (100, 80)
    change(&shape)
    return GPTModel(shape, using: &generator)
  }

  private func deviation(_ x: Tensor) -> Scalar { x.norm / Scalar(x.count).squareRoot() }

  @Test(arguments: [0.02, 0.1]) func `both tables are drawn with the initial deviation`(wanted: Scalar) {
    let model = model { $0.initialDeviation = wanted }
    for table in [model.tokens.weight.value, model.positions!.weight.value] {
      #expect(abs(deviation(table) / wanted - 1) < 0.05)
    }
  }

  @Test func `no matrix begins smaller where that is not asked for`() {
    let model = model { $0.scalesResidualProjections = false }
    for (path, linear) in model.linears { #expect(abs(deviation(linear.weight.value) / 0.02 - 1) < 0.05, "\(path)") }
  }

  @Test func `norms begin as plain ones`() {
    for (path, variable) in model().parameters where path.hasSuffix("gain") {
      #expect(variable.value == .ones(64), "\(path)")
    }
  }

  @Test func `another seed gives other weights, the same one the same`() {
    #expect(model().tokens.weight.value == model().tokens.weight.value)
    var generator = Generator(seed: 2)
    let other = GPTModel(model().configuration, using: &generator)
    #expect(other.tokens.weight.value != model().tokens.weight.value)
  }
}
