import BERT
import Foundation
import Gradients
import Tensors
import Training

// B batch · T tokens of a row · D width

/// A BERT that turns a sentence into one vector, as a folder of sentence-transformers describes it: the mean of the last
/// states, or the state at `[CLS]`, of length 1.
///
/// Reimers and Gurevych, "Sentence-BERT", 2019.
public struct SentenceEncoder {
  public let body: BERTModel
  public let tokenizer: PublishedTokenizer
  /// The largest number of tokens of a sentence, special tokens included; what is behind them is not read.
  public let limit: Int
  /// Whether the vector is the mean of the states; else the state at `[CLS]`.
  public let takesMean: Bool

  public init(_ folder: ModelFolder) throws {
    body = try BERTModel(folder)
    tokenizer = try PublishedTokenizer(folder: folder.path)
    try tokenizer.requireRows(body.configuration.vocabularySize)
    if tokenizer.encode("", pair: nil).ids.isEmpty {
      throw UnusableFile(tokenizer.file, "it puts no [CLS] and no [SEP] around a text")
    }
    let wanted = try folder.sentenceLimit() ?? folder.tokenizerLimit() ?? .max
    limit = min(body.configuration.positionLimit, wanted)
    guard folder.has("modules.json") else {
      takesMean = true
      return
    }
    try folder.refusePrompts()
    let modules = try folder.modules()
    guard let pooling = modules.first(where: { $0.type == "Pooling" }) else {
      throw UnusableFile(folder.file("modules.json"), "there is no pooling")
    }
    takesMean = try ConfigFile(folder.file("\(pooling.path)/config.json")).poolsByMean()
    if let other = modules.first(where: { !["Transformer", "Pooling", "Normalize"].contains($0.type) }) {
      throw UnusableFile(folder.file("modules.json"), "a module of the type \(other.type) is not supported")
    }
  }

  /// A vector for each sentence, `[N, D]`.
  ///
  /// Sentences of similar length are computed together, so that little of a batch is padding.
  ///
  /// - Parameter tokensPerBatch: At most so many positions are computed at once.
  public func callAsFunction(_ sentences: [String], tokensPerBatch: Int = 2048) -> Tensor {
    rowwise(sentences.map(ids), tokensPerBatch: tokensPerBatch, embed)
  }

  /// The ids of a sentence, `[CLS]` and `[SEP]` around them. Of a long one the end is cut off, but for `[SEP]`.
  public func ids(_ sentence: String) -> [Int] {
    let ids = tokenizer.encode(sentence, pair: nil).ids
    return ids.count > limit ? ids.prefix(limit - 1) + ids.suffix(1) : ids
  }

  public func isTooLong(_ sentence: String) -> Bool { tokenizer.encode(sentence, pair: nil).ids.count > limit }

  /// `[B, D]`
  private func embed(_ rows: [[Int]]) -> Tensor {
    withoutGradients {
      let input = BERTInput(rows: rows, padding: 0)
      let states = body(input)  // [B, T, D]
      let (B, _, D) = states.value.shape3
      let pooled =
        takesMean
        ? meanPooling(states, lengths: input.lengths).value : states.slice(axis: 1, 0..<1).reshaped(B, D).value
      // Also where the folder has no such step: a dot product is to be the cosine.
      return pooled / sqrt((pooled * pooled).sum(axis: -1, keepingAxis: true))
    }
  }
}

extension ConfigFile {
  /// Whether the file of a pooling says that it takes the mean; else it takes the first token. There is no third.
  fileprivate func poolsByMean() throws(UnusableFile) -> Bool {
    var kinds: [String] = []
    let prefix = "pooling_mode_"
    for key in values.keys where key.hasPrefix(prefix) {
      if try flag(key, default: false) { kinds.append(String(key.dropFirst(prefix.count))) }
    }
    switch kinds {
    case ["mean_tokens"]: return true
    case ["cls_token"]: return false
    default: throw UnusableFile(path, "only the mean, or the first token, is supported")
    }
  }
}

/// Computes a vector for each row of tokens, `[N, D]`, in batches of rows of similar length.
func rowwise(_ rows: [[Int]], tokensPerBatch: Int = 2048, _ compute: ([[Int]]) -> Tensor) -> Tensor {
  let order = rows.indices.sorted { (rows[$0].count, $0) < (rows[$1].count, $1) }
  var vectors = [Tensor?](repeating: nil, count: rows.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, (end + 1 - start) * rows[order[end]].count <= tokensPerBatch { end += 1 }
    let batch = order[start..<end]
    let found = compute(batch.map { rows[$0] })  // [B, D]
    for (row, index) in batch.enumerated() { vectors[index] = found.row(row) }
    start = end
  }
  return .stack(vectors.map { $0! })
}

extension ModelFolder {
  /// The number of tokens that the tokenizer cuts texts to, if a file says so. Some say 10³⁰, which is no limit.
  fileprivate func tokenizerLimit() throws(UnusableFile) -> Int? {
    let key = "model_max_length"
    guard let config = try configFile("tokenizer_config.json"), config.has(key) else { return nil }
    let limit = try config.number(key)
    if limit < 2 { throw UnusableFile(config.path, "\(key) is \(limit)") }
    return Int(exactly: limit)
  }

  /// The number of tokens that sentence-transformers cut texts to, if a file says so.
  fileprivate func sentenceLimit() throws(UnusableFile) -> Int? {
    let key = "max_seq_length"
    guard let config = try configFile("sentence_bert_config.json") else { return nil }
    try config.expect("do_lower_case", try config.flag("do_lower_case", default: false), false)
    guard config.has(key) else { return nil }
    let limit = try config.size(key)
    if limit < 2 { throw UnusableFile(config.path, "\(key) is \(limit)") }
    return limit
  }

  /// Some models expect an instruction before each text.
  fileprivate func refusePrompts() throws(UnusableFile) {
    guard let config = try configFile("config_sentence_transformers.json") else { return }
    let key = "default_prompt_name"
    if config.has(key) { throw UnusableFile(config.path, "\(key): prompts are not supported") }
  }

  /// The steps of a folder of sentence-transformers: the last part of each one's type, and its folder.
  fileprivate func modules() throws -> [(type: String, path: String)] {
    let path = file("modules.json")
    let list: [JSONValue]
    do { list = try JSONDecoder().decode([JSONValue].self, from: Data(contentsOf: URL(fileURLWithPath: path))) } catch {
      throw UnusableFile(path, "it is not a JSON list")
    }
    return try list.map { module in
      guard let type = module.object?["type"]?.text, let folder = module.object?["path"]?.text else {
        throw UnusableFile(path, "a module has no type or no path")
      }
      return (String(type.split(separator: ".").last ?? ""), folder)
    }
  }
}
