import Tensors

// Each operation with the derivative for each of its inputs. Where the forward pass broadcast, the backward pass sums.

extension Variable {
  public static func + (a: Variable, b: Variable) -> Variable {
    let (x, y) = (a.value, b.value)
    return Variable(x + y, from: (a, { dz in dz.summed(to: x.shape) }), (b, { dz in dz.summed(to: y.shape) }))
  }

  public static func - (a: Variable, b: Variable) -> Variable {
    let (x, y) = (a.value, b.value)
    return Variable(x - y, from: (a, { dz in dz.summed(to: x.shape) }), (b, { dz in -dz.summed(to: y.shape) }))
  }

  public static func * (a: Variable, b: Variable) -> Variable {
    let (x, y) = (a.value, b.value)
    return Variable(
      x * y, from: (a, { dz in (dz * y).summed(to: x.shape) }), (b, { dz in (dz * x).summed(to: y.shape) }))
  }

  public static func / (a: Variable, b: Variable) -> Variable {
    let (x, y) = (a.value, b.value)
    return Variable(
      x / y, from: (a, { dz in (dz / y).summed(to: x.shape) }),
      (b, { dz in (-dz * x / (y * y)).summed(to: y.shape) }))
  }

  public static prefix func - (x: Variable) -> Variable {
    Variable(-x.value, from: [x]) { dy in [-dy] }
  }
}

// MARK: With one number

extension Variable {
  public static func + (x: Variable, number: Scalar) -> Variable {
    Variable(x.value + number, from: [x]) { dy in [dy] }
  }

  public static func + (number: Scalar, x: Variable) -> Variable { x + number }

  public static func - (x: Variable, number: Scalar) -> Variable { x + -number }

  public static func - (number: Scalar, x: Variable) -> Variable {
    Variable(number - x.value, from: [x]) { dy in [-dy] }
  }

  public static func * (x: Variable, number: Scalar) -> Variable {
    Variable(x.value * number, from: [x]) { dy in [dy * number] }
  }

  public static func * (number: Scalar, x: Variable) -> Variable { x * number }

  public static func / (x: Variable, number: Scalar) -> Variable {
    Variable(x.value / number, from: [x]) { dy in [dy / number] }
  }

  public static func / (number: Scalar, x: Variable) -> Variable {
    let value = x.value
    return Variable(number / value, from: [x]) { dy in [-dy * number / (value * value)] }
  }
}
