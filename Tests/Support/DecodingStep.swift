import Datasets
import RNN
import Tensors

extension AutoregressiveModel {
  /// The logits `[N, V]` after one more token of each sequence.
  public func step(_ tokens: [Int], _ state: inout State) -> Tensor { read(PaddedRows(tokens.map { [$0] }), &state) }
}
