import Exercises
import GPT
import LoRA
import Solutions
import Tensors
import Testing
import Training

@testable import ExerciseChecks

private typealias Wrong = WrongLoRAAnswers

/// Answers to chapter 13 that are written in another way than the solutions and the known mistakes, as a learner's are.
struct LoRAAnswerTests {
  @Test(arguments: Chapter.lora.exercises)
  func `a right answer may be written in another way`(exercise: Exercise) {
    #expect(exercise.diagnose(OtherLoRAAnswers.self) == .right)
  }

  @Test(arguments: [
    (Exercise.adaptedOutput, Wrong.WithoutScale.self as any LoRATasks.Type, "the update is not scaled"),
    (.adaptedOutput, Wrong.Exchanged.self, "A and B are exchanged"),
    (.adaptedOutput, Wrong.DoubledBias.self, "the bias was added twice"),
    (.drawFactors, Wrong.BothZero.self, "both factors are zero"),
    (.drawFactors, Wrong.BothRandom.self, "both factors are random"),
    (.drawFactors, Wrong.SmallBound.self, "the bound is 1 / I"),
    (.drawFactors, Wrong.NormalA.self, "A is normal with the deviation 1 / √I"),
    (.drawFactors, Wrong.OwnGenerator.self, "a generator of its own was made"),
    (.drawFactors, Wrong.EqualColumns.self, "all columns of A are equal"),
    (.adapterBackward, Wrong.WithoutScale.self, "α / r is missing: it is a factor"),
    (.adapterBackward, Wrong.WithoutFrozen.self, "dx lacks the part through W"),
    (.adapterBackward, Wrong.WithoutAdapter.self, "dx lacks the part through the adapter"),
    (.mergeUpdate, Wrong.WithoutScale.self, "the update was merged without its scale"),
    (.mergeUpdate, Wrong.Transposed.self, "the update was merged transposed"),
    (.mergeUpdate, Wrong.Twice.self, "the update was merged twice"),
    (.trainableCount, Wrong.WithoutHead.self, "the head is missing"),
    (.trainableCount, Wrong.WithGains.self, "the gains of norms were counted"),
    (.quantizeBlocks, Wrong.OneScale.self, "one scale was used for all weights"),
    (.quantizeBlocks, Wrong.Truncated.self, "the quotients were cut off toward zero"),
    (.quantizeBlocks, Wrong.AwayFromZero.self, "a half was rounded away from zero"),
    (.adaptRows, Wrong.FirstAdapter.self, "a row without an adapter got the first one"),
    (.overlap, Wrong.NotSquared.self, "the root was taken: it is the square of the norm"),
  ])
  func `a mistake is named, however it is written`(
    exercise: Exercise, answers: any LoRATasks.Type, hint: String
  ) throws {
    guard case .wrong(let finding) = exercise.diagnose(answers) else {
      Issue.record("the checks let it pass")
      return
    }
    #expect(finding.mistake?.hasPrefix(hint) == true, "\(finding)")
  }

  @Test(arguments: [
    FineTuning.full, .head, .biases, .prefix(3), .lora(LoRAConfiguration(rank: 2)),
    .lora(LoRAConfiguration(rank: 3, targets: ["body.stack.blocks.1.*", "*.query"])),
  ])
  func `the library trains as many numbers as the exercise counts`(way: FineTuning) throws {
    var generator = Generator(seed: 1)
    var configuration = GPTConfiguration(width: 6, heads: 2, depth: 2)
    (configuration.vocabularySize, configuration.contextLimit) = (11, 8)
    let body = GPTModel(configuration, using: &generator)
    let model = TaskModel(body, .classes(3), using: &generator)
    let parameters = model.parameters.map { (path: $0.path, shape: $0.variable.shape) }
    let adapter = way.prepare(model, using: &generator)
    model.setTrainable(true) { $0.hasPrefix("output.") && !$0.contains("adapter") }
    let answer = try LoRASolutions.trainableCount(parameters, head: "output", way: way)
    // An attached adapter is one of the model's parameters.
    #expect(answer == model.trainableParameterCount, "\(adapter?.entries.count ?? 0) updates")
  }

  @Test func `the library adapts rows as the exercise does`() throws {
    var generator = Generator(seed: 2)
    let x = random(3, 2, 4, seed: 1)
    let model = MLP(widths: [4, 5], using: &generator)
    let adapters = [2, 1].map { rank in
      LoRAAdapter(for: model, LoRAConfiguration(rank: rank, alpha: 3, targets: ["*"]), using: &generator)
    }
    for adapter in adapters {
      adapter.entries[0].layer.b.update { $0 = random($0.shape[0], 5, seed: $0.shape[0]) }
    }
    let linear = model.linears[0].linear
    BatchedAdapters(adapters, rows: [1, nil, 0]).attach(to: model)
    let answer = try LoRASolutions.adaptRows(
      x, weight: linear.weight.value, bias: try #require(linear.bias).value,
      adapters: adapters.map { ($0.entries[0].layer.a.value, $0.entries[0].layer.b.value) }, alpha: 3,
      rows: [1, nil, 0])
    #expect(firstDifference(linear(constant(x)).value, answer) == nil)
  }
}
