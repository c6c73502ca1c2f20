import Gradients
import Tensors

// B batch · T positions · D width

/// The mean of each row's states over the positions that are no padding: `[B, T, D] → [B, D]`.
///
/// A mean over all T would make a text's vector depend on how long the others of its batch are. `[CLS]` and `[SEP]` count,
/// as in Reimers and Gurevych, "Sentence-BERT", 2019.
public func meanPooling(_ states: Variable, lengths: [Int]) -> Variable {
  let (B, T, D) = states.value.shape3
  require(lengths.count == B && lengths.allSatisfy { $0 > 0 }, "meanPooling: the lengths \(lengths) of \(B) rows")
  let weights = Tensor(shape: [B, 1, T]) { $0[2] < lengths[$0[0]] ? 1 / Scalar(lengths[$0[0]]) : 0 }
  return matmul(constant(weights), states).reshaped(B, D)
}
