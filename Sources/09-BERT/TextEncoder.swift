import Gradients
import Tensors
import Training

// B batch · T positions · D width

/// The body of a model, on which a head for a task is put: it turns an input into one vector for each position.
///
/// There are two, `BERTModel` and, to compare it with, `BidirectionalLSTM`.
public protocol TextEncoder: Module {
  /// D, the width of the states.
  var width: Int { get }
  /// What a head drops of the states that it is given.
  var headDropout: Scalar { get }
  /// The standard deviation of a head's initial weights.
  ///
  /// A small one: the first logits are near 0, and the first gradients disturb the body little.
  var headDeviation: Scalar { get }

  /// The last hidden states, `[B, T, D]`; those in the padding mean nothing.
  func callAsFunction(_ input: BERTInput, _ mode: Mode) -> Variable

  /// One vector for each input, `[B, T, D] → [B, D]`.
  func pooled(_ states: Variable, lengths: [Int]) -> Variable
}

extension TextEncoder {
  public func callAsFunction(_ input: BERTInput) -> Variable { self(input, .evaluation) }

  /// What every head for fine-tuning consists of: dropout and a linear map.
  func head(outputs: Int, using generator: inout Generator) -> (Dropout, Linear) {
    let linear = Linear(width, outputs, using: &generator)
    linear.initialize(deviation: headDeviation, using: &generator)
    return (Dropout(headDropout), linear)
  }
}

extension BERTModel: TextEncoder {
  public var width: Int { configuration.block.width }
  public var headDropout: Scalar { configuration.block.dropout }
  public var headDeviation: Scalar { configuration.initialDeviation }

  public func pooled(_ states: Variable, lengths _: [Int]) -> Variable { pooled(states) }
}
