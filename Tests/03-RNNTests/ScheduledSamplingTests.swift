import RNN
import Tensors
import Testing
import Training

struct ScheduledSamplingTests {
  static let schedules: [SamplingSchedule] = [
    .linear(slope: 0.001, least: 0.2), .exponential(base: 0.998), .inverseSigmoid(k: 100),
  ]

  @Test(arguments: schedules.indices)
  func `the probability of teacher forcing begins near one and never rises`(index: Int) {
    let probabilities = stride(from: 0, to: 100_000, by: 97).map { Self.schedules[index].teacherForcing(at: $0) }
    #expect(probabilities[0] > 0.98 && probabilities.last! < 0.21)
    #expect(zip(probabilities, probabilities.dropFirst()).allSatisfy { $0 >= $1 && $1 >= 0 })
  }

  @Test func `the schedules agree with numbers computed by hand`() {
    #expect(abs(SamplingSchedule.linear(start: 0.9, slope: 0.1, least: 0.25).teacherForcing(at: 3) - 0.6) < 1e-6)
    #expect(SamplingSchedule.linear(slope: 0.1, least: 0.25).teacherForcing(at: 99) == 0.25)
    #expect(abs(SamplingSchedule.exponential(base: 0.5).teacherForcing(at: 3) - 0.125) < 1e-6)
    #expect(abs(SamplingSchedule.inverseSigmoid(k: 10).teacherForcing(at: 20) - 10 / (10 + 7.389056)) < 1e-6)
  }

  @Test(arguments: [1, 10, 800, 2000], [0.25, 0.6])
  func `a schedule ends at the probability that it is given`(steps: Int, probability: Double) {
    let schedules: [SamplingSchedule] = [
      .linear(to: probability, after: steps), .exponential(to: probability, after: steps),
      .inverseSigmoid(to: probability, after: steps),
    ]
    for schedule in schedules {
      #expect(abs(Double(schedule.teacherForcing(at: steps)) - probability) < 1e-5)
      #expect(schedule.teacherForcing(at: steps - 1) > schedule.teacherForcing(at: steps))
    }
    #expect(SamplingSchedule.linear(to: probability, after: steps).teacherForcing(at: 3 * steps) == Scalar(probability))
  }

  @Test func `full teacher forcing changes nothing, none keeps only the first tokens`() {
    let model = LanguageModelTests.model()
    let text = (0..<40).map { $0 * $0 % 7 }
    var generator = Generator(seed: 1)
    #expect(model.scheduledInputs(text, batch: 2, teacherForcing: 1, using: &generator) == text)
    let drawn = model.scheduledInputs(text, batch: 2, teacherForcing: 0, using: &generator)
    #expect(drawn[0] == text[0] && drawn[20] == text[20])
    let changed = zip(text, drawn).count { $0 != $1 }
    #expect(changed > 20, "a new model draws the true token one time in seven")
  }

  @Test func `trained to the end it learns a wrong distribution, the one of the chapter's example`() {
    // The texts are "s a b" and "s c d", each with probability 1/2, so b follows a with probability 1. With the share 1/4
    // of true inputs, the target b follows the input a with 1/4 + 3/4 · 1/2.
    let (s, a, b, c, d) = (0, 1, 2, 3, 4)
    var generator = Generator(seed: 5)
    let model = LanguageModel<RNNCell>(vocabularySize: 5, width: 8, hiddenSize: 16, using: &generator)
    func train(teacherForcing: Scalar) -> Scalar {
      let optimizer = AdamW(model.parameters)
      for step in 0..<400 {
        let rows = (0..<256).map { _ in generator.uniform() < 0.5 ? [s, a, b] : [s, c, d] }
        let inputs = model.scheduledInputs(
          rows.flatMap { $0.dropLast() }, batch: rows.count, teacherForcing: teacherForcing, using: &generator)
        let targets = rows.flatMap { $0.dropFirst() }
        crossEntropy(model(inputs, batch: rows.count).logits, targets).backward()
        optimizer.step(rate: step < 300 ? 0.01 : 0.001)
        optimizer.clearGradients()
      }
      return softmax(model([s, a], batch: 1).logits.value).scalars[1 * 5 + b]
    }
    #expect(abs(train(teacherForcing: 0.25) - 0.625) < 0.03)
    #expect(train(teacherForcing: 1) > 0.99)
  }

  @Test func `a drawn token depends on the drawn tokens before it`() {
    let model = LanguageModelTests.model()
    model.output.weight.update { $0 *= 1000 }  // logits so large that every draw is the most probable token
    var generator = Generator(seed: 2)
    let inputs = model.scheduledInputs([3, 0, 0, 0, 0, 0], batch: 1, teacherForcing: 0, using: &generator)
    let greedy = model.generate([[3]], limit: 5, sampler: .greedy, using: &generator)[0]
    #expect(inputs == [3] + greedy)
  }
}
