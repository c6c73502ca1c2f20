import Foundation
import Gradients
import Tensors
import TestSupport
import Testing
import Training

@testable import BERT

/// ELECTRA's replaced tokens, DistilBERT's losses and students, ALBERT's shared blocks.
struct FamilyTests {
  private let special = BERTSpecialTokens()
  private let masked = MaskedInput(smallInput, positions: [1, 5, 11], targets: [7, 5, 3])

  private func body(hasPooler: Bool = false, depth: Int = 2) -> BERTModel {
    var generator = Generator(seed: 1)
    let model = BERTModel(smallConfiguration(depth: depth), hasPooler: hasPooler, using: &generator)
    randomize(model.parameters, seed: 2)
    return model
  }

  // MARK: ELECTRA

  /// Logits that make one token almost certain at each position.
  private func certain(_ tokens: [Int]) -> Tensor {
    Tensor(shape: [tokens.count, 12]) { $0[1] == tokens[$0[0]] ? 50 : 0 }
  }

  @Test func `a wrong guess is a replaced token, and a right one is none`() {
    var generator = Generator(seed: 1)
    let replaced = ReplacedInput(masked, filledFrom: certain([7, 9, 4]), using: &generator)
    var tokens = smallInput.tokens
    (tokens[1], tokens[5], tokens[11]) = (7, 9, 4)
    #expect(replaced.input.tokens == tokens)
    #expect(replaced.labels.indices.filter { replaced.labels[$0] == 1 } == [5, 11])
    #expect(replaced.labels.allSatisfy { $0 == 0 || $0 == 1 })
  }

  @Test func `guesses are sampled with their probabilities`() {
    var generator = Generator(seed: 1)
    let weights = Tensor(shape: [1, 12]) { $0[1] == 0 ? 3 : $0[1] == 1 ? 1 : 1e-9 }
    let one = MaskedInput(smallInput, positions: [2], targets: [0])
    let count = (0..<2000).filter { _ in
      ReplacedInput(one, filledFrom: log(weights), using: &generator).labels[2] == 1
    }.count
    // Four standard deviations of 2000 draws with the probability 1/4.
    #expect((422...578).contains(count))
  }

  @Test func `every chosen token is hidden from the generator`() {
    var generator = Generator(seed: 1)
    let hidden = Masking.allHidden(smallInput, special, vocabularySize: 12, using: &generator)
    #expect(!hidden.positions.isEmpty && hidden.positions.allSatisfy { hidden.input.tokens[$0] == special.mask })
  }

  @Test func `the detector's loss is over all real positions`() {
    var generator = Generator(seed: 1)
    let model = ReplacedTokenDetector(body(), using: &generator)
    let labels = [0, 1, 0, 0, 0, 1, 0, 0] + [0, 1, 0, 0, 0, 1, 1, 1]
    let z = model(smallInput).value.scalars
    let losses = smallInput.realPositions.map { position in
      // −ln σ(z) and −ln σ(−z)
      let signed = labels[position] == 1 ? -z[position] : z[position]
      return Foundation.log(1 + Foundation.exp(Double(signed)))
    }
    let loss = model.loss(ReplacedInput(smallInput, labels: labels)).value
    #expect(losses.count == 13)
    expectClose(loss, to: Tensor(Scalar(losses.reduce(0, +) / 13)))
  }

  @Test func `a binary cross-entropy has the gradient σ(z) − label`() {
    let z = Variable([[0.5], [-2], [30]])
    binaryCrossEntropy(z, [1, 0, 0]).backward()
    let labels: Tensor = [[1], [0], [0]]
    expectClose(z.gradient!, to: (sigmoid(z.value) - labels) / 3)
  }

  @Test func `generator and detector learn together, each from its own loss`() {
    var generator = Generator(seed: 1)
    let small = PretrainingModel(smallConfiguration(depth: 1), predictsNextSentence: false, using: &generator)
    let detector = ReplacedTokenDetector(body(), using: &generator)
    let hidden = Masking.allHidden(smallInput, special, vocabularySize: 12, using: &generator)
    let losses = electraLoss(hidden, generator: small, detector: detector, Randomness(seed: 1))
    expectClose(losses.total.value, to: losses.generator.value + 50 * losses.detector.value)
    losses.detector.backward()
    #expect(small.parameters.allSatisfy { $0.variable.gradient == nil }, "sampling passes no gradient on")
    #expect(detector.parameters.allSatisfy { $0.variable.gradient != nil })
  }

  @Test(.inDouble) func `gradients of a detector match central differences`() throws {
    var generator = Generator(seed: 1)
    let model = ReplacedTokenDetector(body(depth: 1), using: &generator)
    randomize(model.parameters, seed: 3)
    let parameters = model.parameters.filter { !$0.path.hasSuffix("key.bias") }
    try reportGradients("detector", of: parameters, sampling: 12) { model(smallInput) }
  }

  @Test func `a detector learns a batch by heart`() {
    var generator = Generator(seed: 1)
    let model = ReplacedTokenDetector(body(), using: &generator)
    let replaced = ReplacedInput(masked, filledFrom: certain([8, 9, 4]), using: &generator)
    let optimizer = AdamW(model.parameters)
    var last = Variable(Tensor(0))
    for _ in 0..<300 {
      last = model.loss(replaced)
      last.backward()
      optimizer.step(rate: 3e-3)
      optimizer.clearGradients()
    }
    #expect(last.value.scalar < 0.01)
  }

  // MARK: DistilBERT

  private let teacher: Tensor = [[2, 0, -1], [0.5, 0.5, 3]]
  private let student: Tensor = [[0, 1, 0], [0, 0, 2]]

  @Test func `the divergence is zero for equal logits, and for logits that are shifted alike`() {
    #expect(abs(distillationLoss(Variable(teacher), teacher).value.scalar) < 1e-6)
    #expect(abs(distillationLoss(Variable(teacher + 3), teacher).value.scalar) < 1e-6)
    #expect(distillationLoss(Variable(student), teacher).value.scalar > 0.1)
  }

  @Test(arguments: [1, 2, 8]) func `the divergence is Σ p ln p/q at a temperature, times its square`(T: Scalar) {
    let (p, q) = (softmax(teacher / T), softmax(student / T))
    let sum = (p * log(p / q)).sum
    expectClose(distillationLoss(Variable(student), teacher, temperature: T).value, to: Tensor(T * T * sum / 2))
  }

  @Test(arguments: [1, 2, 8]) func `its gradient is T times the difference of the probabilities`(T: Scalar) throws {
    let x = Variable(student)
    distillationLoss(x, teacher, temperature: T).backward()
    expectClose(x.gradient!, to: T * (softmax(student / T) - softmax(teacher / T)) / 2)
    try reportGradients("distillation", of: [("x", x)]) { distillationLoss(x, teacher, temperature: T) }
  }

  @Test func `the cosine loss is 0 for the same direction, 1 for a right angle, 2 for the opposite`() throws {
    let states: Tensor = [[1, 2, 2], [0, 3, 0]]
    let loss = { (x: Tensor) in cosineLoss(Variable(x), states).value.scalar }
    #expect(abs(loss(5 * states)) < 1e-6)
    #expect(abs(loss([[2, -1, 0], [1, 0, 4]]) - 1) < 1e-6)
    #expect(abs(loss(-states) - 2) < 1e-6)
    let x = Variable([[0.5, -1, 2], [1, 1, -0.5]])
    try reportGradients("cosine", of: [("x", x)]) { cosineLoss(x, states) }
  }

  @Test func `a student begins with blocks of its teacher`() {
    let teacher = body(hasPooler: true, depth: 4)
    let student = teacher.student(keeping: [0, 2])
    #expect(student.configuration.depth == 2 && student.encoder.blocks.count == 2)
    func numbers(_ module: any Module) -> [Tensor] { module.parameters.map(\.variable.value) }
    expectEqual(numbers(student.embeddings), to: numbers(teacher.embeddings))
    expectEqual(numbers(student.encoder.blocks[0]), to: numbers(teacher.encoder.blocks[0]))
    expectEqual(numbers(student.encoder.blocks[1]), to: numbers(teacher.encoder.blocks[2]))
    expectEqual(numbers(student.pooler!), to: numbers(teacher.pooler!))
    randomize(student.parameters, seed: 9)
    #expect(numbers(student) != numbers(teacher.student(keeping: [0, 2])), "they share nothing")
  }

  @Test func `a student learns its teacher's distribution`() {
    var generator = Generator(seed: 1)
    let teacher = body(depth: 2)
    let head = MaskedLanguageHead(smallConfiguration(), using: &generator)
    randomize(head.parameters, seed: 4)
    let truth = withoutGradients { head(teacher(smallInput), teacher.embeddings.tokens).value.reshaped(-1, 12) }
    let student = teacher.student(keeping: [0])
    let optimizer = AdamW(student.parameters + head.parameters)
    var losses: [Scalar] = []
    for _ in 0..<400 {
      let logits = head(student(smallInput), student.embeddings.tokens).reshaped(-1, 12)
      let loss = distillationLoss(logits, truth)
      losses.append(loss.value.scalar)
      loss.backward()
      optimizer.step(rate: 3e-3)
      optimizer.clearGradients()
    }
    #expect(losses.last! < 0.02 * losses[0] && losses[0] > 0.01, "\(losses[0]), \(losses.last!)")
  }
}
