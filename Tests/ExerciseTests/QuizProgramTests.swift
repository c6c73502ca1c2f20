import Display
import Foundation
import TestSupport
import Testing

@testable import Quizzes

/// `swift run exercises quiz`, from the program itself.
struct QuizProgramTests {
  private let quiz = Quiz.bert

  private func run(_ words: String..., columns: String = "80") throws -> (code: Int32, output: String, errors: String) {
    let process = try ChapterProcess("exercises", ["quiz"] + words, environment: ["COLUMNS": columns])
    let code = process.wait()
    return (code, process.output, process.errors)
  }

  /// The text on one line, since the screen breaks it anywhere.
  private func flat(_ text: String) -> String { text.split { " \n".contains($0) }.joined(separator: " ") }

  /// The answers that are right, or each the choice after it.
  private func answers(_ quiz: Quiz, shiftedBy shift: Int = 0) -> String {
    quiz.questions.map { "\(($0.right + shift) % $0.choices.count + 1)" }.joined(separator: ",")
  }

  @Test(arguments: Quiz.all)
  func `without a terminal all questions are shown, and no reason`(quiz: Quiz) throws {
    let run = try run(quiz.number)
    #expect(run.code == 0 && run.errors.isEmpty)
    for question in quiz.questions {
      #expect(flat(run.output).contains(question.text))
      for choice in question.choices {
        #expect(run.output.contains(choice.text) && !flat(run.output).contains(choice.reason))
      }
    }
    #expect(run.output.contains("swift run exercises quiz \(quiz.number) --answers 1,1"))
  }

  @Test(arguments: Quiz.all)
  func `right answers are confirmed with their reasons`(quiz: Quiz) throws {
    let run = try run(quiz.number, "--answers", answers(quiz))
    #expect(run.code == 0 && run.errors.isEmpty)
    for question in quiz.questions { #expect(flat(run.output).contains(question.choices[question.right].reason)) }
    #expect(run.output.hasSuffix("\n\(quiz.questions.count) questions: \(quiz.questions.count) right, 0 wrong\n"))
  }

  @Test(arguments: Quiz.all, 1...2)
  func `wrong answers are given their reasons and exit code 1, and the right ones stay hidden`(
    quiz: Quiz, shift: Int
  ) throws {
    let run = try run(quiz.number, "--answers=\(answers(quiz, shiftedBy: shift))")
    #expect(run.code == 1 && run.errors.isEmpty)
    for question in quiz.questions {
      let (right, wrong) = (question.right, (question.right + shift) % question.choices.count)
      #expect(flat(run.output).contains(question.choices[wrong].reason))
      #expect(!flat(run.output).contains(question.choices[right].reason))
    }
    #expect(run.output.contains("\(quiz.questions.count) questions: 0 right, \(quiz.questions.count) wrong\n"))
  }

  @Test func `fewer answers than questions leave the rest open`() throws {
    let run = try run("9", "--answers", "\(quiz.questions[0].right + 1)")
    let rest = quiz.questions.count - 1
    #expect(run.code == 0 && run.output.components(separatedBy: "· not answered").count == rest + 1)
    #expect(run.output.contains("1 right, 0 wrong, \(rest) not answered"))
  }

  @Test(
    arguments: [
      ([], "on which chapter?"), (["99"], "no quiz on a chapter \"99\"; there are 00, 01, "), (["word"], "no quiz on"),
      (["09.1"], "on a whole chapter"), ([""], "no quiz on"), (["09", "word"], "unknown argument \"word\""),
      (["09", "--answers"], "needs numbers of choices"), (["09", "--answers="], "answer 1 is \"\""),
      (["09", "--answers", "1,x"], "answer 2 is \"x\"; question 2 has the choices 1 to 4"),
      (["09", "--answers", "5"], "answer 1 is \"5\""), (["09", "--answers", "0"], "answer 1 is \"0\""),
      (["09", "--answers", "1,,2"], "answer 2 is \"\""), (["09", "--answers", "1 2"], "answer 1 is \"1 2\""),
      (["09", "--answers", "1", "2"], "unknown argument \"2\""),
      (["09", "--answers=1", "2"], "unknown argument \"2\""),
      (
        ["09", "--answers", String(repeating: "1,", count: 30) + "1"],
        "31 answers, but quiz 09 has \(Quiz.bert.questions.count) questions"
      ),
    ])
  func `what is no quiz, or no answer to it, gives one line and exit code 64`(words: [String], message: String) throws {
    let process = try ChapterProcess("exercises", ["quiz"] + words)
    #expect(process.wait() == 64 && process.output.isEmpty)
    #expect(process.errors.hasPrefix("exercises: ") && process.errors.contains(message), "\(process.errors)")
    #expect(process.errors.split(separator: "\n").count == 1)
  }

  @Test(arguments: Quiz.all, [30, 80])
  func `no line is wider than the screen`(quiz: Quiz, columns: Int) throws {
    for words in [[quiz.number], [quiz.number, "--answers", answers(quiz, shiftedBy: 1)]] {
      guard let terminal = PseudoTerminal(columns: columns) else { return }
      let process = try ChapterProcess("exercises", ["quiz"] + words, output: terminal.path)
      #expect((0...1).contains(process.wait()))
      let lines = terminal.text.split(separator: "\n").map(String.init)
      #expect(lines.count > 10 && lines.allSatisfy { $0.visibleWidth <= columns })
    }
  }

  /// What is on a terminal after lines were typed there and then Ctrl-D, and the exit code.
  private func session(typing text: String) throws -> (screen: String, code: Int32)? {
    guard let terminal = PseudoTerminal(columns: 100) else { return nil }
    terminal.type(text + "\u{4}")
    let process = try ChapterProcess(
      "exercises", ["quiz", "09"], input: terminal.path, output: terminal.path, environment: ["NO_COLOR": "1"])
    let code = process.wait()
    return (terminal.text, code)
  }

  @Test func `on a terminal the questions are asked one after the other`() throws {
    let lines = ["word"] + answers(quiz).split(separator: ",").map(String.init)
    guard let (screen, code) = try session(typing: lines.map { $0 + "\n" }.joined()) else { return }
    #expect(code == 0)
    #expect(screen.components(separatedBy: "your choice: ").count == quiz.questions.count + 2)
    #expect(screen.contains("  a number from 1 to 4, please\n"))
    #expect(screen.components(separatedBy: "✔ right: ").count == quiz.questions.count + 1)
    #expect(screen.hasSuffix("\n\(quiz.questions.count) questions: \(quiz.questions.count) right, 0 wrong\n"))
  }

  @Test func `Ctrl-D ends the quiz with the score so far`() throws {
    let (question, count) = (quiz.questions[0], quiz.questions.count)
    let wrong = (question.right + 1) % question.choices.count
    guard let (screen, code) = try session(typing: "\(wrong + 1)\n") else { return }
    #expect(code == 1 && flat(screen).contains("✘ wrong: \(question.choices[wrong].reason)"))
    #expect(screen.contains("Question 2 of") && !screen.contains("Question 3 of"))
    #expect(screen.contains("your choice: \n\n\(count) questions: 0 right, 1 wrong, \(count - 1) not answered\n"))
  }

  @Test func `whoever types but cannot see the questions is not asked`() throws {
    guard let terminal = PseudoTerminal(columns: 100) else { return }
    terminal.type("\u{4}")
    let process = try ChapterProcess("exercises", ["quiz", "09"], input: terminal.path)
    #expect(process.wait() == 0)
    #expect(process.output.contains("--answers 1,1") && !process.output.contains("your choice"))
  }
}
