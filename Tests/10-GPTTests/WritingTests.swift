import RNN
import Tensors
import TestSupport
import Testing

@testable import GPT

// T context length

struct WritingTests {
  private func model(contextLimit: Int = 12, isRotary: Bool = false) -> GPTModel {
    var generator = Generator(seed: 4)
    var shape = smallConfiguration()
    (shape.initialDeviation, shape.contextLimit, shape.block.isRotary) = (0.5, contextLimit, isRotary)
    return GPTModel(shape, using: &generator)
  }

  private func prompt(_ count: Int) -> [Int] { (0..<count).map { ($0 * 7 + 3) % 11 } }

  private func write(_ model: GPTModel, _ prompt: [Int], _ count: Int, sampler: Sampler = .greedy) -> [Int] {
    var generator = Generator(seed: 9)
    return model.write(after: prompt, count: count, sampler: sampler, using: &generator)
  }

  @Test(arguments: [1, 2, 3, 12], [1, 5, 12, 30]) func `as many tokens are written as wanted`(T: Int, length: Int) {
    let model = model(contextLimit: T)
    for count in [0, 1, 7, 40] { #expect(write(model, prompt(length), count).count == count) }
  }

  @Test(arguments: [1, 6, 7, 11, 12]) func `within the context it is the one generation`(length: Int) {
    let model = model()
    let count = 13 - length  // the last token is not read
    expectEqual(
      write(model, prompt(length), count), to: model.generate([prompt(length)], from: model.start(), limit: count)[0])
    var generator = Generator(seed: 9)
    let sampled = model.generate(
      [prompt(length)], from: model.start(), limit: count, sampler: Sampler(temperature: 2), using: &generator)[0]
    expectEqual(write(model, prompt(length), count, sampler: Sampler(temperature: 2)), to: sampled)
  }

  /// Without a cache, token by token.
  @Test(arguments: [1, 2, 3, 7, 12], [1, 8, 12, 13, 40])
  func `a full context is cut to its last half`(T: Int, length: Int) {
    let model = model(contextLimit: T)
    var (read, written) = (prompt(length), [Int]())
    for _ in 0..<30 {
      if read.count > T { read = read.suffix(max(1, T / 2)) }
      let logits = model(read, batch: 1).value.row(0).row(read.count - 1).scalars
      let next = logits.firstIndex(of: logits.max()!)!
      read.append(next)
      written.append(next)
    }
    expectEqual(write(model, prompt(length), 30), to: written)
    #expect(T < 7 || Set(written).count > 1, "a model that repeats one token shows nothing")
  }

  @Test func `a prompt longer than the table of positions is refused by the model itself`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = Generator(seed: 1)
      _ = GPTModel(smallConfiguration(), using: &generator)([Int](repeating: 1, count: 13), batch: 1)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("position 12 lies beyond the 12 positions"), "\(message)")
  }
}
