import Gradients

/// A nonlinearity between two linear maps. Without one, the two are a single linear map.
public enum Activation: Sendable, CaseIterable {
  /// x where it is positive, else 0.
  case relu
  /// x·Φ(x), a smooth relu: PyTorch's default, and BERT's.
  case gelu
  /// x·Φ(x), Φ by its tanh approximation: GPT-2's.
  case geluTanh
  case tanh

  public func callAsFunction(_ x: Variable) -> Variable {
    switch self {
    case .relu: Gradients.relu(x)
    case .gelu: Gradients.gelu(x)
    case .geluTanh: Gradients.geluTanh(x)
    case .tanh: Gradients.tanh(x)
    }
  }
}
