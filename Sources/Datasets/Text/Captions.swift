import Tensors

/// Pictures of a few equal things, each described by four attributes, and the words for them: *three small red stars*.
public struct Captions: Sendable {
  private static let attributes = [
    ["one", "two", "three"], ["small", "large"], ["red", "green", "blue", "yellow"],
    ["circle", "square", "star"],
  ]

  /// The attributes of one picture: which of each group.
  public struct Picture: Sendable, Equatable {
    public let choices: [Int]

    /// What is to be said of it.
    public var caption: String {
      zip(attributes, choices).map { $0[$1] }.joined(separator: " ") + (choices[0] > 0 ? "s" : "")
    }

    /// The ids of the caption's words in `Captions.vocabulary`.
    public var tokens: [Int] { vocabulary.encodeOwn(caption) }

    /// A 1 for each attribute that it has, 0 for the others.
    public var vector: [Scalar] {
      zip(attributes, choices).flatMap { group, choice in group.indices.map { $0 == choice ? 1 : 0 } }
    }
  }

  /// Every combination once.
  public static let all = attributes.reduce([[]]) { lists, group in
    lists.flatMap { list in group.indices.map { list + [$0] } }
  }.map(Picture.init)

  /// The length of a picture's vector.
  public static let width = attributes.joined().count

  /// The mark before the first and behind the last word, which is word number 0, and every word of captions.
  public static let vocabulary = Vocabulary(
    words: ["."] + all.flatMap { $0.caption.split(separator: " ").map(String.init) })
}
