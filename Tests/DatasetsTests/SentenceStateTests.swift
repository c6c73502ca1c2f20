import Datasets
import Tensors
import Testing

struct SentenceStateTests {
  typealias State = SentenceState

  /// A corpus's test text, the dependency of each character, and the state after each.
  static let (text, dependencies, states): ([Character], [Dependency?], [State]) = {
    var generator = Generator(seed: 13)
    let corpus = Corpus(characters: 10, testSentences: 3000, using: &generator)
    let text = corpus.decode(corpus.test)
    return (Array(text), corpus.dependencies, State.states(of: text))
  }()

  /// The state after the last character.
  private func end(_ text: String) -> State { State.states(of: text).last! }

  @Test func `the innermost bracket and the depth are known after every character`() {
    let states = State.states(of: "hugo fills a bag (a cup [27 pens (a key) a ring] a hat).")
    let brackets = states.map { [State.Bracket.none: "-", .round: "(", .square: "["][$0.bracket]! }.joined()
    #expect(states.map { "\($0.depth)" }.joined() == "00000000000000000111111122222222233333322222222111111100")
    #expect(brackets == "-----------------((((((([[[[[[[[[(((((([[[[[[[[(((((((--")
  }

  @Test func `the name is known from its last letter on, until it is repeated`() {
    let line = "anna says \"the dogs sleep here\" and anna nods.\n"
    let known = State.states(of: line).map { $0.speaker == .anna }
    // Three letters of the name, 36 characters, the last letter of its repetition and six more.
    #expect(
      known == Array(repeating: false, count: 3) + Array(repeating: true, count: 36) + Array(repeating: false, count: 8)
    )
    #expect(end("tom").speaker == .tom && end("clara cries \"no\" and clar").speaker == .clara)
    #expect(end("max").speaker == .max && end("max says \"no\" and max").speaker == .none)
    #expect(end("emma packs a box ").speaker == .none && end("the dog ").speaker == .none)
  }

  @Test(arguments: [
    ("the dog", State.Number.none), ("the dog ", .singular), ("the dogs ", .plural), ("no fat hens ", .plural),
    ("the dogs near my house ", .plural), ("the dog near my old houses slee", .singular),
    ("the dog sleep", .singular), ("the dog sleeps", .none), ("the dogs sleep", .plural), ("the dogs sleep ", .none),
    ("the dogs that my cat ", .singular), ("the dogs that my cat sees", .plural),
    ("the dogs that my cat sees run ", .none),
    ("the dogs see a tame cat.", .none), ("the dogs see 27 cats.", .none),
    ("the wise queen ", .singular), ("the wise queen hides her crown, and she ", .singular),
    ("the wise queen hides her crown, and she sings", .none),
    ("anna says \"the dogs ", .plural), ("anna says \"no\" and anna ", .none), ("the dogs run here.\n", .none),
    ("hugo ", .none),
  ])
  func `the number of the subject is known until its verb`(text: String, number: State.Number) {
    #expect(end(text).subject == number)
  }

  @Test func `a closing bracket is always the innermost one`() {
    let closing = Self.text.indices.filter { ")]".contains(Self.text[$0]) }
    #expect(closing.count > 500)
    for index in closing {
      #expect(Self.states[index - 1].bracket == (Self.text[index] == ")" ? .round : .square))
      #expect(Self.states[index].depth == Self.states[index - 1].depth - 1)
    }
  }

  @Test func `a copied name is always the one of the state, and no longer after it`() {
    let copied = Self.dependencies.indices.filter { Self.dependencies[$0] == .copy }
    let starts = copied.filter { Self.dependencies[$0 - 1] != .copy }
    #expect(starts.count > 500)
    for start in starts {
      let name = String(Self.text[start...].prefix { $0.isLetter })
      for index in start..<start + name.count {
        #expect(Self.dependencies[index] == .copy && "\(Self.states[index - 1].speaker)" == name)
      }
      #expect(Self.states[start + name.count - 1].speaker == .none)
    }
    // No sentence without a name has one.
    let speeches = Self.text.split(separator: "\n").count { $0.contains("\"") }
    let beginnings = Self.states.indices.dropFirst().filter {
      Self.states[$0].speaker != .none && Self.states[$0 - 1].speaker == .none
    }
    #expect(starts.count == speeches && beginnings.count == speeches)
  }

  /// The s of *27 cats* agrees with a number in figures instead.
  @Test func `a verb always agrees with the number of the state`() {
    var counts: [State.Number: Int] = [:]
    for index in Self.dependencies.indices where Self.dependencies[index] == .agreement {
      let isCounted = Self.text[..<index].reversed().drop { $0.isLetter }.dropFirst().first!.isNumber
      let number = Self.states[index - 1].subject
      counts[number, default: 0] += 1
      #expect(number == (isCounted ? .none : Self.text[index] == "s" ? .singular : .plural))
    }
    #expect(counts.values.allSatisfy { $0 > 300 } && counts.count == 3, "\(counts)")
  }

  @Test func `nothing is open between sentences`() {
    let nothing = Self.states[Self.text.firstIndex(of: "\n")!]
    #expect(nothing.bracket == .none && nothing.depth == 0 && nothing.speaker == .none && nothing.subject == .none)
    for index in Self.text.indices where Self.text[index] == "\n" || Self.text[index] == "." {
      #expect(Self.states[index] == nothing)
    }
  }

  @Test func `a text that the grammar does not allow is read, too`() {
    #expect(State.states(of: ")] sees dogs sleep) that (").last?.depth == 1)
  }
}
