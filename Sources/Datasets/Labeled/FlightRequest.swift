import Tensors

/// Token labeling: which words of a flight request fill which **slot**.
///
///     a boston air flight to denver from dallas on may third .
///     O B-airline I-airline O O B-to O B-from O B-date I-date O
///
///     book falcon tampa denver friday .
///     O B-airline B-from B-to B-date O
///
/// A **BIO** label says whether a word begins a slot's span, is inside it, or outside of all. The same word has different
/// labels: *boston* is where from, where to, or half of an airline's name; *first* is a day or a class; *nine* is an hour
/// or a number of seats. The words around it decide. Half of the requests are telegrams without prepositions. There the
/// word itself decides, and of two cities the first is where from, the second where to. An F1 of 1 is possible.
///
/// **What pre-training buys**: the stories tell of trips, so cities, airlines and days are known as such. Few labels contain
/// few of the 56 cities and 24 airlines.
public struct FlightRequest: LabeledExample, Equatable {
  public enum Slot: String, CaseIterable, Sendable {
    case from, to, date, time, airline, cabin, seats
  }

  public let words: [String]

  /// The label of each word.
  public let labels: [BIO<Slot>]

  /// The words of the requests, some of which are in no story.
  static let ownWords =
    """
    please show i want need me find book a air flight one ticket the cheapest from to arriving in leaving for between \
    and on at before after thirty class with seats .
    """.list + hours + ordinals + months + StoryWords.parts

  static let hours = "five six seven eight nine ten eleven".list
  static let ordinals = "first second third fourth fifth ninth tenth".list
  static let months = "april may june july".list

  public static func draw(using generator: inout Generator) -> FlightRequest {
    var request = RequestBuilder()
    request.build(using: &generator)
    return FlightRequest(words: request.words, labels: request.labels)
  }

  /// The spans of the slots.
  public var spans: [SlotSpan<Slot>] { BIO.spans(labels) }
}

/// Appends words with their labels.
private struct RequestBuilder {
  var words: [String] = []
  var labels: [BIO<FlightRequest.Slot>] = []

  mutating func add(_ text: String, _ slot: FlightRequest.Slot? = nil) {
    for (index, word) in text.list.enumerated() {
      words.append(word)
      labels.append(slot.map { index == 0 ? .begin($0) : .inside($0) } ?? .outside)
    }
  }

  mutating func build(using generator: inout Generator) {
    if generator.below(2) == 0 { addTelegram(using: &generator) } else { addSentence(using: &generator) }
    add(generator.word([".", "please ."]))
  }

  /// Two cities, and before, between or after them one to three other things in any order.
  ///
  /// No airline that is named like a city: nothing would say which it is.
  private mutating func addTelegram(using generator: inout Generator) {
    add(generator.word(["book", "find", "show", "need"]))
    let (from, to) = generator.route()
    var parts: [(String, FlightRequest.Slot)] = [
      (generator.word(StoryWords.airlines.filter { !StoryWords.cities.contains($0) }), .airline),
      (generator.word(StoryWords.days), .date), (generator.word(StoryWords.parts), .time),
      (generator.word(StoryWords.cabins), .cabin),
    ].shuffled(using: &generator)
    parts.removeLast(1 + generator.below(3))
    let places = (0..<2).map { _ in generator.below(parts.count + 1) }.sorted()
    parts.insert((to, .to), at: places[1])
    parts.insert((from, .from), at: places[0])
    for (word, slot) in parts { add(word, slot) }
  }

  private mutating func addSentence(using generator: inout Generator) {
    add(generator.word(["please show", "i want", "i need", "show me", "find", "please book"]))
    if generator.below(3) == 0 {
      add("a")
      add(generator.word(StoryWords.airlines) + " air", .airline)
      add("flight")
    } else {
      add(generator.word(["a flight", "one flight", "a ticket", "the cheapest flight"]))
    }
    addRoute(using: &generator)
    var extras: [FlightRequest.Slot] = [.date, .time, .cabin, .seats]
    extras.shuffle(using: &generator)
    for extra in extras.prefix(generator.below(4)) { addExtra(extra, using: &generator) }
  }

  /// The two cities in either order.
  private mutating func addRoute(using generator: inout Generator) {
    let (from, to) = generator.route()
    switch generator.below(5) {
    case 0: addTwo("from", from, .from, generator.word(["to", "arriving in"]), to, .to)
    case 1: addTwo(generator.word(["to", "arriving in"]), to, .to, generator.word(["from", "leaving"]), from, .from)
    case 2: addTwo("leaving", from, .from, "for", to, .to)
    case 3: addTwo("for", to, .to, "leaving", from, .from)
    default: addTwo("between", from, .from, "and", to, .to)
    }
  }

  private mutating func addTwo(
    _ before: String, _ first: String, _ slot: FlightRequest.Slot, _ between: String, _ second: String,
    _ other: FlightRequest.Slot
  ) {
    add(before)
    add(first, slot)
    add(between)
    add(second, other)
  }

  private mutating func addExtra(_ slot: FlightRequest.Slot, using generator: inout Generator) {
    switch slot {
    case .date:
      add("on")
      let month = generator.word(FlightRequest.months) + " " + generator.word(FlightRequest.ordinals)
      add(generator.below(2) == 0 ? generator.word(StoryWords.days) : month, .date)
    case .time:
      if generator.below(2) == 0 {
        add("in the")
        add(generator.word(StoryWords.parts), .time)
      } else {
        add(generator.word(["at", "before", "after"]))
        add(generator.word(FlightRequest.hours) + generator.word(["", " thirty"]), .time)
      }
    case .cabin:
      add("in")
      add(generator.word(StoryWords.cabins) + " class", .cabin)
    default:
      add("with")
      add(generator.word(StoryWords.numbers.dropFirst() + FlightRequest.hours), .seats)
      add("seats")
    }
  }
}
