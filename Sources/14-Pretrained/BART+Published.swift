import Datasets
import T5
import Tensors
import Training
import Transformer

extension BARTModel: PublishedModel {
  public init(sizedBy folder: ModelFolder, _ file: SafetensorsFile, using generator: inout Generator) throws {
    let bias = "final_logits_bias"
    if file.holds(bias), try file.tensor(bias).scalars.contains(where: { $0 != 0 }) {
      throw SafetensorsError(file: file.path, tensor: bias, .metadata("it is not zero, which is not supported"))
    }
    self.init(try BARTConfiguration(folder, file), using: &generator)
  }

  public var names: NameTable {
    func stack(_ name: String, isDecoder: Bool) -> [NameTable.Row] {
      let (path, block) = ("\(name).blocks.#", "model.\(name).layers.#")
      func attention(_ part: String, _ module: String) -> [NameTable.Row] {
        [("query", "q_proj"), ("key", "k_proj"), ("value", "v_proj"), ("output", "out_proj")].map {
          .linear("\(path).\(part).\($0)", "\(block).\(module).\($1)")
        } + [.norm("\(path).\(part)Norm", "\(block).\(module)_layer_norm")]
      }
      return attention("attention", "self_attn") + (isDecoder ? attention("cross", "encoder_attn") : []) + [
        .linear("\(path).feedForward.up", "\(block).fc1"), .linear("\(path).feedForward.down", "\(block).fc2"),
        .norm("\(path).feedForwardNorm", "\(block).final_layer_norm"),
        .tensor("\(name)Positions.positions.weight", "model.\(name).embed_positions.weight"),
        .norm("\(name)Positions.norm", "model.\(name).layernorm_embedding"),
      ]
    }
    return NameTable(
      prefix: "model.",
      [.tensor("tokens.weight", "model.shared.weight")] + stack("encoder", isDecoder: false)
        + stack("decoder", isDecoder: true))
  }

  public var copies: [String: String] {
    let names = ["lm_head.weight", "model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight"]
    return Dictionary(uniqueKeysWithValues: names.map { ($0, "model.shared.weight") })
  }

  /// The table of the tokens once more, and the bias of the logits, which is zero.
  public func isKnown(_ unused: String) -> Bool {
    unused.hasSuffix("embed_tokens.weight") || ["lm_head.weight", "final_logits_bias"].contains(unused)
  }

  public var config: [String: JSONValue] {
    let (shape, block) = (configuration, configuration.block)
    return [
      "model_type": "bart", "architectures": ["BartForConditionalGeneration"],
      "vocab_size": JSONValue(shape.vocabularySize), "max_position_embeddings": JSONValue(shape.positionLimit),
      "d_model": JSONValue(block.width), "encoder_layers": JSONValue(shape.depth),
      "decoder_layers": JSONValue(shape.depth), "encoder_attention_heads": JSONValue(block.heads),
      "decoder_attention_heads": JSONValue(block.heads), "encoder_ffn_dim": JSONValue(block.feedForwardWidth),
      "decoder_ffn_dim": JSONValue(block.feedForwardWidth), "dropout": JSONValue(block.dropout),
      "activation_function": .text(block.activation.publishedName), "init_std": JSONValue(shape.initialDeviation),
      "attention_dropout": JSONValue(block.attentionDropout), "is_encoder_decoder": true, "scale_embedding": false,
      "activation_dropout": JSONValue(block.feedForwardDropout), "bos_token_id": 0,
      "pad_token_id": JSONValue(shape.decodingTokens.padding), "eos_token_id": JSONValue(shape.decodingTokens.end),
      "decoder_start_token_id": JSONValue(shape.decodingTokens.begin),
    ]
  }
}

extension BARTConfiguration {
  init(_ folder: ModelFolder, _ file: SafetensorsFile) throws(UnusableFile) {
    let config = folder.config
    try folder.expect("bart")
    let width = try config.size("d_model")
    self.init(
      width: width, heads: try config.heads("encoder_attention_heads", width: width),
      feedForwardWidth: try config.size("encoder_ffn_dim"), depth: try config.size("encoder_layers"),
      dropout: try config.fraction("dropout", default: 0.1))
    try config.expect("decoder_layers", try config.size("decoder_layers"), depth)
    try config.expect("decoder_attention_heads", try config.size("decoder_attention_heads"), block.heads)
    try config.expect("decoder_ffn_dim", try config.size("decoder_ffn_dim"), block.feedForwardWidth)
    for key in ["scale_embedding", "normalize_before", "add_final_layer_norm"] {
      try config.expect(key, try config.flag(key, default: false), false)
    }
    vocabularySize = try config.size("vocab_size")
    positionLimit = try config.size("max_position_embeddings", default: 1024)
    block.activation = try Activation(config, "activation_function", default: "gelu")
    block.attentionDropout = try config.fraction("attention_dropout", default: 0)
    block.feedForwardDropout = try config.fraction("activation_dropout", default: 0)
    initialDeviation = Scalar(try config.number("init_std", default: 0.02))
    decodingTokens = try folder.decodingTokens(usual: decodingTokens, below: vocabularySize)
    let rows = [vocabularySize, positionLimit]
    try folder.checkSize(block, depth: depth, tables: rows.map { Double($0 * width) }, in: file)
  }
}
