import Tensors

/// Pictures with four attributes, and their captions: *three small red stars*.
public struct Captions: Sendable {
  private static let attributes = [
    ["one", "two", "three"], ["small", "large"], ["red", "green", "blue", "yellow"],
    ["circle", "square", "star"],
  ]

  /// The attributes of a picture.
  public struct Picture: Sendable, Equatable {
    /// For each group of attributes, the index of the one that the picture has.
    public let choices: [Int]

    /// The target caption.
    public var caption: String {
      zip(attributes, choices).map { $0[$1] }.joined(separator: " ") + (choices[0] > 0 ? "s" : "")
    }

    /// The ids of the caption's words in `Captions.vocabulary`.
    public var tokens: [Int] { vocabulary.encodeOwn(caption) }

    /// One-hot vectors of the attributes, joined.
    public var vector: [Scalar] {
      zip(attributes, choices).flatMap { group, choice in group.indices.map { $0 == choice ? 1 : 0 } }
    }
  }

  /// Every combination of attributes once.
  public static let all = attributes.reduce([[]]) { lists, group in
    lists.flatMap { list in group.indices.map { list + [$0] } }
  }.map(Picture.init)

  /// The width of `Picture.vector`.
  public static let width = attributes.joined().count

  /// `.` with the id 0, the token of begin and end, and every word of the captions.
  public static let vocabulary = Vocabulary(
    words: ["."] + all.flatMap { $0.caption.split(separator: " ").map(String.init) })
}
