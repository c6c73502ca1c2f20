/// A plausible wrong answer, and the hint that a learner reads who gives it.
struct Mistake<Answer: Sendable>: Sendable {
  let hint: String
  let answer: Answer

  init(_ hint: String, _ answer: Answer) {
    self.hint = hint
    self.answer = answer
  }
}

/// One function to write: the learner's answer, the solution, the known mistakes, and the probes that check them all.
public struct Exercise: Sendable, CustomStringConvertible {
  /// The chapter and the number in it: `00.3`.
  public let number: String
  /// The name of the function.
  public let name: String
  /// Hints, each more explicit than the one before.
  public let hints: [String]
  /// The hint of each known mistake.
  public let knownMistakes: [String]
  /// What an answer may not use of the library, since the task is to write it: `.sum`, `Tensors.matmul`.
  let forbidden: [String]

  private let mine: @Sendable () -> [Probe]
  private let solution: @Sendable () -> [Probe]
  private let wrong: @Sendable () -> [(hint: String, probes: [Probe])]

  /// - Parameter probes: The checks of an answer. They are created for each answer, with inputs from fixed seeds.
  init<Answer: Sendable>(
    _ number: String, _ name: String, mine: Answer, solution: Answer, hints: [String], forbidden: [String] = [],
    mistakes: [Mistake<Answer>], probes: @escaping @Sendable (Answer) -> [Probe]
  ) {
    self.number = number
    self.name = name
    self.hints = hints
    knownMistakes = mistakes.map(\.hint)
    self.forbidden = forbidden
    self.mine = { probes(mine) }
    self.solution = { probes(solution) }
    wrong = { mistakes.map { ($0.hint, probes($0.answer)) } }
  }

  public var description: String { "\(number) \(name)" }
}

extension Exercise {
  /// The result of checking the learner's answer.
  public func diagnoseMine() -> Diagnosis {
    let diagnosis = Diagnosis(mine(), mistakes: wrong())
    let chapter = Chapter.all.first { number.hasPrefix($0.number) }
    return chapter.map { self.diagnosis(diagnosis, reading: $0.mine) } ?? diagnosis
  }

  /// The result of checking the solution.
  public func diagnoseSolution() -> Diagnosis { Diagnosis(solution(), mistakes: wrong()) }

  /// The result of checking a known mistake, as if it were the learner's answer.
  public func diagnoseMistake(_ index: Int) -> Diagnosis { Diagnosis(wrong()[index].probes, mistakes: wrong()) }
}
