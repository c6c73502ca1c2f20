import Course
import Foundation

/// The relative error of a difference quotient of x³ at 1.3, for several step sizes: from one side, and central.
private func errors<Number: BinaryFloatingPoint>(of h: Number) -> (oneSided: Double, central: Double) {
  func cube(_ x: Number) -> Number { x * x * x }
  let x = Number(1.3)
  let exact = 3 * Double(x) * Double(x)
  func error(_ quotient: Number) -> Double { abs(Double(quotient) - exact) / exact }
  return (error((cube(x + h) - cube(x)) / h), error((cube(x + h) - cube(x - h)) / (2 * h)))
}

/// How far a difference quotient is from the derivative, by its step size: a large step leaves the tangent, a
/// small one loses its digits to rounding.
func showStepSizes(_ chapter: Chapter) {
  let exponents = Array(1...44)
  var plot = LinePlot(
    "relative error of a difference quotient of x³", x: "step h", y: "relative error", logX: true, logY: true)
  let float = exponents.map { (h: pow(2, -Double($0)), errors(of: Float(sign: .plus, exponent: -$0, significand: 1))) }
  let double = exponents.map {
    (h: pow(2, -Double($0)), errors(of: Double(sign: .plus, exponent: -$0, significand: 1)))
  }
  plot.add("Float, one-sided", float.prefix(24).map { (x: $0.h, y: $0.1.oneSided) })
  plot.add("Float, central", float.prefix(24).map { (x: $0.h, y: $0.1.central) })
  plot.add("Double, one-sided", double.map { (x: $0.h, y: $0.1.oneSided) })
  plot.add("Double, central", double.map { (x: $0.h, y: $0.1.central) })
  chapter.show("step-size", plot.text(), svg: plot.svg)

  var table = Table(["h", "Float, one-sided", "Float, central", "Double, one-sided", "Double, central"])
  for exponent in [3, 7, 10, 17, 20, 30, 40] {
    let (float, double) = (float[exponent - 1].1, double[exponent - 1].1)
    let isTooSmall = exponent > 22  // 1.3 + h is 1.3 in Float
    table.add([
      "2^-\(exponent) = \(number(pow(2, -Double(exponent))))",
      isTooSmall ? "–" : number(float.oneSided), isTooSmall ? "–" : number(float.central),
      number(double.oneSided), number(double.central),
    ])
  }
  say("\(table)")
  say()
}
