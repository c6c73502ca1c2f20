import Datasets
import Foundation
import RNN
import TestSupport
import Testing

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

  @Test func `the tokenLosses of a text are those of one long pass`() {
    let model = Self.model()
    let text = (0..<600).map { $0 * $0 % 7 }
    let loss = crossEntropy(model(Array(text.dropLast()), batch: 1).logits, Array(text.dropFirst()))
    #expect(abs(mean(model.tokenLosses(of: text)) - Double(loss.value.scalar)) < 1e-4)
    #expect(model.tokenLosses(of: text).count == 599)
  }

  @Test func `the loss of a new model is near that of an even guess`() {
    var generator = Generator(seed: 3)
    let V = Self.corpus.vocabularySize
    let model = LanguageModel<RNNCell>(vocabularySize: V, width: 32, hiddenSize: 128, using: &generator)
    #expect(abs(mean(model.tokenLosses(of: Self.corpus.test)) - log(Double(V))) < 0.15)
  }

  @Test func `a reader goes on where it stopped, and begins anew with the text`() throws {
    let text = (0..<41).map { $0 * $0 % 7 }
    let batches = try TextBatches(text, batchSize: 2, contextLength: 5)
    let model = Self.model()
    let reader = TruncatedBPTT(model, reading: batches)
    let randomness = Randomness(seed: 0)
    let losses = (0..<2 * batches.count).map { reader.loss(at: $0, randomness).value.scalar }
    #expect(Array(losses.prefix(batches.count)) == Array(losses.suffix(batches.count)))

    let whole = TruncatedBPTT(model, reading: try TextBatches(text, batchSize: 2, contextLength: 20))
    let mean = losses.prefix(4).reduce(0, +) / 4
    #expect(abs(whole.loss(at: 0, randomness).value.scalar - mean) < 1e-5)
    let forgetful = TruncatedBPTT(model, reading: batches).loss(at: 4, randomness).value.scalar
    #expect(forgetful == losses[0], "after the last contextLength the state is new")
    #expect(TruncatedBPTT(model, reading: batches).loss(at: 1, randomness).value.scalar != losses[1])
  }

  @Test func `the carried state is part of a checkpoint`() throws {
    let reader = TruncatedBPTT(
      Self.model(), reading: try TextBatches(Array(repeating: 1, count: 41), batchSize: 2, contextLength: 5))
    #expect(reader.buffers.map(\.path) == ["carried"])
    #expect(reader.buffers[0].buffer.value.shape == [2, 2, 6])
    #expect(reader.parameterCount == reader.model.parameterCount)
  }

  @Test func `reading that was cut off goes on with the same state, to the same bits`() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let batches = try TextBatches((0..<61).map { $0 * $0 % 7 }, batchSize: 2, contextLength: 5)
    func train(to steps: Int, _ checkpoint: Checkpoint) throws -> [Scalar] {
      let reader = TruncatedBPTT(Self.model(), reading: batches)
      let run = TrainingRun("reader", reader, AdamW(reader.parameters), seed: 1)
      let plan = TrainingPlan(steps: steps, schedule: .constant(0.01))
      try Trainer(checkpoint, savesRegularly: true).train(run, plan) { reader.loss(at: $0, truth: 0.5, $1) }
      return run.losses
    }
    let whole = try train(to: 9, Checkpoint(path: path))
    _ = try train(to: 4, Checkpoint(path: path))
    #expect(try train(to: 9, Checkpoint(contentsOf: path)) == whole)
  }

  @Test func `greedy writing takes the best token each time and stops at the end`() {
    let model = Self.model()
    var unused = Generator(seed: 0)
    let text = model.write(9, after: [3, 1], with: .greedy, using: &unused)
    for position in text.indices {
      let history = [3, 1] + text.prefix(position)
      #expect(model(history, batch: 1).logits.value.row(0).row(history.count - 1).argmax(axis: 0)[0] == text[position])
    }
    let cut = model.write(9, after: [3, 1], until: text[4], with: .greedy, using: &unused)
    #expect(cut == Array(text.prefix { $0 != text[4] }))
  }

  @Test func `texts written together equal texts written alone`() {
    let model = Self.model()
    var unused = Generator(seed: 0)
    let prompts = [[0, 1], [5, 2], [6, 6]]
    let together = model.write(8, after: prompts, until: 4, with: .greedy, using: &unused)
    #expect(together == prompts.map { model.write(8, after: $0, until: 4, with: .greedy, using: &unused) })
  }

  @Test func `it learns one batch by heart`() throws {
    var generator = Generator(seed: 4)
    let model = LanguageModel<RNNCell>(
      vocabularySize: Self.corpus.vocabularySize, width: 16, hiddenSize: 64, using: &generator)
    let text = Array(Self.corpus.training.prefix(65))
    var lesson = Lesson(steps: 200)
    (lesson.batchSize, lesson.contextLength) = (2, 32)
    let run = try lesson.teach(model, "heart", text, test: text, seed: 0, trainer())
    #expect(run.losses.first! > 3 && run.losses.last! < 0.05, "\(run.losses.last!)")
  }

  @Test func `it beats counting pairs within two hundred steps`() throws {
    var generator = Generator(seed: 5)
    let corpus = Self.corpus
    let model = LanguageModel<RNNCell>(
      vocabularySize: corpus.vocabularySize, width: 32, hiddenSize: 64, using: &generator)
    _ = try Lesson(steps: 200).teach(model, "pairs", corpus.training, test: corpus.test, seed: 0, trainer())
    let loss = mean(model.tokenLosses(of: corpus.test))
    let pairs = mean(
      NGram(order: 2, vocabularySize: corpus.vocabularySize, text: corpus.training).tokenLosses(of: corpus.test))
    #expect(loss < pairs - 0.3, "\(loss) against \(pairs)")
    #expect(loss > corpus.floor, "no model is better than the grammar")
  }

  private func trainer() -> Trainer {
    Trainer(Checkpoint(path: NSTemporaryDirectory() + "unused.safetensors"), savesRegularly: false)
  }
}
