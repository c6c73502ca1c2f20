import Datasets
import LSTM

// B batch · U time steps of the target · V tokens of the target

/// A model that reads a source and writes a target, token after token.
public protocol PairModel: Module, Writer {
  /// Reads the sources, whose paddings change nothing: where the writing of the targets begins.
  func read(_ source: PaddedRows) -> State

  /// The logits of every next target token, `[B, U, V]`, given the true ones before it: teacher forcing.
  func callAsFunction(_ source: PaddedRows, _ given: PaddedRows, _ mode: Mode) -> Variable
}

extension PairModel {
  /// The model's own targets, each of at most `limit` tokens.
  public func translate(_ pairs: [Pair], limit: Int) -> [[Int]] {
    generateGreedily(pairs.count, from: withoutGradients { read(PairBatch(pairs).source) }, Writing(limit: limit))
  }
}

extension Writing {
  /// Between the marks that all tasks of pairs use.
  public init(limit: Int) { self.init(begin: SpecialToken.begin, end: SpecialToken.end, limit: limit) }
}
