import ExerciseChecks
import Foundation
import Testing

@testable import Quizzes

/// The questions themselves.
struct QuizTests {
  @Test func `every chapter has a quiz, in order`() throws {
    let modules = try FileManager.default.contentsOfDirectory(
      atPath: SourceFile.root.appending(path: "Sources").path)
    let chapters = modules.filter { $0.first?.isNumber == true }.map { $0.lowercased() }.sorted()
    #expect(Quiz.all.map { "\($0.number)-\($0.name)" } == chapters)
  }

  @Test(arguments: Quiz.all)
  func `every question has its choices, each with a reason, and none gives itself away`(quiz: Quiz) {
    #expect(defects(of: quiz) == [])
  }

  @Test func `the right choice stands where the source has it`() {
    let (a, b, c) = (Choice("a", "1"), Choice("b", "2"), Choice("c", "3"))
    let inside = Question("?", wrong: [a], right: b, wrong: [c])
    #expect(inside.choices.map(\.text) == ["a", "b", "c"] && inside.right == 1)
    let first = Question("?", right: b, wrong: [a, c])
    #expect(first.choices.map(\.text) == ["b", "a", "c"] && first.right == 0)
    let last = Question("?", wrong: [a, c], right: b)
    #expect(last.choices.map(\.text) == ["a", "c", "b"] && last.right == 2)
  }

  @Test func `a choice is named by its number, from 1 on`() {
    let question = Question("?", right: Choice("a", "1"), wrong: [Choice("b", "2"), Choice("c", "3")])
    let answers = ["1", "3", "0", "4", "-1", "", "a", "1.0", "9223372036854775808", "-9223372036854775808"]
    #expect(answers.map { question.choice(numbered: $0) } == [0, 2] + [Int?](repeating: nil, count: 8))
  }

  @Test func `a poor quiz would be found`() {
    let poor = Question(
      "Which", right: Choice("the longest of all", ""), wrong: [Choice("b", "No.\n"), Choice("b", "never")])
    let long = Choice(String(repeating: "x", count: 76), "Yes.")
    let quiz = Quiz("99", "poor", [poor, poor, poor, Question("What?", right: long, wrong: [Choice("b", "No.")])])
    #expect(
      defects(of: quiz) == [
        "4 questions", "a question twice", "the right choices are all at 1 or 2 positions",
        "the right choice is the longest in 4 of 4", "a reason twice",
      ]
        + [
          "no question: Which", "a choice twice: Which", "an empty or ragged text: Which", "no sentence: Which",
        ].repeated(3) + ["2 choices: What?", "a choice longer than a line: What?"])
  }

  /// What is wrong with a quiz.
  private func defects(of quiz: Quiz) -> [String] {
    let questions = quiz.questions
    var result: [String] = []
    func check(_ isSound: Bool, _ defect: String) { if !isSound { result.append(defect) } }
    check(questions.count >= 5, "\(questions.count) questions")
    check(Set(questions.map(\.text)).count == questions.count, "a question twice")
    check(Set(questions.map(\.right)).count >= 3, "the right choices are all at 1 or 2 positions")
    // Who picks the longest, or always the same position, should do no better than half.
    for position in 0..<5 {
      let count = questions.count { $0.right == position }
      check(
        2 * count <= questions.count || count == questions.count, "position \(position + 1) is right \(count) times")
    }
    let longest = questions.count { question in
      let right = question.choices[question.right]
      return question.choices.allSatisfy { $0.text == right.text || $0.text.count < right.text.count }
    }
    check(2 * longest <= questions.count, "the right choice is the longest in \(longest) of \(questions.count)")
    let reasons = questions.flatMap(\.choices).map(\.reason)
    check(Set(reasons).count == reasons.count, "a reason twice")
    return result + questions.flatMap(defects)
  }

  private func defects(of question: Question) -> [String] {
    var result: [String] = []
    func check(_ isSound: Bool, _ defect: String) { if !isSound { result.append("\(defect): \(question.text)") } }
    let choices = question.choices
    check(question.text.hasSuffix("?"), "no question")
    check((3...5).contains(choices.count), "\(choices.count) choices")
    check(Set(choices.map(\.text)).count == choices.count, "a choice twice")
    // Beside its number, on a screen of 80 columns.
    check(choices.allSatisfy { $0.text.count <= 75 }, "a choice longer than a line")
    let texts = [question.text] + choices.flatMap { [$0.text, $0.reason] }
    check(
      texts.allSatisfy { !$0.isEmpty && !$0.contains("\n") && !" \($0) ".contains("  ") }, "an empty or ragged text")
    check(choices.allSatisfy { $0.reason.isEmpty || $0.reason.hasSuffix(".") }, "no sentence")
    return result
  }
}

extension Array {
  fileprivate func repeated(_ count: Int) -> [Element] { (0..<count).flatMap { _ in self } }
}

extension Quiz: CustomTestStringConvertible {
  public var testDescription: String { "\(number)-\(name)" }
}
