import Exercises
import Pretrained
import Solutions
import Tensors
import Training

private typealias Answer = @Sendable (_ patterns: [UInt16], _ type: NumberType) throws -> Tensor

extension Exercise {
  static let decodeHalves = Exercise(
    "14.2", "decodeHalves", solution: PretrainedSolutions.self,
    answer: { (answers: any PretrainedTasks.Type) in answers.decodeHalves },
    hints: [
      "A BF16 is a Float whose lower 16 bits were cut off: which pattern of 32 bits is it? For F16 get three whole numbers out of the 16 bits first, and then go by the exponent: 0, 31, or another one.",
      "Float(bitPattern: UInt32(bits) << 16) is a BF16. Of an F16, bits >> 15 is the sign, bits >> 10 & 0x1F the exponent, bits & 0x3FF the fraction. Scalar(sign: .plus, exponent: e, significand: x) is x · 2ᵉ.",
      "For each pattern of type .half: let (e, f) = (Int(bits >> 10 & 0x1F), Scalar(bits & 0x3FF) / 1024). When e is 31, f == 0 ? .infinity : .nan; when e is 0, f · 2⁻¹⁴; otherwise (1 + f) · 2ᵉ⁻¹⁵. When bits >> 15 is 1, the same with a minus, also for 0.",
    ],
    forbidden: ["Float16"], mistakes: mistakes, probes: probes)
}

/// A decoder with one thing done differently, which the mistakes choose.
private struct Decoder {
  var bias = 15
  /// 2 to the power of the exponent of subnormal numbers, and what is added to their fraction.
  var subnormal: (exponent: Int, one: Scalar) = (-14, 0)
  /// What is added to the fraction of other numbers.
  var one: Scalar = 1
  var fractions: Scalar = 1024
  /// What the exponent 31 means: nil for a usual number.
  var special: (_ fraction: Scalar) -> Scalar? = { $0 == 0 ? .infinity : .nan }
  var negate: (_ magnitude: Scalar) -> Scalar = { -$0 }
  /// The bits before they are decoded.
  var order: (UInt16) -> UInt16 = { $0 }
  var brain: (UInt16) -> Scalar = { Scalar(Float(bitPattern: UInt32($0) << 16)) }

  func half(_ pattern: UInt16) -> Scalar {
    let bits = order(pattern)
    let (exponent, fraction) = (Int(bits >> 10 & 31), Scalar(bits & 1023) / fractions)
    var magnitude = (one + fraction) * power(exponent - bias)
    if exponent == 0 { magnitude = (subnormal.one + fraction) * power(subnormal.exponent) }
    if exponent == 31 { magnitude = special(fraction) ?? magnitude }
    return bits >> 15 == 1 ? negate(magnitude) : magnitude
  }

  private func power(_ exponent: Int) -> Scalar { Scalar(sign: .plus, exponent: exponent, significand: 1) }

  func callAsFunction(_ patterns: [UInt16], _ type: NumberType) throws -> Tensor {
    switch type {
    case .half: Tensor(patterns.map(half))
    case .brainFloat: Tensor(patterns.map { brain(order($0)) })
    default: throw Misfit("\(type)")
    }
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("subnormal numbers got a leading 1: with the exponent 0 it is 2⁻¹⁴ · m / 1024") {
    try Decoder(subnormal: (-15, 1))($0, $1)
  },
  Mistake("subnormal numbers are 0: they are 2⁻¹⁴ · m / 1024, and a model may have thousands of them") {
    try Decoder(subnormal: (-5000, 0))($0, $1)
  },
  Mistake("subnormal numbers have half their size: their exponent is −14, as that of the smallest normal ones") {
    try Decoder(subnormal: (-15, 0))($0, $1)
  },
  Mistake("the bias of the exponent is 16: it is 15") { try Decoder(bias: 16)($0, $1) },
  Mistake("the bias of the exponent is 14: it is 15") { try Decoder(bias: 14)($0, $1) },
  Mistake("the bias of the exponent is missing: it is 15") { try Decoder(bias: 0)($0, $1) },
  Mistake("the leading 1 is missing: a normal number has 1 + m / 1024") { try Decoder(one: 0)($0, $1) },
  Mistake("the fraction was divided by 1023: 10 bits have 1024 values, and m / 1024 stays below 1") {
    try Decoder(fractions: 1023)($0, $1)
  },
  Mistake("BF16 was read as F16: it has 8 bits of exponent, and 7 of fraction") { patterns, type in
    try Decoder()(patterns, type == .brainFloat ? .half : type)
  },
  Mistake("F16 was read as BF16: it has 5 bits of exponent, and 10 of fraction") { patterns, type in
    try Decoder()(patterns, type == .half ? .brainFloat : type)
  },
  Mistake("the two types are exchanged: F16 has 5 bits of exponent, BF16 has 8") { patterns, type in
    try Decoder()(patterns, type == .half ? .brainFloat : type == .brainFloat ? .half : type)
  },
  Mistake("the sign was dropped: the top bit is 1 for a negative number") {
    let numbers = try Decoder()($0, $1)
    return numbers.map { abs($0) }
  },
  Mistake("the sign of F16 was dropped: the top bit is 1 for a negative number") {
    try Decoder(negate: { $0 })($0, $1)
  },
  Mistake("infinity became 65,536: the exponent 31 with the fraction 0 is no usual number") {
    try Decoder(special: { $0 == 0 ? nil : .nan })($0, $1)
  },
  Mistake("NaN became a usual number: the exponent 31 with a fraction is NaN") {
    try Decoder(special: { $0 == 0 ? .infinity : nil })($0, $1)
  },
  Mistake("infinity and NaN became usual numbers: the exponent 31 stands for these two") {
    try Decoder(special: { _ in nil })($0, $1)
  },
  Mistake("NaN became infinity: with the exponent 31 the fraction tells them apart") {
    try Decoder(special: { _ in .infinity })($0, $1)
  },
  Mistake("infinity became NaN: with the exponent 31 the fraction tells them apart") {
    try Decoder(special: { _ in .nan })($0, $1)
  },
  Mistake("the two bytes are exchanged: a `UInt16` has them in order already") {
    try Decoder(order: \.byteSwapped)($0, $1)
  },
  Mistake("BF16 was not shifted: its bits are the upper ones of a Float") {
    try Decoder(brain: { Scalar(Float(bitPattern: UInt32($0))) })($0, $1)
  },
  Mistake("the patterns were taken for whole numbers: they have a sign, an exponent and a fraction") { patterns, type in
    _ = try Decoder()(patterns, type)
    return Tensor(patterns.map { Scalar($0) })
  },
  Mistake("−0 became 0: it has a sign, too") {
    try Decoder(negate: { $0 == 0 ? 0 : -$0 })($0, $1)
  },
  Mistake("another type was not refused: throw a Misfit") { patterns, type in
    try Decoder()(patterns, type == .brainFloat ? type : .half)
  },
]

private func probes(_ decodeHalves: @escaping Answer) -> [Probe] {
  let power: (Int) -> Scalar = { Scalar(sign: .plus, exponent: $0, significand: 1) }
  // Each probe has numbers of one size, since small differences beside large numbers are forgiven.
  let brains: [Float] = [1, -1, 1.0078125, -1.5, 0.125, -0.2734375]
  return [
    .values(
      "F16 of usual size, 0x3C00, 0x3C01, 0xBE00, 0x3555, 0xB801",
      try decodeHalves([0x3C00, 0x3C01, 0xBE00, 0x3555, 0xB801], .half),
      are: [1, 1.000_976_562_5, -1.5, 0.333_251_953_125, -0.500_488_281_25]),
    .values(
      "the largest F16, 0x7BFF and 0xFBFF", try decodeHalves([0x7BFF, 0xFBFF], .half), are: [65504, -65504]),
    .values(
      "the smallest normal F16 times 2¹⁴, 0x0400, 0x0401 and 0x8400",
      try decodeHalves([0x0400, 0x0401, 0x8400], .half) * power(14), are: [1, 1.000_976_562_5, -1]),
    .values(
      "subnormal F16 times 2¹⁴, 0x0200, 0x03FF and 0x8100",
      try decodeHalves([0x0200, 0x03FF, 0x8100], .half) * power(14),
      are: [0.5, 0.999_023_437_5, -0.25]),
    .values("the smallest F16 times 2²⁴, 0x0001", try decodeHalves([0x0001], .half) * power(24), are: [1]),
    .values("zero in F16, 0x0000", try decodeHalves([0x0000], .half), are: [0]),
    .values(
      "infinity and NaN in F16, 0x7C00, 0xFC00, 0x7E00, 0x7C01",
      try decodeHalves([0x7C00, 0xFC00, 0x7E00, 0x7C01], .half), are: Tensor([.infinity, -.infinity, .nan, .nan])),
    .values(
      "BF16 of 1, −1, 1.0078125, −1.5, 0.125 and −0.2734375",
      try decodeHalves(brains.map { UInt16($0.bitPattern >> 16) }, .brainFloat), are: Tensor(brains.map { Scalar($0) })),
    .values(
      "BF16 beyond F16's range, 2¹⁰⁰ and −2¹⁰⁰, over 2¹⁰⁰",
      try decodeHalves([0x7180, 0xF180], .brainFloat) * power(-100),
      are: [1, -1]),
    .values(
      "BF16 infinity and NaN, 0x7F80, 0xFF80, 0x7FC0", try decodeHalves([0x7F80, 0xFF80, 0x7FC0], .brainFloat),
      are: Tensor([.infinity, -.infinity, .nan])),
    .property(
      "1 / −0 is −infinity, in F16 and in BF16",
      try 1 / Tensor.concatenate([decodeHalves([0x8000], .half), decodeHalves([0x8000], .brainFloat)]),
      equals: Tensor([-.infinity, -.infinity])),
    .property(
      "all F16 from 0 to 2 are in order, each larger than the one before",
      try {
        let numbers = try decodeHalves(Array(0...0x4000), .half).scalars
        return [zip(numbers, numbers.dropFirst()).count { $0 >= $1 }]
      }(), equals: [0]),
    .refuses("the type F32", try decodeHalves([0x3C00], .single)),
    .refuses("the type U16", try decodeHalves([0x3C00], .uint16)),
  ]
}
