/// The multiple-choice questions on one chapter.
public struct Quiz: Sendable {
  /// `09`, as in the names of all folders of the chapter.
  public let number: String
  /// `bert`
  public let name: String
  public let questions: [Question]

  init(_ number: String, _ name: String, _ questions: [Question]) {
    (self.number, self.name, self.questions) = (number, name, questions)
  }

  /// The text that the questions are about, from the package's root.
  public var chapter: String { "chapters/\(number)-\(name)/README.md" }
}

/// A question, of whose choices exactly one is right.
public struct Question: Sendable {
  public let text: String
  /// In the order in which they are shown.
  public let choices: [Choice]
  /// The index of the right one.
  public let right: Int

  /// The choices stand in the order in which they are shown.
  init(_ text: String, wrong before: [Choice], right: Choice, wrong after: [Choice] = []) {
    self.text = text
    choices = before + [right] + after
    self.right = before.count
  }

  /// The right choice is shown first.
  init(_ text: String, right: Choice, wrong: [Choice]) { self.init(text, wrong: [], right: right, wrong: wrong) }

  /// The index of the choice that a learner's answer names by its number; nil if there is none.
  public func choice(numbered text: some StringProtocol) -> Int? {
    choices.indices.first { Int(text) == $0 + 1 }
  }
}

/// One of the answers to choose from.
public struct Choice: Sendable {
  public let text: String
  /// Why it is right, or why it is not.
  public let reason: String

  init(_ text: String, _ reason: String) { (self.text, self.reason) = (text, reason) }
}
