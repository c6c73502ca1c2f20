import Tensors

/// Question answering: a paragraph, a question, and the span of the paragraph that answers it.
///
///     two dogs help one king near the river . the baker owns four keys . …
///     where do the dogs aid the king ?      near the river
///
/// The sentences of a paragraph share no noun, thing, place or verb's meaning. So exactly one span is right, and an exact
/// match of 1 is possible. A model that finds the kind of answer but not the sentence is right about once in two to four.
///
/// **What pre-training buys**: half of the questions use a synonym of the verb, *aid* for *help*, and the stories tell
/// what belongs together: *where* with a place, *how many* with a number, a plural with its singular. Few labels have few
/// of the words.
public struct Question: LabeledExample, Equatable {
  public enum Kind: Int, CaseIterable, Sendable {
    case who, what, whereAt, howMany
  }

  /// The words of all sentences.
  public let paragraph: [String]
  public let question: [String]
  public let kind: Kind

  /// The positions in the paragraph of the answer. A model predicts the first and the last of them.
  public let answer: Range<Int>

  public var words: [String] { question + paragraph }

  public var answerWords: [String] { Array(paragraph[answer]) }

  /// Two deeds and two possessions in a random order, and a question about one of the four.
  public static func draw(using generator: inout Generator) -> Question {
    let facts = Fact.four(using: &generator)
    let asked = generator.below(facts.count)
    let start = facts[..<asked].reduce(0) { $0 + $1.words.count }
    let (question, kind, answer) = facts[asked].question(using: &generator)
    return Question(
      paragraph: facts.flatMap(\.words), question: question, kind: kind,
      answer: start + answer.lowerBound..<start + answer.upperBound)
  }
}

/// A sentence that can be asked about.
private enum Fact {
  /// *two dogs help one king near the river .*
  case deed(Event)

  /// *the baker owns four keys .*
  case possession(owner: String, verb: String, count: Int, thing: String)

  static func four(using generator: inout Generator) -> [Fact] {
    let owners = StoryWords.nouns.filter(\.isPerson).shuffled(using: &generator)
    let beings = StoryWords.nouns.filter { !owners[..<2].contains($0) }.shuffled(using: &generator)
    let places = StoryWords.places.indices.shuffled(using: &generator)
    let things = StoryWords.things.shuffled(using: &generator)
    let pairs = (0..<StoryWords.senses.count / 2).shuffled(using: &generator)
    let facts = (0..<2).flatMap { index -> [Fact] in
      let event = Event(
        subject: Being(noun: beings[2 * index], number: 1 + generator.below(4)),
        sense: 2 * pairs[index] + generator.below(2), synonym: generator.below(2),
        object: Being(noun: beings[2 * index + 1], number: 1 + generator.below(4)),
        circumstance: .place(places[index], isGeneral: false))
      return [
        .deed(event),
        .possession(
          owner: owners[index].word, verb: generator.word(["owns", "has"]), count: 1 + generator.below(4),
          thing: things[index]),
      ]
    }
    return facts.shuffled(using: &generator)
  }

  var words: [String] {
    switch self {
    case .deed(let event): event.words
    case .possession(let owner, let verb, let count, let thing):
      ["the", owner, verb, StoryWords.numbers[count - 1], Fact.form(thing, count), "."]
    }
  }

  private static func form(_ thing: String, _ count: Int) -> String { count == 1 ? thing : thing + "s" }

  /// A question, and the positions of its answer in the sentence. Its verb is any of the two synonyms.
  func question(using generator: inout Generator) -> ([String], Question.Kind, Range<Int>) {
    switch self {
    case .deed(let event):
      let verb = generator.word(StoryWords.senses[event.sense].synonyms)
      let (subject, object) = (event.subject.words[1], event.object.words[1])
      let does = event.subject.number == 1 ? "does" : "do"
      switch generator.below(3) {
      case 0: return ("who \(verb)s the \(object) ?".list, .who, 0..<2)
      case 1: return ("where \(does) the \(subject) \(verb) the \(object) ?".list, .whereAt, 5..<8)
      default:
        return ("how many \(event.subject.noun.form(2)) \(verb) the \(object) ?".list, .howMany, 0..<1)
      }
    case .possession(let owner, _, let count, let thing):
      let own = generator.word(["own", "have"])
      let owns = own == "own" ? "owns" : "has"
      switch generator.below(3) {
      case 0: return ("who \(owns) the \(Fact.form(thing, count)) ?".list, .who, 0..<2)
      case 1: return ("what does the \(owner) \(own) ?".list, .what, 3..<5)
      default: return ("how many \(thing)s does the \(owner) \(own) ?".list, .howMany, 3..<4)
      }
    }
  }
}
