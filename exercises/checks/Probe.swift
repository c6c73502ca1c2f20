import Exercises
import Tensors

/// One question put to an answer: does what it gives for this input equal what it should?
///
/// Nothing is computed before it is asked, so that a property is never worked out from an answer of the wrong shape.
public struct Probe {
  /// What a wrong answer gets wrong, in the order in which that is told: a property of wrong values tells nothing.
  enum Stage: Int, CaseIterable { case shape, values, gradient, property }

  let stage: Stage
  /// What is asked, in words: the input, the gradient's name, or the law that holds of every right answer.
  let label: String
  let given: () throws -> Tensor
  /// Nil where the answer should throw.
  let expected: (() throws -> Tensor)?

  /// The numbers for an input; `label` says which.
  static func values(
    _ label: String, _ given: @autoclosure @escaping () throws -> Tensor, are expected: Tensor
  ) -> Probe {
    Probe(stage: .values, label: label, given: given) { expected }
  }

  /// The gradient with respect to what `label` names, held against the library's `backward()`.
  static func gradient(
    _ label: String, _ given: @autoclosure @escaping () throws -> Tensor, is expected: Tensor
  ) -> Probe {
    Probe(stage: .gradient, label: label, given: given) { expected }
  }

  /// A law that holds of every right answer, as two tensors that are equal.
  static func property(
    _ label: String, _ given: @autoclosure @escaping () throws -> Tensor,
    equals expected: @autoclosure @escaping () throws -> Tensor
  ) -> Probe {
    Probe(stage: .property, label: label, given: given, expected: expected)
  }

  /// That an input which makes no sense is refused: asked last, so that no other mistake has to care.
  static func refuses(_ label: String, _ given: @autoclosure @escaping () throws -> Tensor) -> Probe {
    Probe(stage: .property, label: label, given: given, expected: nil)
  }
}

/// What came back from a probe.
enum Reply {
  case tensor(Tensor)
  case error(any Error)

  init(_ answer: () throws -> Tensor) {
    do { self = .tensor(try answer()) } catch { self = .error(error) }
  }

  var isNotStarted: Bool {
    if case .error(is NotStarted) = self { true } else { false }
  }

  /// Whether two answers said the same here; all errors count as one.
  func isSame(as other: Reply) -> Bool {
    switch (self, other) {
    case (.tensor(let a), .tensor(let b)): a.shape == b.shape && firstDifference(a, b) == nil
    case (.error, .error): isNotStarted == other.isNotStarted
    default: false
    }
  }
}
