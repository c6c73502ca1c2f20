#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

// Functions of one number, applied to every number.

public func exp(_ x: Tensor) -> Tensor { x.elementwise(Exp()) }

public func log(_ x: Tensor) -> Tensor { x.elementwise(Log()) }

public func sqrt(_ x: Tensor) -> Tensor { x.elementwise(SquareRoot()) }

public func tanh(_ x: Tensor) -> Tensor { x.elementwise(Tanh()) }

public func sigmoid(_ x: Tensor) -> Tensor { x.elementwise(Sigmoid()) }

/// x where it is positive, else 0.
public func relu(_ x: Tensor) -> Tensor { x.elementwise(Relu()) }

/// The error function: 2/√π times the integral of e^(−t²) from 0 to x.
public func erf(_ x: Tensor) -> Tensor { x.elementwise(Erf()) }

/// The Gaussian error linear unit x·Φ(x), Φ the distribution function of the normal distribution: PyTorch's default.
public func gelu(_ x: Tensor) -> Tensor { x.elementwise(GELU()) }

/// The derivative of `gelu`.
public func geluSlope(_ x: Tensor) -> Tensor { x.elementwise(GELUSlope()) }

/// The Gaussian error linear unit x·Φ(x), Φ by its tanh approximation as in GPT-2.
public func geluTanh(_ x: Tensor) -> Tensor { x.elementwise(GELUTanh()) }

/// The derivative of `geluTanh`.
public func geluTanhSlope(_ x: Tensor) -> Tensor { x.elementwise(GELUTanhSlope()) }

/// The logarithm of one number, by the platform's library.
func log(_ x: Scalar) -> Scalar {
  #if canImport(Darwin)
    Darwin.log(x)
  #else
    Glibc.log(x)
  #endif
}

/// The cosine of one number, by the platform's library.
func cos(_ x: Scalar) -> Scalar {
  #if canImport(Darwin)
    Darwin.cos(x)
  #else
    Glibc.cos(x)
  #endif
}
