import Exercises
import Tensors

/// One check of an answer: whether its result for some input equals the expected result.
///
/// Both results are closures. So a property is computed only after shapes and values were found correct.
public struct Probe {
  /// The stages of a check in their order. A later stage means little if an earlier one fails.
  enum Stage: Int, CaseIterable { case shape, values, gradient, property }

  let stage: Stage
  /// The input, the name of the gradient, or the property, in words.
  let label: String
  let actual: () throws -> Tensor
  /// Nil if the answer should throw a `Misfit`.
  let expected: (() throws -> Tensor)?
  /// Whether the numbers are counts, tokens or other integers: messages print 2, not 2.0.
  var areIntegers = false

  /// When the answer is called, in words that follow "it traps".
  var occasion: String {
    switch stage {
    case .shape, .values: "for \(label)"
    case .gradient: "for the gradient of \(label)"
    case .property: expected == nil ? "for \(label)" : "while checking that \(label)"
    }
  }

  /// Checks the values for an input, which `label` describes.
  static func values(
    _ label: String, _ actual: @autoclosure @escaping () throws -> Tensor, are expected: Tensor
  ) -> Probe {
    Probe(stage: .values, label: label, actual: actual) { expected }
  }

  /// Checks the gradient with respect to `label` against the library's `backward()`.
  static func gradient(
    _ label: String, _ actual: @autoclosure @escaping () throws -> Tensor, is expected: Tensor
  ) -> Probe {
    Probe(stage: .gradient, label: label, actual: actual) { expected }
  }

  /// Checks a property of every correct answer: the equality of two tensors.
  static func property(
    _ label: String, _ actual: @autoclosure @escaping () throws -> Tensor,
    equals expected: @autoclosure @escaping () throws -> Tensor
  ) -> Probe {
    Probe(stage: .property, label: label, actual: actual, expected: expected)
  }

  /// Checks that an invalid input is refused with a `Misfit`. It is in the last stage, so that known mistakes of other
  /// stages need not refuse it.
  static func refuses(_ label: String, _ actual: @autoclosure @escaping () throws -> Tensor) -> Probe {
    Probe(stage: .property, label: label, actual: actual, expected: nil)
  }
}

// MARK: Lists of integers

extension Probe {
  static func values(_ label: String, _ actual: @autoclosure @escaping () throws -> [Int], are expected: [Int]) -> Probe
  {
    values(label, Tensor(whole: try actual()), are: Tensor(whole: expected)).ofIntegers
  }

  static func property(
    _ label: String, _ actual: @autoclosure @escaping () throws -> [Int],
    equals expected: @autoclosure @escaping () throws -> [Int]
  ) -> Probe {
    property(label, Tensor(whole: try actual()), equals: Tensor(whole: try expected())).ofIntegers
  }

  static func refuses(_ label: String, _ actual: @autoclosure @escaping () throws -> [Int]) -> Probe {
    refuses(label, Tensor(whole: try actual())).ofIntegers
  }

  /// The same check; messages print its numbers as integers.
  var ofIntegers: Probe {
    var copy = self
    copy.areIntegers = true
    return copy
  }
}

/// The result of running a probe: a tensor or an error.
enum Outcome {
  case tensor(Tensor)
  case error(any Error)

  init(_ result: () throws -> Tensor) {
    do { self = .tensor(try result()) } catch { self = .error(error) }
  }

  var isNotStarted: Bool {
    if case .error(is NotStarted) = self { true } else { false }
  }

  /// Whether two outcomes are equal up to rounding. All errors but `NotStarted` are equal: a mistake is the same mistake
  /// whatever it throws.
  func isSame(as other: Outcome) -> Bool {
    switch (self, other) {
    case (.tensor(let a), .tensor(let b)): a.shape == b.shape && firstDifference(a, b) == nil
    case (.error, .error): isNotStarted == other.isNotStarted
    default: false
    }
  }
}
