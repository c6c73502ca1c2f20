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

  @Test(arguments: [
    ("where do the dogs aid the king ?", ["near the river"]), ("who helps the king ?", ["two dogs", "one hen"]),
    ("where does the hen help the king ?", ["near the mill"]), ("where does the cat help the king ?", []),
    ("how many hens aid the king ?", ["one"]), ("who flies to denver ?", ["clara"]),
    ("where does clara fly to ?", ["denver"]), ("where does clara leave from ?", ["boston"]),
    ("when does clara leave boston ?", ["on monday"]), ("who has the keys ?", ["the baker"]),
    ("what does the baker own ?", ["four keys"]), ("how many keys does the baker have ?", ["four"]),
    ("who has the rings ?", []), ("when does clara leave dallas ?", []),
  ])
  func `the reader of these tests answers by the rules`(question: String, answers: [String]) {
    let paragraph =
      """
      two dogs help one king near the river . clara flies from boston to denver on monday . the baker owns four keys . \
      one hen aids one king near the mill .
      """.words
    let found = Reader.answers(question.words, paragraph).map { paragraph[$0].joined(separator: " ") }
    #expect(found == answers)
  }

  @Test func `all kinds are equally frequent, and the answer is as often in each sentence`() {
    for kind in Question.Kind.allCases {
      #expect(abs(Self.questions.count { $0.kind == kind } - 4000) < 250, "\(kind)")
    }
    for index in 0..<3 {
      let count = Self.questions.count { $0.paragraph[..<$0.answer.lowerBound].count { $0 == "." } == index }
      #expect(abs(count - 20_000 / 3) < 300)
    }
  }

  @Test(arguments: [
    (Question.Kind.who, "who"), (.what, "what"), (.whereAt, "where"), (.howMany, "how"), (.when, "when"),
  ])
  func `the first word says the kind`(kind: Question.Kind, word: String) {
    #expect(Self.questions.allSatisfy { ($0.kind == kind) == ($0.question[0] == word) })
  }

  /// Of questions about a deed, who asks for the synonym as often as for the verb itself.
  @Test func `half of the deeds are asked about by another verb`() {
    let deeds = Self.questions.filter { question in question.question.contains { Reader.sense($0) ?? 12 < 12 } }
    let other = deeds.count { question in
      let verb = Reader.stem(question.question.first { Reader.sense($0) != nil }!)
      return !question.paragraph.contains { Reader.stem($0) == verb }
    }
    #expect(deeds.count > 4000 && abs(Double(other) / Double(deeds.count) - 0.5) < 0.03, "\(other) of \(deeds.count)")
  }

  /// A model must read on after the first word of the question.
  @Test(arguments: [(Question.Kind.who, 3), (.whereAt, 3), (.howMany, 2), (.what, 1), (.when, 1)])
  func `an answer of this kind is in so many of the facts`(kind: Question.Kind, count: Int) {
    let questions = Self.questions.filter { $0.kind == kind }
    let places = Dictionary(grouping: questions) { question in
      let start = question.paragraph[..<question.answer.lowerBound].lastIndex(of: ".").map { $0 + 1 } ?? 0
      let isTrip = question.paragraph[start + 1] == "flies"
      return "\(question.paragraph[start] == "the" ? "the" : "")\(isTrip)\(question.answer.lowerBound - start)"
    }
    #expect(places.count == count)
    #expect(places.values.allSatisfy { abs(Double($0.count) / Double(questions.count) - 1 / Double(count)) < 0.03 })
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

  /// The spans of all sentences that answer.
  static func answers(_ question: [String], _ paragraph: [String]) -> [Range<Int>] {
    var answers: [Range<Int>] = []
    var start = 0
    for sentence in paragraph.split(separator: ".").map(Array.init) {
      if let answer = sentence[1] == "flies" ? trip(question, sentence) : deed(question, sentence) {
        answers.append(start + answer.lowerBound..<start + answer.upperBound)
      }
      start += sentence.count + 1
    }
    return answers
  }

  /// *clara flies from boston to denver on monday*
  private static func trip(_ question: [String], _ sentence: [String]) -> Range<Int>? {
    let (traveler, from, to) = (sentence[0], sentence[3], sentence[5])
    switch question.dropLast().joined(separator: " ") {
    case "who flies to \(to)": return 0..<1
    case "where does \(traveler) fly to": return 5..<6
    case "where does \(traveler) leave from": return 3..<4
    case "when does \(traveler) leave \(from)": return 6..<8
    default: return nil
    }
  }

  /// A deed or a possession: the nouns and the verb are those of the question, each noun on its side of the verb.
  private static func deed(_ question: [String], _ sentence: [String]) -> Range<Int>? {
    let (subject, verb) = (stem(sentence[1]), sense(sentence[2]))
    let object = stem(sentence[4])
    func fits(_ index: Int, _ noun: String) -> Bool {
      question.indices.contains(index) && stem(question[index]) == noun
    }
    guard verb != nil, question.contains(where: { sense($0) == verb }) else { return nil }
    switch (question[0], question[1]) {
    case ("who", _): return fits(3, object) ? 0..<2 : nil
    case ("where", _): return fits(3, subject) && fits(6, object) ? 5..<8 : nil
    case ("what", _): return fits(3, subject) ? 3..<5 : nil
    case ("how", _) where question.count == 7: return fits(2, subject) && fits(5, object) ? 0..<1 : nil
    case ("how", _): return fits(2, object) && fits(5, subject) ? 3..<4 : nil
    default: return nil
    }
  }
}

extension String {
  fileprivate var words: [String] { split(separator: " ").map(String.init) }
}
