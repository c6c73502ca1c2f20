import Tensors

/// A short document whose sentences belong together: text to pre-train on, with known probabilities.
///
///     two dogs help one king near the river .
///     the animals aid the noble near the water .
///     who helps the king ? two dogs .
///     they help him near the water .
///
/// All its sentences tell of the same facts, by synonyms, hypernyms and pronouns. So the facts tell which sentence is the
/// next one, and the other words often tell a masked one. The labeled tasks are made of the same words: what the stories
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

  /// How many topics stories have: who does what to whom (two: animals and workers to birds and nobles, or the
  /// other way round), who has what, who flies where, who thinks what.
  public static let topicCount = StoryKind.all.count

  /// A random story.
  public static func draw(using generator: inout Generator) -> Story {
    draw(topic: generator.below(topicCount), using: &generator)
  }

  /// A random story about something.
  public static func draw(topic: Int, using generator: inout Generator) -> Story {
    let kind = StoryKind.all[topic]
    let values = kind.facts.map { generator.below($0.count) }
    return Story(
      sentences: kind.sentences.map { forms in
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
