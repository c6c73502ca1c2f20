/// A plausible wrong answer, with the one sentence that a learner reads who gives it.
struct Mistake<Answer: Sendable>: Sendable {
  let hint: String
  let answer: Answer

  init(_ hint: String, _ answer: Answer) {
    self.hint = hint
    self.answer = answer
  }
}

/// One function to write: the learner's, the model answer, the known mistakes, and what is asked of all of them.
public struct Exercise: Sendable, CustomStringConvertible {
  /// Chapter and position: `00.3`.
  public let number: String
  /// The name of the function.
  public let name: String
  /// From a nudge to almost the answer.
  public let hints: [String]
  /// The sentence of each known mistake.
  public let knownMistakes: [String]

  private let mine: @Sendable () -> [Probe]
  private let solution: @Sendable () -> [Probe]
  private let wrong: @Sendable () -> [(hint: String, probes: [Probe])]

  /// - Parameter probes: What is asked of an answer; made anew for each, with inputs from fixed seeds.
  init<Answer: Sendable>(
    _ number: String, _ name: String, mine: Answer, solution: Answer, hints: [String], mistakes: [Mistake<Answer>],
    probes: @escaping @Sendable (Answer) -> [Probe]
  ) {
    self.number = number
    self.name = name
    self.hints = hints
    knownMistakes = mistakes.map(\.hint)
    self.mine = { probes(mine) }
    self.solution = { probes(solution) }
    wrong = { mistakes.map { ($0.hint, probes($0.answer)) } }
  }

  public var description: String { "\(number) \(name)" }
}

extension Exercise {
  /// What the check says about the learner's answer.
  public func diagnoseMine() -> Diagnosis { Diagnosis(mine(), mistakes: wrong()) }

  /// What the check says about the model answer.
  public func diagnoseSolution() -> Diagnosis { Diagnosis(solution(), mistakes: wrong()) }

  /// What the check says about a known mistake, as if a learner had made it.
  public func diagnoseMistake(_ index: Int) -> Diagnosis { Diagnosis(wrong()[index].probes, mistakes: wrong()) }
}
