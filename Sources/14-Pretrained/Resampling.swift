import Datasets
import Foundation

// n pixels of a row or column, of which m are made

/// How the pixels of a picture of another size are computed: the numbers are those of `resample` in `preprocessor_config.json`.
///
/// The results are those of Pillow to the last bit, since models were trained on pictures that it resized.
public enum Resampling: Int, Sendable {
  case nearest = 0
  case bilinear = 2
  case bicubic = 3

  /// The weight of a pixel at some distance, in pixels, from where a new pixel has its center.
  private func weight(_ x: Double) -> Double {
    let x = abs(x)
    switch self {
    case .nearest: fatalError("the nearest pixel is chosen, not weighted")
    case .bilinear: return x < 1 ? 1 - x : 0
    case .bicubic:  // Keys' cubic with the slope −1/2 at 1
      return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0
    }
  }

  /// The distance from which on the weight is 0.
  private var support: Double { self == .bilinear ? 1 : 2 }

  /// The pixels of a row that make one new pixel, and their weights, whose sum is 1.
  struct Window: Equatable {
    let first: Int
    let weights: [Double]
  }

  /// For each of m new pixels its window among n.
  ///
  /// When the row gets shorter the window gets wider by the same factor, so that every pixel has a share in the result. A window
  /// of two pixels would leave some out, and fine patterns would become coarse ones that are not there: aliasing.
  func windows(from n: Int, to m: Int) -> [Window] {
    let scale = Double(n) / Double(m)
    let stretch = max(scale, 1)
    return (0..<m).map { index in
      let center = (Double(index) + 0.5) * scale
      let first = max(0, Int(center - support * stretch + 0.5))
      let end = min(n, Int(center + support * stretch + 0.5))
      let weights = (first..<end).map { weight((Double($0) - center + 0.5) * (1 / stretch)) }
      let sum = weights.reduce(0, +)
      return Window(first: first, weights: weights.map { $0 / sum })
    }
  }

  /// For each of m new pixels the one of n in which its center lies.
  func nearestPixels(from n: Int, to m: Int) -> [Int] {
    let scale = Double(n) / Double(m)
    // A running sum, whose rounding decides where a center lies between two pixels.
    return sequence(first: scale * 0.5) { $0 + scale }.prefix(m).map { min(Int($0), n - 1) }
  }
}

extension BytePicture {
  /// The picture in another size: rows and columns are made longer or shorter one after the other. In between are bytes again.
  public func resized(height: Int, width: Int, by resampling: Resampling) -> BytePicture {
    var (rows, columns) = (self.height, self.width)
    var picture = bytes
    for isColumns in shrinksColumnsFirst(height: height, width: width) ? [true, false] : [false, true] {
      if isColumns && rows != height {
        picture = resampling.resized(picture, [1, rows, columns * channels], to: height)
        rows = height
      } else if !isColumns && columns != width {
        picture = resampling.resized(picture, [rows, columns, channels], to: width)
        columns = width
      }
    }
    return BytePicture(picture, height: height, width: width, channels: channels)
  }

  /// Whether columns come before rows: since version 13 Pillow does so where it saves much. The order shows in the rounding.
  private func shrinksColumnsFirst(height: Int, width: Int) -> Bool {
    self.height > height && self.height - height > 2 * (self.width - width)
  }

  /// The most pixels that there are on the way to another size.
  func mostPixels(resizedTo height: Int, _ width: Int) -> Int {
    let between =
      shrinksColumnsFirst(height: height, width: width) ? height * self.width : self.height * width
    return max(between, height * width)
  }
}

extension Resampling {
  /// `[outer, n, inner] → [outer, m, inner]`
  fileprivate func resized(_ bytes: [UInt8], _ shape: [Int], to m: Int) -> [UInt8] {
    let (outer, n, inner) = (shape[0], shape[1], shape[2])
    var result: [UInt8] = []
    result.reserveCapacity(outer * m * inner)
    if self == .nearest {
      let pixels = nearestPixels(from: n, to: m)
      for row in 0..<outer {
        for pixel in pixels { result += bytes[(row * n + pixel) * inner..<(row * n + pixel + 1) * inner] }
      }
      return result
    }
    let windows = windows(from: n, to: m).map { (first: $0.first, weights: $0.weights.map(fixedPoint)) }
    for row in 0..<outer {
      for window in windows {
        let start = (row * n + window.first) * inner
        for offset in start..<start + inner {
          var sum = 1 << (fractionBits - 1)  // one half, so that the shift rounds
          for (index, weight) in window.weights.enumerated() { sum += Int(bytes[offset + index * inner]) * weight }
          // Beside an edge a cubic goes beyond black and white.
          result.append(UInt8(min(255, max(0, sum >> fractionBits))))
        }
      }
    }
    return result
  }
}

/// 32 bits have room for a weight with so many after the point, times a byte, with a sign and a bit for sums beyond 255.
private let fractionBits = 22

/// A weight as a whole number of 2⁻²², rounded.
private func fixedPoint(_ weight: Double) -> Int {
  let scaled = weight * Double(1 << fractionBits)
  return Int(scaled + (scaled < 0 ? -0.5 : 0.5))
}
