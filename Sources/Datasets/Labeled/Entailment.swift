import Tensors

/// Natural language inference: does the **premise** entail the **hypothesis**, contradict it, or neither?
///
///     premise      two dogs help one king near the river .
///     entailed     two animals aid one king near the water .        synonym, hypernym
///     contradicted two dogs harm one king near the river .          opposite verb; other noun, number, place or day;
///                  one king helps two dogs near the river .         subject and object swapped
///     neutral      two dogs lead one king near the river .          unrelated verb
///                  two dogs help one king on monday .               a day, where the premise tells a place
///
/// Both tell of the same event, in which everything except the verb's other meanings is as the premise says. *not*
/// exchanges entailed and contradicted, and leaves neutral.
///
/// **No sentence alone gives a cue.** Each part of the hypothesis has the same distribution whatever the label is, and so
/// has each part of the premise: nouns, verbs, places and days are uniform, half of the hypotheses are negated. So a
/// model that reads one sentence gets 1/3, and one that reads both can get 1.
///
/// **What pre-training buys**: that *aid* means *help*, that a hen is a bird, that a pond is water, that *harm* is the
/// opposite of *help*. The stories tell each event by such words again. Few labels cover few of these pairs.
public struct Entailment: LabeledExample, Equatable {
  public enum Label: Int, CaseIterable, Sendable {
    case entailment, contradiction, neutral
  }

  public let premise: [String]
  public let hypothesis: [String]
  public let label: Label

  public var words: [String] { premise + hypothesis }

  public static func draw(using generator: inout Generator) -> Entailment {
    let premise = event(using: &generator)
    let relation = Label.allCases[generator.below(3)]
    var hypothesis = premise
    switch relation {
    case .entailment: break
    case .contradiction: hypothesis.contradict(using: &generator)
    case .neutral: hypothesis.leaveOpen(using: &generator)
    }
    hypothesis.rephrase(using: &generator)
    hypothesis.isNegated = generator.below(2) == 0
    return Entailment(
      premise: premise.words, hypothesis: hypothesis.words,
      label: hypothesis.isNegated ? relation.negated : relation)
  }

  /// Subject and object are of different classes, so that *one king helps one noble* does not occur.
  private static func event(using generator: inout Generator) -> Event {
    let subject = generator.element(StoryWords.nouns)
    let object = generator.element(StoryWords.nouns.filter { $0.kind != subject.kind })
    return Event(
      subject: Being(noun: subject, number: 1 + generator.below(4)),
      sense: generator.below(StoryWords.senses.count), synonym: generator.below(2),
      object: Being(noun: object, number: 1 + generator.below(4)),
      circumstance: generator.below(2) == 0
        ? .place(generator.below(6), isGeneral: false) : .day(generator.below(6)))
  }
}

extension Entailment.Label {
  /// The label of the negated hypothesis.
  var negated: Entailment.Label {
    switch self {
    case .entailment: .contradiction
    case .contradiction: .entailment
    case .neutral: .neutral
    }
  }
}

// MARK: From premise to hypothesis

extension Event {
  /// Says the same or less: any synonym of the verb, and hypernyms for half of the nouns and places.
  fileprivate mutating func rephrase(using generator: inout Generator) {
    subject.isGeneral = generator.below(2) == 0
    object.isGeneral = generator.below(2) == 0
    synonym = generator.below(2)
    if case .place(let place, _) = circumstance {
      circumstance = .place(place, isGeneral: generator.below(2) == 0)
    }
  }

  /// Changes one thing so that both cannot be true, by the hypernyms either.
  fileprivate mutating func contradict(using generator: inout Generator) {
    switch generator.below(6) {
    case 0: (subject, object) = (object, subject)
    case 1: subject.noun = otherNoun(using: &generator)
    case 2: object.noun = otherNoun(using: &generator)
    case 3:
      if generator.below(2) == 0 {
        subject.changeNumber(using: &generator)
      } else {
        object.changeNumber(using: &generator)
      }
    case 4: sense = StoryWords.senses[sense].opposite
    default: changeCircumstance(using: &generator)
    }
  }

  /// A noun of a third class.
  private func otherNoun(using generator: inout Generator) -> StoryNoun {
    generator.element(StoryWords.nouns.filter { $0.kind != subject.noun.kind && $0.kind != object.noun.kind })
  }

  /// Another day, or a place of the other class.
  private mutating func changeCircumstance(using generator: inout Generator) {
    switch circumstance {
    case .place(let place, let isGeneral):
      circumstance = .place((place / 3 * 3 + 3 + generator.below(3)) % 6, isGeneral: isGeneral)
    case .day(let day): circumstance = .day((day + 1 + generator.below(5)) % 6)
    }
  }

  /// Changes one thing so that the premise says nothing about it.
  fileprivate mutating func leaveOpen(using generator: inout Generator) {
    if generator.below(2) == 0 {
      sense = (sense / 2 * 2 + 2 + generator.below(StoryWords.senses.count - 2)) % StoryWords.senses.count
    } else if case .place = circumstance {
      circumstance = .day(generator.below(6))
    } else {
      circumstance = .place(generator.below(6), isGeneral: false)
    }
  }
}

extension Being {
  fileprivate mutating func changeNumber(using generator: inout Generator) {
    number = (number + generator.below(3)) % 4 + 1
  }
}
