import Datasets
import Tensors
import Training
import Transformer
import ViT

extension PictureClassifier: PublishedModel {
  public init(sizedBy folder: ModelFolder, _ file: SafetensorsFile, using generator: inout Generator) throws {
    try folder.expect("vit")
    guard let classes = file.shape(of: "classifier.weight")?.first, classes > 0 else {
      throw UnusableFile(file.path, "there is no classifier.weight: it is no model that classifies pictures")
    }
    let encoder = ViTEncoder(try ViTConfiguration(folder, file), using: &generator)
    self.init(encoder, classes: classes, using: &generator)
  }

  /// - Precondition: The encoder is a ViT that reads its class token.
  private var vit: ViTEncoder {
    guard let vit = encoder as? ViTEncoder, vit.configuration.pooling == .classToken else {
      fail("PictureClassifier: only a ViT that classifies by the class token has a published form")
    }
    return vit
  }

  public var names: NameTable {
    let (path, block) = ("stack.blocks.#", "vit.encoder.layer.#")
    let channels = vit.configuration.patches.channels
    let encoder: [NameTable.Row] = [
      .tensor(
        "projection.weight", "vit.embeddings.patch_embeddings.projection.weight", .patchKernel(channels: channels)),
      .tensor("projection.bias", "vit.embeddings.patch_embeddings.projection.bias"),
      .tensor("classToken", "vit.embeddings.cls_token", .behindOnes(2)),
      .tensor("positions", "vit.embeddings.position_embeddings", .behindOnes(1)),
      .norm("\(path).attentionNorm", "\(block).layernorm_before"),
      .linear("\(path).attention.query", "\(block).attention.attention.query"),
      .linear("\(path).attention.key", "\(block).attention.attention.key"),
      .linear("\(path).attention.value", "\(block).attention.attention.value"),
      .linear("\(path).attention.output", "\(block).attention.output.dense"),
      .norm("\(path).feedForwardNorm", "\(block).layernorm_after"),
      .linear("\(path).feedForward.up", "\(block).intermediate.dense"),
      .linear("\(path).feedForward.down", "\(block).output.dense"),
      .norm("stack.norm", "vit.layernorm"),
    ]
    return NameTable(prefix: "vit.", encoder.map { $0.within("encoder") } + [.linear("head", "classifier")])
  }

  /// A pooler, which the classifier does not use.
  public func isKnown(_ unused: String) -> Bool { unused.contains("pooler.dense.") }

  public var config: [String: JSONValue] {
    let (shape, block) = (vit.configuration, vit.configuration.block)
    let config: [String: JSONValue] = [
      "model_type": "vit", "architectures": ["ViTForImageClassification"], "hidden_size": JSONValue(block.width),
      "num_hidden_layers": JSONValue(shape.depth), "num_attention_heads": JSONValue(block.heads),
      "intermediate_size": JSONValue(block.feedForwardWidth), "hidden_act": .text(block.activation.publishedName),
      "layer_norm_eps": JSONValue(block.epsilon), "hidden_dropout_prob": JSONValue(block.dropout),
      "attention_probs_dropout_prob": JSONValue(block.attentionDropout), "qkv_bias": true,
      "image_size": JSONValue(shape.patches.height), "patch_size": JSONValue(shape.patches.size),
      "num_channels": JSONValue(shape.patches.channels), "initializer_range": JSONValue(shape.initialDeviation),
    ]
    return config.merging(classNames(head.shape[1])) { $1 }
  }
}

extension ViTConfiguration {
  init(_ folder: ModelFolder, _ file: SafetensorsFile) throws(UnusableFile) {
    let config = folder.config
    try folder.expect("vit")
    let width = try config.size("hidden_size")
    let (side, patch) = (try config.size("image_size", default: 224), try config.size("patch_size", default: 16))
    if side % patch != 0 { throw UnusableFile(config.path, "patches of \(patch) pixels do not fill a side of \(side)") }
    self.init(
      Patches(side: side, channels: try config.size("num_channels", default: 3), size: patch), width: width,
      heads: try config.heads("num_attention_heads", width: width), depth: try config.size("num_hidden_layers"),
      feedForwardWidth: try config.size("intermediate_size", default: 4 * width),
      epsilon: try config.fraction("layer_norm_eps", default: 1e-12),
      dropout: try config.fraction("hidden_dropout_prob", default: 0))
    block.activation = try Activation(config, "hidden_act", default: "gelu")
    block.attentionDropout = try config.fraction("attention_probs_dropout_prob", default: 0)
    initialDeviation = Scalar(try config.number("initializer_range", default: 0.02))
    try config.expect("qkv_bias", try config.flag("qkv_bias", default: true), true)
    let (S, C) = (Double(patch), Double(patches.channels))
    let tables = [(Double(side) / S) * (Double(side) / S), S * S * C].map { $0 * Double(width) }
    try folder.checkSize(block, depth: depth, tables: tables, in: file)
  }
}
