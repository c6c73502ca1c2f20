/// A **BIO** label of a word: it begins a span of a slot, is inside of one, or outside of all.
public enum BIO<Slot: Hashable & Sendable>: Hashable, Sendable {
  case outside
  case begin(Slot)
  case inside(Slot)
}

/// The words that fill a slot.
public struct SlotSpan<Slot: Hashable & Sendable>: Hashable, Sendable {
  public let slot: Slot
  public let range: Range<Int>

  public init(_ slot: Slot, _ range: Range<Int>) {
    self.slot = slot
    self.range = range
  }
}

extension BIO {
  /// The spans of a sentence.
  ///
  /// A model may predict *inside* where no span of that slot is open. It then begins one, as in the CoNLL script.
  public static func spans(_ labels: [BIO]) -> [SlotSpan<Slot>] {
    var spans: [SlotSpan<Slot>] = []
    var open: (slot: Slot, start: Int)?
    func close(at end: Int) {
      if let open { spans.append(SlotSpan(open.slot, open.start..<end)) }
    }
    for (index, label) in labels.enumerated() {
      switch label {
      case .outside:
        close(at: index)
        open = nil
      case .inside(let slot) where slot == open?.slot: break
      case .begin(let slot), .inside(let slot):
        close(at: index)
        open = (slot, index)
      }
    }
    close(at: labels.count)
    return spans
  }
}

extension BIO where Slot: CaseIterable {
  /// Every label: the classes of a model's output.
  public static var all: [BIO] { [.outside] + Slot.allCases.flatMap { [.begin($0), .inside($0)] } }
}

extension BIO: CustomStringConvertible where Slot: RawRepresentable, Slot.RawValue == String {
  public var description: String {
    switch self {
    case .outside: "O"
    case .begin(let slot): "B-" + slot.rawValue
    case .inside(let slot): "I-" + slot.rawValue
    }
  }
}

/// Precision, recall and **F1** of predicted spans. A span counts only if its slot and both of its ends are right.
public struct SpanScore: Sendable, Equatable {
  public private(set) var correct = 0
  public private(set) var predicted = 0
  public private(set) var actual = 0

  public init() {}

  /// The share of the predicted spans that are right; 1 if there is none.
  public var precision: Double { predicted == 0 ? 1 : Double(correct) / Double(predicted) }

  /// The share of the actual spans that are found; 1 if there is none.
  public var recall: Double { actual == 0 ? 1 : Double(correct) / Double(actual) }

  /// The harmonic mean of precision and recall; 1 if there is no span at all.
  public var f1: Double {
    predicted + actual == 0 ? 1 : 2 * Double(correct) / Double(predicted + actual)
  }

  /// Adds the spans of a sentence.
  public mutating func add<Slot>(predicted: [SlotSpan<Slot>], actual: [SlotSpan<Slot>]) {
    correct += Set(predicted).intersection(actual).count
    self.predicted += predicted.count
    self.actual += actual.count
  }

  /// The score over all slots, and the score of each slot, over many sentences.
  public static func of<Slot>(
    predicted: [[BIO<Slot>]], actual: [[BIO<Slot>]]
  ) -> (all: SpanScore, bySlot: [Slot: SpanScore]) {
    var all = SpanScore()
    var bySlot: [Slot: SpanScore] = [:]
    for (labels, truth) in zip(predicted, actual) {
      let (spans, trueSpans) = (BIO.spans(labels), BIO.spans(truth))
      all.add(predicted: spans, actual: trueSpans)
      for slot in Set((spans + trueSpans).map(\.slot)) {
        bySlot[slot, default: SpanScore()].add(
          predicted: spans.filter { $0.slot == slot }, actual: trueSpans.filter { $0.slot == slot })
      }
    }
    return (all, bySlot)
  }
}
