import Exercises
import Tensors

/// What the check has to say about one answer.
public enum Diagnosis: Equatable, Sendable {
  case notStarted
  case right
  case wrong(Finding)
}

/// The first thing that is wrong, and the known mistake that explains it.
public struct Finding: Equatable, Sendable, CustomStringConvertible {
  let stage: Probe.Stage
  /// The first wrong index with both numbers.
  public let symptom: String
  /// The sentence of the mistake whose answers are the same as these.
  public internal(set) var mistake: String?

  public var description: String { mistake.map { "\(symptom): \($0)" } ?? symptom }
}

extension Diagnosis {
  /// Asks stage by stage and stops at the first that goes wrong; within one, a wrong shape is told first.
  ///
  /// - Parameter mistakes: Wrong answers to the same probes, with the sentence that explains each.
  init(_ probes: [Probe], mistakes: [(hint: String, probes: [Probe])]) {
    var asked: [(index: Int, reply: Reply)] = []
    for stage in Probe.Stage.allCases {
      let fresh = probes.indices.filter { probes[$0].stage == stage }.map { ($0, Reply(probes[$0].given)) }
      if asked.isEmpty && !fresh.isEmpty && fresh.allSatisfy(\.1.isNotStarted) {
        self = .notStarted
        return
      }
      asked += fresh
      let findings = fresh.compactMap { index, reply in probes[index].finding(in: reply).map { (index, $0) } }
      if let (position, first) = findings.first(where: { $0.1.stage == .shape }) ?? findings.first {
        var finding = first
        finding.mistake = hint(of: mistakes, asked)
        // Of two mistakes made together, the one that shows first is named; later stages may be too much for the others.
        if finding.mistake == nil, asked.count == fresh.count {
          finding.mistake = hint(of: mistakes, asked.filter { $0.index == position })
        }
        self = .wrong(finding)
        return
      }
    }
    self = .right
  }
}

/// The sentence of the first mistake that replies the same to all of these probes; an error alone tells too little.
private func hint(
  of mistakes: [(hint: String, probes: [Probe])], _ asked: [(index: Int, reply: Reply)]
) -> String? {
  if asked.count == 1, case .error = asked[0].reply { return nil }
  return mistakes.first { mistake in
    asked.allSatisfy { $0.reply.isSame(as: Reply(mistake.probes[$0.index].given)) }
  }?.hint
}

extension Probe {
  /// What is wrong with a reply; nil when nothing is.
  fileprivate func finding(in reply: Reply) -> Finding? {
    switch (reply, expected.map(Reply.init)) {
    case (.error(let error), nil):
      error is NotStarted ? finding("it throws NotStarted instead of a reason") : nil
    case (.tensor(let given), nil):
      finding("it gives numbers of the shape \(given.shape) instead of an error")
    case (.error(let error), _):
      finding(error is NotStarted ? "it still throws NotStarted" : "it throws \"\(error)\"")
    case (_, .error(let error)):
      finding("it throws \"\(error)\"")
    case (.tensor(let given), .tensor(let expected)):
      difference(given, expected)
    }
  }

  private func difference(_ given: Tensor, _ expected: Tensor) -> Finding? {
    if given.shape != expected.shape {
      return finding("the shape is \(given.shape), expected \(expected.shape)", .shape)
    }
    guard let index = firstDifference(given, expected) else { return nil }
    let name = (stage == .gradient ? "gradient" : "value") + (index.isEmpty ? "" : " \(index)")
    return finding("\(name) is \(given.at(index)), expected \(expected.at(index))")
  }

  private func finding(_ symptom: String, _ stage: Stage? = nil) -> Finding {
    let isLaw = self.stage == .property && expected != nil
    return Finding(stage: stage ?? self.stage, symptom: symptom + (isLaw ? ", though " : " for ") + label)
  }
}
