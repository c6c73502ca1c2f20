import Gradients
import RNN
import TestSupport
import Testing

/// The models of the five shapes: gradients, padding, numbers of parameters.
struct ShapeTests {
  static let (rows, lengths) = ([1, 2, 3, 0, 4, 4, 0, 0], [4, 2])
  /// The same with other padding after the end of the second row.
  static let otherRows = [1, 2, 3, 0, 4, 4, 3, 2]

  @Test func `a bag of words`() throws {
    var generator = Generator(seed: 1)
    let bag = BagOfWords(vocabularySize: 5, width: 3, classes: 2, using: &generator)
    try checkGradients("bag", of: bag.parameters) { bag(Self.rows, lengths: Self.lengths) }
    #expect(bag(Self.rows, lengths: Self.lengths).value == bag(Self.otherRows, lengths: Self.lengths).value)
    expectClose(bag([1, 2, 3], lengths: [3]).value, to: bag([3, 1, 2], lengths: [3]).value)
    let vectors = [1, 2, 3].map { bag.embedding.weight.value.rows(at: [$0]) }
    let average = (vectors[0] + vectors[1] + vectors[2]) / 3
    for padded in [[1, 2, 3], [1, 2, 3, 0], [1, 2, 3, 4, 4, 4, 4]] {
      expectClose(bag(padded, lengths: [3]).value, to: bag.output(constant(average)).value)
    }
    #expect(bag.parameterCount == 5 * 3 + 3 * 2 + 2)
  }

  @Test(arguments: [false, true])
  func `a classifier`(isBidirectional: Bool) throws {
    var generator = Generator(seed: 2)
    let model = SequenceClassifier<RNNCell>(
      vocabularySize: 5, width: 3, hiddenSize: 4, classes: 2, isBidirectional: isBidirectional, using: &generator)
    try checkGradients("classifier", of: model.parameters) { model(Self.rows, lengths: Self.lengths) }
    #expect(model(Self.rows, lengths: Self.lengths).value == model(Self.otherRows, lengths: Self.lengths).value)
    #expect(model([1, 2, 3], lengths: [3]).value != model([3, 1, 2], lengths: [3]).value, "order counts")
    #expect(model.parameterCount == 15 + (isBidirectional ? 2 : 1) * (3 * 4 + 4 * 4 + 4 + 4 * 2) + 2)
  }

  @Test func `a tagger depends on later tokens only when it is bidirectional`() throws {
    var generator = Generator(seed: 3)
    for isBidirectional in [false, true] {
      let model = Tagger<RNNCell>(
        vocabularySize: 5, width: 3, hiddenSize: 4, tags: 2, isBidirectional: isBidirectional, using: &generator)
      try checkGradients("tagger", of: model.parameters) { model(Self.rows, lengths: Self.lengths) }
      let (a, b) = (model([1, 2, 3], lengths: [3]).value, model([1, 2, 4], lengths: [3]).value)
      #expect((a.row(0).rows(0..<2) != b.row(0).rows(0..<2)) == isBidirectional)
      let tags = [model(Self.rows, lengths: Self.lengths), model(Self.otherRows, lengths: Self.lengths)]
      #expect(tags[0].value.row(1).rows(0..<2) == tags[1].value.row(1).rows(0..<2))
    }
  }

  @Test func `a captioner`() throws {
    var generator = Generator(seed: 4)
    let model = Captioner<RNNCell>(attributes: 3, vocabularySize: 5, width: 3, hiddenSize: 4, using: &generator)
    let attributes: Tensor = [[1, 0, 0], [0, 1, 1]]
    try checkGradients("captioner", of: model.parameters) { model(attributes, [0, 1, 2, 0, 3, 4]) }
    let logits = model(attributes, [0, 1, 2, 0, 1, 2]).value
    #expect(logits.shape == [2, 3, 5] && logits.row(0) != logits.row(1), "the same words, other attributes")
    let start = model.state(attributes * 100).states[0][0].value
    expectClose(start, to: tanh(model.start(constant(attributes * 100)).value))
  }

  @Test func `an encoder and decoder`() throws {
    var generator = Generator(seed: 5)
    let model = SequenceToSequence<RNNCell>(
      sourceVocabularySize: 5, targetVocabularySize: 6, width: 3, hiddenSize: 4, layers: 2, using: &generator)
    func logits(_ rows: [Int], _ lengths: [Int]) -> Variable { model(rows, lengths: lengths, [0, 1, 2, 0, 5, 3]) }
    try checkGradients("encoder and decoder", of: model.parameters) { logits(Self.rows, Self.lengths) }
    #expect(logits(Self.rows, Self.lengths).value == logits(Self.otherRows, Self.lengths).value)
    #expect(logits(Self.rows, Self.lengths).value != logits(Self.rows, [4, 3]).value)
  }

  @Test func `a recurrent classifier depends on the order of the words, a bag of words does not`() {
    var generator = Generator(seed: 6)
    let (first, second) = ([1, 2, 3, 4, 0], [0, 2, 3, 4, 1])
    let bag = BagOfWords(vocabularySize: 5, width: 3, classes: 2, using: &generator)
    expectClose(bag(first, lengths: [5]).value, to: bag(second, lengths: [5]).value)
    let classifier = SequenceClassifier<RNNCell>(
      vocabularySize: 5, width: 3, hiddenSize: 4, classes: 2, using: &generator)
    #expect(classifier(first, lengths: [5]).value != classifier(second, lengths: [5]).value)
  }
}
