import Display
import Quizzes

extension Board {
  /// Judges the answers to a quiz; without any, asks for them, or shows the questions where nobody can be asked.
  ///
  /// The right choice is never given away: who has read why one is wrong can try another. Returns the exit code, 1 if an
  /// answer is wrong.
  func run(_ quiz: Quiz, answers: [Int]?) -> Int32 {
    let count = quiz.questions.count
    say("Quiz \(quiz.number) \(quiz.name)".bold() + "  \(count) questions on \(quiz.chapter)".dim())
    if let answers {
      for index in quiz.questions.indices { showJudged(quiz, index, answers.count > index ? answers[index] : nil) }
      return finish(quiz, answers)
    }
    if let ask { return finish(quiz, asked(quiz, by: ask)) }
    for index in quiz.questions.indices { show(quiz, index) }
    say("")
    let example = quiz.questions.map { _ in "1" }.joined(separator: ",")
    say("To answer, give the number of a choice for each question in turn, as in:")
    say("swift run exercises quiz \(quiz.number) --answers \(example)")
    return 0
  }

  /// Asks one question after the other. Returns the answers up to the end of the input.
  private func asked(_ quiz: Quiz, by ask: (_ prompt: String) -> String?) -> [Int] {
    say("Type the number of a choice. Ctrl-D ends the quiz.")
    var answers: [Int] = []
    for (index, question) in quiz.questions.enumerated() {
      show(quiz, index)
      guard let answer = answer(to: question, by: ask) else { break }
      answers.append(answer)
      let isRight = answer == question.right
      say(paragraph(question.choices[answer].reason, mark: verdict(isRight, isRight ? "right: " : "wrong: ")))
    }
    return answers
  }

  /// The index of the choice; nil at the end of the input.
  private func answer(to question: Question, by ask: (_ prompt: String) -> String?) -> Int? {
    while let line = ask("your choice: ") {
      if let answer = question.choice(numbered: line.filter { !$0.isWhitespace }) { return answer }
      say("  a number from 1 to \(question.choices.count), please")
    }
    return nil
  }

  private func show(_ quiz: Quiz, _ index: Int) {
    showText(quiz, index)
    for (number, choice) in quiz.questions[index].choices.enumerated() {
      say(paragraph(choice.text, mark: "  \(number + 1)  "))
    }
  }

  private func showJudged(_ quiz: Quiz, _ index: Int, _ answer: Int?) {
    showText(quiz, index)
    guard let answer else { return say("  · not answered".dim()) }
    let question = quiz.questions[index]
    let mark = verdict(answer == question.right, "\(answer + 1)  ")
    say(paragraph(question.choices[answer].text, mark: mark))
    say(paragraph(question.choices[answer].reason, mark: String(repeating: " ", count: mark.visibleWidth)))
  }

  private func showText(_ quiz: Quiz, _ index: Int) {
    say("")
    say("Question \(index + 1) of \(quiz.questions.count)".bold())
    say(paragraph(quiz.questions[index].text))
  }

  private func verdict(_ isRight: Bool, _ text: String) -> String {
    isRight ? "  ✔ \(text)".colored(.green) : "  ✘ \(text)".colored(.red)
  }

  /// Says the score.
  private func finish(_ quiz: Quiz, _ answers: [Int]) -> Int32 {
    let wrong = zip(quiz.questions, answers).count { $0.right != $1 }
    let open = quiz.questions.count - answers.count
    say("")
    say(
      "\(quiz.questions.count) questions: \(answers.count - wrong) right, \(wrong) wrong"
        + (open > 0 ? ", \(open) not answered" : ""))
    if wrong > 0 {
      say("Read again: \(quiz.chapter)")
      say("Then: swift run exercises quiz \(quiz.number)")
    }
    return wrong > 0 ? 1 : 0
  }
}
