import Exercises
import Tensors
import Testing

@testable import ExerciseChecks

private typealias Answer = @Sendable (Tensor) throws -> Tensor

/// The exercise of doubling, whose gradient is 2 and whose law is that zero stays zero.
private func diagnose(_ answer: @escaping Answer, mistakes: [(hint: String, answer: Answer)] = []) -> Diagnosis {
  func probes(_ double: @escaping Answer) -> [Probe] {
    let x: Tensor = [[1, 2], [3, 4]]
    return [
      .property("zero stays zero", try double(Tensor(0)), equals: Tensor(0)),
      .gradient("x", try double(x) / x, is: x * 0 + 2),
      .values("a vector", try double([1, 2, 3]), are: [2, 4, 6]),
      .values("a matrix", try double(x), are: [[2, 4], [6, 8]]),
      .refuses("an empty tensor", try double(.zeros(0))),
    ]
  }
  return Diagnosis(probes(answer), mistakes: mistakes.map { ($0.hint, probes($0.answer)) })
}

/// Twice x, and an error where there is no number.
private func double(_ x: Tensor) throws -> Tensor {
  if x.count == 0 { throw Misfit("there is no number") }
  return 2 * x
}

private enum OtherError: Error { case empty }

extension Diagnosis {
  fileprivate var text: String {
    switch self {
    case .right: "right"
    case .notStarted: "not started"
    case .wrong(let finding): "\(finding)"
    }
  }
}

struct DiagnosisTests {
  @Test func `a right answer is right`() {
    #expect(diagnose(double) == .right)
  }

  @Test func `rounding is forgiven`() {
    #expect(diagnose { try double($0) * (1 + 8 * .ulpOfOne) } == .right)
  }

  @Test func `the first wrong index is named with both numbers`() {
    let answer: Answer = { x in x.rank == 2 ? x * [[2, 2], [7, 2]] : 2 * x }
    #expect(diagnose(answer).text == "value [1, 0] is 21.0, expected 6.0 for a matrix")
  }

  @Test func `a wrong shape is told before wrong values`() {
    let answer: Answer = { x in x.rank == 2 ? x.flattened : x }
    #expect(diagnose(answer).text == "the shape is [4], expected [2, 2] for a matrix")
  }

  @Test func `a broken law is told when all values are right`() {
    let answer: Answer = { x in x.rank == 0 ? x + 1 : 2 * x }
    #expect(diagnose(answer).text == "value is 1.0, expected 0.0, though zero stays zero")
  }

  @Test func `a missing refusal is told`() {
    #expect(
      diagnose { 2 * $0 }.text == "it returns a tensor of shape [0] instead of throwing a Misfit for an empty tensor")
  }

  @Test func `a refusal by another type of error is told`() {
    let answer: Answer = { x in
      if x.count == 0 { throw OtherError.empty }
      return 2 * x
    }
    #expect(diagnose(answer).text == "it throws \"empty\" instead of a Misfit for an empty tensor")
  }

  @Test func `integers print without a point`() {
    func text(_ answer: [Int]) -> String {
      Diagnosis([.values("a count", answer, are: [2, 3])], mistakes: []).text
    }
    #expect(text([2, 3]) == "right")
    #expect(text([2, 4]) == "value [1] is 4, expected 3 for a count")
    #expect(text([2]) == "the result is [2], expected [2, 3] for a count")
    #expect(text([2, .max]) == "value [1] is 9.223372e+18, expected 3 for a count" || Scalar.self == Double.self)
    let property = Diagnosis([.property("it is two", [1], equals: [2])], mistakes: [])
    #expect(property.text == "value [0] is 1, expected 2, though it is two")
    let table = Probe.values("a table", [[1, 2]] as Tensor, are: [[1, 3]]).ofIntegers
    #expect(Diagnosis([table], mistakes: []).text == "value [0, 1] is 2, expected 3 for a table")
    let unrefused = Diagnosis([.refuses("no number", [7])], mistakes: [])
    #expect(unrefused.text == "it returns [7] instead of throwing a Misfit for no number")
  }

  @Test func `infinity and NaN are never right`() {
    #expect(diagnose { $0 / 0 }.text == "value [0] is inf, expected 2.0 for a vector")
    #expect(diagnose { ($0 - $0) / 0 }.text == "value [0] is nan, expected 2.0 for a vector")
  }

  @Test func `an error is told in its own words`() {
    #expect(diagnose { _ in throw Misfit("no idea") }.text == "it throws \"no idea\" for a vector")
  }

  @Test func `only an answer that never starts is not started`() {
    #expect(diagnose { _ in throw NotStarted() } == .notStarted)
    let half: Answer = { x in
      if x.rank == 2 { throw NotStarted() }
      return try double(x)
    }
    #expect(diagnose(half).text == "it still throws NotStarted for a matrix")
    let unrefused: Answer = { x in
      if x.count == 0 { throw NotStarted() }
      return 2 * x
    }
    #expect(diagnose(unrefused).text == "it throws NotStarted instead of a Misfit for an empty tensor")
  }

  @Test func `a mistake is named when all answers so far are its own, and no other is`() {
    let mistakes: [(hint: String, answer: Answer)] = [
      ("squared", { $0 * $0 }), ("tripled", { 3 * $0 }), ("unchanged", { $0 }),
    ]
    #expect(diagnose({ $0 + $0 + $0 }, mistakes: mistakes).text.hasSuffix("for a vector: tripled"))
    let two: Answer = { x in x.rank == 2 ? x : x * x }
    #expect(diagnose(two, mistakes: mistakes).text == "value [0] is 1.0, expected 2.0 for a vector: squared")
    #expect(diagnose({ 4 * $0 }, mistakes: mistakes).text.hasSuffix("for a vector"))
  }
}
