import Datasets
import T5
import Tensors
import Training
import Transformer

extension T5Model: PublishedModel {
  public init(sizedBy folder: ModelFolder, _ file: SafetensorsFile, using generator: inout Generator) throws {
    self.init(try T5Configuration(folder, file), using: &generator)
  }

  public var names: NameTable {
    let (isGated, hasOutput) = (configuration.block.isGated, output != nil)
    func stack(_ name: String, isDecoder: Bool) -> [NameTable.Row] {
      let (path, block) = ("\(name).blocks.#", "\(name).block.#.layer")
      func attention(_ part: String, _ layer: Int, _ kind: String) -> [NameTable.Row] {
        [("query", "q"), ("key", "k"), ("value", "v"), ("output", "o")].map {
          .tensor("\(path).\(part).\($0).weight", "\(block).\(layer).\(kind).\($1).weight", .transposed)
        } + [.tensor("\(path).\(part)Norm.gain", "\(block).\(layer).layer_norm.weight")]
      }
      let last = "\(block).\(isDecoder ? 2 : 1)"
      let maps = isGated ? [("gate", "wi_0"), ("up", "wi_1"), ("down", "wo")] : [("up", "wi"), ("down", "wo")]
      let feedForward: [NameTable.Row] =
        maps.map {
          .tensor("\(path).feedForward.\($0).weight", "\(last).DenseReluDense.\($1).weight", .transposed)
        } + [.tensor("\(path).feedForwardNorm.gain", "\(last).layer_norm.weight")]
      return attention("attention", 0, "SelfAttention")
        + (isDecoder ? attention("cross", 1, "EncDecAttention") : []) + feedForward + [
          .tensor(
            "\(name)Positions.weight", "\(name).block.0.layer.0.SelfAttention.relative_attention_bias.weight"),
          .tensor("\(name).norm.gain", "\(name).final_layer_norm.weight"),
        ]
    }
    let rows: [NameTable.Row] = [.tensor("tokens.weight", "shared.weight")]
    let head: [NameTable.Row] = hasOutput ? [.tensor("output.weight", "lm_head.weight", .transposed)] : []
    return NameTable(
      prefix: "transformer.", rows + stack("encoder", isDecoder: false) + stack("decoder", isDecoder: true) + head,
      // A table of version 1.1 that was tied after all.
      substitutes: ["lm_head.weight": "shared.weight"])
  }

  public var copies: [String: String] {
    let names =
      ["encoder.embed_tokens.weight", "decoder.embed_tokens.weight"] + (output == nil ? ["lm_head.weight"] : [])
    return Dictionary(uniqueKeysWithValues: names.map { ($0, "shared.weight") })
  }

  /// The table of the tokens once more, and positions of the cross-attention, which nothing reads.
  public func isKnown(_ unused: String) -> Bool {
    ["encoder.embed_tokens.weight", "decoder.embed_tokens.weight", "lm_head.weight"].contains(unused)
      || unused == "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight"
  }

  public var config: [String: JSONValue] {
    let (shape, block) = (configuration, configuration.block)
    return [
      "model_type": "t5", "architectures": ["T5ForConditionalGeneration"],
      "vocab_size": JSONValue(shape.vocabularySize), "d_model": JSONValue(block.width),
      "d_kv": JSONValue(block.headWidth ?? block.width / block.heads), "d_ff": JSONValue(block.feedForwardWidth),
      "num_layers": JSONValue(shape.depth), "num_decoder_layers": JSONValue(shape.depth),
      "num_heads": JSONValue(block.heads), "relative_attention_num_buckets": JSONValue(shape.bucketCount),
      "relative_attention_max_distance": JSONValue(shape.maximumDistance), "dropout_rate": JSONValue(block.dropout),
      "layer_norm_epsilon": JSONValue(block.epsilon), "feed_forward_proj": block.isGated ? "gated-gelu" : "relu",
      "tie_word_embeddings": .flag(shape.tiesOutput),
      "scale_decoder_outputs": .flag(shape.tiesOutput), "is_encoder_decoder": true,
      "pad_token_id": JSONValue(shape.decodingTokens.padding), "eos_token_id": JSONValue(shape.decodingTokens.end),
      "decoder_start_token_id": JSONValue(shape.decodingTokens.begin),
    ]
  }
}

extension T5Configuration {
  init(_ folder: ModelFolder, _ file: SafetensorsFile) throws(UnusableFile) {
    let config = folder.config
    try folder.expect("t5")
    let form = try config.text("feed_forward_proj", default: "relu")
    guard ["relu", "gated-gelu"].contains(form) else {
      throw UnusableFile(config.path, "feed_forward_proj is \(form), only relu and gated-gelu are supported")
    }
    self.init(
      width: try config.size("d_model"), heads: try config.size("num_heads"), headWidth: try config.size("d_kv"),
      feedForwardWidth: try config.size("d_ff"), depth: try config.size("num_layers"),
      isVersion1_1: form == "gated-gelu", dropout: try config.fraction("dropout_rate", default: 0.1))
    let decoderDepth = try config.size("num_decoder_layers", default: depth)
    try config.expect("num_decoder_layers", decoderDepth, depth)
    vocabularySize = try config.size("vocab_size")
    bucketCount = try config.size("relative_attention_num_buckets", default: 32)
    maximumDistance = try config.size("relative_attention_max_distance", default: 128)
    // Half of the buckets are for each side, and half of those for one distance each; in the decoder all are for one side.
    guard bucketCount >= 4, bucketCount % 2 == 0, maximumDistance > bucketCount / 2 else {
      throw UnusableFile(config.path, "\(bucketCount) buckets do not fit distances up to \(maximumDistance)")
    }
    block.epsilon = try config.fraction("layer_norm_epsilon", default: 1e-6)
    // Newer files have a flag of its own for the scale, and say of the table that it is tied, whether it is or not.
    let isTied = try config.flag("tie_word_embeddings", default: true)
    tiesOutput = try config.flag("scale_decoder_outputs", default: isTied)
    decodingTokens = try folder.decodingTokens(usual: decodingTokens, below: vocabularySize)
    let tables = [vocabularySize * block.width, bucketCount * block.heads].map { Double($0) }
    try folder.checkSize(block, depth: depth, tables: tables, in: file)
  }
}
