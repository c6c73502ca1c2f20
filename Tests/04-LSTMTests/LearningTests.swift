import Datasets
import LSTM
import RNN
import Testing
import Training

/// The cells learn small tasks with delays.
struct LearningTests {
  private func train(_ model: any Module, steps: Int, rate: Scalar = 1e-2, loss: (inout Generator) -> Variable)
    -> [Double]
  {
    var generator = Generator(seed: 8)
    let optimizer = Adam(model.parameters)
    let schedule = Schedule.cosine(peak: rate, warmup: 10, total: steps)
    return (0..<steps).map { step in
      let value = loss(&generator)
      value.backward()
      optimizer.clipGradients(toNorm: 1)
      optimizer.step(rate: schedule(step))
      optimizer.clearGradients()
      return Double(value.value.scalar)
    }
  }

  private func addingError<Cell: RecurrentCell>(_: Cell.Type, length: Int) -> Double {
    var generator = Generator(seed: 9)
    let model = SequenceRegressor<Cell>(inputSize: 2, hiddenSize: 24, outputSize: 1, using: &generator)
    (model.net as? LSTM)?.initializeGates(forgetBias: 2)
    let problem = AddingProblem(length: length)
    let losses = train(model, steps: 500, rate: 2e-2) { generator in
      let (inputs, targets) = problem.batch(size: 32, using: &generator)
      return meanSquaredError(model(constant(inputs)), targets)
    }
    return mean(losses.suffix(30))
  }

  @Test func `a GRU adds over thirty steps, an LSTM over fifteen, a plain net over neither`() {
    #expect(addingError(GRUCell.self, length: 30) < 0.02)
    #expect(addingError(LSTMCell.self, length: 15) < 0.02)
    #expect(addingError(RNNCell.self, length: 30) > 0.1)
  }

  private func overfit<Cell: RecurrentCell>(_: Cell.Type) throws -> (first: Double, last: Double) {
    var generator = Generator(seed: 10)
    let text = try Grammar.english.vocabulary.encode(Grammar.english.text(characters: 101, using: &generator))
    let batch = try TextBatches(text, batchSize: 4, contextLength: 25)[0]
    let model = LanguageModel<Cell>(
      vocabularySize: Grammar.english.vocabulary.count, width: 16, hiddenSize: 32, using: &generator)
    let losses = train(model, steps: 300) { _ in crossEntropy(model(batch.inputs, batch: 4).logits, batch.targets) }
    return (losses[0], losses.last!)
  }

  @Test func `the initial loss is about ln V, and one batch is overfitted`() throws {
    for (first, last) in [try overfit(LSTMCell.self), try overfit(GRUCell.self), try overfit(NormalizedLSTMCell.self)] {
      #expect(abs(first - Double(Grammar.english.vocabulary.count).logarithm) < 0.3)
      #expect(last < 0.05)
    }
  }

  @Test func `a deep highway learns`() {
    var generator = Generator(seed: 11)
    let layers = (0..<20).map { _ in Highway(8, using: &generator) }
    struct Stack: Module { let layers: [Highway] }
    let x = Tensor.normal([16, 8], using: &generator)
    let losses = train(Stack(layers: layers), steps: 200) { _ in
      meanSquaredError(layers.reduce(constant(x)) { $1($0) }, tanh(x * 2))
    }
    #expect(losses.last! < 0.1 * losses[0])
  }

  @Test func `the cell that tracks a signal is found`() {
    var generator = Generator(seed: 12)
    let signal = (0..<200).map { _ in Double(generator.uniform()) }
    let cellStates = Tensor(shape: [200, 3]) { $0[1] == 1 ? Scalar(1 - 2 * signal[$0[0]]) : Scalar($0[0] % 7) }
    let cell = InterpretableCell(of: signal, among: cellStates)
    #expect(cell.index == 1 && abs(cell.correlation + 1) < 1e-5)
    #expect(InterpretableCell.correlation([1, 1, 1], [1, 2, 3]) == 0)
  }

  @Test func `the cell states of a text are tanh c after each token`() {
    var generator = Generator(seed: 13)
    let model = LanguageModel<LSTMCell>(vocabularySize: 5, width: 3, hiddenSize: 4, using: &generator)
    let text = [0, 3, 1, 4]
    let states = model.cellStates(of: text)
    let end = model(text, batch: 1).state.states[0][0].value
    #expect(states.shape == [4, 4])
    #expect(states.row(3) == tanh(end.row(0).reshaped(1, 8).columns(4..<8)).row(0))
    #expect(states.row(1) == model.cellStates(of: [0, 3]).row(1) && states.row(1) != states.row(3))
  }
}

extension Double {
  fileprivate var logarithm: Double { Double(log(Tensor([Scalar(self)])).scalars[0]) }
}
