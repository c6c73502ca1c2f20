import Gradients
import Tensors
import TestSupport
import Testing
import Training

@testable import GPT

// T context length · V vocabulary size

/// The losses of a text.
struct TextTests {
  private func model(contextLimit: Int = 12) -> GPTModel {
    var generator = Generator(seed: 3)
    var shape = smallConfiguration(depth: 1)
    (shape.initialDeviation, shape.contextLimit) = (0.5, contextLimit)
    return GPTModel(shape, using: &generator)
  }

  private func text(_ count: Int) -> [Int] {
    var generator = Generator(seed: count)
    return (0..<count).map { _ in Int.random(in: 0..<11, using: &generator) }
  }

  /// −ln p of a token after those before it.
  private func tokenLoss(_ model: GPTModel, _ token: Int, after context: ArraySlice<Int>) -> Double {
    -Double(logSoftmax(model(Array(context), batch: 1).value.row(0).row(context.count - 1))[token])
  }

  /// The mean loss of the contexts that begin at these positions, token by token.
  private func meanLoss(_ model: GPTModel, _ text: [Int], starts: [Int]) -> Double {
    let T = model.configuration.contextLimit
    let losses = starts.flatMap { start in
      (1...T).map { tokenLoss(model, text[start + $0], after: text[start..<start + $0]) }
    }
    return losses.reduce(0, +) / Double(losses.count)
  }

  @Test func `the mean loss of two contexts is that of their 24 tokens`() {
    let (model, text) = (model(), text(25))
    #expect(abs(model.meanLoss(on: text) - meanLoss(model, text, starts: [0, 12])) < 1e-5)
    #expect(abs(model.meanLoss(on: text) - meanLoss(model, text, starts: [0])) > 1e-3)
  }

  @Test func `a context that lacks its last target does not count`() {
    let (model, text) = (model(), text(24))
    #expect(abs(model.meanLoss(on: text) - meanLoss(model, text, starts: [0])) < 1e-5)
  }

  @Test(arguments: zip([1, 2, 3, 7, 9], [[0], [0, 3], [0, 2, 4], Array(0..<7), Array(0..<7)]))
  func `some of the contexts are evenly spread`(wanted: Int, chosen: [Int]) {
    let (model, text) = (model(), text(7 * 12 + 5))
    let expected = meanLoss(model, text, starts: chosen.map { $0 * 12 })
    #expect(abs(model.meanLoss(on: text, contexts: wanted) - expected) < 1e-5)
  }

  /// 64 contexts are read at a time, then three.
  @Test func `every context counts alike, in a full batch or not`() {
    let (model, text) = (model(contextLimit: 2), text(67 * 2 + 1))
    #expect(abs(model.meanLoss(on: text) - meanLoss(model, text, starts: (0..<67).map { $0 * 2 })) < 1e-5)
  }

  @Test func `a text shorter than a context is refused`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = Generator(seed: 3)
      _ = GPTModel(smallConfiguration(), using: &generator).meanLoss(on: [Int](repeating: 1, count: 12))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("12 tokens, and a context has 12"), "\(message)")
  }

  /// The context moves on by half its length, the smaller half of an odd one: a token is predicted from the latest that begins
  /// so far before it.
  @Test(arguments: [1, 2, 3, 5, 8, 12]) func `every token is predicted once, after half a context or more`(T: Int) {
    let (model, text) = (model(contextLimit: T), text(41))
    let step = max(1, T / 2)
    let losses = model.tokenLosses(of: text)
    let first = T - step + 1
    #expect(losses.count == (40 - T) / step * step + step)
    for (token, loss) in zip(text.indices[first...], losses) {
      let start = (token - first) / step * step
      #expect(abs(loss - tokenLoss(model, text[token], after: text[start..<token])) < 1e-4, "token \(token)")
    }
  }
}
