import Testing

@testable import ExerciseBoard
@testable import Quizzes

/// What the board says in a quiz.
struct QuizPageTests {
  private let quiz = Quiz(
    "42", "life",
    [
      Question("One?", right: Choice("a", "Because."), wrong: [Choice("b", "Not b."), Choice("c", "Not c.")]),
      Question("Two?", wrong: [Choice("d", "Not d."), Choice("e", "Not e.")], right: Choice("f", "Therefore.")),
    ])

  /// What is said, prompts and typed lines included, and the exit code.
  ///
  /// - Parameter typed: The lines that are typed, up to the end of the input; nil if nobody can be asked.
  private func page(_ answers: [Int]? = nil, typed: [String]? = nil) -> (lines: [String], code: Int32) {
    var (lines, rest): ([String], ArraySlice<String>) = ([], (typed ?? [])[...])
    var board = Board(report: { _, _ in Report(statuses: [:]) }, say: { lines.append($0) })
    if typed != nil {
      board.ask = { prompt in
        lines.append(prompt + (rest.first ?? ""))
        return rest.popFirst()
      }
    }
    let code = board.run(quiz, answers: answers)
    return (lines, code)
  }

  @Test func `each answer is judged with its reason, the right one too`() {
    let page = page([1, 2])
    let expected = [
      "Quiz 42 life  2 questions on chapters/42-life/README.md",
      "", "Question 1 of 2", "One?", "  ✘ 2  b", "       Not b.",
      "", "Question 2 of 2", "Two?", "  ✔ 3  f", "       Therefore.",
      "", "2 questions: 1 right, 1 wrong",
      "Read again: chapters/42-life/README.md", "Then: swift run exercises quiz 42",
    ]
    #expect(page.lines == expected && page.code == 1)
  }

  @Test func `when all are right there is nothing to read again`() {
    let page = page([0, 2])
    #expect(page.lines.last == "2 questions: 2 right, 0 wrong" && page.code == 0)
  }

  @Test func `what is not answered is listed and is no error`() {
    let page = page([0])
    #expect(page.lines.suffix(6).prefix(4) == ["", "Question 2 of 2", "Two?", "  · not answered"])
    #expect(page.lines.last == "2 questions: 1 right, 0 wrong, 1 not answered" && page.code == 0)
  }

  @Test func `where nobody can be asked, the questions are shown with the way to answer`() {
    let page = page()
    let expected = [
      "", "Question 2 of 2", "Two?", "  1  d", "  2  e", "  3  f", "",
      "To answer, give the number of a choice for each question in turn, as in:",
      "swift run exercises quiz 42 --answers 1,1",
    ]
    #expect(page.lines.suffix(9) == expected && page.code == 0)
    #expect(!page.lines.contains { $0.contains("Because") || $0.contains("Not") })
  }

  @Test func `one question is asked after the other, and judged at once`() {
    let page = page(typed: ["3", " 3 "])
    let expected = [
      "Type the number of a choice. Ctrl-D ends the quiz.",
      "", "Question 1 of 2", "One?", "  1  a", "  2  b", "  3  c", "your choice: 3", "  ✘ wrong: Not c.",
      "", "Question 2 of 2", "Two?", "  1  d", "  2  e", "  3  f", "your choice:  3 ", "  ✔ right: Therefore.",
      "", "2 questions: 1 right, 1 wrong",
    ]
    #expect(page.lines.dropFirst().prefix(expected.count) == expected[...] && page.code == 1)
  }

  @Test func `a line that names no choice is asked for again`() {
    let page = page(typed: ["", "4", "b", "1", "3"])
    #expect(page.lines.filter { $0 == "  a number from 1 to 3, please" }.count == 3)
    #expect(page.lines.last == "2 questions: 2 right, 0 wrong" && page.code == 0)
  }

  @Test func `the end of the input ends the quiz with the score so far`() {
    #expect(page(typed: []).lines.last == "2 questions: 0 right, 0 wrong, 2 not answered")
    #expect(page(typed: []).code == 0)
    #expect(page(typed: ["2", "x"]).lines.contains("2 questions: 0 right, 1 wrong, 1 not answered"))
    #expect(page(typed: ["2", "x"]).code == 1)
  }
}
