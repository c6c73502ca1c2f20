import Tensors
import TestSupport
import Testing

@testable import LoRA

/// The decomposition against NumPy's, and by what it must satisfy.
struct SingularValueTests {
  /// The product of the three factors.
  private func product(_ svd: SingularValues, rank: Int? = nil) -> Tensor {
    Tensor(shape: [svd.left[0].count, svd.right[0].count]) { index in
      let terms = svd.values.indices.prefix(rank ?? svd.values.count).map { k in
        svd.left[k][index[0]] * svd.values[k] * svd.right[k][index[1]]
      }
      return Scalar(terms.reduce(0, +))
    }
  }

  private func matrix(_ M: Int, _ N: Int, rank: Int? = nil) -> Tensor {
    var generator = Generator(seed: M * 10 + N)
    guard let rank else { return .normal([M, N], using: &generator) }
    return matmul(.normal([M, rank], using: &generator), .normal([rank, N], using: &generator))
  }

  private func expectOrthonormal(_ vectors: [[Double]], sourceLocation: SourceLocation = #_sourceLocation) {
    for (i, a) in vectors.enumerated() {
      for (j, b) in vectors.enumerated() {
        let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-12, "\(i) and \(j): \(product)", sourceLocation: sourceLocation)
      }
    }
  }

  @Test(arguments: ["4-4", "3-6", "7-4"])
  func `values and overlaps with another basis are those of NumPy`(shape: String) throws {
    let roles = try Fixture(named: "lora").roles(of: "svd-\(shape)")
    let svd = SingularValues(of: roles["matrix"]!)
    expectClose(Tensor(svd.values.map { Scalar($0) }), to: roles["values"]!)
    let other = roles["other"]!
    let columns = (0..<2).map { column in (0..<other.shape[0]).map { Double(other[$0, column]) } }
    for (i, j) in [(1, 1), (1, 2), (3, 2)] {
      let overlap = subspaceOverlap(Array(svd.left.prefix(i)), Array(columns.prefix(j)))
      expectClose(Tensor(Scalar(overlap)), to: roles["overlap.\(i).\(j)"]!, "overlap of \(i) and \(j)")
    }
  }

  @Test(arguments: [(1, 1), (1, 5), (5, 1), (4, 4), (3, 8), (9, 2), (20, 13)])
  func `the factors give the matrix again, and their columns are perpendicular`(M: Int, N: Int) {
    let matrix = matrix(M, N)
    let svd = SingularValues(of: matrix)
    expectClose(product(svd), to: matrix, tolerance: 1e-6)
    expectOrthonormal(svd.left)
    expectOrthonormal(svd.right)
    #expect(svd.left.allSatisfy { $0.count == M } && svd.right.allSatisfy { $0.count == N })
    #expect(svd.values.count == min(M, N) && svd.values == svd.values.sorted(by: >) && svd.values.last! > 0)
  }

  @Test(arguments: [(6, 6, 2), (3, 9, 1), (9, 5, 3)])
  func `a matrix of low rank has as many values as its rank, and the others are zero`(M: Int, N: Int, rank: Int) {
    let matrix = matrix(M, N, rank: rank)
    let svd = SingularValues(of: matrix)
    #expect(svd.values[rank - 1] > 0.1 && svd.values[rank...].allSatisfy { $0 < 1e-5 }, "\(svd.values)")
    expectClose(product(svd, rank: rank), to: matrix, tolerance: 1e-6)
    expectOrthonormal(M < N ? svd.left : svd.right)
    expectOrthonormal(Array((M < N ? svd.right : svd.left).prefix(rank)))
    #expect(abs(svd.share(ofRank: rank) - 1) < 1e-9 && svd.share(ofRank: rank - 1) < 0.999)
  }

  @Test func `a matrix of zeros has values of zero, and any rank covers it`() {
    let svd = SingularValues(of: .zeros(3, 4))
    #expect(svd.values == [0, 0, 0] && svd.share(ofRank: 0) == 1 && svd.share(ofRank: 2) == 1)
    #expect(svd.left.joined().allSatisfy(\.isFinite) && svd.right.joined().allSatisfy(\.isFinite))
  }

  @Test func `the share of a rank is that of the squares, by hand`() {
    let svd = SingularValues(of: [[0, 3, 0], [-4, 0, 0]])
    #expect(svd.values == [4, 3])
    #expect(svd.share(ofRank: 0) == 0 && abs(svd.share(ofRank: 1) - 0.64) < 1e-12 && svd.share(ofRank: 2) == 1)
    #expect(svd.share(ofRank: 9) == 1, "all there are")
    #expect(
      svd.left.map { $0.map(abs) } == [[0, 1], [1, 0]] && svd.right.map { $0.map(abs) } == [[1, 0, 0], [0, 1, 0]])
  }

  /// Eckart and Young: no matrix of rank r is nearer.
  @Test func `what the first values leave over is the rest of the squares`() {
    let matrix = matrix(5, 4)
    let svd = SingularValues(of: matrix)
    let rest = (matrix - product(svd, rank: 2)).norm / matrix.norm
    #expect(abs(Double(rest * rest) - (1 - svd.share(ofRank: 2))) < 1e-6)
  }

  @Test func `subspaces overlap fully, not at all, or in part`() {
    let (x, y, z) = ([1.0, 0, 0], [0.0, 1, 0], [0.0, 0, 1])
    #expect(subspaceOverlap([x, y], [x, y]) == 1 && subspaceOverlap([x], [y]) == 0)
    #expect(subspaceOverlap([x], [x, y]) == 1, "one contains the other")
    #expect(subspaceOverlap([x, y], [y, z]) == 0.5, "one of two directions")
    let diagonal = [0.6, 0.8, 0]
    #expect(abs(subspaceOverlap([x], [diagonal]) - 0.36) < 1e-12)
    #expect(abs(subspaceOverlap([x, y], [diagonal, z]) - 0.5) < 1e-12)
    let rotated = [[0.6, 0.8, 0], [-0.8, 0.6, 0]]
    #expect(abs(subspaceOverlap([x, y], rotated) - 1) < 1e-12, "a basis is one of many of its subspace")
  }
}
