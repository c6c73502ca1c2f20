import Foundation
import Pretrained
import Tensors
import Training

// B texts of a batch · T positions · D width · H heads · d = D/H width of a head · V vocabulary size

/// The exercises of chapter 14: what a file of published weights holds, and how a port is found to be wrong.
///
/// `chapters/CHEATSHEET.md` lists the calls of the library beside those of PyTorch.
///
/// Answers work on bytes, names and plain tensors. Weights are `[inputs, outputs]` here, so a linear layer is x·W + bias.
public protocol PretrainedTasks: Sendable {
  /// 14.1  The header of a safetensors file.
  ///
  /// The bytes of a whole file → its tensors by name. The file begins with 8 bytes, the length of the header, with the
  /// lowest byte first. Then comes the header, a JSON object. After it lie the numbers. For each tensor the object has its
  /// name, and under it `dtype`, `shape` and `data_offsets`: where its bytes begin and where they end. The end is the first
  /// byte that is no longer its own, and both count from the end of the header. Your ranges count from the beginning of
  /// the file. Under `__metadata__` there may be texts; they are no tensor. Do not use the library's `SafetensorsFile`.
  ///
  ///     the length 64, so that the numbers begin at byte 72, and {"w":{"dtype":"F16","shape":[2,3],"data_offsets":[4,16]},
  ///       … → "w": type .half, shape [2, 3], bytes 76..<88
  ///
  /// When the file is shorter than its header says, the header is no such JSON, a `dtype` is not among the library's
  /// `NumberType`, or the bytes of a tensor do not lie in the file: `throw Misfit("…")`, with the reason in words.
  /// `JSONSerialization.jsonObject(with: Data(bytes))` reads JSON to `Any`; `as? [String: [String: Any]]` says what you
  /// expect of it.
  static func readHeader(_ bytes: [UInt8]) throws -> [String: HeaderEntry]

  /// 14.2  Numbers of 16 bits.
  ///
  /// Bit patterns, and their type, `.half` or `.brainFloat` → the numbers, a tensor with one axis.
  /// - `.half`, F16: from the top 1 bit of sign s, 5 bits of exponent e, 10 bits of fraction m. The number is
  ///   (−1)ˢ · 2ᵉ⁻¹⁵ · (1 + m / 1024). With e = 0 it is subnormal: (−1)ˢ · 2⁻¹⁴ · m / 1024. With e = 31 it is ±infinity when
  ///   m is 0, and NaN for any other m.
  /// - `.brainFloat`, BF16: the upper 16 bits of a `Float`. The lower ones are 0.
  ///
  /// Do not use `Float16`, which has these numbers built in.
  ///
  ///     .half 0x3E00 = 0 01111 1000000000 → 2⁰ · (1 + 512 / 1024) = 1.5
  ///     .half 0x0001 → 2⁻¹⁴ / 1024 = 2⁻²⁴, the smallest; .half 0xFC00 → −infinity; .brainFloat 0xC0A0 → −5
  ///
  /// For every other type: `throw Misfit("…")`.
  static func decodeHalves(_ patterns: [UInt16], as type: NumberType) throws -> Tensor

  /// 14.3  Queries, keys and values from one published matrix.
  ///
  /// The weights and biases of all three in one tensor each, and how they lie in it → three linear maps, whose weights are
  /// `[D, D]`, inputs by outputs as the library has them, and whose biases are `[D]`. Head h has the outputs h·d ..<
  /// (h + 1)·d of each. The bias lies in the order of the outputs of the weight.
  /// - `.columns`, GPT-2's `c_attn`: the weight is `[D, 3·D]`, inputs by outputs. The first D outputs are the queries, then
  ///   come the keys, then the values.
  /// - `.rows`, `in_proj_weight` of PyTorch's own attention: the same, but outputs by inputs, `[3·D, D]`.
  /// - `.headByHead(H)`, GPT-NeoX and BLOOM: outputs by inputs, `[3·D, D]`. The first 3·d outputs are of head 0: d for its
  ///   queries, d for its keys, d for its values. Then come those of head 1.
  ///
  ///     D 1, `.columns`, weight [[2, 3, 4]], bias [5, 6, 7] → query weight [[2]], bias [5], key [[3]], [6], value [[4]], [7]
  ///     D 2, `.headByHead(2)`, bias [1, 2, 3, 4, 5, 6] → query bias [1, 4], key bias [2, 5], value bias [3, 6]
  ///
  /// When the weight does not have such a shape, the bias does not have 3·D numbers, or D is no multiple of H:
  /// `throw Misfit("…")`.
  static func splitProjection(
    _ weight: Tensor, bias: Tensor, layout: ProjectionLayout
  ) throws -> (query: LinearWeights, key: LinearWeights, value: LinearWeights)

  /// 14.4  Sentence embeddings.
  ///
  /// The states `[B, T, D]` of an encoder, and the length of each text: the first `lengths[b]` positions of row b are its
  /// tokens, the others padding → one vector for each text, `[B, D]`: the mean of the states of its tokens, divided by its
  /// own length, so that it has the length 1. Then the product of two of them is the cosine of the angle between them. Do
  /// not use the library's `meanPooling`. (No mean is 0 here.)
  ///
  ///     D 2, states [[[6, 1], [0, 7], [9, 9]]], lengths [2] → mean [3, 4], of length 5 → [[0.6, 0.8]]
  ///
  /// When there are not B lengths, or one of them is below 1 or above T: `throw Misfit("…")`.
  static func sentenceEmbeddings(_ states: Tensor, lengths: [Int]) throws -> Tensor

  /// 14.5  Where a file holds a parameter of BERT.
  ///
  /// A parameter's path in the library's `BERTModel`, and the names of all tensors in a file → the name of its tensor
  /// there, and how the tensor lies: `TensorSource(name, .transposed)` or `TensorSource(name, .same)`. The parts of a path
  /// and of a name, N for the number of a block, 0, 1, 2 and so on:
  ///
  ///     embeddings.tokens                  embeddings.word_embeddings
  ///     embeddings.positions               embeddings.position_embeddings
  ///     embeddings.segments                embeddings.token_type_embeddings
  ///     embeddings.norm                    embeddings.LayerNorm
  ///     encoder.blocks.N.attention.query   encoder.layer.N.attention.self.query
  ///     encoder.blocks.N.attention.key     encoder.layer.N.attention.self.key
  ///     encoder.blocks.N.attention.value   encoder.layer.N.attention.self.value
  ///     encoder.blocks.N.attention.output  encoder.layer.N.attention.output.dense
  ///     encoder.blocks.N.attentionNorm     encoder.layer.N.attention.output.LayerNorm
  ///     encoder.blocks.N.feedForward.up    encoder.layer.N.intermediate.dense
  ///     encoder.blocks.N.feedForward.down  encoder.layer.N.output.dense
  ///     encoder.blocks.N.feedForwardNorm   encoder.layer.N.output.LayerNorm
  ///     pooler                             pooler.dense
  ///
  /// After it comes `.weight` or `.bias` in both, only that the weight of a norm is `.gain` in the library. Files differ.
  /// In some, all these names begin with `bert.`, and in some not. In old ones the norms have `.gamma` and `.beta` for
  /// weight and bias. PyTorch stores the weights of linear maps as `[outputs, inputs]`, so they are to be transposed. Its
  /// tables of embeddings are as here. Do not use the library's `NameTable`.
  ///
  ///     encoder.blocks.3.attention.query.weight, in a file with bert.encoder.layer.3.attention.self.query.weight
  ///       → that name, .transposed
  ///     embeddings.norm.gain, in a file with embeddings.LayerNorm.gamma → that name, .same
  ///
  /// When the file has no such tensor, or the model no such path: `throw Misfit("…")`.
  static func publishedSource(of path: String, in names: Set<String>) throws -> TensorSource

  /// 14.6  Name the fault from its symptoms.
  ///
  /// What a GPT answers to five probes, and what a port of it answers, which has at most one fault → the fault, or nil for
  /// none. `ProbeLogits` says what the probes are, and `PortingFault` what the faults are. The model has two norms in each
  /// block, before its two parts, and one after the last block; its ε is 10⁻⁵. The faults are found by these probes
  /// alone. What to compare is up to you: the port with the original, or two of the port's answers with each other.
  ///
  /// Two libraries round differently. Take two tensors for equal when no two numbers differ by more than 10⁻⁵ of the
  /// largest magnitude in the original's. The other form of GELU changes no logit by more than 1 % of that, and neither
  /// does another ε, where numbers have a usual size.
  ///
  ///     every probe gives the same → nil
  static func nameFault(original: ProbeLogits, port: ProbeLogits) throws -> PortingFault?
}

/// What the header of a file says of one tensor.
public struct HeaderEntry: Equatable, Sendable {
  public var type: NumberType
  public var shape: [Int]
  /// Where its numbers lie, counted from the beginning of the file.
  public var bytes: Range<Int>

  public init(type: NumberType, shape: [Int], bytes: Range<Int>) {
    (self.type, self.shape, self.bytes) = (type, shape, bytes)
  }
}

/// How queries, keys and values lie in one published matrix.
public enum ProjectionLayout: Equatable, Sendable {
  case columns
  case rows
  case headByHead(_ heads: Int)
}

/// A linear map x·W + bias.
public struct LinearWeights: Sendable {
  /// `[D, D]`, inputs by outputs.
  public var weight: Tensor
  /// `[D]`
  public var bias: Tensor

  public init(weight: Tensor, bias: Tensor) { (self.weight, self.bias) = (weight, bias) }
}

/// The logits that a model gives for five probes.
public struct ProbeLogits: Sendable {
  /// After one token alone, `[V]`.
  public var single: Tensor
  /// After the same token, `[V]`, when a thousandth of its state goes into the first block: (embedding + position 0) /
  /// 1,000. The tables of the original gave these numbers, and both models got them.
  public var quiet: Tensor
  /// The same with a thousand times the state, (embedding + position 0) · 1,000, `[V]`.
  public var loud: Tensor
  /// After each token of a text, `[T, V]`.
  public var text: Tensor
  /// After each token of the same text with one token more behind it, `[T + 1, V]`.
  public var longer: Tensor

  public init(single: Tensor, quiet: Tensor, loud: Tensor, text: Tensor, longer: Tensor) {
    (self.single, self.quiet, self.loud, self.text, self.longer) = (single, quiet, loud, text, longer)
  }
}

/// What may be wrong with a port.
public enum PortingFault: Int, CaseIterable, Sendable {
  /// The first token got the row 1 of the table of positions, the second one the row 2, and so on.
  case positions = 1
  /// The scores were not divided by √d.
  case scale
  /// Every token attends to all tokens, later ones as well.
  case mask
  /// GELU was computed by erf, where the original has the form with tanh.
  case activation
  /// The norms have another ε.
  case epsilon
  /// The output matrix is not the table of the tokens: nothing was loaded into it, so it is random.
  case head
  /// The norm after the last block is missing.
  case finalNorm
}
