import Datasets
import RNN

extension AutoregressiveModel {
  /// The logits `[N, V]` after one more token of each sequence.
  public func step(_ tokens: [Int], _ state: inout State) -> Tensor { read(PaddedRows(tokens.map { [$0] }), &state) }
}
