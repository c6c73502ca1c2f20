import Tensors

// H hidden size · S state vectors · G gates · K stored vectors

/// One sequence at one time step of the forward pass.
public struct ForwardRow {
  /// What the input adds to the gates, `[G·H]`.
  public let z: UnsafePointer<Scalar>
  /// h·W `[G·H]` at first; the formula leaves here what the backward pass needs `[K·H]`.
  public let stored: UnsafeMutablePointer<Scalar>
  /// The cell's recurrent bias `[H]`, if it has one.
  public let recurrentBias: UnsafePointer<Scalar>
  /// The state before this step, `[S·H]`.
  public let old: UnsafePointer<Scalar>
  /// The state after it, `[S·H]`.
  public let new: UnsafeMutablePointer<Scalar>
}

/// One sequence at one time step of the backward pass.
public struct BackwardRow {
  /// The gradient of the new state at first, `[S·H]`. The formula leaves here what of it reaches the old state directly.
  public let dState: UnsafeMutablePointer<Scalar>
  /// What the forward pass stored `[K·H]`; the formula leaves here the gradient of h·W `[G·H]`.
  public let stored: UnsafeMutablePointer<Scalar>
  /// The gradient of z, `[G·H]`. The same memory as `stored` if K = G: then z and h·W have the same gradient.
  public let dz: UnsafeMutablePointer<Scalar>
  public let old: UnsafePointer<Scalar>
  public let new: UnsafePointer<Scalar>
}
