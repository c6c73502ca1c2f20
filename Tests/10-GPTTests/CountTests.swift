import Tensors
import Testing
import Training

@testable import GPT

/// The published sizes have the published counts.
struct CountTests {
  @Test(
    arguments: zip(
      [GPTConfiguration.gpt1, .gpt2, .gpt2Medium, .gpt2Large, .gpt2XL],
      [116_534_784, 124_439_808, 354_823_168, 774_030_080, 1_557_611_200]))
  func `the formula gives the published counts`(shape: GPTConfiguration, count: Int) {
    #expect(shape.parameterCount == count)
  }

  @Test func `the formula gives the counts of GPT-3's eight sizes`() {
    #expect(
      GPTConfiguration.gpt3.map(\.shape.parameterCount) == [
        125_226_240, 355_871_744, 760_300_032, 1_315_723_264, 2_651_553_280, 6_658_404_352, 12_853_386_240,
        174_604_259_328,
      ])
  }

  @Test(arguments: [true, false], [true, false])
  func `a model has as many parameters as the formula says`(isPre: Bool, isRotary: Bool) {
    var shape = GPTConfiguration(width: 12, heads: 3, depth: 2)
    (shape.vocabularySize, shape.contextLimit) = (17, 9)
    shape.block.placement = isPre ? .pre : .post
    shape.block.isRotary = isRotary
    var generator = Generator(seed: 1)
    #expect(GPTModel(shape, using: &generator).parameterCount == shape.parameterCount)
  }
}
