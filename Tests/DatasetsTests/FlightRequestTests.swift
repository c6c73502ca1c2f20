import Datasets
import Tensors
import Testing

struct FlightRequestTests {
  typealias Slot = FlightRequest.Slot

  static let requests: [FlightRequest] = {
    var generator = Generator(seed: 2)
    return FlightRequest.training(20_000, using: &generator)
  }()

  @Test func `the labels of a request are those that its words say`() {
    var labelings: [[String]: Set<[BIO<Slot>]>] = [:]
    for request in Self.requests {
      #expect(request.words.count == request.labels.count)
      labelings[request.words, default: []].insert(request.labels)
    }
    #expect(labelings.values.allSatisfy { $0.count == 1 })
    #expect(labelings.count > 15_000)
  }

  @Test(arguments: [
    (Slot.from, "from leaving between"), (.to, "to in for and"), (.date, "on"), (.time, "the at before after"),
    (.airline, "a"), (.cabin, "in"), (.seats, "with"),
  ])
  func `the word before a span says which slot it fills`(slot: Slot, words: String) {
    let before = Self.requests.flatMap { request in
      request.spans.filter { $0.slot == slot }.map { request.words[$0.range.lowerBound - 1] }
    }
    #expect(Set(before).sorted() == words.split(separator: " ").map(String.init).sorted())
  }

  @Test(arguments: [
    ("boston", "B-airline B-from B-to"), ("denver", "B-airline B-from B-to"), ("dallas", "B-from B-to"),
    ("first", "B-cabin I-date"), ("nine", "B-seats B-time"), ("to", "O"), ("thirty", "I-time"), ("air", "I-airline"),
  ])
  func `a word has the labels that its neighbors give it`(word: String, labels: String) {
    let found = Self.requests.flatMap { request in
      zip(request.words, request.labels).filter { $0.0 == word }.map { "\($0.1)" }
    }
    #expect(Set(found).sorted().joined(separator: " ") == labels)
    for label in Set(found) { #expect(found.count { $0 == label } * 20 > found.count, "\(label) is rare") }
  }

  @Test func `every request has two cities, and every slot occurs`() {
    for request in Self.requests {
      #expect(request.spans.count { $0.slot == .from } == 1 && request.spans.count { $0.slot == .to } == 1)
      #expect(Set(request.spans.map(\.slot)).count == request.spans.count)
    }
    for slot in Slot.allCases {
      #expect(Self.requests.count { $0.spans.contains { $0.slot == slot } } > 2000, "\(slot)")
    }
  }

  /// The label that a word has most often, whatever is beside it.
  @Test func `words alone are not enough`() {
    var counts: [String: [BIO<Slot>: Int]] = [:]
    for request in Self.requests {
      for (word, label) in zip(request.words, request.labels) { counts[word, default: [:]][label, default: 0] += 1 }
    }
    let best = counts.mapValues { $0.max { ($0.value, "\($0.key)") < ($1.value, "\($1.key)") }!.key }
    let test = FlightRequest.test(1000)
    let score = SpanScore.of(predicted: test.map { $0.words.map { best[$0] ?? .outside } }, actual: test.map(\.labels))
    #expect(score.all.f1 < 0.7)
    #expect(score.bySlot[.from]!.f1 < 0.6 && score.bySlot[.to]!.f1 < 0.6)
  }
}

struct SpanScoreTests {
  enum Slot: String, CaseIterable, Sendable { case a, b }

  private static func labels(_ text: String) -> [BIO<Slot>] {
    text.split(separator: " ").map { label in BIO.all.first { "\($0)" == label }! }
  }

  @Test(arguments: [
    ("O B-a I-a O", "a 1..<3"), ("B-a B-a I-b", "a 0..<1, a 1..<2, b 2..<3"), ("I-b I-b O I-b", "b 0..<2, b 3..<4"),
    ("B-a I-b I-a", "a 0..<1, b 1..<2, a 2..<3"), ("B-a I-a", "a 0..<2"), ("O O", ""),
  ])
  func `labels have these spans`(text: String, spans: String) {
    let found = BIO.spans(Self.labels(text)).map { "\($0.slot) \($0.range)" }
    #expect(found.joined(separator: ", ") == spans)
  }

  /// Predicted: a 0..<2 right, b 3..<4 too short, a 5..<6 invented. Actual: a 0..<2, b 3..<5.
  @Test func `a span counts only with both ends right`() {
    let score = SpanScore.of(
      predicted: [Self.labels("B-a I-a O B-b O B-a")], actual: [Self.labels("B-a I-a O B-b I-b O")])
    #expect((score.all.correct, score.all.predicted, score.all.actual) == (1, 3, 2))
    #expect(abs(score.all.precision - 1.0 / 3) < 1e-12 && score.all.recall == 0.5 && abs(score.all.f1 - 0.4) < 1e-12)
    #expect(abs(score.bySlot[.a]!.f1 - 2.0 / 3) < 1e-12 && score.bySlot[.b]!.f1 == 0)
  }

  @Test func `the same place in another slot or sentence does not count`() {
    let score = SpanScore.of(
      predicted: [Self.labels("B-a O"), Self.labels("O B-b")], actual: [Self.labels("B-b O"), Self.labels("B-b O")])
    #expect(score.all.correct == 0 && score.all.f1 == 0)
  }

  @Test func `nothing predicted where nothing is there is right`() {
    let score = SpanScore.of(predicted: [Self.labels("O O")], actual: [Self.labels("O O")])
    #expect(score.all.f1 == 1 && score.bySlot.isEmpty)
  }
}
