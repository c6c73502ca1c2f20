import EncoderDecoder
import Exercises
import Tensors

/// The result of checking one answer.
public enum Diagnosis: Equatable, Sendable {
  case notStarted
  case right
  case wrong(Finding)
}

/// The first error of an answer, and the known mistake that explains it.
public struct Finding: Equatable, Sendable, CustomStringConvertible {
  let stage: Probe.Stage
  /// The error in words: the first wrong index with the actual and the expected number, for example.
  public let symptom: String
  /// The hint of the known mistake that gives the same results.
  public internal(set) var mistake: String?

  public var description: String { mistake.map { "\(symptom): \($0)" } ?? symptom }
}

extension Diagnosis {
  /// Runs the probes stage by stage, and stops at the first stage with an error. A wrong shape is reported first.
  ///
  /// - Parameter mistakes: The same probes for each known mistake, with its hint.
  init(
    _ probes: [Probe], mistakes: [(hint: String, probes: [Probe])], willCheck: (Probe) -> Void = { _ in }
  ) {
    var results: [(index: Int, outcome: Outcome)] = []
    for stage in Probe.Stage.allCases {
      let indices = probes.indices.filter { probes[$0].stage == stage }
      let stageResults = indices.map { index in
        willCheck(probes[index])
        return (index, Outcome(probes[index].actual))
      }
      if results.isEmpty && !stageResults.isEmpty && stageResults.allSatisfy(\.1.isNotStarted) {
        self = .notStarted
        return
      }
      results += stageResults
      let findings = stageResults.compactMap { index, outcome in
        probes[index].finding(in: outcome).map { (index, $0) }
      }
      if let (index, first) = findings.first(where: { $0.1.stage == .shape }) ?? findings.first {
        var finding = first
        finding.mistake = hint(of: mistakes, results)
        // An answer with two mistakes equals none of them in all results. Then the failed probe alone decides.
        if finding.mistake == nil, results.count == stageResults.count {
          finding.mistake = hint(of: mistakes, results.filter { $0.index == index })
        }
        self = .wrong(finding)
        return
      }
    }
    self = .right
  }
}

/// The hint of the first mistake with the same results for all of these probes; nil for a single error, which too many
/// mistakes share.
private func hint(
  of mistakes: [(hint: String, probes: [Probe])], _ results: [(index: Int, outcome: Outcome)]
) -> String? {
  if results.count == 1, case .error = results[0].outcome { return nil }
  return mistakes.first { mistake in
    results.allSatisfy { $0.outcome.isSame(as: Outcome(mistake.probes[$0.index].actual)) }
  }?.hint
}

extension Probe {
  /// The error in an outcome; nil when it is correct.
  fileprivate func finding(in outcome: Outcome) -> Finding? {
    switch (outcome, expected.map(Outcome.init)) {
    case (.error(is Misfit), nil):
      nil
    case (.error(let error), nil):
      finding("it throws \(error is NotStarted ? "NotStarted" : "\"\(error)\"") instead of a Misfit")
    case (.tensor(let actual), nil):
      finding("it returns \(list(actual) ?? "a tensor of shape \(actual.shape)") instead of throwing a Misfit")
    case (.error(let error), _):
      finding(error is NotStarted ? "it still throws NotStarted" : "it throws \"\(error)\"")
    case (_, .error(let error)):
      finding("it throws \"\(error)\"")
    case (.tensor(let actual), .tensor(let expected)):
      difference(actual, expected)
    }
  }

  private func difference(_ actual: Tensor, _ expected: Tensor) -> Finding? {
    if actual.shape != expected.shape {
      if let actual = list(actual), let expected = list(expected) {
        return finding("the result is \(actual), expected \(expected)", .shape)
      }
      return finding("the shape is \(actual.shape), expected \(expected.shape)", .shape)
    }
    guard let index = firstDifference(actual, expected) else { return nil }
    let name = (stage == .gradient ? "gradient" : "value") + (index.isEmpty ? "" : " \(index)")
    let (wrong, right) = (actual.at(index, asInteger: areIntegers), expected.at(index, asInteger: areIntegers))
    return finding("\(name) is \(wrong), expected \(right)")
  }

  /// A short list of integers in words, which says more than its shape.
  private func list(_ tensor: Tensor) -> String? { areIntegers && tensor.count <= 20 ? tensor.listOfIntegers : nil }

  private func finding(_ symptom: String, _ stage: Stage? = nil) -> Finding {
    let isProperty = self.stage == .property && expected != nil
    return Finding(stage: stage ?? self.stage, symptom: symptom + (isProperty ? ", though " : " for ") + label)
  }
}
