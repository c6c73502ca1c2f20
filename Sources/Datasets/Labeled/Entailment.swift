import Tensors

/// Natural language inference: does the **premise** entail the **hypothesis**, contradict it, or neither?
///
///     premise      two dogs help three kings near the river .
///     entailed     two animals aid them near the river .
///     contradicted two persons aid them near the river .     dogs are no persons
///     neutral      two animals help them on monday .         a day, where the premise tells a place
///
/// The hypothesis names the class of the subject, uses the premise's verb or its synonym, and a pronoun for the object.
///
/// **No sentence alone gives a cue.** The premise has the same distribution whatever the label is, and so has the
/// hypothesis: a subject of either class, any verb, any place or day, independent of each other. With the object named
/// again, a subject of its own class would give a contradiction away. So a model that reads one sentence gets 1/3, and one
/// that reads both can get 1.
///
/// **What pre-training buys**: that a hen is an animal. The stories call each noun by its class again. A model that is
/// trained on few labels alone can tell a place from a day. It has to guess the class of a noun that it has hardly seen, so
/// it takes contradictions for entailments: 2/3 is right without any classes.
public struct Entailment: LabeledExample, Equatable {
  public enum Label: Int, CaseIterable, Sendable {
    case entailment, contradiction, neutral
  }

  public let premise: [String]
  public let hypothesis: [String]
  public let label: Label

  public var words: [String] { premise + hypothesis }

  /// The three labels are equally probable. As in the stories, animals do something to persons, or the other way round.
  public static func draw(using generator: inout Generator) -> Entailment {
    let label = generator.element(Label.allCases)
    let nouns = [StoryWords.animals, StoryWords.persons].shuffled(using: &generator)
    let subject = generator.element(nouns[0])
    let isAtPlace = generator.below(2) == 0
    let premise = Event(
      NounPhrase(number: 1 + generator.below(4), noun: subject.word),
      NounPhrase(number: 2 + generator.below(3), noun: generator.element(nouns[1]).word),
      circumstance(isAtPlace, using: &generator), using: &generator)
    var hypothesis = premise
    hypothesis.verb = generator.word(premise.sense.synonyms)
    hypothesis.pronoun = "them"
    let hypernym = label == .contradiction ? otherClass(than: subject.hypernym) : subject.hypernym
    hypothesis.subject = NounPhrase(number: premise.subject.number, noun: hypernym)
    if label == .neutral { hypothesis.circumstance = circumstance(!isAtPlace, using: &generator) }
    return Entailment(premise: premise.words, hypothesis: hypothesis.words, label: label)
  }

  private static func circumstance(_ isAtPlace: Bool, using generator: inout Generator) -> Circumstance {
    isAtPlace ? .place(generator.word(StoryWords.places)) : .day(generator.word(StoryWords.days))
  }

  private static func otherClass(than hypernym: String) -> String { hypernym == "animal" ? "person" : "animal" }
}
