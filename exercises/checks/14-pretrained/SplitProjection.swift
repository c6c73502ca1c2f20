import Exercises
import Pretrained
import Solutions
import Tensors

private typealias Parts = (query: LinearWeights, key: LinearWeights, value: LinearWeights)

private typealias Answer =
  @Sendable (_ weight: Tensor, _ bias: Tensor, _ layout: ProjectionLayout) throws -> Parts

extension Exercise {
  static let splitProjection = Exercise(
    "14.3", "splitProjection", solution: PretrainedSolutions.self,
    answer: { (answers: any PretrainedTasks.Type) in answers.splitProjection },
    hints: [
      "Bring the weight to inputs by outputs first: then each column is one output, and has one number of the bias. Which columns are the keys'?",
      "weight.transposed where the layout is not .columns. Then part p has the columns p·D ..< (p + 1)·D, and these numbers of the bias. Head by head, the columns are [H, 3, d]: reshaped to [D, H, 3, d], slice(axis: 2, p..<p + 1) is the part of all heads, and reshaped(D, D) puts them side by side.",
      "After the guards, with H = 1 unless the layout is .headByHead(H): weight: columns.reshaped(D, H, 3, D / H).slice(axis: 2, p..<p + 1).reshaped(D, D), bias: bias.reshaped(H, 3, D / H).slice(axis: 1, p..<p + 1).flattened.",
    ],
    mistakes: mistakes, probes: probes)
}

/// A split with one thing done differently, which the mistakes choose.
private struct Splitter {
  /// Whether the weight is turned around.
  var transposes: (ProjectionLayout) -> Bool = { $0 != .columns }
  /// The output of the published matrix that is output j of part p.
  var output: (_ p: Int, _ j: Int, _ D: Int, _ layout: ProjectionLayout) -> Int = usualOutput
  /// The same for the bias.
  var ofBias: ((_ p: Int, _ j: Int, _ D: Int, _ layout: ProjectionLayout) -> Int)?
  var order = [0, 1, 2]
  var refuses: (_ weight: Tensor, _ bias: Tensor, _ layout: ProjectionLayout) -> Bool = { weight, bias, layout in
    wrongShape(weight, bias, layout) || wrongBias(weight, bias, layout) || wrongHeads(weight, layout)
  }

  func callAsFunction(_ weight: Tensor, _ bias: Tensor, _ layout: ProjectionLayout) throws -> Parts {
    if refuses(weight, bias, layout) { throw Misfit("\(weight.shape)") }
    let D = weight.shape.min()!
    let isTransposed = transposes(layout)
    func part(_ p: Int) -> LinearWeights {
      let columns = (0..<D).map { output(p, $0, D, layout) }
      let numbers = (0..<D).map { (ofBias ?? output)(p, $0, D, layout) }
      return LinearWeights(
        weight: Tensor(shape: [D, D]) { index in
          // Where a matrix was not turned around, its numbers are read from the shape that it has.
          let at = isTransposed ? columns[index[1]] * D + index[0] : index[0] * 3 * D + columns[index[1]]
          return at < weight.count ? weight.scalars[at] : 0
        },
        bias: Tensor(numbers.map { $0 < bias.count ? bias.scalars[$0] : 0 }))
    }
    return (part(order[0]), part(order[1]), part(order[2]))
  }
}

@Sendable private func usualOutput(_ p: Int, _ j: Int, _ D: Int, _ layout: ProjectionLayout) -> Int {
  guard case .headByHead(let H) = layout, H > 0, D % H == 0 else { return p * D + j }
  let d = D / H
  return j / d * 3 * d + p * d + j % d
}

private func wrongShape(_ weight: Tensor, _ bias: Tensor, _ layout: ProjectionLayout) -> Bool {
  guard weight.rank == 2 else { return true }
  let (inputs, outputs) = layout == .columns ? (0, 1) : (1, 0)
  return weight.shape[outputs] != 3 * weight.shape[inputs]
}

private func wrongBias(_ weight: Tensor, _ bias: Tensor, _ layout: ProjectionLayout) -> Bool {
  bias.shape != [weight.shape[layout == .columns ? 1 : 0]]
}

private func wrongHeads(_ weight: Tensor, _ layout: ProjectionLayout) -> Bool {
  guard case .headByHead(let H) = layout else { return false }
  return H < 1 || weight.shape[1] % H != 0
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the columns were dealt out in turn, 0, 3, 6 … to the queries: they are side by side, D for each") {
    try Splitter(output: { p, j, D, layout in
      if case .headByHead = layout { usualOutput(p, j, D, layout) } else { 3 * j + p }
    })($0, $1, $2)
  },
  Mistake(
    "a weight `[3·D, D]` was not transposed: its parts are square, so that no shape tells; they are inputs by outputs"
  ) { weight, bias, layout in
    let (q, k, v) = try Splitter()(weight, bias, layout)
    if layout == .columns { return (q, k, v) }
    func turned(_ part: LinearWeights) -> LinearWeights {
      LinearWeights(weight: part.weight.transposed, bias: part.bias)
    }
    return (turned(q), turned(k), turned(v))
  },
  Mistake("the parts of GPT-2's matrix were transposed: it is inputs by outputs already") { weight, bias, layout in
    let (q, k, v) = try Splitter()(weight, bias, layout)
    if layout != .columns { return (q, k, v) }
    func turned(_ part: LinearWeights) -> LinearWeights {
      LinearWeights(weight: part.weight.transposed, bias: part.bias)
    }
    return (turned(q), turned(k), turned(v))
  },
  Mistake("all matrices were taken for GPT-2's: the layout says which are outputs by inputs") {
    try Splitter(transposes: { _ in false })($0, $1, $2)
  },
  Mistake("GPT-2's matrix was taken for outputs by inputs, and cut along its numbers: its columns are the outputs") {
    try Splitter(transposes: { _ in true })($0, $1, $2)
  },
  Mistake("keys and values are exchanged: the order is queries, keys, values") {
    try Splitter(order: [0, 2, 1])($0, $1, $2)
  },
  Mistake("queries and keys are exchanged: the order is queries, keys, values") {
    try Splitter(order: [1, 0, 2])($0, $1, $2)
  },
  Mistake("the parts are in reverse: the order is queries, keys, values") {
    try Splitter(order: [2, 1, 0])($0, $1, $2)
  },
  Mistake("all three are the queries: each has D columns of its own") {
    try Splitter(order: [0, 0, 0])($0, $1, $2)
  },
  Mistake("head by head was not looked at: there the parts of one head follow each other, then comes the next head") {
    try Splitter(output: { p, j, D, _ in p * D + j })($0, $1, $2)
  },
  Mistake("head by head the outputs were taken for [3, H, d]: they are [H, 3, d], and the heads of a part lie apart") {
    try Splitter(output: { p, j, D, _ in p * D + j }, ofBias: usualOutput)($0, $1, $2)
  },
  Mistake("the weight was split head by head, the bias not: both have the order of the outputs") {
    try Splitter(ofBias: { p, j, D, _ in p * D + j })($0, $1, $2)
  },
  Mistake("the heads are dealt out in turn, output j·H + h to head h: a head's outputs are neighbors") {
    weight, bias, layout in
    guard case .headByHead(let H) = layout else { return try Splitter()(weight, bias, layout) }
    return try Splitter(output: { p, j, D, layout in usualOutput(p, j % H * (D / H) + j / H, D, layout) })(
      weight, bias, layout)
  },
  Mistake("head by head the outputs of a head were taken for [d, 3]: they are [3, d]") { weight, bias, layout in
    guard case .headByHead(let H) = layout else { return try Splitter()(weight, bias, layout) }
    return try Splitter(output: { p, j, D, _ in
      let d = D / max(1, H)
      return j / d * 3 * d + j % d * 3 + p
    })(weight, bias, layout)
  },
  Mistake("the bias was not split: each part has D numbers of it") { weight, bias, layout in
    let (q, k, v) = try Splitter()(weight, bias, layout)
    return (
      LinearWeights(weight: q.weight, bias: bias), LinearWeights(weight: k.weight, bias: bias),
      LinearWeights(weight: v.weight, bias: bias)
    )
  },
  Mistake("all three got the bias of the queries: each has D numbers of its own") {
    try Splitter(ofBias: { _, j, D, layout in usualOutput(0, j, D, layout) })($0, $1, $2)
  },
  Mistake("the biases are zero: split the published one") { weight, bias, layout in
    try Splitter()(weight, 0 * bias, layout)
  },
  Mistake("a weight of another shape was not refused: throw a Misfit") {
    try Splitter(refuses: { weight, bias, layout in weight.rank == 2 && wrongHeads(weight, layout) })($0, $1, $2)
  },
  Mistake("a bias of another length was not refused: throw a Misfit") {
    try Splitter(refuses: { wrongShape($0, $1, $2) || wrongHeads($0, $2) })($0, $1, $2)
  },
  Mistake("heads that do not divide D were not refused: throw a Misfit") {
    try Splitter(refuses: { wrongShape($0, $1, $2) || wrongBias($0, $1, $2) })($0, $1, $2)
  },
]

private func probes(_ splitProjection: @escaping Answer) -> [Probe] {
  let D = 6
  let parts = (0..<3).map { (weight: random(D, D, seed: 1 + $0), bias: random(D, seed: 11 + $0)) }
  let columns = Tensor.concatenate(parts.map(\.weight), axis: 1)  // [D, 3·D]
  let bias = Tensor.concatenate(parts.map(\.bias))
  /// The outputs as GPT-NeoX has them.
  func byHead(_ H: Int) -> [Int] {
    let d = D / H
    return (0..<H).flatMap { h in (0..<3).flatMap { p in (0..<d).map { p * D + h * d + $0 } } }
  }
  func published(_ layout: ProjectionLayout) -> (weight: Tensor, bias: Tensor) {
    switch layout {
    case .columns: (columns, bias)
    case .rows: (columns.transposed, bias)
    case .headByHead(let H):
      (columns.transposed.rows(at: byHead(H)), Tensor(byHead(H).map { bias.scalars[$0] }))
    }
  }
  func split(_ layout: ProjectionLayout, _ p: Int) throws -> LinearWeights {
    let (weight, bias) = published(layout)
    let (q, k, v) = try splitProjection(weight, bias, layout)
    return [q, k, v][p]
  }
  let names = ["queries", "keys", "values"]
  let layouts: [(String, ProjectionLayout)] = [
    ("[6, 18], .columns", .columns), ("[18, 6], .rows", .rows), ("[18, 6], .headByHead(2)", .headByHead(2)),
    ("[18, 6], .headByHead(3)", .headByHead(3)),
  ]
  let x = random(4, D, seed: 21)
  func probes(_ label: String, _ layout: ProjectionLayout, _ p: Int) -> [Probe] {
    [
      .values("the weight of the \(names[p]) from \(label)", try split(layout, p).weight, are: parts[p].weight),
      .values("the bias of the \(names[p]) from \(label)", try split(layout, p).bias, are: parts[p].bias),
    ]
  }
  return layouts.flatMap { label, layout in (0..<3).flatMap { probes(label, layout, $0) } } + [
    .property(
      "side by side, what the three maps make of x is x times GPT-2's matrix, plus its bias",
      try {
        let (q, k, v) = try splitProjection(columns, bias, .columns)
        return Tensor.concatenate([q, k, v].map { matmul(x, $0.weight) + $0.bias }, axis: 1)
      }(), equals: matmul(x, columns) + bias),
    .property(
      "a single head is as no heads", try splitProjection(columns.transposed, bias, .headByHead(1)).key.weight,
      equals: parts[1].weight),
    .refuses("a weight [18, 6] as .columns", try splitProjection(columns.transposed, bias, .columns).query.weight),
    .refuses("a weight [6, 18] as .rows", try splitProjection(columns, bias, .rows).query.weight),
    .refuses("a weight [6, 12]", try splitProjection(columns.columns(0..<12), bias, .columns).query.weight),
    .refuses("a bias of 6 numbers", try splitProjection(columns, parts[0].bias, .columns).query.bias),
    .refuses("6 outputs for 4 heads", try splitProjection(columns.transposed, bias, .headByHead(4)).query.weight),
    .refuses("no head", try splitProjection(columns.transposed, bias, .headByHead(0)).query.weight),
  ]
}
