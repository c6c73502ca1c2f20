import Datasets
import Tensors

/// A picture on a gray background, and what can be measured in it.
struct PixelPicture {
  let side: Int
  private let pixels: [SIMD3<Double>]

  /// The gray of the background.
  let ground: Double
  let isGroundGray: Bool

  /// How much each pixel differs from the background, relative to the one that differs most.
  private let shares: [Double]

  init(_ picture: Tensor) {
    side = picture.shape[0]
    let scalars = picture.scalars.map { Double($0) }
    pixels = (0..<side * side).map { SIMD3(scalars[3 * $0], scalars[3 * $0 + 1], scalars[3 * $0 + 2]) }
    // The most frequent color.
    let counts = pixels.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    let background = counts.max { $0.value < $1.value }!.key
    ground = background.x
    isGroundGray = background == SIMD3(repeating: ground)
    let differences = pixels.map { pixel in
      let difference = pixel - background
      return (difference * difference).sum().squareRoot()
    }
    let largest = differences.max()!
    shares = differences.map { $0 / largest }
  }

  /// The mean color of what is fully covered.
  var meanColor: [Double] {
    let covered = zip(pixels, shares).filter { $1 > 0.9 }.map(\.0)
    let mean = covered.reduce(SIMD3<Double>(), +) / Double(covered.count)
    return [mean.x, mean.y, mean.z]
  }

  /// The covered area in pixels.
  var coverage: Double { shares.sum }

  var center: (row: Double, column: Double) { center(shares) }

  private func center(_ weights: [Double]) -> (row: Double, column: Double) {
    let total = weights.sum
    let rows = weights.enumerated().map { Double($0 / side) * $1 }
    let columns = weights.enumerated().map { Double($0 % side) * $1 }
    return (rows.sum / total, columns.sum / total)
  }

  /// The center of the pixels with about the pure color.
  func center(of color: ColoredShapes.Color) -> (row: Double, column: Double) {
    let pure: SIMD3<Double> =
      switch color {
      case .red: [0.9, 0.1, 0.1]
      case .green: [0.1, 0.65, 0.2]
      case .blue: [0.15, 0.25, 0.9]
      case .yellow: [0.9, 0.8, 0.1]
      case .purple: [0.65, 0.15, 0.75]
      case .cyan: [0.1, 0.75, 0.85]
      }
    return center(pixels.map { (($0 - pure) * ($0 - pure)).sum() < 0.03 ? 1 : 0 })
  }

  /// What the shape covers around its center, resampled to 7 × 7 points of the square that bounds it.
  var outline: [Double] {
    let covered = shares.indices.filter { shares[$0] > 0.1 }
    let rows = covered.map { $0 / side }
    let columns = covered.map { $0 % side }
    func samples(_ indices: [Int]) -> [Int] {
      let (low, high) = (Double(indices.min()!), Double(indices.max()!))
      return (0..<7).map { Int((low + (high - low) * Double($0) / 6).rounded()) }
    }
    return samples(rows).flatMap { row in samples(columns).map { shares[row * side + $0] } }
  }

  /// The areas in pixels of what hangs together, of pixels that are half covered.
  var areas: [Int] {
    var open = Set(shares.indices.filter { shares[$0] > 0.5 })
    var areas: [Int] = []
    while let start = open.popFirst() {
      var (stack, area) = ([start], 0)
      while let pixel = stack.popLast() {
        area += 1
        let row = pixel / side
        let neighbors = [pixel - side, pixel + side] + [pixel - 1, pixel + 1].filter { $0 / side == row }
        stack += neighbors.filter { open.remove($0) != nil }
      }
      areas.append(area)
    }
    return areas
  }
}

/// Predicts the class whose mean is nearest.
struct NearestCentroid {
  private let centroids: [[Double]]

  init(_ examples: [(features: [Double], label: Int)]) {
    let groups = Dictionary(grouping: examples, by: \.label)
    centroids = groups.keys.sorted().map { label in
      let members = groups[label]!
      return members[0].features.indices.map { index in
        members.map { $0.features[index] }.sum / Double(members.count)
      }
    }
  }

  func accuracy(on examples: [(features: [Double], label: Int)]) -> Double {
    let right = examples.count { features, label in
      let distances = centroids.map { zip($0, features).map { ($0 - $1) * ($0 - $1) }.sum }
      return distances.indices.min { distances[$0] < distances[$1] } == label
    }
    return Double(right) / Double(examples.count)
  }
}
