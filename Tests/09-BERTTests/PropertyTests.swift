import Gradients
import Tensors
import TestSupport
import Testing
import Training

@testable import BERT

/// What holds whatever the weights are.
struct PropertyTests {
  private let special = BERTSpecialTokens()

  private func body(hasPooler: Bool = true, seed: Int = 1) -> BERTModel {
    var generator = Generator(seed: seed)
    let model = BERTModel(smallConfiguration(), hasPooler: hasPooler, using: &generator)
    randomize(model.parameters, seed: seed)
    return model
  }

  private func states(_ model: BERTModel, _ pairs: [TextPair], width: Int? = nil) -> Tensor {
    model(BERTInput(pairs, special, width: width)).value
  }

  // MARK: The body

  @Test func `padding does not leak`() {
    let model = body()
    let short = TextPair([6], [10])
    let alone = states(model, [short]).row(0)
    let wide = states(model, [short], width: 9).row(0)
    let together = states(model, [TextPair([7, 8, 6], [9, 5]), short]).row(1)
    expectEqual(wide.rows(0..<5), to: alone)
    expectEqual(together.rows(0..<5), to: alone)
    var noisy = BERTInput([short], special, width: 9)
    for position in 5..<9 { noisy.tokens[position] = 11 }
    expectEqual(model(noisy).value.row(0).rows(0..<5), to: alone)
  }

  @Test func `a missing mask would be noticed`() {
    let model = body()
    let short = TextPair([6], [10])
    let wide = BERTInput([short], special, width: 9)
    let leaking = model.encoder(model.embeddings(wide, .evaluation), .none, .evaluation).value
    #expect(!leaking.row(0).rows(0..<5).isClose(to: states(model, [short]).row(0), tolerance: 1e-3))
  }

  @Test func `no gradient flows to the padding`() {
    let model = body()
    let vectors = Variable(model.embeddings.tokens(smallInput.tokens, shape: [2, smallInput.width]).value)
    let states = model(vectors, like: smallInput)
    states.rows(1..<2).slice(axis: 1, 0..<5).sum.backward()
    let gradient = vectors.gradient!.row(1)
    #expect(gradient.rows(5..<8) == Tensor(repeating: 0, shape: [3, 8]))
    #expect(gradient.rows(4..<5) != Tensor(repeating: 0, shape: [1, 8]))
  }

  @Test func `every position sees what is left and right of it`() {
    let model = body()
    let before = states(model, [TextPair([7, 8, 6])]).row(0)
    for changed in 0..<3 {
      var text = [7, 8, 6]
      text[changed] = 11
      let after = states(model, [TextPair(text)]).row(0)
      for position in 0..<5 { #expect(before.row(position) != after.row(position)) }
    }
  }

  @Test func `a changed segment or order changes the output`() {
    let model = body()
    // The same tokens: one text that holds a separator, and two texts.
    let (one, two) = (
      BERTInput([TextPair([7, 8, special.separator, 9])], special), BERTInput([TextPair([7, 8], [9])], special)
    )
    #expect(one.tokens == two.tokens)
    let (a, b) = (model(one).value.row(0), model(two).value.row(0))
    for position in 0..<6 { #expect(a.row(position) != b.row(position)) }
    let swapped = states(model, [TextPair([8, 7], [9])]).row(0)
    #expect(b.row(0) != swapped.row(0))
    #expect(!b.row(0).isClose(to: swapped.row(0), tolerance: 0.01), "positions are at work")
  }

  @Test func `the pooler reads the state at [CLS] and nothing else`() {
    let model = body()
    var generator = Generator(seed: 3)
    let states = Tensor.normal([2, 4, 8], using: &generator)
    let other = Tensor(shape: states.shape) { $0[1] == 0 ? states[$0[0], 0, $0[2]] : 9 }
    #expect(model.pooled(constant(states)).value == model.pooled(constant(other)).value)
    let expected = tanh(
      matmul(states.slice(axis: 1, 0..<1).reshaped(2, 8), model.pooler!.weight.value) + model.pooler!.bias!.value)
    expectClose(model.pooled(constant(states)).value, to: expected)
  }

  @Test func `dropout is at work in training, in the embeddings too`() {
    var shape = smallConfiguration()
    shape.block.dropout = 0.5
    var generator = Generator(seed: 1)
    let model = BERTModel(shape, using: &generator)
    let mode = Mode.training(Randomness(seed: 1))
    let x = model.embeddings(smallInput, mode).value
    #expect(x.scalars.filter { $0 == 0 }.count > x.count / 4)
    #expect(model(smallInput, mode).value != model(smallInput, mode).value)
    #expect(model(smallInput).value == model(smallInput).value)
  }

  @Test func `a new model has small random matrices, no biases and plain norms`() {
    var generator = Generator(seed: 1)
    var shape = smallConfiguration()
    (shape.vocabularySize, shape.initialDeviation) = (400, 0.03)
    let model = PretrainingModel(shape, using: &generator)
    for (path, variable) in model.parameters {
      let numbers = variable.value
      if path.hasSuffix("bias") {
        #expect(numbers == Tensor(repeating: 0, shape: numbers.shape), "\(path)")
      } else if path.hasSuffix("gain") {
        #expect(numbers == Tensor(repeating: 1, shape: numbers.shape), "\(path)")
      } else {
        let deviation = numbers.norm / Scalar(numbers.count).squareRoot()
        #expect(deviation > 0.018 && deviation < 0.042, "\(path)")
      }
    }
  }

  // MARK: The heads

  @Test func `a head begins with weights as small as the body's, and biases of 0`() {
    var generator = Generator(seed: 5)
    let output = TextClassifier(body(), classes: 400, using: &generator).output
    let deviation = output.weight.value.norm / Scalar(output.weight.value.count).squareRoot()
    #expect(abs(deviation / smallConfiguration().initialDeviation - 1) < 0.1, "\(deviation)")
    #expect(output.bias!.value.norm == 0)
  }

  @Test func `the mean is over the positions that are no padding`() {
    let x = Tensor(shape: [2, 3, 2]) { Scalar($0[0] * 100 + $0[1] * 10 + $0[2]) }
    let mean = meanPooling(constant(x), lengths: [3, 2]).value
    expectClose(mean, to: [[10, 11], [105, 106]])
    let noisy = Tensor(shape: x.shape) { $0[0] == 1 && $0[1] == 2 ? 1e6 : x[$0[0], $0[1], $0[2]] }
    #expect(meanPooling(constant(noisy), lengths: [3, 2]).value == mean)
  }

  @Test(arguments: Pooling.allCases) func `a row's logits do not depend on the others`(pooling: Pooling) {
    var generator = Generator(seed: 1)
    let model = TextClassifier(body(), classes: 3, pooling: pooling, using: &generator)
    let alone = model(BERTInput([TextPair([6], [10])], special)).value
    expectClose(model(smallInput).value.rows(1..<2), to: alone)
  }

  @Test func `a reader's loss does not depend on the padding`() {
    var generator = Generator(seed: 1)
    let model = SpanReader(body(), using: &generator)
    let losses = [5, 9].map { width in
      model.loss(BERTInput([TextPair([6], [10])], special, width: width), [3...3]).value
    }
    expectClose(losses[1], to: losses[0])
    let (start, end) = model(smallInput)
    for logits in [start.value, end.value] {
      #expect(logits.row(1).scalars.map(\.isFinite) == [true, true, true, true, true, false, false, false])
    }
  }

  @Test func `answers lie in the second text`() {
    var generator = Generator(seed: 1)
    for seed in 0..<20 {
      let model = SpanReader(body(seed: seed), using: &generator)
      let answers = model.answers(smallInput, maximumLength: 1)
      #expect(answers[0] == 5...5 || answers[0] == 6...6)
      #expect(answers[1] == 3...3)
    }
    let model = SpanReader(body(), using: &generator)
    #expect(model.answers(BERTInput([TextPair([6])], special), maximumLength: 3) == [nil])
  }

  @Test func `with the body frozen the head alone learns`() {
    var generator = Generator(seed: 1)
    let model = TextClassifier(body(), classes: 3, using: &generator)
    model.setTrainable(false) { $0.hasPrefix("body") }
    let states = model.body(smallInput)
    #expect(states.isLeaf && !states.isTrainable, "nothing is recorded below the head")
    crossEntropy(model(smallInput), [0, 2]).backward()
    #expect(model.parameters.filter { $0.variable.gradient != nil }.map(\.path) == ["output.weight", "output.bias"])
  }
}
