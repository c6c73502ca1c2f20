import Datasets
import TestSupport
import Testing
import Training

@testable import Tokens

/// Properties of position encodings: rows that are unique, bounded and independent of the length, shifts that are rotations.
struct PositionTests {
  private let sinusoidal = SinusoidalPositions(width: 16)
  private let rotary = RotaryPositions(width: 8, preparing: 20)
  private let tolerance: Scalar = Scalar.self == Float.self ? 2e-4 : 1e-9

  private func random(_ shape: [Int], seed: Int) -> Tensor {
    var generator = Generator(seed: seed)
    return .normal(shape, using: &generator)
  }

  // MARK: Sinusoidal

  @Test func `rows are unique`() {
    let table = sinusoidal.table(0..<600)
    for t in stride(from: 1, to: 600, by: 7) {
      let distances = ((table.rows(0..<t) - table.row(t)) * (table.rows(0..<t) - table.row(t))).sum(axis: 1)
      #expect(distances.min > 1e-2, "row \(t)")
    }
  }

  @Test func `a single frequency repeats its rows`() {
    let table = SinusoidalPositions(width: 2).table(0..<600)
    let difference = table.rows(0..<599) - table.row(599)
    #expect((difference * difference).sum(axis: 1).min < 1e-2)
  }

  @Test func `rows are bounded, and all have the same norm`() {
    let table = sinusoidal.table(0..<5000)
    #expect(table.max <= 1 && table.min >= -1)
    #expect((table * table).sum(axis: 1).isClose(to: Tensor(repeating: 8, shape: [5000]), tolerance: 1e-5))
  }

  @Test func `a row does not depend on the context length`() {
    #expect(sinusoidal.table(0..<100).rows(30..<40) == sinusoidal.table(30..<40))
    let x = random([2, 10, 16], seed: 1)
    #expect(sinusoidal(constant(x), from: 30).value == x + sinusoidal.table(30..<40))
  }

  @Test(arguments: [-3, 0, 1, 7, 100]) func `one matrix maps every row to the row k positions later`(k: Int) {
    let shift = sinusoidal.shift(by: k)
    let (rows, shifted) = (sinusoidal.table(50..<80), sinusoidal.table(50 + k..<80 + k))
    #expect(matmul(rows, shift).isClose(to: shifted, tolerance: tolerance))
    #expect(matmul(shift, shift.transposed).isClose(to: .identity(16), tolerance: tolerance), "it is a rotation")
    let other = sinusoidal.shift(by: k + 1)
    #expect(!matmul(rows, other).isClose(to: shifted, tolerance: tolerance))
  }

  // MARK: Learned

  @Test func `a learned table gives its rows, from any start`() {
    var generator = Generator(seed: 2)
    let positions = LearnedPositions(7, width: 4, using: &generator)
    let x = random([3, 2, 4], seed: 3)
    #expect(positions(constant(x), from: 5).value == x + positions.weight.value.rows(5..<7))
    #expect(positions.parameterCount == 28 && positions.limit == 7)
  }

  @Test func `learned rows begin small beside embeddings`() {
    var generator = Generator(seed: 2)
    let rows = LearnedPositions(100, width: 16, using: &generator).weight.value
    #expect(abs((rows * rows).mean.squareRoot() / 0.02 - 1) < 0.1)
  }

  @Test func `a position beyond the learned table is named`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = Generator(seed: 2)
      _ = LearnedPositions(7, width: 4, using: &generator)(constant(.zeros(1, 3, 4)), from: 5)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("position 7 lies beyond the 7 positions"))
  }

  // MARK: Rotary

  @Test func `with rotary positions scores depend on the relative position alone`() {
    let (q, k) = (constant(random([1, 8], seed: 4)), constant(random([1, 8], seed: 5)))
    func score(_ i: Int, _ j: Int) -> Scalar {
      matmul(rotary(q, from: i), rotary(k, from: j), transposing: .right).value.scalars[0]
    }
    for distance in [-9, 0, 1, 5] {
      let scores = [10, 11, 40, 500].map { score($0, $0 - distance) }
      #expect(scores.allSatisfy { abs($0 - scores[0]) < tolerance })
    }
    #expect(abs(score(10, 9) - score(10, 8)) > 1e-3, "and they do depend on it")
  }

  @Test func `with sinusoidal positions scores depend on the position itself`() {
    let (q, k) = (constant(random([1, 16], seed: 4)), constant(random([1, 16], seed: 5)))
    let scores = [10, 40].map {
      matmul(sinusoidal(q, from: $0), sinusoidal(k, from: $0 - 1), transposing: .right).value.scalars[0]
    }
    #expect(abs(scores[0] - scores[1]) > 1e-2)
  }

  @Test func `rotations keep the norm, and position 0 changes nothing`() {
    let x = random([2, 3, 30, 8], seed: 6)
    let turned = rotary(constant(x)).value
    #expect((turned * turned).sum(axis: -1).isClose(to: (x * x).sum(axis: -1), tolerance: tolerance))
    #expect(turned.slice(axis: 2, 0..<1) == x.slice(axis: 2, 0..<1))
  }

  @Test func `rows one by one are the rows of the whole, as a cache needs them`() {
    let x = random([2, 3, 30, 8], seed: 7)
    let whole = rotary(constant(x)).value
    for t in [0, 1, 19, 20, 29] {
      #expect(rotary(constant(x.slice(axis: 2, t..<t + 1)), from: t).value == whole.slice(axis: 2, t..<t + 1))
    }
    expectEqual(rotary(constant(x.slice(axis: 2, 15..<25)), from: 15).value, to: whole.slice(axis: 2, 15..<25))
  }

  @Test(arguments: [[1, 2], [3, 34], [2, 5, 6], [2, 3, 25, 40]]) func `the fused rotation equals the plain one`(
    shape: [Int]
  ) {
    let positions = RotaryPositions(width: shape.last!, preparing: 10)
    let results = [positions.callAsFunction, positions.plain].map { turn in
      let x = Variable(random(shape, seed: 8))
      let y = turn(x, 3)
      y.backward(seed: random(shape, seed: 9))
      return (y.value, x.gradient!)
    }
    #expect(results[0].0.isClose(to: results[1].0, tolerance: 1e-5))
    #expect(results[0].1.isClose(to: results[1].1, tolerance: 1e-5))
  }

  @Test func `any number of threads gives the same bits`() {
    let x = random([8, 4, 64, 32], seed: 10)
    let positions = RotaryPositions(width: 32)
    let before = Threads.count
    defer { Threads.count = before }
    let results = [1, 2, 3].map { threads in
      Threads.count = threads
      return positions(constant(x)).value
    }
    expectEqual(results[1], to: results[0], "two threads")
    expectEqual(results[2], to: results[0], "three threads")
  }

  // MARK: Starts of their own

  @Test func `each row of a batch may start elsewhere, and one start for all is the same in each`() {
    var generator = Generator(seed: 17)
    let x = random([3, 4, 16], seed: 18)
    let starts = [7, 0, 21]
    let learned = LearnedPositions(30, width: 16, using: &generator)
    let rotary = RotaryPositions(width: 16, preparing: 10)
    let additions: [(one: (Variable, Int) -> Variable, each: (Variable, [Int]) -> Variable)] = [
      ({ sinusoidal($0, from: $1) }, { sinusoidal($0, from: $1) }),
      ({ learned($0, from: $1) }, { learned($0, from: $1) }),
      ({ rotary($0, from: $1) }, { rotary($0, from: $1) }),
    ]
    for (one, each) in additions {
      let together = each(constant(x), starts).value
      for (row, start) in starts.enumerated() {
        #expect(together.rows(row..<row + 1) == one(constant(x.rows(row..<row + 1)), start).value)
      }
      #expect(each(constant(x), [5]).value == one(constant(x), 5).value)
    }
  }

  @Test(arguments: [[3], [3, 0]]) func `heads side by side are rotated as if they were apart`(starts: [Int]) {
    let (B, T, H) = (2, 5, 3)
    func split(_ x: Tensor) -> Tensor { x.reshaped(B, T, H, 8).permuted(0, 2, 1, 3) }
    let (x, cotangent) = (Variable(random([B, T, H * 8], seed: 19)), random([B, T, H * 8], seed: 20))
    let y = rotary(x, heads: H, from: starts)
    y.backward(seed: cotangent)
    let apart = Variable(split(x.value))
    let z = rotary(apart, from: starts)
    z.backward(seed: split(cotangent))
    #expect(split(y.value) == z.value)
    #expect(split(x.gradient!) == apart.gradient!)
  }

  @Test func `gradients with a start for each row match central differences`() throws {
    var generator = Generator(seed: 13)
    let x = Variable(random([2, 3, 16], seed: 14))
    let learned = LearnedPositions(9, width: 16, using: &generator)
    try reportGradients("rotary positions", of: [("x", x)]) { rotary(x, heads: 2, from: [18, 3]) }
    try reportGradients("learned positions", of: learned.parameters + [("x", x)]) { learned(x, from: [4, 2]) }
  }

  // MARK: Attention with positions

  private func model(_ indices: SelfAttentionModel.Positions) -> SelfAttentionModel {
    var generator = Generator(seed: 11)
    return SelfAttentionModel(vocabularySize: 9, width: 8, indices, limit: 12, using: &generator)
  }

  @Test(arguments: SelfAttentionModel.Positions.allCases)
  func `without indices attention sees a set`(indices: SelfAttentionModel.Positions) {
    var generator = Generator(seed: 12)
    let tokens = (0..<10).map { _ in Int.random(in: 0..<9, using: &generator) }
    let order = (0..<10).shuffled(using: &generator)
    let model = model(indices)
    let plain = model(tokens, batch: 1).value.row(0)
    let shuffled = model(order.map { tokens[$0] }, batch: 1).value.row(0)
    #expect(shuffled.isClose(to: plain.rows(at: order), tolerance: 1e-5) == (indices == .none))
  }

  @Test(arguments: SelfAttentionModel.Positions.allCases)
  func `gradients match central differences`(indices: SelfAttentionModel.Positions) throws {
    let model = model(indices)
    try reportGradients("attention with indices: \(indices)", of: model.parameters) {
      model([1, 5, 3, 3, 0, 8], batch: 2)
    }
  }

  @Test func `gradients of rotary and learned positions match central differences`() throws {
    var generator = Generator(seed: 13)
    let x = Variable(random([2, 3, 4, 8], seed: 14))
    let learned = LearnedPositions(9, width: 8, using: &generator)
    try reportGradients("rotary positions", of: [("x", x)]) { rotary(x, from: 18) }
    try reportGradients("learned positions", of: learned.parameters + [("x", x)]) { learned(x, from: 4) }
  }

  @Test func `a gradient that is rotated forward instead of back is caught`() {
    let x = Variable(random([3, 8], seed: 15))
    let forward = rotary
    #expect(throws: GradientMismatch.self) {
      try checkGradients("wrong rotation", of: [("x", x)]) {
        Variable(forward(x, from: 2).value, from: [x]) { dy in [forward(constant(dy), from: 2).value] }
      }
    }
  }

  @Test func `every parameter is found`() {
    let (V, D) = (9, 8)
    let plain = V * D + 3 * D * D + D * V + V
    #expect(
      SelfAttentionModel.Positions.allCases.map { model($0).parameterCount } == [plain, plain, plain + 12 * D, plain])
  }

  @Test(arguments: [(SelfAttentionModel.Positions.none, false), (.sinusoidal, true), (.learned, true), (.rotary, true)])
  func `only who knows the order learns to echo`(indices: SelfAttentionModel.Positions, learns: Bool) {
    var generator = Generator(seed: 16)
    let echo = Echo(kinds: 6, delay: 2)
    let model = SelfAttentionModel(vocabularySize: 6, width: 16, indices, limit: 12, using: &generator)
    let optimizer = AdamW(model.parameters)
    var (right, asked): (Scalar, Scalar) = (0, 0)
    for step in 0..<500 {
      let batch = echo.batch(size: 16, length: 12, using: &generator)
      let scores = model(batch.inputs, batch: 16)
      if step >= 480 { (right, asked) = (right + accuracy(scores.value, batch.targets, ignoring: -1), asked + 1) }
      crossEntropy(scores, batch.targets, ignoring: -1).backward()
      optimizer.step(rate: 1e-2)
      optimizer.clearGradients()
    }
    #expect(learns ? right / asked > 0.98 : right / asked < 0.45, "\(right / asked)")
  }
}
