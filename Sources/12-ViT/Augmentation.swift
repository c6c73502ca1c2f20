import Foundation
import Tensors

// B batch · H·W pixels · C channels

/// A random change of a picture that leaves what it shows: one more picture for training, with the same label.
///
/// All of them together are what SimCLR tried (Chen, Kornblith, Norouzi, Hinton, "A simple framework for contrastive learning of
/// visual representations", 2020). Numbers stay in 0…1. At strength zero nothing changes.
public enum Augmentation: Sendable, Equatable {
  /// Up to so many whole pixels in each direction.
  case shift(upTo: Int)
  /// Up to so many degrees in either direction.
  case rotation(upTo: Double)
  /// Left for right, half of the time. Not for digits: a mirrored 2 is none.
  case flip
  /// A random part with a share of the area, resized to the whole; `stretch` is the largest ratio of the part's proportions to
  /// the picture's.
  case crop(area: ClosedRange<Double>, stretch: Double = 4 / 3)
  /// A square of so many pixels set to zero. It may reach beyond the picture (DeVries and Taylor 2017).
  case cutOut(side: Int)
  /// Independent Gaussian noise for each number.
  case noise(deviation: Scalar)
  /// A Gaussian blur; the deviation is in pixels.
  case blur(deviation: ClosedRange<Double>)
  /// Each factor is up to so much above or below 1.
  case colorJitter(brightness: Double = 0, contrast: Double = 0, saturation: Double = 0)
  case grayscale
  /// Only the edges, by Sobel's filters.
  case edges
  /// Another augmentation with a probability.
  indirect case sometimes(Double, Augmentation)

  /// The changed picture, `[H, W, C]`.
  public func callAsFunction(_ picture: Tensor, using generator: inout Generator) -> Tensor {
    let (H, W, _) = picture.shape3
    switch self {
    case .shift(let reach):
      let (down, right) = (generator.integer(-reach...reach), generator.integer(-reach...reach))
      return picture.shifted(down: down, right: right)
    case .rotation(let reach): return picture.rotated(degrees: generator.number(-reach...reach))
    case .flip: return generator.integer(0...1) == 1 ? picture.flipped : picture
    case .crop(let area, let stretch):
      let share = generator.number(area)
      let proportions = exp(generator.number(-log(stretch)...log(stretch)) / 2)
      // torchvision draws again when a part is too long; here it is cut.
      let height = Double(H) * min(1, share.squareRoot() * proportions)
      let width = Double(W) * min(1, share.squareRoot() / proportions)
      let top = generator.number(0...Double(H) - height)
      return picture.cropped(
        top: top, left: generator.number(0...Double(W) - width), height: height, width: width)
    case .cutOut(let side):
      let top = generator.integer(0...H - 1) - side / 2
      return picture.cutOut(top: top, left: generator.integer(0...W - 1) - side / 2, height: side, width: side)
    case .noise(let deviation): return picture.noisy(deviation, using: &generator)
    case .blur(let deviation): return picture.blurred(deviation: generator.number(deviation))
    case .colorJitter(let brightness, let contrast, let saturation):
      let brighter = picture.withBrightness(generator.factor(brightness))
      return brighter.withContrast(generator.factor(contrast)).withSaturation(generator.factor(saturation))
    case .grayscale: return picture.withSaturation(0)
    case .edges: return picture.edges
    case .sometimes(let probability, let augmentation):
      return generator.number(0...1) < probability ? augmentation(picture, using: &generator) : picture
    }
  }
}

extension [Augmentation] {
  /// Each picture of a batch `[B, H, W, C]`, changed by all of these in turn.
  ///
  /// A picture has a generator of its own, so any number of threads draws the same.
  public func callAsFunction(_ pictures: Tensor, using generator: inout Generator) -> Tensor {
    let (B, H, W, C) = pictures.shape4
    let generators = (0..<B).map { _ in generator.split() }
    return Tensor(shape: pictures.shape) { y in
      parallelFor(B) { index in
        var own = generators[index]
        let picture = reduce(pictures.row(index)) { picture, augmentation in augmentation(picture, using: &own) }
        picture.withPointer { (y + index * H * W * C).update(from: $0, count: H * W * C) }
      }
    }
  }
}

extension Generator {
  fileprivate mutating func integer(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &self) }

  fileprivate mutating func number(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &self) }

  /// A factor around 1.
  fileprivate mutating func factor(_ reach: Double) -> Scalar { Scalar(number(max(0, 1 - reach)...1 + reach)) }
}
