import BERT
import Tensors
import Training
import Transformer

extension BERTModel: PublishedModel {
  public init(sizedBy folder: ModelFolder, _ file: SafetensorsFile, using generator: inout Generator) throws {
    let hasPooler = file.names.contains { $0.hasSuffix("pooler.dense.weight") }
    self.init(try BERTConfiguration(folder, file), hasPooler: hasPooler, using: &generator)
  }

  fileprivate static let rows: [NameTable.Row] = {
    let (path, block) = ("encoder.blocks.#", "bert.encoder.layer.#")
    return [
      .tensor("embeddings.tokens.weight", "bert.embeddings.word_embeddings.weight"),
      .tensor("embeddings.segments.weight", "bert.embeddings.token_type_embeddings.weight"),
      .tensor("embeddings.positions.weight", "bert.embeddings.position_embeddings.weight"),
      .norm("embeddings.norm", "bert.embeddings.LayerNorm"),
      .linear("\(path).attention.query", "\(block).attention.self.query"),
      .linear("\(path).attention.key", "\(block).attention.self.key"),
      .linear("\(path).attention.value", "\(block).attention.self.value"),
      .linear("\(path).attention.output", "\(block).attention.output.dense"),
      .norm("\(path).attentionNorm", "\(block).attention.output.LayerNorm"),
      .linear("\(path).feedForward.up", "\(block).intermediate.dense"),
      .linear("\(path).feedForward.down", "\(block).output.dense"),
      .norm("\(path).feedForwardNorm", "\(block).output.LayerNorm"),
      .linear("pooler", "bert.pooler.dense"),
    ]
  }()

  /// Alone it is written without the prefix.
  public var names: NameTable { NameTable(prefix: "bert.", Self.rows.map { $0.without("bert.") }) }

  /// Heads, when the body alone is asked for.
  public func isKnown(_ unused: String) -> Bool {
    isBuffer(unused) || ["cls.", "classifier.", "qa_outputs."].contains { unused.hasPrefix($0) }
  }

  public var config: [String: JSONValue] { config("BertModel") }

  fileprivate func config(_ architecture: String) -> [String: JSONValue] {
    let (shape, block) = (configuration, configuration.block)
    return [
      "model_type": "bert", "architectures": [.text(architecture)], "vocab_size": JSONValue(shape.vocabularySize),
      "max_position_embeddings": JSONValue(shape.positionLimit), "type_vocab_size": JSONValue(shape.segmentCount),
      "hidden_size": JSONValue(block.width), "num_hidden_layers": JSONValue(shape.depth),
      "num_attention_heads": JSONValue(block.heads), "intermediate_size": JSONValue(block.feedForwardWidth),
      "hidden_act": .text(block.activation.publishedName), "layer_norm_eps": JSONValue(block.epsilon),
      "hidden_dropout_prob": JSONValue(block.dropout), "pad_token_id": 0,
      "attention_probs_dropout_prob": JSONValue(block.attentionDropout),
      "initializer_range": JSONValue(shape.initialDeviation),
    ]
  }
}

/// Positions that old files list, 0, 1, 2 and so on.
private func isBuffer(_ name: String) -> Bool { name.hasSuffix("embeddings.position_ids") }

extension BERTConfiguration {
  init(_ folder: ModelFolder, _ file: SafetensorsFile) throws(UnusableFile) {
    let config = folder.config
    try folder.expect("bert")
    let width = try config.size("hidden_size")
    self.init(
      width: width, heads: try config.heads("num_attention_heads", width: width),
      feedForwardWidth: try config.size("intermediate_size", default: 4 * width),
      depth: try config.size("num_hidden_layers"))
    vocabularySize = try config.size("vocab_size")
    positionLimit = try config.size("max_position_embeddings", default: 512)
    segmentCount = try config.size("type_vocab_size", default: 2)
    block.activation = try Activation(config, "hidden_act", default: "gelu")
    block.epsilon = try config.fraction("layer_norm_eps", default: 1e-12)
    block.dropout = try config.fraction("hidden_dropout_prob", default: 0.1)
    block.attentionDropout = try config.fraction("attention_probs_dropout_prob", default: 0.1)
    initialDeviation = Scalar(try config.number("initializer_range", default: 0.02))
    let key = "position_embedding_type"
    try config.expect(key, try config.text(key, default: "absolute"), "absolute")
    try config.expect("is_decoder", try config.flag("is_decoder", default: false), false)
    let rows = [vocabularySize, positionLimit, segmentCount]
    try folder.checkSize(block, depth: depth, tables: rows.map { Double($0 * width) }, in: file)
  }
}

// MARK: With heads

extension PretrainingModel: PublishedModel {
  public init(sizedBy folder: ModelFolder, _ file: SafetensorsFile, using generator: inout Generator) throws {
    let hasSentences = file.holds("cls.seq_relationship.weight")
    self.init(try BERTConfiguration(folder, file), predictsNextSentence: hasSentences, using: &generator)
  }

  public var names: NameTable {
    NameTable(
      prefix: "bert.",
      BERTModel.rows.map { $0.within("body") } + [
        .linear("maskedLanguage.dense", "cls.predictions.transform.dense"),
        .norm("maskedLanguage.norm", "cls.predictions.transform.LayerNorm"),
        .tensor("maskedLanguage.bias", "cls.predictions.bias"),
        .linear("nextSentence", "cls.seq_relationship"),
      ],
      substitutes: ["cls.predictions.bias": "cls.predictions.decoder.bias"])
  }

  public var copies: [String: String] {
    [
      "cls.predictions.decoder.weight": "bert.embeddings.word_embeddings.weight",
      "cls.predictions.decoder.bias": "cls.predictions.bias",
    ]
  }

  /// The table of the tokens once more as the output matrix, its bias once more, and a pooler without a head that uses it.
  public func isKnown(_ unused: String) -> Bool {
    isBuffer(unused) || unused.hasPrefix("cls.predictions.decoder.") || unused.contains("pooler.dense.")
  }

  public var config: [String: JSONValue] {
    body.config(nextSentence == nil ? "BertForMaskedLM" : "BertForPreTraining")
  }
}

extension TextClassifier: PublishedModel {
  public init(sizedBy folder: ModelFolder, _ file: SafetensorsFile, using generator: inout Generator) throws {
    try folder.expect("bert")
    guard let classes = file.shape(of: "classifier.weight")?.first, classes > 0 else {
      throw UnusableFile(file.path, "there is no classifier.weight: it is no model that classifies texts")
    }
    let body = BERTModel(try BERTConfiguration(folder, file), using: &generator)
    self.init(body, classes: classes, using: &generator)
  }

  public var names: NameTable {
    NameTable(prefix: "bert.", BERTModel.rows.map { $0.within("body") } + [.linear("output", "classifier")])
  }

  public func isKnown(_ unused: String) -> Bool { isBuffer(unused) }

  /// - Precondition: The body is a BERT, which reads `[CLS]`.
  public var config: [String: JSONValue] {
    guard let bert = body as? BERTModel, pooling == .classification else {
      fail("TextClassifier: only a BERT that classifies by [CLS] has a published form")
    }
    return bert.config("BertForSequenceClassification").merging(classNames(output.shape[1])) { $1 }
  }
}

extension SpanReader: PublishedModel {
  public init(sizedBy folder: ModelFolder, _ file: SafetensorsFile, using generator: inout Generator) throws {
    self.init(BERTModel(try BERTConfiguration(folder, file), hasPooler: false, using: &generator), using: &generator)
  }

  public var names: NameTable {
    NameTable(prefix: "bert.", BERTModel.rows.map { $0.within("body") } + [.linear("output", "qa_outputs")])
  }

  public func isKnown(_ unused: String) -> Bool { isBuffer(unused) || unused.contains("pooler.dense.") }

  /// - Precondition: The body is a BERT.
  public var config: [String: JSONValue] {
    guard let bert = body as? BERTModel else { fail("SpanReader: only a BERT has a published form") }
    return bert.config("BertForQuestionAnswering")
  }
}
