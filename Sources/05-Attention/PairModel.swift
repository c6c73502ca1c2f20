import Datasets
import LSTM

// B batch · U time steps of the target · V symbols of the target

/// A model that reads a source and writes a target, symbol after symbol.
public protocol PairModel: Module, Writer {
  /// Reads the sources, whose paddings change nothing: where the writing of the targets begins.
  func read(_ source: PaddedRows) -> State

  /// The scores of every next target symbol, `[B, U, V]`, given the true ones before it: teacher forcing.
  func callAsFunction(_ source: PaddedRows, _ given: PaddedRows, _ mode: Mode) -> Variable
}

extension PairModel {
  /// The model's own targets, each of at most `limit` symbols.
  public func translate(_ pairs: [Pair], limit: Int) -> [[Int]] {
    writeGreedily(pairs.count, from: withoutGradients { read(PairBatch(pairs).source) }, Writing(limit: limit))
  }
}

extension Writing {
  /// Between the marks that all tasks of pairs use.
  public init(limit: Int) { self.init(begin: Mark.begin, end: Mark.end, limit: limit) }
}
