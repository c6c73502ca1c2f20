import Exercises
import Foundation
import Pretrained
import Tensors
import Training

/// Right answers to chapter 14, each written in another way than the solution.
enum OtherPretrainedAnswers: PretrainedTasks {
  /// By a decoder for each entry, the metadata told by their types.
  static func readHeader(_ bytes: [UInt8]) throws -> [String: HeaderEntry] {
    struct Entry: Decodable {
      let dtype: NumberType
      let shape: [Int]
      let data_offsets: [Int]
    }
    enum Field: Decodable {
      case tensor(Entry)
      case texts([String: String])

      init(from decoder: any Decoder) throws {
        if let texts = try? [String: String](from: decoder) {
          self = .texts(texts)
        } else {
          self = .tensor(try Entry(from: decoder))
        }
      }
    }
    var length = 0
    if bytes.count < 8 || bytes[4..<8] != [0, 0, 0, 0] { throw Misfit("length") }
    for (index, byte) in bytes[..<4].enumerated() { length += Int(byte) << (8 * index) }
    let start = length + 8
    if start > bytes.count { throw Misfit("header") }
    guard let fields = try? JSONDecoder().decode([String: Field].self, from: Data(bytes[8..<start])) else {
      throw Misfit("JSON")
    }
    var result: [String: HeaderEntry] = [:]
    for case (let name, .tensor(let entry)) in fields {
      let offsets = entry.data_offsets.map { start + $0 }
      if offsets.count != 2 || offsets[0] < start || offsets[1] < offsets[0] || offsets[1] > bytes.count {
        throw Misfit(name)
      }
      result[name] = HeaderEntry(type: entry.dtype, shape: entry.shape, bytes: offsets[0]..<offsets[1])
    }
    return result
  }

  /// F16 by arithmetic on the bits of a `Float`.
  static func decodeHalves(_ patterns: [UInt16], as type: NumberType) throws -> Tensor {
    if type != .half && type != .brainFloat { throw Misfit("type") }
    return Tensor(
      patterns.map { pattern in
        let bits = UInt32(pattern)
        if type == .brainFloat { return Scalar(Float(bitPattern: bits * 65536)) }
        let (sign, rest) = ((bits & 0x8000) << 16, bits & 0x7FFF)
        // The fraction and the exponent of a Float are 13 bits further up; its bias is larger by 112.
        if rest >= 0x7C00 { return Scalar(Float(bitPattern: sign | 0x7F80_0000 | (rest & 0x3FF) << 13)) }
        if rest >= 0x0400 { return Scalar(Float(bitPattern: sign | rest << 13 + 112 << 23)) }
        let tiny = Scalar(rest) / 16_777_216
        return sign == 0 ? tiny : -tiny
      })
  }

  /// Row by row of the transposed matrix.
  static func splitProjection(
    _ weight: Tensor, bias: Tensor, layout: ProjectionLayout
  ) throws -> (query: LinearWeights, key: LinearWeights, value: LinearWeights) {
    let D = bias.count / 3
    if weight.shape != (layout == .columns ? [D, 3 * D] : [3 * D, D]) || bias.count != 3 * D { throw Misfit("shape") }
    var blocks = [(0..<D), (D..<2 * D), (2 * D..<3 * D)].map(Array.init)
    if case .headByHead(let H) = layout {
      if H <= 0 || D / H * H != D { throw Misfit("heads") }
      let d = D / H
      blocks = (0..<3).map { p in (0..<3 * D).filter { $0 / d % 3 == p } }
    }
    let rows = layout == .columns ? weight.transposed : weight
    let parts = blocks.map { own in
      LinearWeights(weight: rows.rows(at: own).transposed, bias: bias.reshaped(-1, 1).rows(at: own).flattened)
    }
    return (parts[0], parts[1], parts[2])
  }

  /// With a mask, and the sum in the place of the mean.
  static func sentenceEmbeddings(_ states: Tensor, lengths: [Int]) throws -> Tensor {
    let (B, T, _) = states.shape3
    if lengths.count != B || (lengths.max() ?? 0) > T || (lengths.min() ?? 1) < 1 { throw Misfit("lengths") }
    let mask = Tensor(shape: [B, T, 1]) { $0[1] < lengths[$0[0]] ? 1 : 0 }
    let sums = (states * mask).sum(axis: 1)
    return sums / sqrt((sums * sums).sum(axis: -1, keepingAxis: true))
  }

  /// By replacing one part of the path after the other.
  static func publishedSource(of path: String, in names: Set<String>) throws -> TensorSource {
    let isNorm = path.contains("orm.")
    var name = path
    for (old, new) in [
      ("embeddings.tokens.", "embeddings.word_embeddings."),
      ("embeddings.positions.", "embeddings.position_embeddings."),
      ("embeddings.segments.", "embeddings.token_type_embeddings."), ("embeddings.norm.", "embeddings.LayerNorm."),
      ("encoder.blocks.", "encoder.layer."), ("pooler.", "pooler.dense."),
      (".feedForward.up.", ".intermediate.dense."), (".feedForward.down.", ".output.dense."),
      (".feedForwardNorm.", ".output.LayerNorm."), (".attentionNorm.", ".attention.output.LayerNorm."),
      (".attention.query.", ".attention.self.query."), (".attention.key.", ".attention.self.key."),
      (".attention.value.", ".attention.self.value."),
    ] { name = name.replacing(old, with: new) }
    if path.contains(".attention.output.") { name = name.replacing(".output.", with: ".output.dense.") }
    if name == path { throw Misfit("path") }
    name = name.replacing(".gain", with: ".weight")
    let stem = name.split(separator: ".").dropLast().joined(separator: ".")
    let old = name.hasSuffix(".bias") ? "\(stem).beta" : "\(stem).gamma"
    let all = [name, "bert.\(name)"] + (isNorm ? [old, "bert.\(old)"] : [])
    guard let found = names.intersection(all).first else { throw Misfit("name") }
    let isMatrix = path.hasSuffix(".weight") && !path.hasPrefix("embeddings")
    return isMatrix ? TensorSource(found, .transposed) : TensorSource(found)
  }

  /// From the end of the model to its beginning.
  static func nameFault(original: ProbeLogits, port: ProbeLogits) throws -> PortingFault? {
    func size(_ x: Tensor) -> Scalar { max(x.max, -x.min) }
    func share(_ probe: (ProbeLogits) -> Tensor) -> Scalar {
      size(probe(port) - probe(original)) / size(probe(original))
    }
    let shares = [share(\.single), share(\.quiet), share(\.text)]
    if shares.allSatisfy({ $0 < 1e-5 }) { return nil }
    if size(port.loud) > 8 * size(port.single) && shares[0] > 0.01 { return .finalNorm }
    if shares[1] > 0.01 { return shares[0] > 0.01 ? .head : .epsilon }
    if shares[1] > 1e-5, shares[0] > 1e-5 { return .activation }
    if shares[0] > 1e-5 { return .positions }
    let change = size(port.longer.rows(0..<port.text.shape[0]) - port.text)
    return change > 1e-5 * size(port.text) ? .mask : .scale
  }
}
