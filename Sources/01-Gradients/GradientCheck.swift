import Tensors

/// Variables with their names.
public typealias NamedVariables = [(path: String, variable: Variable)]

/// Compares `backward()` with the definition of the derivative, for every variable.
///
/// The function may return any shape. It is weighted with random numbers, the cotangent, into one number L: a plain sum
/// would hide errors: the outputs of a softmax always sum to one. Each entry x is then moved by ±h, and
/// (L(x + h) − L(x − h)) / 2h is held against the gradient. Of a large variable a seeded sample of entries is checked.
///
/// - Parameters:
///   - function: Computes the output anew from the variables at each call; it must not be random.
///   - hasKinks: Whether the function has corners, as `relu` has, where the two sides differ.
/// - Returns: The largest relative error, |backward − definition| relative to the larger of both, or to a hundredth of the
///   variable's largest derivative where both are smaller than that.
/// - Throws: `GradientMismatch`, for the worst entry, when its error is above `GradientCheck.tolerance(hasKinks:)`.
@discardableResult
public func checkGradients(
  _ name: String, of variables: NamedVariables, hasKinks: Bool = false, sampling limit: Int = 64, seed: Int = 0,
  _ function: () -> Variable
) throws -> Scalar {
  var generator = Generator(seed: seed)
  for (_, variable) in variables { variable.gradient = nil }
  let output = function()
  let cotangent = Tensor.normal(output.shape, using: &generator)
  output.backward(seed: cotangent)

  var worst = GradientMismatch(function: name, path: "", index: [], backward: 0, definition: 0, relativeError: 0)
  for (path, variable) in variables {
    let gradient = variable.gradient ?? Tensor(repeating: 0, shape: variable.shape)
    variable.gradient = nil
    let entries = sample(limit, of: variable.value.count, using: &generator)
    let definitions = entries.map { entry in slope(at: entry, of: variable, cotangent, function) }
    let largest = zip(entries, definitions).reduce(0) { Swift.max($0, abs($1.1), abs(gradient.scalars[$1.0])) }
    for (entry, definition) in zip(entries, definitions) {
      let backward = gradient.scalars[entry]
      let scale = Swift.max(abs(backward), abs(definition), largest / 100, .leastNormalMagnitude)
      let error = abs(backward - definition) / scale
      if !(error <= worst.relativeError), !worst.relativeError.isNaN {
        let index = variable.value.index(at: entry)
        worst = GradientMismatch(
          function: name, path: path, index: index, backward: backward, definition: definition, relativeError: error)
      }
    }
  }
  if !(worst.relativeError <= GradientCheck.tolerance(hasKinks: hasKinks)) { throw worst }
  return worst.relativeError
}

/// The step and the bounds of the check.
public enum GradientCheck {
  #if Double
    public static let step = 1e-5
    public static func tolerance(hasKinks: Bool) -> Double { hasKinks ? 1e-4 : 1e-6 }
  #else
    /// Seven digits are too few for a small step: this bound finds wrong formulas, the `Double` one finds wrong details.
    public static let step: Float = 1e-2
    public static func tolerance(hasKinks: Bool) -> Float { 3e-2 }
  #endif
}

/// Where `backward()` and the definition of the derivative disagree.
public struct GradientMismatch: Error, CustomStringConvertible {
  public let function: String
  public let path: String
  public let index: [Int]
  public let backward: Scalar
  public let definition: Scalar
  public let relativeError: Scalar

  public var description: String {
    "\(function): the gradient of \(path)\(index) is \(backward) by backward() but \(definition) by its definition"
      + " (relative error \(relativeError))"
  }
}

/// The derivative of the weighted output with respect to one entry, by central differences.
///
/// The two outputs are subtracted entry by entry before they are summed, so that what did not move cancels exactly.
private func slope(at entry: Int, of variable: Variable, _ cotangent: Tensor, _ function: () -> Variable) -> Scalar {
  let original = variable.value.scalars[entry]
  let (above, below) = (original + GradientCheck.step, original - GradientCheck.step)
  func output(_ moved: Scalar) -> Tensor {
    variable.update { $0.setScalar(at: entry, to: moved) }
    return withoutGradients { function().value }
  }
  let difference = output(above) - output(below)
  variable.update { $0.setScalar(at: entry, to: original) }
  return (difference * cotangent).sum / (above - below)
}

/// All entries when there are few, else some, without repetition.
private func sample(_ limit: Int, of count: Int, using generator: inout Generator) -> [Int] {
  if count <= limit { return Array(0..<count) }
  var chosen: Set<Int> = []
  while chosen.count < limit { chosen.insert(Int.random(in: 0..<count, using: &generator)) }
  return chosen.sorted()
}
