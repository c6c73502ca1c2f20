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

  private let probes: @Sendable (_ answers: Any.Type) -> [Probe]?
  private let solution: @Sendable () -> [Probe]
  private let wrong: @Sendable () -> [(hint: String, probes: [Probe])]

  /// - Parameters:
  ///   - answer: The function of this exercise, out of the learner's answers or the solutions.
  ///   - probes: The checks of an answer. They are created for each answer, with inputs from fixed seeds.
  init<Tasks: Sendable, Answer: Sendable>(
    _ number: String, _ name: String, solution: Tasks, answer: @escaping @Sendable (_ answers: Tasks) -> Answer,
    hints: [String], forbidden: [String] = [], mistakes: [Mistake<Answer>],
    probes: @escaping @Sendable (Answer) -> [Probe]
  ) {
    self.number = number
    self.name = name
    self.hints = hints
    knownMistakes = mistakes.map(\.hint)
    self.forbidden = forbidden
    self.probes = { answers in (answers as? Tasks).map { probes(answer($0)) } }
    self.solution = { probes(answer(solution)) }
    wrong = { mistakes.map { ($0.hint, probes($0.answer)) } }
  }

  public var description: String { "\(number) \(name)" }
}

extension Exercise {
  /// The result of checking a learner's answer; nil if these answers are not to this chapter.
  ///
  /// - Parameter willCheck: Is called before each check, which an answer may not survive.
  public func diagnose(_ answers: Any.Type, willCheck: (Probe) -> Void = { _ in }) -> Diagnosis? {
    probes(answers).map { Diagnosis($0, mistakes: wrong(), willCheck: willCheck) }
  }

  /// The result of checking the solution.
  public func diagnoseSolution() -> Diagnosis { Diagnosis(solution(), mistakes: wrong()) }

  /// The result of checking a known mistake, as if it were the learner's answer.
  public func diagnoseMistake(_ index: Int) -> Diagnosis { Diagnosis(wrong()[index].probes, mistakes: wrong()) }
}
