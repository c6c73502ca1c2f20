import Datasets
import EncoderDecoder
import Gradients
import T5
import Tensors
import TestSupport
import Testing
import Training

// B batch · T source · U target

/// T5 and BART against Hugging Face transformers. `Tests/Fixtures/make_t5.py` says which roles there are.
struct ReferenceTests {
  private func model(
    _ kind: Tiny, _ change: (inout T5Configuration) -> Void = { _ in },
    _ changeBART: (inout BARTConfiguration) -> Void = { _ in }
  ) throws -> (model: any EncoderDecoderModel, roles: [String: Tensor]) {
    let roles = try Fixture(named: "t5").roles(of: kind.rawValue)
    var generator = Generator(seed: 0)
    let model = kind.model(using: &generator, changing: change, changeBART)
    for (path, variable) in model.parameters {
      let numbers = try #require(roles[path], "\(kind) gives no \(path)")
      variable.update { $0 = numbers }
    }
    return (model, roles)
  }

  private func rows(_ roles: [String: Tensor], _ name: String, _ lengths: String) -> [[Int]] {
    zip(0..., roles[lengths]!.scalars).map { row, length in
      roles[name]!.row(row).scalars.prefix(Int(length)).map { Int($0) }
    }
  }

  /// The fixture's targets end with the end token; a pair's do not.
  private func pairs(_ roles: [String: Tensor]) -> [Pair] {
    zip(rows(roles, "source", "sourceLengths"), rows(roles, "targets", "targetLengths")).map {
      Pair(source: $0, target: Array($1.dropLast()))
    }
  }

  /// `[B, T, …]` with 0 in the padding.
  private func cleared(_ x: Tensor, _ lengths: [Int]) -> Tensor {
    Tensor(shape: x.shape) { $0[1] < lengths[$0[0]] ? x[$0[0], $0[1], $0[2]] : 0 }
  }

  private func differences(
    _ kind: Tiny, _ change: (inout T5Configuration) -> Void = { _ in },
    _ changeBART: (inout BARTConfiguration) -> Void = { _ in }
  ) throws -> [Difference] {
    let (model, roles) = try model(kind, change, changeBART)
    let batch = PairBatch(pairs(roles), model.decodingTokens)
    model.loss(batch).backward()
    let logits = model(batch.source, batch.decoderInput).value
    var results = [
      "memory": cleared(model.encode(batch.source).memory.states.value, batch.source.lengths),
      "logits": cleared(logits, batch.targets.lengths), "loss": model.loss(batch).value,
    ]
    for (path, variable) in model.parameters { results["gradient.\(path)"] = variable.gradient }
    let expected = roles.filter { $0.key.hasPrefix("gradient.") || ["memory", "logits", "loss"].contains($0.key) }
    let gradients = expected.filter { $0.key.hasPrefix("gradient.") }.values
    return compare(results, with: expected, gradientScale: gradients.map { max($0.max, -$0.min) }.max()! / 20)
  }

  @Test(arguments: Tiny.allCases)
  func `memory, logits, loss and all gradients are those of transformers`(kind: Tiny) throws {
    expectNone(try differences(kind), kind.rawValue)
  }

  @Test(arguments: Tiny.allCases) func `what is decoded greedily is what transformers decodes`(kind: Tiny) throws {
    let (model, roles) = try model(kind)
    let expected = (0..<3).map { roles["greedy"]!.row($0).scalars.map { Int($0) }.filter { $0 != 0 } }
    #expect(model.translate(pairs(roles), limit: 6) == expected)
  }

  @Test(arguments: [Tiny.t5, .t5v11])
  func `what T5 has of its own would be missed: the scale of the scores, the norm, the buckets`(kind: Tiny) throws {
    #expect(!(try differences(kind) { $0.block.attentionScale = nil }).isEmpty)
    #expect(!(try differences(kind) { $0.block.epsilon = 1e-3 }).isEmpty)
    #expect(!(try differences(kind) { $0.maximumDistance = 64 }).isEmpty)
    #expect(!(try differences(kind) { $0.block.activation = .gelu }).isEmpty)
    #expect(!(try differences(kind) { $0.decodingTokens.begin = 1 }).isEmpty)
  }

  @Test func `what BART has of its own would be missed: the exact GELU, the norm, the first token`() throws {
    #expect(!(try differences(.bart, { _ in }) { $0.block.activation = .geluTanh }).isEmpty)
    #expect(!(try differences(.bart, { _ in }) { $0.block.epsilon = 1e-3 }).isEmpty)
    #expect(!(try differences(.bart, { _ in }) { $0.decodingTokens.begin = 0 }).isEmpty)
  }

  @Test(arguments: [Tiny.t5, .t5v11]) func `the buckets are those of transformers`(kind: Tiny) throws {
    let expected = try #require(Fixture(named: "t5").roles(of: kind.rawValue)["buckets"])
    for (row, isBidirectional) in [true, false].enumerated() {
      let buckets = RelativePositionBuckets(isBidirectional: isBidirectional)
      expectEqual((-150...150).map { Scalar(buckets.bucket(of: $0)) }, to: expected.row(row).scalars)
    }
  }
}
