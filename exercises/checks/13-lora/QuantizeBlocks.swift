import Exercises
import LoRA
import Solutions
import Tensors

private typealias Result = (codes: Tensor, scales: Tensor, restored: Tensor)

private typealias Answer = @Sendable (_ weights: Tensor, _ size: Int) throws -> Result

extension Exercise {
  static let quantizeBlocks = Exercise(
    "13.6", "quantizeBlocks", solution: LoRASolutions.self,
    answer: { (answers: any LoRATasks.Type) in answers.quantizeBlocks },
    hints: [
      "weights.reshaped(-1, size) has a block in each row. Then a scale is a maximum along a row, and all else is done number by number.",
      "The scales are blocks.map { abs($0) }.max(axis: 1, keepingAxis: true) / 127. Where one is 0, divide by 1 in its place. rounded() takes halves away from zero; rounded(.toNearestOrEven) takes them to the even integer.",
      "let codes = (blocks / scales.map { $0 == 0 ? 1 : $0 }).map { $0.rounded(.toNearestOrEven) }, and codes * scales is what they stand for; reshape both to weights.shape.",
    ],
    mistakes: mistakes, probes: probes)
}

/// A quantizer with one thing done differently, which the mistakes choose.
private struct Quantizer {
  var size: (_ size: Int) -> Int = { $0 }
  /// The scale of a block.
  var scale: (_ block: [Scalar]) -> Scalar = { largest($0) / 127 }
  /// The scale of a block from those of all.
  var choose: (_ scales: [Scalar], _ block: Int) -> Scalar = { $0[$1] }
  var divide: (_ number: Scalar, _ scale: Scalar) -> Scalar = { $1 == 0 ? 0 : $0 / $1 }
  var round: (_ quotient: Scalar) -> Scalar = { $0.rounded(.toNearestOrEven) }
  var restore: (_ code: Scalar, _ scale: Scalar, _ number: Scalar) -> Scalar = { code, scale, _ in code * scale }
  var refuses: (_ count: Int, _ size: Int) -> Bool = { $0 % $1 != 0 }

  func callAsFunction(_ weights: Tensor, _ size: Int) throws -> Result {
    if refuses(weights.count, size) { throw Misfit("\(weights.count)") }
    let (numbers, size) = (weights.scalars, self.size(size))
    let blocks = stride(from: 0, to: numbers.count, by: size).map { Array(numbers[$0..<min($0 + size, numbers.count)]) }
    let own = blocks.map(scale)
    let scales = own.indices.map { choose(own, $0) }
    let codes = numbers.indices.map { round(divide(numbers[$0], scales[$0 / size])) }
    let restored = numbers.indices.map { restore(codes[$0], scales[$0 / size], numbers[$0]) }
    return (
      Tensor(shape: weights.shape, scalars: codes), Tensor(scales), Tensor(shape: weights.shape, scalars: restored)
    )
  }
}

private func largest(_ numbers: [Scalar]) -> Scalar { numbers.map { abs($0) }.max() ?? 0 }

private let mistakes: [Mistake<Answer>] = [
  Mistake("one scale was used for all weights: each block has its own") {
    try Quantizer(choose: { scales, _ in scales.max()! })($0, $1)
  },
  Mistake("a single scale was returned: there is one for each block") {
    let (codes, scales, restored) = try Quantizer(choose: { scales, _ in scales.max()! })($0, $1)
    return (codes, scales.rows(0..<1), restored)
  },
  Mistake("each block has the scale of the first one") {
    try Quantizer(choose: { scales, _ in scales[0] })($0, $1)
  },
  Mistake("each block has the scale of the one before") {
    try Quantizer(choose: { $0[max(0, $1 - 1)] })($0, $1)
  },
  Mistake("each row of the matrix has a scale: a block is `size` numbers, however the rows end") { weights, size in
    if weights.count % size != 0 { throw Misfit("\(size)") }
    return try Quantizer(size: { _ in weights.shape.last! })(weights, size)
  },
  Mistake("the blocks go down the columns, as the library's do: here their numbers are side by side") { weights, size in
    let (codes, scales, restored) = try Quantizer()(weights.transposed, size)
    return (codes.transposed, scales, restored.transposed)
  },
  Mistake("blocks of 32 were taken: `size` says how many numbers they have") {
    try Quantizer(size: { _ in 32 })($0, $1)
  },
  Mistake("the scale is from the largest number: the most negative one may be larger, so take the largest |w|") {
    try Quantizer(scale: { $0.max()! / 127 })($0, $1)
  },
  Mistake("the largest |w| was divided by 128: then its code is 128, which is one too many for 8 bits") {
    try Quantizer(scale: { largest($0) / 128 })($0, $1)
  },
  Mistake("the largest |w| was divided by 255: codes have a sign, so they go up to 127") {
    try Quantizer(scale: { largest($0) / 255 })($0, $1)
  },
  Mistake("the scale is from the range, max − min, over 255: here it is max |w| / 127, and 0 has the code 0") {
    try Quantizer(scale: { ($0.max()! - $0.min()!) / 255 })($0, $1)
  },
  Mistake("the scale is from the mean of |w|: then large numbers have codes beyond 127") {
    try Quantizer(scale: { $0.reduce(0) { $0 + abs($1) } / Scalar($0.count) / 127 })($0, $1)
  },
  Mistake("the quotients were cut off toward zero: round to the nearest integer") {
    try Quantizer(round: { $0.rounded(.towardZero) })($0, $1)
  },
  Mistake("the quotients were rounded down: round to the nearest integer") {
    try Quantizer(round: { $0.rounded(.down) })($0, $1)
  },
  Mistake("a half was rounded away from zero, as by rounded(): it goes to the even integer, .toNearestOrEven") {
    try Quantizer(round: { $0.rounded() })($0, $1)
  },
  Mistake("a half was rounded up: it goes to the even integer, .toNearestOrEven") {
    try Quantizer(round: { ($0 + 0.5).rounded(.down) })($0, $1)
  },
  Mistake("the codes were not rounded: they are integers") {
    try Quantizer(round: { $0 })($0, $1)
  },
  Mistake("the codes are shifted by 128, to be unsigned: here they have a sign, and 0 stands for 0") {
    try Quantizer(round: { $0.rounded(.toNearestOrEven) + 128 }, restore: { code, scale, _ in (code - 128) * scale })(
      $0, $1)
  },
  Mistake("the codes were shifted by 128, and not shifted back when they were restored") {
    try Quantizer(round: { $0.rounded(.toNearestOrEven) + 128 })($0, $1)
  },
  Mistake("the weights were multiplied by the scale: a code is w / scale") {
    try Quantizer(divide: { $0 * $1 })($0, $1)
  },
  Mistake("the restored weights are the codes: multiply each by the scale of its block") {
    try Quantizer(restore: { code, _, _ in code })($0, $1)
  },
  Mistake("the restored weights are the codes over the scale: multiply by it") {
    try Quantizer(restore: { code, scale, _ in scale == 0 ? 0 : code / scale })($0, $1)
  },
  Mistake("the restored weights are the weights: they are what the codes stand for") {
    try Quantizer(restore: { _, _, number in number })($0, $1)
  },
  Mistake("a block of zeros gives NaN: 0 / 0; its codes are 0") {
    try Quantizer(divide: { $0 / $1 })($0, $1)
  },
  Mistake("the scale of a block of zeros is 1: it is 0, and only the division needs another one") {
    try Quantizer(scale: { largest($0) == 0 ? 1 : largest($0) / 127 })($0, $1)
  },
  Mistake("the codes are still in blocks: they have the shape of the weights") {
    let (codes, scales, restored) = try Quantizer()($0, $1)
    return (codes.reshaped(-1, $1), scales, restored.reshaped(-1, $1))
  },
  Mistake("weights that are no whole number of blocks were not refused: throw a Misfit") {
    try Quantizer(refuses: { _, _ in false })($0, $1)
  },
]

private func probes(_ quantizeBlocks: @escaping Answer) -> [Probe] {
  func expected(_ weights: Tensor, _ size: Int) -> Result {
    let blocks = weights.reshaped(-1, size)
    let scales = (0..<blocks.shape[0]).map { Swift.max(blocks.row($0).max, -blocks.row($0).min) / 127 }
    let codes = Tensor(shape: blocks.shape) { index in
      scales[index[0]] == 0 ? 0 : (blocks[index[0], index[1]] / scales[index[0]]).rounded(.toNearestOrEven)
    }
    let restored = codes * Tensor(scales).reshaped(-1, 1)
    return (codes.reshaped(weights.shape), Tensor(scales), restored.reshaped(weights.shape))
  }
  // Blocks that differ much, so that each needs a scale of its own; two of them begin within a row.
  let weights = random(4, 12, seed: 1) * Tensor(shape: [4, 12]) { [1, 2, 5, 3, 8, 20][($0[0] * 12 + $0[1]) / 8] }
  let right = expected(weights, 8)
  let label = "weights [4, 12] in blocks of 8"
  let halves: Tensor = [[-127, 0.5, 1.5, 2.5], [-1, -3, -5, 254]]
  let zeros: Tensor = [0, 0, 0, 0, 127, -50, 0, 3]
  let large = random(6, 32, seed: 3)
  return [
    .values("the scales of \(label)", try quantizeBlocks(weights, 8).scales, are: right.scales),
    .values("the codes of \(label)", try quantizeBlocks(weights, 8).codes, are: right.codes).ofIntegers,
    .values("what the codes of \(label) stand for", try quantizeBlocks(weights, 8).restored, are: right.restored),
    .property(
      "halves go to the even integer, with the scales 1 and 2",
      try quantizeBlocks(halves, 4).codes, equals: [[-127, 0, 2, 2], [0, -2, -2, 127]]
    ).ofIntegers,
    .property("a block of zeros has the scale 0", try quantizeBlocks(zeros, 4).scales, equals: [0, 1]),
    .property(
      "a block of zeros has codes of 0", try quantizeBlocks(zeros, 4).codes, equals: zeros
    ).ofIntegers,
    .property(
      "quantized again, restored weights stay", try quantizeBlocks(quantizeBlocks(large, 32).restored, 32).restored,
      equals: expected(large, 32).restored),
    .refuses("12 weights in blocks of 8", try quantizeBlocks(random(3, 4, seed: 4), 8).codes),
  ]
}
