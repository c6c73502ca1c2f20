import Exercises
import Solutions
import Tensors
import ViT

private typealias Answer = @Sendable (_ positions: Tensor, _ vertical: Tensor, _ horizontal: Tensor) throws -> Tensor

extension Exercise {
  static let interpolatePositions = Exercise(
    "12.9", "interpolatePositions", solution: ViTSolutions.self,
    answer: { (answers: any ViTTasks.Type) in answers.interpolatePositions },
    hints: [
      "Take the class token off, interpolate the grid along one axis, then along the other, and put the class token back.",
      "Along the rows: the grid as a matrix [R, C·D], multiplied by vertical from the left. Along the columns: the result as [R′, C, D], where matmul(horizontal, …) multiplies each of its R′ matrices.",
      "let tall = matmul(vertical, grid.reshaped(R, C * D)); let wide = matmul(horizontal, tall.reshaped(-1, C, D)); .concatenate([positions.rows(0..<1), wide.reshaped(-1, D)]).",
    ],
    forbidden: ["resized"], mistakes: mistakes, probes: probes)
}

/// An interpolation with one thing done differently, which the mistakes choose.
private struct Interpolator {
  var refuses: (_ count: Int, _ needed: Int) -> Bool = { $0 != $1 }
  /// The weights of both axes.
  var weights: (_ axis: Tensor) -> Tensor = { $0 }
  /// The position of the grid's first number, in the table.
  var start = 1
  /// The number of a patch in the old grid and in the new one, from its row and column.
  var old: (_ row: Int, _ column: Int, _ rows: Int, _ columns: Int) -> Int = { $0 * $3 + $1 }
  var new: (_ number: Int, _ rows: Int, _ columns: Int) -> (Int, Int) = { number, _, columns in
    (number / columns, number % columns)
  }
  /// The whole table, from the class token's row, the grid's, and the old table.
  var join: (_ first: Tensor, _ grid: Tensor, _ positions: Tensor) -> Tensor = { first, grid, _ in
    .concatenate([first, grid])
  }

  func callAsFunction(_ positions: Tensor, _ vertical: Tensor, _ horizontal: Tensor) throws -> Tensor {
    let (count, D) = positions.shape2
    let ((newRows, R), (newColumns, C)) = (vertical.shape2, horizontal.shape2)
    if refuses(count, 1 + R * C) { throw Misfit("\(count)") }
    let (vertical, horizontal) = (weights(vertical), weights(horizontal))
    let grid = Tensor(shape: [newRows * newColumns, D]) { index in
      let (r, c) = new(index[0], newRows, newColumns)
      var sum: Scalar = 0
      for i in 0..<R {
        for j in 0..<C {
          sum += vertical[r, i] * horizontal[c, j] * positions[min(start + old(i, j, R, C), count - 1), index[1]]
        }
      }
      return sum
    }
    return join(positions.rows(0..<1), grid, positions)
  }
}

/// 1 at the largest weight of each row.
private func nearest(_ weights: Tensor) -> Tensor {
  let largest = weights.argmax()
  return Tensor(shape: weights.shape) { $0[1] == largest[$0[0]] ? 1 : 0 }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the class token's position is missing: the result has 1 + R′·C′ rows") {
    try Interpolator(join: { _, grid, _ in grid })($0, $1, $2)
  },
  Mistake("the class token's position stands at the end: it is row 0, as before") {
    try Interpolator(join: { first, grid, _ in .concatenate([grid, first]) })($0, $1, $2)
  },
  Mistake("the class token's position is 0: it is learned, and stays as it was") {
    try Interpolator(join: { first, grid, _ in .concatenate([0 * first, grid]) })($0, $1, $2)
  },
  Mistake("the class token's position is the mean of all: it stays as it was") {
    try Interpolator(join: { _, grid, old in .concatenate([old.mean(axis: 0, keepingAxis: true), grid]) })($0, $1, $2)
  },
  Mistake("the grid begins with the class token's position: it begins with row 1") {
    try Interpolator(start: 0)($0, $1, $2)
  },
  Mistake("the old grid was read in column order: its rows come one after the other") {
    try Interpolator(old: { row, column, rows, _ in column * rows + row })($0, $1, $2)
  },
  Mistake("the new grid is in column order: its rows come one after the other") {
    try Interpolator(new: { number, rows, _ in (number % rows, number / rows) })($0, $1, $2)
  },
  Mistake("both grids are in column order: their rows come one after the other") {
    try Interpolator(
      old: { row, column, rows, _ in column * rows + row },
      new: { number, rows, _ in (number % rows, number / rows) })($0, $1, $2)
  },
  Mistake("the grid was reshaped to [D, R, C]: the D numbers of a position stand side by side, so it is [R, C, D]") {
    let D = $0.shape[1]
    let grid = $0.rows(1..<$0.shape[0])
    let exchanged = grid.reshaped(D, grid.shape[0]).transposed
    let result = try Interpolator()(.concatenate([$0.rows(0..<1), exchanged]), $1, $2)
    let new = result.rows(1..<result.shape[0])
    return .concatenate([$0.rows(0..<1), new.transposed.reshaped(-1, D)])
  },
  Mistake("the nearest old position was taken: sum over all of them with their weights") {
    try Interpolator(weights: nearest)($0, $1, $2)
  },
  Mistake("the weights were divided by their sum: use them as they are given") {
    try Interpolator(weights: { $0 / $0.sum(axis: 1, keepingAxis: true) })($0, $1, $2)
  },
  Mistake("the positions were cut off or repeated: their grid is interpolated") {
    let (positions, count) = ($0, 1 + $1.shape[0] * $2.shape[0])
    if positions.shape[0] != 1 + $1.shape[1] * $2.shape[1] { throw Misfit("\(count)") }
    return positions.rows(at: (0..<count).map { $0 % positions.shape[0] })
  },
  Mistake("only the rows were interpolated: the columns have weights of their own") {
    try Interpolator()($0, $1, .identity($2.shape[1]))
  },
  Mistake("only the columns were interpolated: the rows have weights of their own") {
    try Interpolator()($0, .identity($1.shape[1]), $2)
  },
  Mistake("the grid is still there: join its rows and columns to one axis") {
    let (D, rows) = ($0.shape[1], $1.shape[0])
    return try Interpolator(join: { _, grid, _ in grid.reshaped(rows, -1, D) })($0, $1, $2)
  },
  Mistake("a table that does not fit the old grid was not refused: throw a Misfit") {
    try Interpolator(refuses: { _, _ in false })($0, $1, $2)
  },
  Mistake("R·C positions were not refused: the class token has one, too") {
    try Interpolator(refuses: { $0 != $1 && $0 != $1 - 1 })($0, $1, $2)
  },
  Mistake("a table that is too large was not refused: throw a Misfit unless it has 1 + R·C rows") {
    try Interpolator(refuses: { $0 < $1 })($0, $1, $2)
  },
]

private func probes(_ interpolatePositions: @escaping Answer) -> [Probe] {
  let (positions, vertical, horizontal) = (random(7, 3, seed: 1), random(4, 2, seed: 2), random(5, 3, seed: 3))
  // Row (r, c) of one large matrix, for the class token and every patch.
  let both = Tensor(shape: [21, 7]) { index in
    let (to, from) = (index[0] - 1, index[1] - 1)
    if to < 0 || from < 0 { return to == from ? 1 : 0 }
    return vertical[to / 5, from / 3] * horizontal[to % 5, from % 3]
  }
  let stretched = Tensor(shape: [2, 1]) { _ in 1 }
  return [
    .values(
      "a grid of 2 × 3 to one of 4 × 5, D 3", try interpolatePositions(positions, vertical, horizontal),
      are: matmul(both, positions)),
    .property(
      "with the identity for both axes all positions stay as they are",
      try interpolatePositions(positions, .identity(2), .identity(3)), equals: positions),
    .property(
      "one row that is repeated below gives the same positions twice",
      try interpolatePositions(positions, stretched, .identity(6)),
      equals: Tensor.concatenate([positions, positions.rows(1..<7)])),
    .refuses("6 positions for a grid of 2 × 3", try interpolatePositions(positions.rows(0..<6), vertical, horizontal)),
    .refuses("8 positions for a grid of 2 × 3", try interpolatePositions(random(8, 3, seed: 4), vertical, horizontal)),
    .refuses("5 positions for a grid of 2 × 3", try interpolatePositions(positions.rows(0..<5), vertical, horizontal)),
  ]
}
