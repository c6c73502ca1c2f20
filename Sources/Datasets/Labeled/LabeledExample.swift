import Tensors

/// An example of a task to fine-tune on: a text and the one correct answer to it.
///
/// A hash of the text decides whether it is held out for the test set: about one in ten is. So no test text occurs in
/// training, whatever the seed.
public protocol LabeledExample: Sendable {
  /// Every word that a model reads.
  var words: [String] { get }

  /// A random example, of the training set or the test set.
  static func draw(using generator: inout Generator) -> Self
}

extension LabeledExample {
  /// Random examples of the training set. The first n of a larger set are those of a smaller one with the same seed.
  public static func training(_ count: Int, using generator: inout Generator) -> [Self] {
    (0..<count).map { _ in draw(heldOut: false, using: &generator) }
  }

  /// Examples of the test set, the same at every call.
  public static func test(_ count: Int) -> [Self] {
    var generator = Generator(seed: 0x7E57)
    return (0..<count).map { _ in draw(heldOut: true, using: &generator) }
  }

  private static func draw(heldOut: Bool, using generator: inout Generator) -> Self {
    while true {
      let example = draw(using: &generator)
      if example.isHeldOut == heldOut { return example }
    }
  }

  /// Decided by the bytes of the words.
  var isHeldOut: Bool { Datasets.isHeldOut(words.joined(separator: " ").utf8.lazy.map { Int($0) }) }
}
