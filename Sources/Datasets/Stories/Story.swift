import Tensors

/// A short document whose sentences belong together: text to pre-train on, with known probabilities.
///
///     two dogs help one king near the river .
///     two animals aid him on monday .
///     which animals help the king ? the dogs .
///     they aid him near the water .
///
/// All its sentences tell of the same facts, by synonyms, hypernyms and pronouns. So the facts tell which half follows
/// another, and the other words often tell a masked one. The labeled tasks are made of the same words: what the stories
/// teach about them needs no labels.
public struct Story: Sendable, Equatable {
  /// The words of each sentence, punctuation marks included.
  public let sentences: [[String]]

  /// How many sentences each story has.
  public static let length = 4

  /// Every word of the stories and of the labeled tasks, sorted.
  public static let words = Set(StoryKind.all.flatMap(\.words) + FlightRequest.ownWords).sorted()

  /// All sentences, with spaces between the words.
  public var text: String { sentences.joined().joined(separator: " ") }

  /// How many topics stories have: what animals do to persons, what persons do to animals, who has what, who flies where,
  /// who thinks what.
  public static let topicCount = StoryKind.all.count

  /// A random story.
  public static func draw(using generator: inout Generator) -> Story {
    draw(topic: generator.below(topicCount), using: &generator)
  }

  /// A random story about something.
  public static func draw(topic: Int, using generator: inout Generator) -> Story {
    draw(topic: topic, facts: StoryKind.all[topic].facts.map { generator.below($0.count) }, using: &generator)
  }

  /// A random way to tell of facts, each given as the index of its value.
  static func draw(topic: Int, facts values: [Int], using generator: inout Generator) -> Story {
    Story(
      sentences: StoryKind.all[topic].sentences.map { forms in
        forms[generator.below(forms.count)].map { part in
          switch part {
          case .word(let word): return word
          case .slot(let fact, let emission):
            let options = emission.words[values[fact]]
            return options[generator.below(options.count)]
          }
        }
      })
  }

  /// Random stories.
  public static func draw(_ count: Int, using generator: inout Generator) -> [Story] {
    (0..<count).map { _ in draw(using: &generator) }
  }
}

extension Story {
  /// The words of the first two sentences, and of the last two.
  public var halves: [[String]] { [sentences[0] + sentences[1], sentences[2] + sentences[3]] }
}
