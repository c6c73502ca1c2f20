import RNN
import Testing

struct ScheduledSamplingTests {
  static let schedules: [SamplingSchedule] = [
    .linear(slope: 0.001, least: 0.2), .exponential(base: 0.998), .inverseSigmoid(k: 100),
  ]

  @Test(arguments: schedules.indices)
  func `the truth begins near one and never rises`(index: Int) {
    let truths = stride(from: 0, to: 100_000, by: 97).map { Self.schedules[index].teacherForcing(at: $0) }
    #expect(truths[0] > 0.98 && truths.last! < 0.21)
    #expect(zip(truths, truths.dropFirst()).allSatisfy { $0 >= $1 && $1 >= 0 })
  }

  @Test func `the formulas, by hand`() {
    #expect(abs(SamplingSchedule.linear(start: 0.9, slope: 0.1, least: 0.25).teacherForcing(at: 3) - 0.6) < 1e-6)
    #expect(SamplingSchedule.linear(slope: 0.1, least: 0.25).teacherForcing(at: 99) == 0.25)
    #expect(abs(SamplingSchedule.exponential(base: 0.5).teacherForcing(at: 3) - 0.125) < 1e-6)
    #expect(abs(SamplingSchedule.inverseSigmoid(k: 10).teacherForcing(at: 20) - 10 / (10 + 7.389056)) < 1e-6)
  }

  @Test func `with the truth alone nothing changes, without it only the first tokens stay`() {
    let model = LanguageModelTests.model()
    let text = (0..<40).map { $0 * $0 % 7 }
    var generator = Generator(seed: 1)
    #expect(model.scheduledInputs(text, batch: 2, teacherForcing: 1, using: &generator) == text)
    let guessed = model.scheduledInputs(text, batch: 2, teacherForcing: 0, using: &generator)
    #expect(guessed[0] == text[0] && guessed[20] == text[20])
    let changed = zip(text, guessed).count { $0 != $1 }
    #expect(changed > 20, "a new model guesses right one time in seven")
  }

  @Test func `a guess depends on the guesses before it`() {
    let model = LanguageModelTests.model()
    model.output.weight.update { $0 *= 1000 }  // so sure that every draw is the best token
    var generator = Generator(seed: 2)
    let seen = model.scheduledInputs([3, 0, 0, 0, 0, 0], batch: 1, teacherForcing: 0, using: &generator)
    let greedy = model.generate([[3]], limit: 5, sampler: .greedy, using: &generator)[0]
    #expect(seen == [3] + greedy)
  }
}
