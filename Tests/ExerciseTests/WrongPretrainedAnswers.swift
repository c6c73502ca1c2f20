import Exercises
import Pretrained
import Tensors
import Training

private typealias Right = OtherPretrainedAnswers

/// Wrong answers to chapter 14, each written in another way than the known mistake that it is.
enum WrongPretrainedAnswers {
  enum FromTheStart: PretrainedAnswers {
    static func readHeader(_ bytes: [UInt8]) throws -> [String: HeaderEntry] {
      try shifted(bytes) { -8 - $0 }
    }
  }

  enum WithoutEight: PretrainedAnswers {
    static func readHeader(_ bytes: [UInt8]) throws -> [String: HeaderEntry] {
      try shifted(bytes) { _ in -8 }
    }
  }

  enum BigEndian: PretrainedAnswers {
    static func readHeader(_ bytes: [UInt8]) throws -> [String: HeaderEntry] {
      try Right.readHeader(bytes.prefix(8).reversed() + bytes.dropFirst(8))
    }
  }

  private static func shifted(_ bytes: [UInt8], by shift: (Int) -> Int) throws -> [String: HeaderEntry] {
    let length = Int(bytes[0]) + 256 * Int(bytes[1])
    return try Right.readHeader(bytes).mapValues { entry in
      let (start, end) = (entry.bytes.lowerBound + shift(length), entry.bytes.upperBound + shift(length))
      return HeaderEntry(type: entry.type, shape: entry.shape, bytes: start..<end)
    }
  }

  enum Flushed: PretrainedAnswers {
    static func decodeHalves(_ patterns: [UInt16], as type: NumberType) throws -> Tensor {
      let isTiny = { (bits: UInt16) in type == .half && bits & 0x7C00 == 0 }
      return try Right.decodeHalves(patterns.map { isTiny($0) ? $0 & 0x8000 : $0 }, as: type)
    }
  }

  enum Bias16: PretrainedAnswers {
    static func decodeHalves(_ patterns: [UInt16], as type: NumberType) throws -> Tensor {
      let numbers = try Right.decodeHalves(patterns, as: type)
      if type == .brainFloat { return numbers }
      return Tensor(zip(patterns, numbers.scalars).map { $0 & 0x7C00 == 0 ? $1 : $1 / 2 })
    }
  }

  enum Exchanged: PretrainedAnswers {
    static func decodeHalves(_ patterns: [UInt16], as type: NumberType) throws -> Tensor {
      switch type {
      case .half: try Right.decodeHalves(patterns, as: .brainFloat)
      case .brainFloat: try Right.decodeHalves(patterns, as: .half)
      default: throw Misfit("type")
      }
    }
  }

  enum Unturned: PretrainedAnswers {
    static func splitProjection(
      _ weight: Tensor, bias: Tensor, layout: ProjectionLayout
    ) throws -> (query: LinearWeights, key: LinearWeights, value: LinearWeights) {
      if layout == .columns { return try Right.splitProjection(weight, bias: bias, layout: layout) }
      let (q, k, v) = try Right.splitProjection(weight, bias: bias, layout: layout)
      return (turned(q), turned(k), turned(v))
    }

    private static func turned(_ part: LinearWeights) -> LinearWeights {
      LinearWeights(weight: part.weight.transposed, bias: part.bias)
    }
  }

  enum Interleaved: PretrainedAnswers {
    static func splitProjection(
      _ weight: Tensor, bias: Tensor, layout: ProjectionLayout
    ) throws -> (query: LinearWeights, key: LinearWeights, value: LinearWeights) {
      if case .headByHead = layout { return try Right.splitProjection(weight, bias: bias, layout: layout) }
      let rows = layout == .columns ? weight.transposed : weight
      return try Right.splitProjection(rows, bias: bias, layout: .headByHead(bias.count / 3))
    }
  }

  enum Padded: PretrainedAnswers {
    static func sentenceEmbeddings(_ states: Tensor, lengths: [Int]) throws -> Tensor {
      try Right.sentenceEmbeddings(states, lengths: lengths.map { _ in states.shape[1] })
    }
  }

  enum Early: PretrainedAnswers {
    static func sentenceEmbeddings(_ states: Tensor, lengths: [Int]) throws -> Tensor {
      try Right.sentenceEmbeddings(
        states / sqrt((states * states).sum(axis: 2, keepingAxis: true)), lengths: lengths)
    }
  }

  enum Untransposed: PretrainedAnswers {
    static func publishedSource(of path: String, in names: Set<String>) throws -> TensorSource {
      TensorSource(try Right.publishedSource(of: path, in: names).name)
    }
  }

  enum NewNames: PretrainedAnswers {
    static func publishedSource(of path: String, in names: Set<String>) throws -> TensorSource {
      try Right.publishedSource(of: path, in: names.filter { !$0.hasSuffix(".gamma") && !$0.hasSuffix(".beta") })
    }
  }

  enum OneDigit: PretrainedAnswers {
    static func publishedSource(of path: String, in names: Set<String>) throws -> TensorSource {
      try Right.publishedSource(of: path.replacing(/\.(\d)\d+\./) { ".\($0.1)." }, in: names)
    }
  }

  enum NoMask: PretrainedAnswers {
    static func nameFault(original: ProbeLogits, port: ProbeLogits) throws -> PortingFault? {
      let fault = try Right.nameFault(original: original, port: port)
      return fault == .mask ? .scale : fault
    }
  }

  enum NoEpsilon: PretrainedAnswers {
    static func nameFault(original: ProbeLogits, port: ProbeLogits) throws -> PortingFault? {
      let fault = try Right.nameFault(original: original, port: port)
      return fault == .epsilon ? .activation : fault
    }
  }

  enum Exact: PretrainedAnswers {
    static func nameFault(original: ProbeLogits, port: ProbeLogits) throws -> PortingFault? {
      if original.single == port.single {
        if original.text == port.text { return nil }
        return port.longer.rows(0..<port.text.shape[0]) == port.text ? .scale : .mask
      }
      if original.quiet == port.quiet { return .positions }
      let fault = try Right.nameFault(original: original, port: port)
      let isSmall = [nil, .scale, .mask, .activation, .positions].contains(fault)
      if isSmall, (original.single - port.single).norm < 0.01 * original.single.norm { return .activation }
      return isSmall ? .head : fault
    }
  }
}
