import Exercises
import Foundation
import Pretrained
import Tensors
import Training

/// Model answers of chapter 14.
public enum PretrainedSolutions: PretrainedTasks {
  public static func readHeader(_ bytes: [UInt8]) throws -> [String: HeaderEntry] {
    guard bytes.count >= 8 else { throw Misfit("\(bytes.count) bytes") }
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(bytes.count - 8) else { throw Misfit("a header of \(length) bytes") }
    let end = 8 + Int(length)
    let json = try? JSONSerialization.jsonObject(with: Data(bytes[8..<end]))
    guard var object = json as? [String: [String: Any]] else { throw Misfit("the header is not JSON of this form") }
    object["__metadata__"] = nil
    return try object.mapValues { entry in
      guard let type = (entry["dtype"] as? String).flatMap(NumberType.init), let shape = entry["shape"] as? [Int],
        let offsets = entry["data_offsets"] as? [Int], offsets.count == 2
      else { throw Misfit("\(entry)") }
      guard 0 <= offsets[0], offsets[0] <= offsets[1], offsets[1] <= bytes.count - end else {
        throw Misfit("bytes \(offsets) of \(bytes.count - end)")
      }
      return HeaderEntry(type: type, shape: shape, bytes: end + offsets[0]..<end + offsets[1])
    }
  }

  public static func decodeHalves(_ patterns: [UInt16], as type: NumberType) throws -> Tensor {
    switch type {
    case .brainFloat:
      return Tensor(patterns.map { Scalar(Float(bitPattern: UInt32($0) << 16)) })
    case .half:
      return Tensor(
        patterns.map { bits in
          let (exponent, fraction) = (Int(bits >> 10 & 0x1F), Scalar(bits & 0x3FF) / 1024)
          let magnitude: Scalar =
            switch (exponent, fraction) {
            case (31, 0): .infinity
            case (31, _): .nan
            case (0, _): Scalar(sign: .plus, exponent: -14, significand: fraction)
            default: Scalar(sign: .plus, exponent: exponent - 15, significand: 1 + fraction)
            }
          return bits >> 15 == 1 ? -magnitude : magnitude
        })
    default: throw Misfit("numbers of the type \(type)")
    }
  }

  public static func splitProjection(
    _ weight: Tensor, bias: Tensor, layout: ProjectionLayout
  ) throws -> (query: LinearWeights, key: LinearWeights, value: LinearWeights) {
    guard weight.rank == 2 else { throw Misfit("a weight \(weight.shape)") }
    let columns = layout == .columns ? weight : weight.transposed  // [D, 3·D]
    let D = columns.shape[0]
    guard columns.shape[1] == 3 * D, bias.shape == [3 * D] else {
      throw Misfit("a weight \(weight.shape) and a bias \(bias.shape)")
    }
    // Three parts of D outputs are as one head.
    var H = 1
    if case .headByHead(let heads) = layout { H = heads }
    guard H > 0, D % H == 0 else { throw Misfit("\(D) outputs for \(H) heads") }
    func part(_ index: Int) -> LinearWeights {
      LinearWeights(
        weight: columns.reshaped(D, H, 3, D / H).slice(axis: 2, index..<index + 1).reshaped(D, D),
        bias: bias.reshaped(H, 3, D / H).slice(axis: 1, index..<index + 1).flattened)
    }
    return (part(0), part(1), part(2))
  }

  public static func sentenceEmbeddings(_ states: Tensor, lengths: [Int]) throws -> Tensor {
    let (B, T, _) = states.shape3
    guard lengths.count == B, lengths.allSatisfy((1...T).contains) else { throw Misfit("lengths \(lengths)") }
    return .stack(
      lengths.enumerated().map { b, length in
        let mean = states.row(b).rows(0..<length).mean(axis: 0)  // [D]
        return mean / mean.norm
      })
  }

  public static func publishedSource(of path: String, in names: Set<String>) throws -> TensorSource {
    let parts = path.split(separator: ".").map(String.init)
    let inBlock = parts.count > 3 && parts.starts(with: ["encoder", "blocks"])
    let block = inBlock ? "encoder.layer.\(parts[2])." : ""
    let modules = [
      "embeddings.tokens": "embeddings.word_embeddings", "embeddings.positions": "embeddings.position_embeddings",
      "embeddings.segments": "embeddings.token_type_embeddings", "embeddings.norm": "embeddings.LayerNorm",
      "pooler": "pooler.dense",
    ]
    let ofBlock = [
      "attention.query": "attention.self.query", "attention.key": "attention.self.key",
      "attention.value": "attention.self.value", "attention.output": "attention.output.dense",
      "attentionNorm": "attention.output.LayerNorm", "feedForward.up": "intermediate.dense",
      "feedForward.down": "output.dense", "feedForwardNorm": "output.LayerNorm",
    ]
    let part = parts.dropFirst(inBlock ? 3 : 0).dropLast().joined(separator: ".")
    guard let module = (inBlock ? ofBlock : modules)[part], let last = parts.last else { throw Misfit("no \(path)") }
    let isNorm = module.hasSuffix("LayerNorm")
    guard (isNorm ? ["gain", "bias"] : ["weight", "bias"]).contains(last) else { throw Misfit("no \(path)") }
    let spellings = isNorm ? (last == "gain" ? ["weight", "gamma"] : ["bias", "beta"]) : [last]
    let candidates = ["bert.", ""].flatMap { prefix in spellings.map { "\(prefix)\(block)\(module).\($0)" } }
    guard let name = candidates.first(where: names.contains) else { throw Misfit("no tensor for \(path)") }
    let isLinear = !isNorm && !path.hasPrefix("embeddings.")
    return TensorSource(name, isLinear && last == "weight" ? .transposed : .same)
  }

  public static func nameFault(original: ProbeLogits, port: ProbeLogits) throws -> PortingFault? {
    /// The largest difference, as a share of the largest magnitude of what is right.
    func difference(_ a: Tensor, _ b: Tensor) -> Scalar {
      (a - b).map { abs($0) }.max / b.map { abs($0) }.max
    }
    let rounding: Scalar = 1e-5
    let single = difference(port.single, original.single)
    let quiet = difference(port.quiet, original.quiet)
    if single <= rounding {
      // One token has one key, whose weight is 1 with any scale and any mask. A longer text tells the two.
      if difference(port.text, original.text) <= rounding { return nil }
      let T = port.text.shape[0]
      return difference(port.longer.rows(0..<T), port.text) <= rounding ? .scale : .mask
    }
    if quiet <= rounding { return .positions }  // both got the same into the first block
    // A small variance is where ε counts. GELU's forms differ little anywhere.
    if single <= 0.01 { return quiet <= 0.01 ? .activation : .epsilon }
    // A norm at the end takes any scale out again.
    let growth = port.loud.map { abs($0) }.max / port.single.map { abs($0) }.max
    return growth > 10 ? .finalNorm : .head
  }
}
