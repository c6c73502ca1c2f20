import Gradients
import Tensors
import Testing
import Training

@testable import BERT

/// The copy that is fine-tuned.
struct FineTuningTests {
  private func model(hasPooler: Bool) -> BERTModel {
    var generator = Generator(seed: 1)
    return BERTModel(smallConfiguration(), hasPooler: hasPooler, using: &generator)
  }

  @Test(arguments: [false, true])
  func `a copy has the numbers of its original and variables of its own`(hasPooler: Bool) {
    var generator = Generator(seed: 7)
    let original = model(hasPooler: hasPooler)
    let copy = original.copy(using: &generator)
    let own = Dictionary(uniqueKeysWithValues: copy.parameters.map { ($0.path, $0.variable) })
    for (path, variable) in original.parameters {
      #expect(own[path]!.value == variable.value && own[path]! !== variable, "\(path)")
    }
    #expect(copy.pooler != nil && original(smallInput).value == copy(smallInput).value)
  }

  @Test func `a copy may have a dropout of its own`() {
    var generator = Generator(seed: 7)
    let copy = model(hasPooler: true).copy(dropout: 0.3, using: &generator)
    #expect(copy.configuration.block.dropout == 0.3 && copy.configuration.block.attentionDropout == 0.3)
    #expect(copy.headDropout == 0.3)
    #expect(copy(smallInput, .training(Randomness(seed: 1))).value != copy(smallInput).value)
    let same = model(hasPooler: true).copy(using: &generator)
    #expect(same(smallInput, .training(Randomness(seed: 1))).value == same(smallInput).value)
  }

  @Test func `a student of the whole model has its head, and shares no variable`() {
    var generator = Generator(seed: 1)
    let teacher = PretrainingModel(smallConfiguration(), using: &generator)
    let student = teacher.student(keeping: [1])
    #expect(student.body.encoder.blocks.count == 1 && student.nextSentence == nil)
    for (own, theirs) in zip(student.maskedLanguage.parameters, teacher.maskedLanguage.parameters) {
      #expect(own.variable.value == theirs.variable.value && own.variable !== theirs.variable)
    }
    #expect(
      student.body.encoder.blocks[0].attention.query.weight.value
        == teacher.body.encoder.blocks[1].attention.query.weight.value)
  }
}
