import Gradients

/// A normalization of each vector along the last axis: `LayerNorm` or `RMSNorm`.
public protocol Norm: Module {
  func callAsFunction(_ x: Variable) -> Variable
}
