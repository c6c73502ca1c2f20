import GPT
import Testing
import Training

@testable import LoRA

/// The numbers that an adapter has, for published sizes and for what is built.
struct CountTests {
  private static let gpt3 = GPTConfiguration.gpt3.last!.shape

  @Test func `the published sizes have the counts that their ranks give`() {
    func count(_ shape: GPTConfiguration, _ rank: Int, _ targets: [String] = ["*.query", "*.value"]) -> Int {
      LoRAConfiguration(rank: rank, targets: targets).parameterCount(for: shape)
    }
    #expect(count(.gpt2, 4) == 147_456 && count(.gpt2, 8) == 294_912)
    #expect(count(.gpt2Medium, 4) == 393_216 && count(.gpt2Large, 4) == 737_280)
    // 4.7 M: r = 1 for queries and values, or r = 2 for values alone.
    #expect(count(Self.gpt3, 1) == 4_718_592 && count(Self.gpt3, 2, ["*.value"]) == 4_718_592)
    // The budget of 18 M in the paper's section 7: two matrices with r = 4, one with r = 8, or four with r = 2.
    #expect(count(Self.gpt3, 4) == 18_874_368 && count(Self.gpt3, 8, ["*.query"]) == 18_874_368)
    #expect(count(Self.gpt3, 2, ["*.attention.*"]) == 18_874_368)
    // 37.7 M: r = 8 for queries and values, or r = 4 for all four.
    #expect(count(Self.gpt3, 8) == 37_748_736 && count(Self.gpt3, 4, ["*.attention.*"]) == 37_748_736)
  }

  @Test(arguments: everyTarget + [["*.1.*.key", "*.output"]], [false, true])
  func `what is built has as many numbers as the formula says`(targets: [String], isSpecial: Bool) {
    let model = tinyGPT(depth: 3) { if isSpecial { ($0.block.headWidth, $0.block.isGated) = (3, true) } }
    let adapter = trainedAdapter(for: model, rank: 3, targets: targets)
    #expect(adapter.parameterCount == adapter.configuration.parameterCount(for: model.configuration))
  }

  @Test func `GPT-2's adapter as built has the count of the formula`() {
    var generator = Generator(seed: 1)
    var shape = GPTConfiguration.gpt2
    // The table of tokens is not adapted.
    (shape.vocabularySize, shape.contextLimit) = (2, 2)
    let adapter = LoRAAdapter(
      for: GPTModel(shape, using: &generator), LoRAConfiguration(rank: 4), using: &generator)
    #expect(adapter.parameterCount == 147_456)
  }
}
