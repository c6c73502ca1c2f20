import Datasets
import Tensors
import Testing

struct QuestionTests {
  static let questions: [Question] = {
    var generator = Generator(seed: 9)
    return Question.training(20_000, using: &generator)
  }()

  @Test func `exactly one span answers, and it is the answer`() {
    for question in Self.questions {
      let answers = Reader.answers(question.question, question.paragraph)
      #expect(answers == [question.answer], "\(question)")
    }
  }

  @Test func `the reader of these tests finds two answers where there are two`() {
    let paragraph = "two dogs help one king near the river . one hen aids one king near the mill ."
    #expect(Reader.answers("who helps the king ?".words, paragraph.words) == [0..<2, 9..<11])
    #expect(Reader.answers("where does the hen help the king ?".words, paragraph.words) == [14..<17])
    #expect(Reader.answers("where does the cat help the king ?".words, paragraph.words).isEmpty)
  }

  @Test func `all kinds are asked, and the answer may be in any sentence`() {
    for kind in Question.Kind.allCases { #expect(Self.questions.count { $0.kind == kind } > 2500, "\(kind)") }
    let sentences = Self.questions.map { question in
      question.paragraph[..<question.answer.lowerBound].count { $0 == "." }
    }
    for index in 0..<4 { #expect(abs(sentences.count { $0 == index } - 5000) < 300) }
  }

  @Test func `half of the questions use another verb than the paragraph`() {
    let other = Self.questions.count { question in
      let verb = Reader.stem(question.question.first { Reader.sense($0) != nil }!)
      return !question.paragraph.contains { Reader.stem($0) == verb }
    }
    #expect((7000...11_000).contains(other), "\(other)")
  }

  /// Who is in two or four sentences, how many in all: without the words of the question a model must guess.
  @Test func `the kind of the answer is not enough`() {
    let whereAt = Self.questions.filter { $0.kind == .whereAt }
    let first = whereAt.count { question in
      question.paragraph.firstIndex(of: "near") == question.answer.lowerBound
    }
    #expect(abs(Double(first) / Double(whereAt.count) - 0.5) < 0.03)
  }
}

struct AnswerScoreTests {
  /// One right, one of two positions too long, one beside it.
  @Test func `exact match and F1 of a worked example`() {
    let score = AnswerScore(predicted: [3..<5, 3..<5, 0..<2], actual: [3..<5, 3..<4, 2..<4])
    #expect(abs(score.exactMatch - 1.0 / 3) < 1e-12)
    #expect(abs(score.f1 - (1 + 2.0 / 3 + 0) / 3) < 1e-12)
  }

  @Test func `an overlap counts by its length`() {
    #expect(abs(AnswerScore(predicted: [2..<6], actual: [4..<7]).f1 - 4.0 / 7) < 1e-12)
  }
}

/// Answers a question by the rules alone, with every span that fits.
private enum Reader {
  private static let verbs = [
    ["help", "aid"], ["harm", "hurt"], ["love", "adore"], ["hate", "loathe"], ["lead", "guide"], ["follow", "trail"],
    ["lift", "raise"], ["lower", "drop"], ["praise", "admire"], ["blame", "scold"], ["join", "meet"],
    ["avoid", "shun"], ["own", "have"],
  ]

  static func stem(_ word: String) -> String {
    word == "has" ? "have" : word.hasSuffix("s") ? String(word.dropLast()) : word
  }

  static func sense(_ word: String) -> Int? { verbs.firstIndex { $0.contains(stem(word)) } }

  /// Every sentence whose nouns and verb are those of the question, each noun on its side of the verb.
  static func answers(_ question: [String], _ paragraph: [String]) -> [Range<Int>] {
    var answers: [Range<Int>] = []
    var start = 0
    for sentence in paragraph.split(separator: ".").map(Array.init) {
      if let answer = answer(question, sentence) {
        answers.append(start + answer.lowerBound..<start + answer.upperBound)
      }
      start += sentence.count + 1
    }
    return answers
  }

  private static func answer(_ question: [String], _ sentence: [String]) -> Range<Int>? {
    let (subject, verb) = (stem(sentence[1]), sense(sentence[2]))
    let object = stem(sentence[4])
    let fits = { (index: Int, noun: String) in stem(question[index]) == noun }
    guard question.contains(where: { sense($0) == verb && verb != nil }) else { return nil }
    switch (question[0], question[1]) {
    case ("who", _): return fits(3, object) ? 0..<2 : nil
    case ("where", _): return fits(3, subject) && fits(6, object) ? 5..<8 : nil
    case ("what", _): return fits(3, subject) ? 3..<5 : nil
    case ("how", _) where question.count == 7: return fits(2, subject) && fits(5, object) ? 0..<1 : nil
    default: return fits(2, object) && fits(5, subject) ? 3..<4 : nil
    }
  }
}

extension String {
  fileprivate var words: [String] { split(separator: " ").map(String.init) }
}
