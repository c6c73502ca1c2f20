import Datasets
import Gradients
import Tensors
import Training

// B batch · P patches · w numbers of a patch · D width

/// Says what a picture shows, whoever has drawn it: a classifier, to be trained on true pictures.
///
/// One answer for each attribute. Its net reads all pixels at once: chapter 12 compares nets that do better.
public struct PictureJudge: Module {
  public let net: MLP  // [P·w, …, classes of all attributes]

  /// - Parameter hidden: The widths of the hidden layers.
  public init(_ patches: Patches, hidden: [Int], using generator: inout Generator) {
    let classes = PictureAttribute.allCases.reduce(0) { $0 + $1.classCount }
    net = MLP(widths: [patches.count * patches.numbersPerPatch] + hidden + [classes], using: &generator)
  }

  /// The logits of every class of each attribute, for pictures as patches `[B, P, w]`.
  public func callAsFunction(_ pictures: Tensor, _ mode: Mode = .evaluation) -> [Variable] {
    let logits = net(constant(pictures.reshaped(pictures.shape[0], -1)), mode)
    var start = 0
    return PictureAttribute.allCases.map { attribute in
      defer { start += attribute.classCount }
      return logits.columns(start..<start + attribute.classCount)
    }
  }

  /// The sum of the attributes' cross-entropies.
  public func loss(_ pictures: Tensor, _ shown: [ColoredShapes], _ mode: Mode) -> Variable {
    let losses = zip(PictureAttribute.allCases, self(pictures, mode)).map { attribute, logits in
      crossEntropy(logits, shown.map { attribute.label(of: $0) ?? -1 }, ignoring: -1)
    }
    return losses.dropFirst().reduce(losses[0], +)
  }

  /// For each picture the attributes that are as its caption says; a group has none of a second thing.
  public func recognized(_ pictures: Tensor, _ captions: [ColoredShapes]) -> [Set<PictureAttribute>] {
    let answers = withoutGradients { self(pictures).map { $0.value.argmax() } }
    return captions.enumerated().map { row, caption in
      Set(
        zip(PictureAttribute.allCases, answers).filter { attribute, answers in
          attribute.label(of: caption).map { $0 == answers[row] } ?? true
        }.map(\.0))
    }
  }
}

/// What can be said of a picture of colored shapes, without words.
public enum PictureAttribute: CaseIterable, Sendable {
  /// The count and size of a group, or the relation of a pair.
  case arrangement
  case shape, color
  /// Of a pair's second thing.
  case otherShape, otherColor

  public var classCount: Int {
    switch self {
    case .arrangement: 3 * ColoredShapes.Size.allCases.count + ColoredShapes.Relation.allCases.count
    case .shape, .otherShape: ColoredShapes.Shape.allCases.count
    case .color, .otherColor: ColoredShapes.Color.allCases.count
    }
  }

  /// The class of a picture with this caption; nil where there is no second thing.
  public func label(of caption: ColoredShapes) -> Int? {
    switch self {
    case .arrangement:
      switch caption.arrangement {
      case .group(let count, let size): 2 * (count - 1) + ColoredShapes.Size.allCases.firstIndex(of: size)!
      case .pair(let relation, _): 6 + ColoredShapes.Relation.allCases.firstIndex(of: relation)!
      }
    case .shape: ColoredShapes.Shape.allCases.firstIndex(of: caption.thing.shape)
    case .color: ColoredShapes.Color.allCases.firstIndex(of: caption.thing.color)
    case .otherShape: caption.other.flatMap { ColoredShapes.Shape.allCases.firstIndex(of: $0.shape) }
    case .otherColor: caption.other.flatMap { ColoredShapes.Color.allCases.firstIndex(of: $0.color) }
    }
  }
}

extension ColoredShapes {
  /// The second thing of a pair.
  fileprivate var other: Thing? {
    if case .pair(_, let other) = arrangement { other } else { nil }
  }
}
