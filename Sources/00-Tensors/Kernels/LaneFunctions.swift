// Functions of a register, each a type of its own: the loop over a tensor is compiled once for every type, with the
// function built in. A closure would be called from the loop, register by register, at several times the cost.

/// A function of one number, applied to all lanes at once.
public protocol LaneFunction {
  func callAsFunction(_ x: Lanes) -> Lanes
}

/// A function of two numbers, applied to all lanes at once.
public protocol LanePairFunction {
  func callAsFunction(_ x: Lanes, _ y: Lanes) -> Lanes
}

// MARK: Closures, for functions that are rare or cheap beside the memory they read

extension Tensor {
  /// `f` of every number.
  public func elementwise(_ f: (Lanes) -> Lanes) -> Tensor {
    withoutActuallyEscaping(f) { elementwise(Closure(f: $0)) }
  }

  /// `f` of the numbers of two tensors of one shape, element by element.
  public func elementwise(_ other: Tensor, _ f: (Lanes, Lanes) -> Lanes) -> Tensor {
    withoutActuallyEscaping(f) { elementwise(other, PairClosure(f: $0)) }
  }

  /// Replaces every number x by `f(x)`.
  public mutating func update(_ f: (Lanes) -> Lanes) {
    withoutActuallyEscaping(f) { update(Closure(f: $0)) }
  }

  /// Replaces every number x by `f(x, y)`, with y at the same index of `other`.
  public mutating func update(with other: Tensor, _ f: (Lanes, Lanes) -> Lanes) {
    withoutActuallyEscaping(f) { update(with: other, PairClosure(f: $0)) }
  }
}

private struct Closure: LaneFunction {
  let f: (Lanes) -> Lanes
  func callAsFunction(_ x: Lanes) -> Lanes { f(x) }
}

private struct PairClosure: LanePairFunction {
  let f: (Lanes, Lanes) -> Lanes
  func callAsFunction(_ x: Lanes, _ y: Lanes) -> Lanes { f(x, y) }
}

// MARK: The functions of this module

struct Add: LanePairFunction {
  @inline(__always) func callAsFunction(_ x: Lanes, _ y: Lanes) -> Lanes { x + y }
}

struct Subtract: LanePairFunction {
  @inline(__always) func callAsFunction(_ x: Lanes, _ y: Lanes) -> Lanes { x - y }
}

struct Multiply: LanePairFunction {
  @inline(__always) func callAsFunction(_ x: Lanes, _ y: Lanes) -> Lanes { x * y }
}

struct Divide: LanePairFunction {
  @inline(__always) func callAsFunction(_ x: Lanes, _ y: Lanes) -> Lanes { x / y }
}

struct Scale: LaneFunction {
  let factor: Scalar
  @inline(__always) func callAsFunction(_ x: Lanes) -> Lanes { x * factor }
}

struct Negate: LaneFunction {
  @inline(__always) func callAsFunction(_ x: Lanes) -> Lanes { -x }
}

struct Exp: LaneFunction {
  @inline(__always) func callAsFunction(_ x: Lanes) -> Lanes { exp(x) }
}

struct Log: LaneFunction {
  @inline(__always) func callAsFunction(_ x: Lanes) -> Lanes { log(x) }
}

struct Square: LaneFunction {
  @inline(__always) func callAsFunction(_ x: Lanes) -> Lanes { x * x }
}

struct SquareRoot: LaneFunction {
  @inline(__always) func callAsFunction(_ x: Lanes) -> Lanes { x.squareRoot() }
}

struct Tanh: LaneFunction {
  @inline(__always) func callAsFunction(_ x: Lanes) -> Lanes { tanh(x) }
}

struct Sigmoid: LaneFunction {
  @inline(__always) func callAsFunction(_ x: Lanes) -> Lanes { sigmoid(x) }
}

struct Relu: LaneFunction {
  @inline(__always) func callAsFunction(_ x: Lanes) -> Lanes { x.replacing(with: 0, where: x .<= 0) }
}

struct Erf: LaneFunction {
  @inline(__always) func callAsFunction(_ x: Lanes) -> Lanes { erf(x) }
}

struct GELU: LaneFunction {
  @inline(__always) func callAsFunction(_ x: Lanes) -> Lanes { gelu(x) }
}

struct GELUSlope: LaneFunction {
  @inline(__always) func callAsFunction(_ x: Lanes) -> Lanes { geluSlope(x) }
}

struct GELUTanh: LaneFunction {
  @inline(__always) func callAsFunction(_ x: Lanes) -> Lanes { geluTanh(x) }
}

struct GELUTanhSlope: LaneFunction {
  @inline(__always) func callAsFunction(_ x: Lanes) -> Lanes { geluTanhSlope(x) }
}
