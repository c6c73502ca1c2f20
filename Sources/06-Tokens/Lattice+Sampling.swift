import Foundation

extension Lattice {
  /// The pieces of a segmentation that is drawn with its probability to the power `smoothing`, normalized.
  ///
  /// From left to right, an edge out of a position is drawn by its share of all paths from there to the end.
  func sample(smoothing: Double, using generator: inout some RandomNumberGenerator) -> [Int] {
    let beta = backward(smoothing: smoothing)
    func probability(_ edge: Edge) -> Double {
      exp(smoothing * edge.score + beta[edge.end] - beta[edge.start])
    }
    var path: [Int] = []
    var (position, index) = (0, 0)
    while position < length {
      while edges[index].start < position { index += 1 }
      var rest = Double.random(in: 0..<1, using: &generator) - probability(edges[index])
      // The last edge takes what rounding leaves over.
      while rest >= 0, index + 1 < edges.count, edges[index + 1].start == position {
        index += 1
        rest -= probability(edges[index])
      }
      path.append(edges[index].piece)
      position = edges[index].end
    }
    return path
  }
}
