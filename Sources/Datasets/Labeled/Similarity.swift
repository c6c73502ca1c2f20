import Tensors

/// Semantic similarity: do two sentences tell of the same event?
///
///     first        two dogs help three kings near the river .
///     similar      who aids three kings near the river ? two dogs .
///     not similar  who aids two dogs near the river ? three kings .       the roles are swapped
///                  who follows three kings near the river ? two dogs .    another verb
///
/// The relation is symmetric, and a model that reads from left to right is not. So GPT-1 reads the pair in both orders.
///
/// **No bag of words tells.** The second sentence has the same nouns, the same numbers and the same place or day as the
/// first, and never the same verb, whatever the label is. Of the sentences that are not similar, half have the roles
/// swapped, the others a verb that is no synonym. A model has to know the synonyms, and to see who does what: either alone
/// gets 3/4, both get 1.
///
/// **What pre-training buys**: the stories tell the same event by synonyms, and ask about it.
public struct Similarity: LabeledExample, Equatable {
  public let first: [String]
  public let second: [String]
  public let isSimilar: Bool

  /// In the alphabetical order of the sentences: a pair is held out if it is in the other order.
  public var words: [String] { first.lexicographicallyPrecedes(second) ? first + second : second + first }

  /// Both labels are equally probable, and so are the forms of both sentences. As in the stories, animals do something to
  /// persons, or the other way round.
  public static func draw(using generator: inout Generator) -> Similarity {
    let isSimilar = generator.below(2) == 0
    let nouns = [StoryWords.animals, StoryWords.persons].shuffled(using: &generator)
    // Never one: a verb with an s would tell its subject.
    let beings = nouns.map { NounPhrase(number: 2 + generator.below(3), noun: generator.element($0).word) }
    let event = Event(beings[0], beings[1], .draw(using: &generator), using: &generator)
    var other = event
    if isSimilar { other.useSynonym() } else { other.change(using: &generator) }
    return Similarity(
      first: generator.element(Form.allCases).words(event), second: generator.element(Form.allCases).words(other),
      isSimilar: isSimilar)
  }
}

/// A way to tell of an event.
private enum Form: CaseIterable {
  /// *two dogs help three kings near the river .*
  case plain

  /// *near the river two dogs help three kings .*
  case fronted

  /// *who helps three kings near the river ? two dogs .*
  case askingWho

  /// *where do two dogs help three kings ? near the river .*
  case askingWhereOrWhen

  /// The subject is in the plural.
  func words(_ event: Event) -> [String] {
    let (subject, object, circumstance) = (event.subject.words, event.object.words, event.circumstance.words)
    let deed = subject + [event.verb] + object
    switch self {
    case .plain: return deed + circumstance + ["."]
    case .fronted: return circumstance + deed + ["."]
    case .askingWho: return ["who", event.verb + "s"] + object + circumstance + ["?"] + subject + ["."]
    case .askingWhereOrWhen: return [event.circumstance.question, "do"] + deed + ["?"] + circumstance + ["."]
    }
  }
}

extension Event {
  fileprivate mutating func useSynonym() { verb = sense.synonyms.first { $0 != verb }! }

  /// Makes another event of it, by the same words but for the verb.
  fileprivate mutating func change(using generator: inout Generator) {
    if generator.below(2) == 0 {
      useSynonym()
      (subject, object) = (object, subject)
    } else {
      sense = generator.element(StoryWords.senses.filter { $0 != sense })
      verb = generator.word(sense.synonyms)
    }
  }
}
