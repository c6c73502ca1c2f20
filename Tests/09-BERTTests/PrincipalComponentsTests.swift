import BERT
import Tensors
import TestSupport
import Testing

/// The directions in which rows vary most.
struct PrincipalComponentsTests {
  /// Rows with the variances 12.5 and 3.125 along two directions at right angles, (0.6, 0.8) and (0.8, −0.6).
  private let cross: Tensor = [[13, 24], [7, 16], [12, 18.5], [8, 21.5]]

  @Test func `the directions of a cross are its arms, seen from its center`() {
    let found = principalComponents(of: cross)
    expectClose(found.directions, to: [[0.6, 0.8], [0.8, -0.6]], "directions")
    expectClose(found.coordinates, to: [[5, 0], [-5, 0], [0, 2.5], [0, -2.5]], "coordinates")
    expectClose(Tensor(found.shares), to: [0.8, 0.2], "shares")
    let first = principalComponents(of: cross, count: 1)
    expectEqual(first.directions, to: found.directions.rows(0..<1))
    expectEqual(first.coordinates, to: found.coordinates.columns(0..<1))
    #expect(first.shares == Array(found.shares.prefix(1)), "a share is one of all variance, however many are asked for")
  }

  /// `numpy.linalg.svd` of the centered rows in float64, by numpy 2.4.6, each direction with a positive largest entry.
  @Test func `directions, coordinates and shares are NumPy's`() {
    let x: Tensor = [
      [0.5, -1.25, 2, 0.75], [1.5, 0.25, -0.5, 1], [-2, 1.75, 0.25, -1.5], [3, -0.5, 1.5, 2.25], [-1, 0, -2.5, 0.5],
      [0.25, 2.5, 1, -3],
    ]
    let found = principalComponents(of: x, count: 3)
    let directions: Tensor = [
      [0.558018551120387, -0.456012094260431, 0.182731032947178, 0.668788184772860],
      [0.364162078494934, 0.229236186437722, 0.822361596472439, -0.372234007125948],
      [0.693494027685947, 0.517804300350610, -0.492614114123687, -0.090972933713682],
    ]
    let coordinates: Tensor = [
      [1.662529633116026, 0.779600663276715, -1.707674404884774],
      [1.246899506671037, -0.661345471534354, 0.971318125207883],
      [-2.925105750862733, -0.044702251440840, -0.821232772475576],
      [3.627383700907371, 0.892401190417200, 0.524261546084371],
      [-0.734000005845609, -3.087665903763024, 0.138846676009577],
      [-2.877707083986092, 2.121711773044304, 0.894480830058520],
    ]
    expectClose(found.directions, to: directions, "directions")
    expectClose(found.coordinates, to: coordinates, "coordinates")
    expectClose(Tensor(found.shares), to: [0.610672722430268, 0.278220839434547, 0.098615225789133], "shares")
  }

  @Test(arguments: [(1, 1), (9, 1), (2, 5), (6, 6), (40, 3), (12, 17), (300, 24)])
  func `coordinates along orthonormal directions are not correlated, and hold everything`(N: Int, D: Int) {
    let (x, mean) = (rows(N, D), rows(N, D).mean(axis: 0))
    let found = principalComponents(of: x, count: D)
    let one = Tensor.identity(D)
    expectClose(matmul(found.directions, found.directions, transposing: .right), to: one, "directions · directionsᵀ")
    let y = found.coordinates
    #expect(y.mean(axis: 0).scalars.allSatisfy { abs($0) <= 1e-5 })

    let total = (x - mean).squaredNorm / Scalar(N)
    let variances = Tensor(found.shares) * total
    let expected = variances.reshaped(D, 1) * one  // [D, D], diagonal
    expectClose(matmul(y, y, transposing: .left) / Scalar(N), to: expected, "covariance", tolerance: loose)
    expectClose(matmul(y, found.directions), to: x - mean, "rows", tolerance: loose)
    #expect(found.shares == found.shares.sorted(by: >) && found.shares.allSatisfy { $0 >= -1e-6 })
    #expect(N == 1 || abs(found.shares.reduce(0, +) - 1) <= 1e-5)
  }

  @Test func `the directions are eigenvectors of the covariance, the variances its eigenvalues`() {
    let x = rows(50, 7)
    let found = principalComponents(of: x, count: 4)
    let centered = x - x.mean(axis: 0)
    let covariance = matmul(centered, centered, transposing: .left) / 50  // [D, D]
    let variances = (found.coordinates * found.coordinates).mean(axis: 0)  // [K]
    expectClose(
      matmul(found.directions, covariance), to: variances.reshaped(4, 1) * found.directions, tolerance: loose)
    let total = (0..<7).map { covariance[$0, $0] }.reduce(0, +)
    expectClose(Tensor(found.shares), to: variances / total, "shares", tolerance: loose)
  }

  @Test func `when all rows are turned and moved, the directions turn with them, and the coordinates stay`() {
    let x = rows(30, 5)
    // The directions of other rows are a rotation, perhaps with a reflection.
    let rotation = principalComponents(of: rows(9, 5, seed: 8), count: 5).directions
    let before = principalComponents(of: x, count: 3)
    let after = principalComponents(of: matmul(x, rotation) + Tensor([1, -2, 3, -4, 5]), count: 3)
    let turned = matmul(before.directions, rotation)  // [K, D]
    let signs = (turned * after.directions).sum(axis: 1)  // [K], 1 or −1, since each has a sign of its own
    expectClose(after.directions, to: signs.reshaped(3, 1) * turned, "directions", tolerance: loose)
    expectClose(after.coordinates, to: signs * before.coordinates, "coordinates", tolerance: loose)
    expectClose(Tensor(after.shares), to: Tensor(before.shares), "shares", tolerance: loose)
  }

  @Test func `the largest entry of a direction is positive`() {
    for seed in UInt64(0)..<20 {
      let found = principalComponents(of: rows(12, 6, seed: seed), count: 6).directions
      for row in 0..<6 {
        let entries = found.row(row).scalars
        #expect(entries.max { abs($0) < abs($1) }! > 0)
      }
    }
  }

  @Test(arguments: 1...12)
  func `rows that are equal have no variance, and coordinates of zero`(N: Int) {
    // The mean of so many equal numbers need not be that number, once it is rounded.
    for row: Tensor in [[0.1, 0.7, -3.3], [0, 0, 0]] {
      let found = principalComponents(of: row.broadcast(to: [N, 3]))
      expectEqual(found.directions, to: [[1, 0, 0], [0, 1, 0]])
      #expect(found.coordinates.scalars.allSatisfy { $0 == 0 })
      #expect(found.shares == [0, 0])
    }
  }

  @Test func `directions of equal variance are orthonormal all the same`() {
    let found = principalComponents(of: [[1, 1], [1, -1], [-1, 1], [-1, -1]])
    expectClose(matmul(found.directions, found.directions, transposing: .right), to: .identity(2))
    #expect(found.shares == [0.5, 0.5])
  }

  @Test func `far from the origin, the directions are found all the same`() {
    let found = principalComponents(of: cross + 8192)
    expectClose(found.directions, to: [[0.6, 0.8], [0.8, -0.6]], "directions")
    expectClose(Tensor(found.shares), to: [0.8, 0.2], "shares")
  }

  @Test func `a number that is none does not stop the program`() {
    let found = principalComponents(of: Tensor(shape: [3, 2], scalars: [1, 2, .nan, 3, .infinity, 5]))
    #expect(found.coordinates.scalars.contains { !$0.isFinite })
  }

  @Test func `more directions than columns are refused`() async {
    await #expect(processExitsWith: .failure) { _ = principalComponents(of: .ones(4, 1)) }
  }

  /// For sums over many products.
  private let loose = 10 * referenceTolerance

  /// Rows whose columns are correlated.
  private func rows(_ N: Int, _ D: Int, seed: UInt64 = 3) -> Tensor {
    var generator = Generator(seed: seed)
    let mixing = Tensor.normal([D, D], using: &generator)
    return matmul(Tensor.normal([N, D], using: &generator), mixing) + 2
  }
}
