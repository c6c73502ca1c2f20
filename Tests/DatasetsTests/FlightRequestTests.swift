import Datasets
import Tensors
import Testing

struct FlightRequestTests {
  typealias Slot = FlightRequest.Slot

  static let requests: [FlightRequest] = {
    var generator = Generator(seed: 2)
    return FlightRequest.training(20_000, using: &generator)
  }()

  /// So an F1 of 1 is possible.
  @Test func `every label follows from the words`() {
    for request in Self.requests {
      let labels = Labeler.labels(of: request.words)
      #expect(labels == request.labels.map { "\($0)" }, "\(request.words.joined(separator: " "))")
    }
    #expect(Set(Self.requests.map(\.words)).count > 15_000)
  }

  @Test func `the examples of the doc comment are labeled so`() {
    let sentence = "find a boston air flight to denver from dallas on may third ."
    #expect(Labeler.text(sentence) == "O O B-airline I-airline O O B-to O B-from O B-date I-date O")
    #expect(Labeler.text("book falcon tampa denver friday .") == "O B-airline B-from B-to B-date O")
  }

  @Test func `half of the requests are telegrams`() {
    #expect(abs(Self.requests.count(where: Self.isTelegram) - 10_000) < 300)
  }

  private static func isTelegram(_ request: FlightRequest) -> Bool { Labeler.isTelegram(request.words) }

  @Test(arguments: [
    (Slot.from, "from leaving between"), (.to, "to in for and"), (.date, "on"), (.time, "the at before after"),
    (.airline, "a"), (.cabin, "in"), (.seats, "with"),
  ])
  func `in a sentence the word before a span says which slot it fills`(slot: Slot, words: String) {
    let before = Self.requests.filter { !Self.isTelegram($0) }.flatMap { request in
      request.spans.filter { $0.slot == slot }.map { request.words[$0.range.lowerBound - 1] }
    }
    #expect(Set(before).sorted() == words.split(separator: " ").map(String.init).sorted())
  }

  /// No word says there which city is which, but one of them stands first.
  @Test func `in a telegram two cities and one to three others come in any order`() {
    var orders: [String: Int] = [:]
    for request in Self.requests where Self.isTelegram(request) {
      let slots = request.spans.map(\.slot)
      #expect(request.spans.allSatisfy { $0.range.count == 1 } && (3...5).contains(slots.count))
      #expect(slots.firstIndex(of: .from)! < slots.firstIndex(of: .to)!)
      if slots.count == 3 { orders[slots.map(\.rawValue).joined(separator: " "), default: 0] += 1 }
    }
    // Each city is as probably before the other thing as after it; so two in four times that is between them.
    for (order, count) in orders {
      let isBetween = order.hasPrefix("from") && order.hasSuffix("to")
      #expect(abs(count - 10_000 / 3 / 4 / (isBetween ? 2 : 4)) < 80, "\(order): \(count)")
    }
    #expect(orders.count == 12)
  }

  @Test(arguments: [
    ("boston", "B-airline B-from B-to"), ("denver", "B-airline B-from B-to"), ("dallas", "B-from B-to"),
    ("first", "B-cabin I-date"), ("nine", "B-seats B-time"), ("to", "O"), ("thirty", "I-time"), ("air", "I-airline"),
    ("falcon", "B-airline"), ("one", "O"), ("two", "B-seats"),
  ])
  func `a word has the labels that its neighbors give it`(word: String, labels: String) {
    let found = Self.requests.flatMap { request in
      zip(request.words, request.labels).filter { $0.0 == word }.map { "\($0.1)" }
    }
    #expect(Set(found).sorted().joined(separator: " ") == labels)
    for label in Set(found) { #expect(found.count { $0 == label } * 20 > found.count, "\(label) is rare") }
  }

  @Test func `every request has two different cities, and every slot occurs`() {
    for request in Self.requests {
      let cities = request.spans.filter { [.from, .to].contains($0.slot) }.map { request.words[$0.range.lowerBound] }
      #expect(Set(cities).count == 2)
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
    #expect(score.all.f1 < 0.75, "\(score.all.f1)")
    #expect(score.bySlot[.from]!.f1 < 0.6 && score.bySlot[.to]!.f1 < 0.6)
  }
}

/// Labels the words of a request by rules.
private enum Labeler {
  private static func list(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }

  private static let days = list("monday tuesday wednesday thursday friday saturday")
  private static let parts = list("morning afternoon evening night")
  private static let cabins = list("first business economy")
  private static let months = list("april may june july")
  private static let airlines = list(
    """
    united delta northern pacific falcon condor comet meteor zephyr galaxy saturn pegasus mercury neptune nova polar \
    jupiter tropic coral sunrise horizon summit
    """)
  private static let others = list("book find show need please .")

  static func isTelegram(_ words: [String]) -> Bool { !words.contains("flight") && !words.contains("ticket") }

  static func text(_ words: String) -> String {
    labels(of: words.split(separator: " ").map(String.init)).joined(separator: " ")
  }

  static func labels(of words: [String]) -> [String] { isTelegram(words) ? telegram(words) : sentence(words) }

  private static func telegram(_ words: [String]) -> [String] {
    var cities = 0
    return words.map { word in
      if others.contains(word) { return "O" }
      if days.contains(word) { return "B-date" }
      if parts.contains(word) { return "B-time" }
      if cabins.contains(word) { return "B-cabin" }
      if airlines.contains(word) { return "B-airline" }
      cities += 1
      return cities == 1 ? "B-from" : "B-to"
    }
  }

  /// By the words before and after.
  private static func sentence(_ words: [String]) -> [String] {
    words.indices.map { index in
      let word = words[index]
      let before = index > 0 ? words[index - 1] : ""
      let after = index + 1 < words.count ? words[index + 1] : ""
      switch (before, after) {
      case (_, "air"): return "B-airline"
      case (_, "seats"): return "B-seats"
      case (_, "class"): return "B-cabin"
      case ("from", _), ("between", _), ("leaving", _): return "B-from"
      case ("to", _), ("for", _), ("and", _): return "B-to"
      case ("in", _): return word == "the" ? "O" : "B-to"
      case ("on", _): return "B-date"
      case ("the", _): return parts.contains(word) ? "B-time" : "O"
      case ("at", _), ("before", _), ("after", _): return "B-time"
      default:
        if months.contains(before) { return "I-date" }
        return ["air": "I-airline", "class": "I-cabin", "thirty": "I-time"][word] ?? "O"
      }
    }
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
