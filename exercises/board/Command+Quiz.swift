import Quizzes

extension Command {
  /// The words after `quiz`: a chapter, and the answers if they are given.
  static func quiz(_ words: ArraySlice<String>) throws -> Command {
    guard let number = words.first else { throw BadArguments("quiz on which chapter? As in: quiz 00") }
    guard !number.contains(".") else { throw BadArguments("a quiz is on a whole chapter, as in: quiz 00") }
    guard let quiz = Quiz.all.first(where: { number == $0.number || "0\(number)" == $0.number }) else {
      throw BadArguments(
        "no quiz on a chapter \"\(number)\"; there are \(Quiz.all.map(\.number).joined(separator: ", "))")
    }
    guard let option = words.dropFirst().first else { return .quiz(quiz, answers: nil) }
    let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts[0] == "--answers" else { throw BadArguments.unknown(option) }
    let values = parts.dropFirst() + words.dropFirst(2)
    guard let list = values.first else { throw BadArguments("--answers needs numbers of choices, as in: 1,3,2") }
    try refuse(values.dropFirst())
    return .quiz(quiz, answers: try quiz.answers(list))
  }
}

extension Quiz {
  /// The indices of the choices that a list names by their numbers: `1,3,2`.
  fileprivate func answers(_ list: String) throws -> [Int] {
    let words = list.split(separator: ",", omittingEmptySubsequences: false)
    guard words.count <= questions.count else {
      throw BadArguments("\(words.count) answers, but quiz \(number) has \(questions.count) questions")
    }
    return try zip(words, questions).enumerated().map { index, pair in
      let (word, question) = pair
      guard let choice = question.choice(numbered: word) else {
        throw BadArguments(
          "answer \(index + 1) is \"\(word)\"; question \(index + 1) has the choices 1 to \(question.choices.count)")
      }
      return choice
    }
  }
}
