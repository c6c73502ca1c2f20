import Tensors

/// Question answering: a paragraph, a question, and the span of the paragraph that answers it.
///
///     two dogs help one king near the river . clara flies from boston to denver on monday . the baker owns four keys .
///     where do the dogs aid the king ?      near the river
///
/// A paragraph tells of a deed, a possession and a trip, in any order. Exactly one span is right, so an exact match of 1 is
/// possible. A model has to see what is asked for, and in which sentence: *who* may be in any of the three.
///
/// **What pre-training buys**: the stories tell what belongs together: *where* with a place, *how many* with a number, a
/// verb with its synonym, a plural with its singular, a question with its answer. Few labels have few of the words.
public struct Question: LabeledExample, Equatable {
  public enum Kind: Int, CaseIterable, Sendable {
    case who, what, whereAt, howMany, when
  }

  /// The words of all sentences.
  public let paragraph: [String]
  public let question: [String]
  public let kind: Kind

  /// The positions in the paragraph of the answer. A model predicts the first and the last of them.
  public let answer: Range<Int>

  public var words: [String] { question + paragraph }

  /// Three facts in a random order, and a question about one of them; all kinds of questions are equally probable.
  public static func draw(using generator: inout Generator) -> Question {
    let facts = [Fact.deed(using: &generator), .possession(using: &generator), .trip(using: &generator)]
      .shuffled(using: &generator)
    let kind = generator.element(Kind.allCases)
    var paragraph: [String] = []
    var choices: [(words: [String], answer: Range<Int>)] = []
    for fact in facts {
      let start = paragraph.count
      choices += fact.inquiries(using: &generator).filter { $0.kind == kind }.map {
        ($0.text.list, start + $0.answer.lowerBound..<start + $0.answer.upperBound)
      }
      paragraph += fact.words
    }
    let (question, answer) = generator.element(choices)
    return Question(paragraph: paragraph, question: question, kind: kind, answer: answer)
  }
}

/// A sentence that can be asked about.
private enum Fact {
  /// *two dogs help one king near the river .*
  case deed(Event)

  /// *the baker owns four keys .*
  case possession(owner: String, verb: String, things: NounPhrase)

  /// *clara flies from boston to denver on monday .*
  case trip(traveler: String, from: String, to: String, day: String)

  /// As in the stories, what an animal does to a person, or the other way round.
  static func deed(using generator: inout Generator) -> Fact {
    let beings = [generator.element(StoryWords.animals), generator.element(StoryWords.persons)]
      .shuffled(using: &generator)
      .map { NounPhrase(number: 1 + generator.below(4), noun: $0.word) }
    return .deed(Event(beings[0], beings[1], .place(generator.word(StoryWords.places)), using: &generator))
  }

  static func possession(using generator: inout Generator) -> Fact {
    .possession(
      owner: generator.element(StoryWords.persons).word, verb: generator.word(["owns", "has"]),
      things: NounPhrase(number: 1 + generator.below(4), noun: generator.word(StoryWords.things)))
  }

  static func trip(using generator: inout Generator) -> Fact {
    let (from, to) = generator.route()
    return .trip(
      traveler: generator.word(StoryWords.men + StoryWords.women), from: from, to: to,
      day: generator.word(StoryWords.days))
  }

  var words: [String] {
    switch self {
    case .deed(let event): event.words
    case .possession(let owner, let verb, let things): ["the", owner, verb] + things.words + ["."]
    case .trip(let traveler, let from, let to, let day):
      "\(traveler) flies from \(from) to \(to) on \(day) .".list
    }
  }

  typealias Inquiry = (text: String, kind: Question.Kind, answer: Range<Int>)

  /// The questions about it, and the positions of their answers in the sentence. A verb is any of the two synonyms.
  func inquiries(using generator: inout Generator) -> [Inquiry] {
    switch self {
    case .deed(let event):
      let verb = generator.word(event.sense.synonyms)
      let (subject, object) = (event.subject, event.object.form)
      let does = subject.number == 1 ? "does" : "do"
      return [
        ("who \(verb)s the \(object) ?", .who, 0..<2),
        ("where \(does) the \(subject.form) \(verb) the \(object) ?", .whereAt, 5..<8),
        ("how many \(subject.plural) \(verb) the \(object) ?", .howMany, 0..<1),
      ]
    case .possession(let owner, _, let things):
      let (own, owns) = generator.element([("own", "owns"), ("have", "has")])
      return [
        ("who \(owns) the \(things.form) ?", .who, 0..<2),
        ("what does the \(owner) \(own) ?", .what, 3..<5),
        ("how many \(things.plural) does the \(owner) \(own) ?", .howMany, 3..<4),
      ]
    case .trip(let traveler, let from, let to, _):
      return [
        ("who flies to \(to) ?", .who, 0..<1),
        ("where does \(traveler) fly to ?", .whereAt, 5..<6),
        ("where does \(traveler) leave from ?", .whereAt, 3..<4),
        ("when does \(traveler) leave \(from) ?", .when, 6..<8),
      ]
    }
  }
}
