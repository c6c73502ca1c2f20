import Tensors

// Functions of one number. Where the derivative is simplest in terms of the result y, the result is stored.

public func exp(_ x: Variable) -> Variable {
  let y = exp(x.value)
  return Variable(y, from: [x]) { dy in [dy * y] }
}

public func log(_ x: Variable) -> Variable {
  let value = x.value
  return Variable(log(value), from: [x]) { dy in [dy / value] }
}

public func sqrt(_ x: Variable) -> Variable {
  let y = sqrt(x.value)
  return Variable(y, from: [x]) { dy in [dy / (2 * y)] }
}

public func tanh(_ x: Variable) -> Variable {
  let y = tanh(x.value)
  return Variable(y, from: [x]) { dy in [dy.elementwise(y) { dy, y in dy * (1 - y * y) }] }
}

public func sigmoid(_ x: Variable) -> Variable {
  let y = sigmoid(x.value)
  return Variable(y, from: [x]) { dy in [dy.elementwise(y) { dy, y in dy * y * (1 - y) }] }
}

/// x where it is positive, else 0; the derivative at the kink is taken as 0.
public func relu(_ x: Variable) -> Variable {
  let y = relu(x.value)
  return Variable(y, from: [x]) { dy in [dy.elementwise(y) { dy, y in dy.replacing(with: 0, where: y .== 0) }] }
}

/// The error function; its derivative is 2/√π · e^(−x²).
public func erf(_ x: Variable) -> Variable {
  let value = x.value
  return Variable(erf(value), from: [x]) { dy in
    [dy.elementwise(value) { dy, x in dy * exp(-x * x) * 1.1283791670955126 }]
  }
}

/// The Gaussian error linear unit x·Φ(x); its derivative is Φ(x) + x·φ(x).
public func gelu(_ x: Variable) -> Variable {
  let value = x.value
  return Variable(gelu(value), from: [x]) { dy in [dy.elementwise(value) { dy, x in dy * geluSlope(x) }] }
}

/// The Gaussian error linear unit x·Φ(x), Φ by its tanh approximation as in GPT-2.
public func geluTanh(_ x: Variable) -> Variable {
  let value = x.value
  return Variable(geluTanh(value), from: [x]) { dy in [dy.elementwise(value) { dy, x in dy * geluTanhSlope(x) }] }
}
