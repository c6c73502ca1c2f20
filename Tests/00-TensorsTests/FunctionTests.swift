import Foundation
import Testing

@testable import Tensors

/// Functions of one number against the platform's library in a higher precision.
struct FunctionTests {
  #if arch(x86_64)
    typealias Reference = Float80
  #else
    typealias Reference = Double
  #endif

  struct Function: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// The largest error, in units in the last place of the result.
    let bound: Reference
    let lanes: @Sendable (Lanes) -> Lanes
    let reference: @Sendable (Reference) -> Reference
  }

  static let functions = [
    Function(testDescription: "exp", bound: 1.5, lanes: { exp($0) }, reference: { Foundation.exp($0) }),
    Function(testDescription: "tanh", bound: 3, lanes: { tanh($0) }, reference: { Foundation.tanh($0) }),
    Function(
      testDescription: "sigmoid", bound: 3, lanes: { sigmoid($0) }, reference: { 1 / (1 + Foundation.exp(-$0)) }),
    Function(
      testDescription: "log", bound: 2, lanes: { log($0.replacing(with: -$0, where: $0 .< 0)) },
      reference: { Foundation.log(abs($0)) }),
    Function(testDescription: "erf", bound: 2, lanes: { erf($0) }, reference: { Foundation.erf($0) }),
  ]

  /// Numbers of both signs and every order of magnitude, denormal ones too, and many where the functions curve.
  static let numbers: [Scalar] = {
    var generator = Generator(seed: 1)
    let least = Int(Scalar.leastNonzeroMagnitude.exponent)
    let powers = (least...Int(Scalar.greatestFiniteMagnitude.exponent)).flatMap { exponent in
      (0..<40).map { _ in Scalar(sign: .plus, exponent: exponent, significand: 1 + generator.uniform()) }
    }
    let end = -2 * Foundation.log(Double(Scalar.leastNonzeroMagnitude))
    let middle = (0..<20_000).map { _ in generator.uniform() * Scalar(end) }
    let small = (0..<20_000).map { _ in generator.uniform() * 20 }
    return (powers + middle + small).flatMap { [$0, -$0] } + [0, -0.0, .infinity, -.infinity]
  }()

  @Test(arguments: functions)
  func `errors stay within the stated bound at every order of magnitude`(function: Function) {
    for x in Self.numbers {
      let (got, wanted) = (function.lanes(Lanes(repeating: x))[3], function.reference(Reference(x)))
      let isExact = got == Scalar(wanted)
      let error = abs(Reference(got) - wanted) / Reference(max(Scalar(wanted).ulp, .leastNonzeroMagnitude))
      if !isExact && !(error <= function.bound) { Issue.record("at \(x): \(got), expected \(wanted), \(error) units") }
    }
  }

  @Test func `exp reaches infinity, zero and the denormal numbers between`() {
    let greatest = Scalar(Foundation.log(Double(Scalar.greatestFiniteMagnitude))).nextDown
    let results = exp(Tensor([greatest, greatest + 1, .infinity, -.infinity, -1e30, 0, -0.0]))
    #expect(results[0].isFinite && results[0] > Scalar.greatestFiniteMagnitude / 2)
    #expect(Array(results.scalars[1...]) == [.infinity, .infinity, 0, 0, 1, 1])
    let denormal = exp(Tensor(Scalar(Foundation.log(Double(Scalar.leastNormalMagnitude))) - 3)).scalar
    #expect(denormal > 0 && denormal < Scalar.leastNormalMagnitude)
  }

  @Test func `log is minus infinity at zero and no number below`() {
    #expect(log(Tensor([0, -0.0, .infinity, 1])).scalars == [-.infinity, -.infinity, .infinity, 0])
    for x in [-1, -.infinity, .nan, -.leastNonzeroMagnitude] as [Scalar] { #expect(log(Tensor(x)).scalar.isNaN) }
  }

  @Test func `geluTanh errs by no more than three units in the last place of x`() {
    for x in Self.numbers where abs(x) < 1e6 {
      let X = Reference(x)
      let inner: Reference = 0.7978845608028653558798921198687637 * (X + 0.044715 * X * X * X)
      let wanted = X / (1 + Foundation.exp(-2 * inner))
      let got = geluTanh(Lanes(repeating: x))[5]
      #expect(abs(Reference(got) - wanted) <= 3 * Reference(max(x.ulp, .leastNonzeroMagnitude)), "at \(x)")
    }
  }

  @Test func `gelu errs by no more than four units in the last place of x`() {
    for x in Self.numbers where x.isFinite {
      let X = Reference(x)
      let expected = X * Foundation.erfc(-X * 0.70710678118654752440084436210484904) / 2
      let got = gelu(Lanes(repeating: x))[5]
      #expect(abs(Reference(got) - expected) <= 4 * Reference(max(x.ulp, .leastNonzeroMagnitude)), "at \(x)")
    }
  }

  @Test func `the slopes of both GELUs are the derivatives of what they approximate`() {
    func exact(_ x: Reference) -> Reference { x * Foundation.erfc(-x * 0.70710678118654752440084436210484904) / 2 }
    func byTanh(_ x: Reference) -> Reference {
      x * (1 + Foundation.tanh(0.7978845608028653558798921198687637 * (x + 0.044715 * x * x * x))) / 2
    }
    let (h, tolerance): (Reference, Reference) = (1e-5, Scalar.self == Float.self ? 1e-5 : 1e-9)
    for x in stride(from: -6 as Scalar, through: 6, by: 0.0625) {
      for (slope, function) in [(geluSlope, exact), (geluTanhSlope, byTanh)] as [((Tensor) -> Tensor, _)] {
        let expected = (function(Reference(x) + h) - function(Reference(x) - h)) / (2 * h)
        #expect(abs(Reference(slope(Tensor(x)).scalar) - expected) < tolerance, "at \(x)")
      }
    }
  }

  typealias Named = (name: String, tensor: @Sendable (Tensor) -> Tensor, number: @Sendable (Double) -> Double)

  static let onTensors: [Named] = [
    ("exp", { exp($0) }, { Foundation.exp($0) }),
    ("log", { log($0) }, { Foundation.log($0) }),
    ("sqrt", { sqrt($0) }, { $0.squareRoot() }),
    ("tanh", { tanh($0) }, { Foundation.tanh($0) }),
    ("sigmoid", { sigmoid($0) }, { 1 / (1 + Foundation.exp(-$0)) }),
    ("erf", { erf($0) }, { Foundation.erf($0) }),
    ("gelu", { gelu($0) }, { $0 * Foundation.erfc(-$0 * 0.5.squareRoot()) / 2 }),
    ("relu", { relu($0) }, { $0.isNaN ? $0 : max($0, 0) }),
    ("-", { -$0 }, { -$0 }),
  ]

  @Test(arguments: onTensors.indices, TestSizes.all)
  func `every number goes through the function, tails and threads included`(index: Int, count: Int) {
    var generator = Generator(seed: count)
    let x = Tensor.uniform([count], in: 0.01..<4, using: &generator)
    let (_, tensor, number) = Self.onTensors[index]
    let expected = Tensor(x.scalars.map { Scalar(number(Double($0))) })
    #expect(tensor(x).isClose(to: expected, tolerance: 4 * .ulpOfOne), "\(Self.onTensors[index].name)")
  }

  @Test(arguments: onTensors.indices)
  func `not a number stays not a number, and disturbs no neighbor`(index: Int) {
    let (name, tensor, _) = Self.onTensors[index]
    for offset in [0, 7, 16, 20] {
      var x = Tensor.ones(21)
      let before = tensor(x)
      x[offset] = .nan
      let after = tensor(x)
      #expect((0..<21).allSatisfy { $0 == offset ? after[$0].isNaN : after[$0] == before[$0] }, "\(name)")
    }
  }

  @Test func `infinities go where the limits are`() {
    let x: Tensor = Tensor([.infinity, -.infinity])
    #expect(tanh(x) == [1, -1])
    #expect(sigmoid(x) == [1, 0])
    #expect(relu(x) == Tensor([.infinity, 0]))
    #expect(sqrt(Tensor([.infinity, 0])) == Tensor([.infinity, 0]))
    #expect(sqrt(Tensor(-1)).scalar.isNaN && log(Tensor(-1)).scalar.isNaN)
    #expect(log(Tensor([0, .infinity])) == x * -1)
  }
}

/// Extents that reach every branch of a kernel: none, one, registers and their borders, primes, several threads.
enum TestSizes {
  static let all = [0, 1, 2, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 97, 257, 1009, 65_536, 131_101]
}
