import Datasets
import Tensors

// H·W pixels · C channels

/// What becomes of a picture before a model sees it: as large as the model wants it, and numbers around 0.
///
/// A ViT's folder says in `preprocessor_config.json` how that was done when the model was trained.
public struct ImageProcessor: Sendable {
  /// The size of a picture after resizing.
  public enum Size: Sendable, Equatable {
    case exactly(height: Int, width: Int)
    /// Of the shorter side; the longer one in proportion.
    case shortestEdge(Int)
  }

  /// 1 for gray, 3 for red, green and blue.
  public let channels: Int
  /// Nil for a picture that keeps its size.
  public var size: Size?
  public var resampling = Resampling.bilinear
  /// What is cut out of the middle, if anything.
  public var crop: (height: Int, width: Int)?
  /// What a byte is multiplied by.
  public var rescaleFactor = 1.0 / 255
  /// What is subtracted from the numbers of each channel.
  public var mean: [Double]
  /// What they are then divided by.
  public var deviation: [Double]

  /// Numbers −1…1.
  public init(size: Size?, channels: Int = 3) {
    (self.size, self.channels) = (size, channels)
    (mean, deviation) = ([Double](repeating: 0.5, count: channels), [Double](repeating: 0.5, count: channels))
  }

  /// The height and the width that a picture will have.
  public func extents(of picture: BytePicture) -> (height: Int, width: Int) { crop ?? resizedExtents(of: picture) }

  /// `[H, W, C]`; a gray picture has the same number in all channels.
  public func callAsFunction(_ picture: BytePicture) throws(PictureProblem) -> Tensor {
    if picture.channels > channels {
      throw PictureProblem(description: "it has colors, but the model takes gray pictures")
    }
    let (height, width) = resizedExtents(of: picture)
    let most = BytePicture.mostPixels
    if max(height, width) > most || picture.mostPixels(resizedTo: height, width) > most {
      throw PictureProblem(
        description: "resizing it to \(width) × \(height) pixels takes more than the \(most) that are read")
    }
    var picture = picture.resized(height: height, width: width, by: resampling)
    if let crop { picture = picture.cropped(height: crop.height, width: crop.width) }
    let last = picture.channels - 1
    return Tensor(shape: [picture.height, picture.width, channels]) { index in
      normalized(picture[index[0], index[1], min(index[2], last)], channel: index[2])
    }
  }

  private func resizedExtents(of picture: BytePicture) -> (height: Int, width: Int) {
    size?.extents(of: picture) ?? (picture.height, picture.width)
  }

  /// A byte as the number that the model sees.
  func normalized(_ byte: UInt8, channel: Int) -> Scalar {
    (Scalar(Double(byte) * rescaleFactor) - Scalar(mean[channel])) / Scalar(deviation[channel])
  }
}

/// Why a picture cannot be given to a model.
public struct PictureProblem: Error, Equatable, CustomStringConvertible {
  public let description: String
}

extension ImageProcessor.Size {
  fileprivate func extents(of picture: BytePicture) -> (height: Int, width: Int) {
    let (height, width) = (picture.height, picture.width)
    switch self {
    case .exactly(let height, let width): return (height, width)
    case .shortestEdge(let edge):
      let longest = Int(Double(edge * max(height, width)) / Double(min(height, width)))
      return height < width ? (edge, longest) : (longest, edge)
    }
  }
}

extension BytePicture {
  /// The middle of the picture; black around it where the picture is smaller.
  func cropped(height: Int, width: Int) -> BytePicture {
    // Halves of odd numbers are rounded down, negative ones as well.
    let (top, left) = ((self.height - height) >> 1, (self.width - width) >> 1)
    var bytes = [UInt8](repeating: 0, count: height * width * channels)
    for row in 0..<height where (0..<self.height).contains(top + row) {
      for column in 0..<width where (0..<self.width).contains(left + column) {
        for channel in 0..<channels {
          bytes[(row * width + column) * channels + channel] = self[top + row, left + column, channel]
        }
      }
    }
    return BytePicture(bytes, height: height, width: width, channels: channels)
  }
}
