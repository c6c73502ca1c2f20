import GPT
import Tensors
import Training
import Transformer

extension GPTModel: PublishedModel {
  public init(sizedBy folder: ModelFolder, _ file: SafetensorsFile, using generator: inout Generator) throws {
    let config = folder.config
    let shape =
      switch folder.modelType {
      case "gpt2": try GPTConfiguration(gpt2: config)
      case "openai-gpt": try GPTConfiguration(gpt1: config)
      default: throw UnusableFile(config.path, "model_type is \(folder.modelType), not gpt2 or openai-gpt")
      }
    let rows = [shape.vocabularySize, shape.contextLimit]
    try folder.checkSize(shape.block, depth: shape.depth, tables: rows.map { Double($0 * shape.block.width) }, in: file)
    self.init(shape, using: &generator)
  }

  /// Whether it is a GPT-1: later ones are pre-norm.
  private var isFirst: Bool { configuration.block.placement == .post }

  public var names: NameTable {
    let block = "transformer.h.#"
    let path = "stack.blocks.#"
    let rows: [NameTable.Row] = [
      .sideBySide(["query", "key", "value"].map { "\(path).attention.\($0)" }, "\(block).attn.c_attn"),
      .same("\(path).attention.output", "\(block).attn.c_proj"),
      .same("\(path).feedForward.up", "\(block).mlp.c_fc"),
      .same("\(path).feedForward.down", "\(block).mlp.c_proj"),
      .norm("\(path).attentionNorm", "\(block).ln_1"),
      .norm("\(path).feedForwardNorm", "\(block).ln_2"),
    ]
    let first: [NameTable.Row] = [
      .tensor("tokens.weight", "transformer.tokens_embed.weight"),
      .tensor("positions.weight", "transformer.positions_embed.weight"),
    ]
    let later: [NameTable.Row] = [
      .tensor("tokens.weight", "transformer.wte.weight"), .tensor("positions.weight", "transformer.wpe.weight"),
      .norm("stack.norm", "transformer.ln_f"),
    ]
    return NameTable(prefix: "transformer.", (isFirst ? first : later) + rows)
  }

  public var copies: [String: String] {
    ["lm_head.weight": "transformer.\(isFirst ? "tokens_embed" : "wte").weight"]
  }

  /// The causal mask, and the table of the tokens once more as the output matrix.
  public func isKnown(_ unused: String) -> Bool {
    unused.hasSuffix(".attn.bias") || unused.hasSuffix(".attn.masked_bias") || unused == "lm_head.weight"
  }

  public var config: [String: JSONValue] {
    let block = configuration.block
    var config: [String: JSONValue] = [
      "model_type": "gpt2", "architectures": ["GPT2LMHeadModel"],
      "vocab_size": JSONValue(configuration.vocabularySize), "n_positions": JSONValue(configuration.contextLimit),
      "n_embd": JSONValue(block.width), "n_layer": JSONValue(configuration.depth), "n_head": JSONValue(block.heads),
      "n_inner": JSONValue(block.feedForwardWidth), "activation_function": .text(block.activation.publishedName),
      "layer_norm_epsilon": JSONValue(block.epsilon), "initializer_range": JSONValue(configuration.initialDeviation),
      "embd_pdrop": JSONValue(configuration.embeddingDropout), "resid_pdrop": JSONValue(block.dropout),
      "attn_pdrop": JSONValue(block.attentionDropout),
    ]
    if isFirst {
      config["model_type"] = "openai-gpt"
      config["architectures"] = ["OpenAIGPTLMHeadModel"]
      config["afn"] = block.activation == .geluTanh ? "gelu" : .text(block.activation.publishedName)
      config["n_inner"] = nil
      config["activation_function"] = nil
    }
    return config
  }
}

extension GPTConfiguration {
  init(gpt2 config: ConfigFile) throws(UnusableFile) {
    let width = try config.size("n_embd")
    self.init(
      width: width, heads: try config.heads("n_head", width: width),
      feedForwardWidth: try config.size("n_inner", default: 4 * width), depth: try config.size("n_layer"))
    try readCommon(config)
    block.activation = try Activation(config, "activation_function", default: "gelu_new")
    try config.expect("tie_word_embeddings", try config.flag("tie_word_embeddings", default: true), true)
    try config.expect("scale_attn_weights", try config.flag("scale_attn_weights", default: true), true)
    let key = "scale_attn_by_inverse_layer_idx"
    try config.expect(key, try config.flag(key, default: false), false)
  }

  /// In the first GPT's files `gelu` means the tanh form.
  init(gpt1 config: ConfigFile) throws(UnusableFile) {
    let width = try config.size("n_embd")
    self = .gpt1
    (block.width, block.feedForwardWidth) = (width, 4 * width)
    block.heads = try config.heads("n_head", width: width)
    depth = try config.size("n_layer")
    try readCommon(config)
    let name = try config.text("afn", default: "gelu")
    if name == "gelu" { block.activation = .geluTanh } else { block.activation = try Activation(config, "afn") }
  }

  private mutating func readCommon(_ config: ConfigFile) throws(UnusableFile) {
    vocabularySize = try config.size("vocab_size")
    contextLimit = try config.size("n_positions")
    block.epsilon = try config.fraction("layer_norm_epsilon", default: 1e-5)
    block.dropout = try config.fraction("resid_pdrop", default: 0.1)
    block.attentionDropout = try config.fraction("attn_pdrop", default: 0.1)
    embeddingDropout = try config.fraction("embd_pdrop", default: 0.1)
    initialDeviation = Scalar(try config.number("initializer_range", default: 0.02))
  }
}

extension Activation {
  /// What `config.json` calls it. `gelu` is the exact one.
  var publishedName: String {
    switch self {
    case .relu: "relu"
    case .gelu: "gelu"
    case .geluTanh: "gelu_new"
    case .tanh: "tanh"
    }
  }

  init(_ config: ConfigFile, _ key: String, default usual: String? = nil) throws(UnusableFile) {
    let name = try config.text(key, default: usual)
    switch name {
    case "gelu_pytorch_tanh", "gelu_fast": self = .geluTanh
    default:
      guard let activation = Activation.allCases.first(where: { $0.publishedName == name }) else {
        throw UnusableFile(config.path, "\(key) is \(name), which is not supported")
      }
      self = activation
    }
  }
}
