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
  public let normalizes: Bool

  public init(_ folder: ModelFolder) throws {
    body = try BERTModel(folder)
    tokenizer = try PublishedTokenizer(folder: folder.path)
    try tokenizer.requireRows(body.configuration.vocabularySize)
    let positions = body.configuration.positionLimit
    guard folder.has("modules.json") else {
      (limit, takesMean, normalizes) = (positions, true, true)
      return
    }
    let sizes = "sentence_bert_config.json"
    let wanted =
      folder.has(sizes) ? try ConfigFile(folder.file(sizes)).size("max_seq_length", default: positions) : positions
    limit = min(positions, wanted)
    let modules = try folder.modules()
    normalizes = modules.contains { $0.type == "Normalize" }
    guard let pooling = modules.first(where: { $0.type == "Pooling" }) else {
      throw UnusableFile(folder.file("modules.json"), "there is no pooling")
    }
    let config = try ConfigFile(folder.file("\(pooling.path)/config.json"))
    takesMean = try config.flag("pooling_mode_mean_tokens", default: false)
    let takesFirst = try config.flag("pooling_mode_cls_token", default: false)
    if takesMean == takesFirst { throw UnusableFile(config.path, "only the mean, or the first token, is supported") }
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

  /// `[B, D]`
  private func embed(_ rows: [[Int]]) -> Tensor {
    withoutGradients {
      let input = BERTInput(rows: rows, padding: 0)
      let states = body(input)  // [B, T, D]
      let (B, _, D) = states.value.shape3
      let pooled =
        takesMean
        ? meanPooling(states, lengths: input.lengths).value : states.slice(axis: 1, 0..<1).reshaped(B, D).value
      guard normalizes else { return pooled }
      return pooled / sqrt((pooled * pooled).sum(axis: -1, keepingAxis: true))
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
