import Tensors
import Testing
import Training
import Transformer

@testable import GPT

// T positions

struct CostTests {
  /// Width 8, 10 inside the feed-forward, two blocks, 11 tokens.
  ///
  /// Three positions: each block multiplies by four matrices of 8 × 8 and two of 8 × 10, 3 · 416; the 6 pairs of a query and a
  /// key that it sees take 8 for the score and 8 for the context: 96. The logits: 3 · 88. Together 2 · 1344 + 264.
  @Test(arguments: zip([1, 2, 3], [952, 1936, 2952]))
  func `multiplications are those counted by hand`(T: Int, count: Int) {
    #expect(smallConfiguration().multiplications(positions: T) == count)
  }

  /// Kaplan et al. count 2·N flops a token, N without the embeddings; the logits come on top.
  @Test func `GPT-2 takes one multiplication for each weight and token, and a few for attention`() {
    let (shape, T) = (GPTConfiguration.gpt2, 1024)
    let weights = 12 * 12 * 768 * 768 + 768 * 50_257
    let pairs = T * (T + 1) / 2
    #expect(shape.multiplications(positions: T) == T * weights + 12 * pairs * 2 * 768)
  }

  /// No count of parameters tells how many heads there are.
  @Test func `heads are as wide as the papers say`() {
    func headWidth(_ shape: GPTConfiguration) -> Int { shape.block.width / shape.block.heads }
    let before: [GPTConfiguration] = [.gpt1, .gpt2, .gpt2Medium, .gpt2Large, .gpt2XL]
    #expect(before.map(headWidth) == [64, 64, 64, 64, 64])
    #expect(GPTConfiguration.gpt3.map { headWidth($0.shape) } == [64, 64, 96, 128, 80, 128, 128, 128])
    #expect(before.map(\.contextLimit) == [512, 1024, 1024, 1024, 1024])
    #expect(GPTConfiguration.gpt3.allSatisfy { $0.shape.contextLimit == 2048 })
  }

  @Test func `GPT-1 has its norms after the residual connections, the others before`() {
    #expect(GPTConfiguration.gpt1.block.placement == .post && !GPTConfiguration.gpt1.scalesResidualProjections)
    for shape in [GPTConfiguration.gpt2, .gpt2XL] + GPTConfiguration.gpt3.map(\.shape) {
      #expect(shape.block.placement == .pre && shape.scalesResidualProjections)
    }
  }

  @Test func `one dropout is meant for the embeddings, the blocks and the attention weights`() {
    let shape = GPTConfiguration(width: 8, heads: 2, depth: 1, dropout: 0.25)
    #expect([shape.embeddingDropout, shape.block.dropout, shape.block.attentionDropout] == [0.25, 0.25, 0.25])
    #expect(GPTConfiguration.gpt2.embeddingDropout == 0.1)
    #expect(shape.block.activation == .geluTanh && shape.block.epsilon == 1e-5)
  }
}
