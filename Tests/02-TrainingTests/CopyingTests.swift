import Gradients
import Tensors
import Testing

@testable import Training

struct CopyingTests {
  private func model(_ seed: Int, widths: [Int] = [3, 4, 2]) -> MLP {
    var generator = Generator(seed: seed)
    return MLP(widths: widths, using: &generator)
  }

  @Test func `a module takes the numbers of another, and keeps variables of its own`() {
    let (copy, original) = (model(1), model(2))
    let before = original.parameters.map(\.variable.value)
    copy.setParameters(from: original)
    for ((own, theirs), before) in zip(zip(copy.parameters, original.parameters), before) {
      #expect(own.variable.value == before && theirs.variable.value == before, "\(own.path)")
      #expect(own.variable !== theirs.variable, "\(own.path)")
    }
    copy.parameters[0].variable.update { $0 = $0 + 1 }
    #expect(original.parameters[0].variable.value == before[0])
  }

  @Test func `buffers are copied, too`() {
    let (copy, original) = (BatchNorm(3), BatchNorm(3))
    original.mean.value = [1, 2, 3]
    original.variance.value = [4, 5, 6]
    copy.setParameters(from: original)
    #expect(copy.mean.value == [1, 2, 3] && copy.variance.value == [4, 5, 6])
    copy.mean.value = [0, 0, 0]
    #expect(original.mean.value == [1, 2, 3])
  }

  @Test func `what is frozen is copied, too, and stays frozen`() {
    let (copy, original) = (model(1), model(2))
    copy.setTrainable(false) { $0 == "layers.0.weight" }
    copy.setParameters(from: original)
    #expect(copy.parameters[0].variable.value == original.parameters[0].variable.value)
    #expect(copy.parameters.map(\.variable.isTrainable) == [false, true, true, true])
  }

  @Test func `a module with other shapes is refused`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = Generator(seed: 1)
      let narrow = MLP(widths: [3, 4, 2], using: &generator)
      narrow.setParameters(from: MLP(widths: [3, 5, 2], using: &generator))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("layers.0.weight [3, 4] cannot take layers.0.weight [3, 5]"), "\(message)")
  }

  @Test func `a module with other paths is refused`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      LayerNorm(4).setParameters(from: RMSNorm(4))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("2 parameters cannot take 1"), "\(message)")
    let other = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = Generator(seed: 1)
      LayerNorm(4).setParameters(from: Linear(4, 4, using: &generator))
    }
    let otherMessage = String(decoding: other?.standardErrorContent ?? [], as: UTF8.self)
    #expect(otherMessage.contains("gain [4] cannot take weight [4, 4]"), "\(otherMessage)")
  }
}
