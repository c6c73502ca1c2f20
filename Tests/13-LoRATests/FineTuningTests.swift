import GPT
import TestSupport
import Testing
import Training
import Transformer

@testable import LoRA

/// Which parameters each way to fine-tune trains.
struct FineTuningTests {
  private func trained(_ way: FineTuning, _ model: any Module) -> [String] {
    var generator = Generator(seed: 1)
    way.prepare(model, using: &generator)
    return model.parameters.filter(\.variable.isTrainable).map(\.path)
  }

  @Test func `each way trains what it says`() {
    let all = tinyGPT().parameters.map(\.path)
    #expect(trained(.full, tinyGPT()) == all)
    #expect(trained(.head, tinyGPT()) == [])
    #expect(trained(.biases, tinyGPT()) == all.filter { $0.hasSuffix(".bias") })
    #expect(
      all.filter { $0.hasSuffix(".bias") }.count == 2 * 8 + 1, "six linear maps and two norms a block, and a norm")
    let attentions = (0..<2).map { "stack.blocks.\($0).attention" }
    #expect(trained(.prefix(3), tinyGPT()) == attentions.flatMap { ["\($0).prefix.keys", "\($0).prefix.values"] })
    #expect(
      trained(.lora(LoRAConfiguration(rank: 2)), tinyGPT())
        == attentions.flatMap { path in
          ["query", "value"].flatMap { ["\(path).\($0).adapter.a", "\(path).\($0).adapter.b"] }
        })
  }

  @Test func `a way that follows another begins anew`() {
    let model = tinyGPT()
    _ = trained(.full, model)
    #expect(trained(.biases, model).allSatisfy { $0.hasSuffix(".bias") })
  }

  @Test func `the adapter comes back, attached`() {
    let model = tinyGPT()
    var generator = Generator(seed: 1)
    let adapter = FineTuning.lora(LoRAConfiguration(rank: 2)).prepare(model, using: &generator)
    #expect(adapter?.entries.count == 4)
    #expect(model.trainableParameterCount == adapter!.parameterCount && adapter!.parameterCount == 4 * 2 * 16)
    #expect(FineTuning.head.prepare(model, using: &generator) == nil)
  }

  @Test func `a prefix has the width of each attention's keys, and small numbers`() {
    let model = tinyT5()
    #expect(trained(.prefix(40), model).count == 2 * 6, "four self-attentions and two cross-attentions")
    let prefixes = model.parts(of: AttentionPrefix.self)
    let numbers = prefixes.flatMap { [$0.part.keys!.value, $0.part.values!.value] }
    #expect(numbers.allSatisfy { $0.shape == [40, 6] } && model.trainableParameterCount == 12 * 40 * 6)
    let deviation = (numbers.reduce(0) { $0 + $1.squaredNorm } / Scalar(12 * 40 * 6)).squareRoot()
    #expect(abs(deviation / 0.1 - 1) < 0.05 && numbers[0] != numbers[1])
  }

  // MARK: The recurrent baseline

  @Test func `each way trains of the recurrent encoder what it says`() {
    func trained(_ way: FineTuning) -> [String] {
      tinyRecurrentEncoder(way).parameters.filter(\.variable.isTrainable).map(\.path)
    }
    let cells = ["net.layers.0.forward", "net.layers.0.backward"]
    #expect(trained(.head) == [])
    #expect(trained(.biases) == cells.map { "\($0).bias" })
    #expect(
      trained(.full) == ["embedding.weight"] + cells.flatMap { ["\($0).input", "\($0).recurrent", "\($0).bias"] })
    #expect(trained(.prefix(1)) == ["start.0", "start.1"])
    let updates = (0..<2).flatMap { cell in
      ["input.a", "input.b", "recurrent.a", "recurrent.b"].map { "updates.cells.\(cell).\($0)" }
    }
    #expect(trained(.lora(LoRAConfiguration(rank: 2))) == updates)
  }

  @Test(arguments: [FineTuning.full, .head, .biases, .prefix(1), .lora(LoRAConfiguration(rank: 2))])
  func `at first the recurrent encoder computes what was pre-trained, whichever way`(way: FineTuning) {
    expectEqual(tinyRecurrentEncoder(way)(tinyInput).value, to: tinyRecurrentEncoder(.full)(tinyInput).value)
  }

  @Test func `the recurrent encoder has the width of its states, and pools the last of both directions`() {
    let encoder = tinyRecurrentEncoder(.head)
    let states = encoder(tinyInput)
    #expect(states.shape == [2, tinyInput.width, encoder.width] && encoder.width == 8)
    let (pooled, lengths) = (encoder.pooled(states, lengths: tinyInput.lengths).value, tinyInput.lengths)
    for row in 0..<2 {
      let rows = states.value.row(row)
      expectEqual(
        pooled.row(row),
        to: .concatenate([
          rows.row(lengths[row] - 1).slice(axis: 0, 0..<4), rows.row(0).slice(axis: 0, 4..<8),
        ]))
    }
  }

  @Test func `padding does not reach the recurrent encoder`() {
    let encoder = tinyRecurrentEncoder(.lora(LoRAConfiguration(rank: 2)))
    randomize(encoder.updates!.parameters, seed: 12)
    var other = tinyInput
    for position in tinyInput.lengths[1]..<tinyInput.width { other.tokens[tinyInput.width + position] = 7 }
    #expect(other != tinyInput)
    expectEqual(encoder(other).value, to: encoder(tinyInput).value)
  }

  @Test func `the recurrent encoder starts from the learned states, one for each direction`() {
    let encoder = tinyRecurrentEncoder(.prefix(1))
    let before = encoder(tinyInput).value
    encoder.start![0].update { $0 = $0 + 1 }
    let after = encoder(tinyInput).value
    expectEqual(after.columns(4..<8), to: before.columns(4..<8), "the other direction")
    #expect((after - before).columns(0..<4).row(0).row(0).norm > 0.1, "the first position")
  }
}
