import Gradients
import Tensors
import Training

// B batch · H × W pixels · C channels of the input · O channels of the output

/// Two convolutions, each behind a norm and a relu, and a residual connection around them: x + f(x), as in a pre-norm
/// Transformer block.
///
/// He et al., "Identity mappings in deep residual networks", 2016.
public struct ConvolutionBlock: Module {
  public let firstNorm: BatchNorm  // [C]
  public let first: Convolution  // [3, 3, C, O]
  public let secondNorm: BatchNorm  // [O]
  public let second: Convolution  // [3, 3, O, O]
  /// Gives x as many channels as f(x), where they differ: the same linear map at every pixel.
  public let shortcut: Convolution?  // [1, 1, C, O]

  public init(_ inputs: Int, _ outputs: Int, using generator: inout Generator) {
    firstNorm = BatchNorm(inputs)
    first = Convolution(inputs, outputs, hasBias: false, using: &generator)
    secondNorm = BatchNorm(outputs)
    second = Convolution(outputs, outputs, hasBias: false, using: &generator)
    shortcut =
      inputs == outputs ? nil : Convolution(inputs, outputs, kernel: 1, hasBias: false, using: &generator)
  }

  /// `[B, H, W, C] → [B, H, W, O]`
  public func callAsFunction(_ x: Variable, _ mode: Mode) -> Variable {
    let inner = first(firstNorm(x, rectifies: true, mode))
    return (shortcut.map { $0(x) } ?? x) + second(secondNorm(inner, rectifies: true, mode))
  }
}
