import Datasets
import Foundation
import RNN
import TestSupport
import Testing
import Training

struct LanguageModelTests {
  static func model(hiddenSize: Int = 6, dropout: RecurrentDropout = .none) -> LanguageModel<RNNCell> {
    var generator = Generator(seed: 1)
    return LanguageModel(
      vocabularySize: 7, width: 4, hiddenSize: hiddenSize, layers: 2, dropout: dropout, using: &generator)
  }

  static let corpus: Corpus = {
    var generator = Generator(seed: 2)
    return Corpus(characters: 20_000, testSentences: 30, using: &generator)
  }()

  @Test func `gradients match central differences`() throws {
    let model = Self.model()
    try checkGradients("language model", of: model.parameters) {
      model([0, 1, 2, 3, 4, 5], batch: 2).logits
    }
  }

  @Test func `each token loss of a text is that of one long pass`() {
    let model = Self.model()
    let text = (0..<600).map { $0 * $0 % 7 }
    let logProbabilities = logSoftmax(model(Array(text.dropLast()), batch: 1).logits.value)
    let expected = text.indices.dropFirst().map { -logProbabilities[0, $0 - 1, text[$0]] }
    expectClose(Tensor(model.tokenLosses(of: text).map { Scalar($0) }), to: Tensor(expected), tolerance: 1e-6)
    #expect(model.tokenLosses(of: [3]).isEmpty)
  }

  @Test func `the loss of a new model is near ln V`() {
    var generator = Generator(seed: 3)
    let V = Self.corpus.vocabularySize
    let model = LanguageModel<RNNCell>(vocabularySize: V, width: 32, hiddenSize: 128, using: &generator)
    #expect(abs(mean(model.tokenLosses(of: Self.corpus.test)) - log(Double(V))) < 0.15)
  }

  @Test func `the state is carried from batch to batch, and starts from zero with each pass over the text`() throws {
    let text = (0..<41).map { $0 * $0 % 7 }
    let batches = try TextBatches(text, batchSize: 2, contextLength: 5)
    let model = Self.model()
    let training = TruncatedBPTT(model, reading: batches)
    let randomness = Randomness(seed: 0)
    let losses = (0..<2 * batches.count).map { training.loss(at: $0, randomness).value.scalar }
    expectEqual(losses.prefix(batches.count), to: losses.suffix(batches.count))

    let whole = TruncatedBPTT(model, reading: try TextBatches(text, batchSize: 2, contextLength: 20))
    let mean = losses.prefix(4).reduce(0, +) / 4
    #expect(abs(whole.loss(at: 0, randomness).value.scalar - mean) < 1e-5)
    let restarted = TruncatedBPTT(model, reading: batches).loss(at: 4, randomness).value.scalar
    #expect(restarted == losses[0], "a new pass over the text starts from the zero state")
    #expect(TruncatedBPTT(model, reading: batches).loss(at: 1, randomness).value.scalar != losses[1])
  }

  @Test func `the carried state is part of a checkpoint`() throws {
    let training = TruncatedBPTT(
      Self.model(), reading: try TextBatches(Array(repeating: 1, count: 41), batchSize: 2, contextLength: 5))
    #expect(training.buffers.map(\.path) == ["carried"])
    #expect(training.buffers[0].buffer.value.shape == [2, 2, 6])
    #expect(training.parameterCount == training.model.parameterCount)
  }

  @Test func `training that was interrupted resumes with the same state, to the same bits`() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let batches = try TextBatches((0..<61).map { $0 * $0 % 7 }, batchSize: 2, contextLength: 5)
    func train(to steps: Int, _ checkpoint: Checkpoint) throws -> [Scalar] {
      let training = TruncatedBPTT(Self.model(), reading: batches)
      var plan = TrainingPlan(steps: steps, seed: 1)
      plan.schedule = .constant(0.01)
      return try Trainer(checkpoint, savesRegularly: true).train("model", training, plan) {
        training.loss(at: $0, teacherForcing: 0.5, $1)
      }.losses
    }
    let whole = try train(to: 9, Checkpoint(path: path))
    _ = try train(to: 4, Checkpoint(path: path))
    #expect(try train(to: 9, Checkpoint(contentsOf: path)) == whole)
  }

  /// Greedy continuations of some prompts.
  private func continuations(_ model: LanguageModel<RNNCell>, _ prompts: [[Int]], limit: Int, end: Int? = nil)
    -> [[Int]]
  {
    model.generate(prompts, from: model.net.zeroState(prompts.count), limit: limit, end: end)
  }

  @Test func `greedy decoding takes the most probable token each time and stops at the end`() {
    let model = Self.model()
    let text = continuations(model, [[3, 1]], limit: 9)[0]
    for position in text.indices {
      let history = [3, 1] + text.prefix(position)
      #expect(model(history, batch: 1).logits.value.row(0).row(history.count - 1).argmax(axis: 0)[0] == text[position])
    }
    let cut = continuations(model, [[3, 1]], limit: 9, end: text[4])[0]
    #expect(cut == Array(text.prefix { $0 != text[4] }))
  }

  @Test func `prompts of different lengths are continued together as each alone`() {
    let model = Self.model()
    let prompts = [[0, 1], [5], [6, 6, 2, 3]]
    let together = continuations(model, prompts, limit: 8, end: 4)
    #expect(together == prompts.map { continuations(model, [$0], limit: 8, end: 4)[0] })
    #expect(Set(together).count > 1)
  }

  @Test func `what is sampled depends on the seed and on the temperature`() {
    let model = Self.model()
    func sample(_ seed: Int, _ temperature: Scalar) -> [[Int]] {
      var generator = Generator(seed: seed)
      return model.generate([[1], [2, 3]], limit: 20, sampler: Sampler(temperature: temperature), using: &generator)
    }
    #expect(sample(1, 1) == sample(1, 1) && sample(1, 1) != sample(2, 1) && sample(1, 1) != sample(1, 0.1))
    #expect(sample(1, 0) == continuations(model, [[1], [2, 3]], limit: 20))
  }

  @Test func `the trainer asks the schedule at each step, and evaluates on the test text`() throws {
    let batches = try TextBatches((0..<41).map { $0 * $0 % 7 }, batchSize: 2, contextLength: 5)
    let test = [1, 2, 3, 4, 5, 6, 0, 0]
    func train(_ schedule: SamplingSchedule?) throws -> (model: LanguageModel<RNNCell>, run: TrainingRun) {
      let model = Self.model()
      var plan = TrainingPlan(steps: 3)
      plan.schedule = .constant(0)  // the weights stay, so that losses differ by their inputs alone
      return (model, try trainer().train("text", model, on: batches, test: test, plan, sampling: schedule))
    }
    let (model, forced) = try train(nil)
    #expect(forced.evaluations.last!.value == Scalar(mean(model.tokenLosses(of: test))))
    #expect(try train(.linear(slope: 0)).run.losses == forced.losses)
    let falling = try train(.linear(slope: 0.5)).run.losses
    #expect(falling[0] == forced.losses[0] && falling[2] != forced.losses[2])
  }

  @Test func `it overfits one batch`() throws {
    var generator = Generator(seed: 4)
    let model = LanguageModel<RNNCell>(
      vocabularySize: Self.corpus.vocabularySize, width: 16, hiddenSize: 64, using: &generator)
    let text = Array(Self.corpus.training.prefix(65))
    let batches = try TextBatches(text, batchSize: 2, contextLength: 32)
    let run = try trainer().train("one batch", model, on: batches, test: text, plan)
    #expect(run.losses.first! > 3 && run.losses.last! < 0.05, "\(run.losses.last!)")
  }

  @Test func `it beats a 2-gram model within two hundred steps`() throws {
    var generator = Generator(seed: 5)
    let corpus = Self.corpus
    let model = LanguageModel<RNNCell>(
      vocabularySize: corpus.vocabularySize, width: 32, hiddenSize: 64, using: &generator)
    let batches = try TextBatches(corpus.training, batchSize: 16, contextLength: 32)
    try trainer().train("language model", model, on: batches, test: corpus.test, plan)
    let loss = mean(model.tokenLosses(of: corpus.test))
    let pairs = mean(
      NGram(order: 2, vocabularySize: corpus.vocabularySize, text: corpus.training).tokenLosses(of: corpus.test))
    #expect(loss < pairs - 0.3, "\(loss) against \(pairs)")
    #expect(loss > corpus.floor, "no model is better than the grammar")
  }

  private let plan = TrainingPlan(steps: 200, learningRate: 1e-2)

  private func trainer() -> Trainer {
    Trainer(Checkpoint(path: NSTemporaryDirectory() + "unused.safetensors"), savesRegularly: false)
  }
}
