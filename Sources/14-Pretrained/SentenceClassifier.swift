import BERT
import Datasets
import Display
import Gradients
import LoRA
import Tensors
import Training

// C classes · N texts

/// A classifier of texts in words: a body with a head, and the tokenizer before them.
public struct SentenceClassifier {
  public let model: TextClassifier
  /// The low-rank updates of the body, if they are what is trained.
  private let adapter: LoRAAdapter?
  private let ids: (String) -> [Int]

  /// A new head on a copy of a published body, of which is trained what a way says.
  ///
  /// If there is a pooler, it is trained in any case, as the head is: some files have none.
  public init(
    _ encoder: SentenceEncoder, classes C: Int, _ way: FineTuning, pooling: Pooling = .classification,
    using generator: inout Generator
  ) {
    let body = encoder.body.copy(hasPooler: pooling == .classification, using: &generator)
    adapter = way.prepare(body, using: &generator)
    body.pooler?.setTrainable(true)
    model = TextClassifier(body, classes: C, pooling: pooling, using: &generator)
    ids = encoder.ids
  }

  /// The recurrent baseline: a bidirectional LSTM of two layers that knows nothing but the training texts.
  ///
  /// Its tokens are those of the published model that occur in the training texts. All others are one token.
  public init(
    recurrentFor texts: [LabeledText], _ encoder: SentenceEncoder, classes C: Int, hiddenSize H: Int, dropout: Scalar,
    using generator: inout Generator
  ) {
    adapter = nil
    let known = Set(texts.flatMap { encoder.ids($0.text) }).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
    let body = BidirectionalLSTM(vocabularySize: known.count + 1, hiddenSize: H, dropout: dropout, using: &generator)
    model = TextClassifier(body, classes: C, pooling: .mean, using: &generator)
    ids = { encoder.ids($0).map { numbers[$0] ?? known.count } }
  }

  public func loss(_ texts: [LabeledText], _ mode: Mode) -> Variable {
    crossEntropy(model(BERTInput(rows: texts.map { ids($0.text) }, padding: 0), mode), texts.map(\.label))
  }

  /// The logits of the classes, `[N, C]`.
  public func callAsFunction(_ texts: [String]) -> Tensor {
    withoutGradients { rowwise(texts.map(ids)) { model(BERTInput(rows: $0, padding: 0)).value } }
  }

  /// Writes a folder that `classify` and `transformers` read: the updates are merged into the matrices, and the tokenizer is
  /// that of the folder of the body.
  ///
  /// - Precondition: The body is a BERT, and the head reads its pooler.
  public func write(to path: String, classes: [String], tokenizerOf folder: ModelFolder) throws {
    if let adapter { adapter.merge(into: model.body) }
    try model.write(to: path, adding: classNames(classes))
    try removeTokenizer(from: path)
    for name in tokenizerFiles where folder.has(name) {
      try writeAtomically(contents(ofRegularFile: folder.file(name)), to: "\(path)/\(name)")
    }
  }

  /// The share of the texts whose class is the most probable one.
  public func accuracy(on texts: [LabeledText]) -> Double {
    let best = self(texts.map(\.text)).argmax()
    return Double(zip(best, texts).count { $0 == $1.label }) / Double(texts.count)
  }
}
