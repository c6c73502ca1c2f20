import BERT
import Exercises
import Solutions
import Tensors

private typealias Answer =
  @Sendable (
    _ tokens: [Int], _ epochs: Int, _ special: BERTSpecialTokens, _ generator: inout Generator
  ) throws -> [[Int]]

extension Exercise {
  static let chooseEachEpoch = Exercise(
    "09.7", "chooseEachEpoch", solution: BERTSolutions.self,
    answer: { (answers: any BERTTasks.Type) in answers.chooseEachEpoch },
    hints: [
      "Which positions may be chosen, and how many of them, is the same in every epoch. What must happen anew in each?",
      "tokens.indices.filter { !special.all.contains(tokens[$0]) } may be chosen. The first of them in a random order are a random choice.",
      "(0..<epochs).map { _ in Array(ordinary.shuffled(using: &generator).prefix(count)) }, with count = max(1, Int((0.15 * Scalar(ordinary.count)).rounded())).",
    ],
    forbidden: ["Masking"], mistakes: mistakes, probes: probes)
}

/// A choice with one thing done differently, which the mistakes choose.
private struct Chooser {
  /// The tokens at whose positions nothing is chosen.
  var excluded: (_ special: BERTSpecialTokens) -> Set<Int> = { $0.all }
  /// How many are chosen, from the number of those that may be, and of all.
  var count: (_ ordinary: Int, _ all: Int) -> Int = { ordinary, _ in max(1, Int((0.15 * Double(ordinary)).rounded())) }
  /// One epoch's choice.
  var choose: (_ positions: [Int], _ count: Int, _ generator: inout Generator) -> [Int] = {
    Array($0.shuffled(using: &$2).prefix($1))
  }

  func callAsFunction(
    _ tokens: [Int], _ epochs: Int, _ special: BERTSpecialTokens, _ generator: inout Generator
  ) -> [[Int]] {
    let positions = tokens.indices.filter { !excluded(special).contains(tokens[$0]) }
    return (0..<epochs).map { _ in choose(positions, count(positions.count, tokens.count), &generator) }
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the masks were drawn once for all epochs: draw them anew in each epoch") {
    tokens, epochs, special, generator in
    let choice = Chooser()(tokens, 1, special, &generator)
    return (0..<epochs).flatMap { _ in choice }
  },
  Mistake("a generator of its own was made: draw from the one that is given") { tokens, epochs, special, _ in
    var own = Generator(seed: 1)
    return Chooser()(tokens, epochs, special, &own)
  },
  Mistake("the system's random numbers were used: pass `using: &generator`") { tokens, epochs, special, generator in
    Chooser(choose: { positions, count, _ in Array(positions.shuffled().prefix(count)) })(
      tokens, epochs, special, &generator)
  },
  Mistake("a single list of positions was returned for all epochs: there is one for each") {
    tokens, epochs, special, generator in
    [Chooser()(tokens, epochs, special, &generator).flatMap { $0 }]
  },
  Mistake("the first positions were chosen: draw them at random") {
    Chooser(choose: { positions, count, _ in Array(positions.prefix(count)) })($0, $1, $2, &$3)
  },
  Mistake("neighboring positions were chosen: draw each of them, as every choice is equally likely") {
    Chooser(choose: { positions, count, generator in
      if positions.isEmpty { return [] }
      let start = Int.random(in: 0...positions.count - count, using: &generator)
      return Array(positions[start..<start + count])
    })($0, $1, $2, &$3)
  },
  Mistake("special tokens were chosen: leave out all of `special.all`") {
    Chooser(excluded: { _ in [] })($0, $1, $2, &$3)
  },
  Mistake("[CLS] and [SEP] were chosen: leave out all of `special.all`, not the padding alone") {
    Chooser(excluded: { [$0.padding] })($0, $1, $2, &$3)
  },
  Mistake("[PAD] was chosen: leave out all of `special.all`") {
    Chooser(excluded: { $0.all.subtracting([$0.padding]) })($0, $1, $2, &$3)
  },
  Mistake("[UNK] was chosen: leave out all of `special.all`") {
    Chooser(excluded: { $0.all.subtracting([$0.unknown]) })($0, $1, $2, &$3)
  },
  Mistake("special tokens and padding count in the 15 %: take them of the ordinary tokens") {
    Chooser(count: { $0 == 0 ? 0 : max(1, Int((0.15 * Double($1)).rounded())) })($0, $1, $2, &$3)
  },
  Mistake("each token was chosen by itself with probability 0.15, so the number varies: it is 15 %, rounded") {
    Chooser(choose: { positions, _, generator in positions.filter { _ in generator.uniform() < 0.15 } })(
      $0, $1, $2, &$3)
  },
  Mistake("15 % were rounded down: round to the nearest integer") {
    Chooser(count: { ordinary, _ in max(1, Int(0.15 * Double(ordinary))) })($0, $1, $2, &$3)
  },
  Mistake("15 % were rounded up: round to the nearest integer") {
    Chooser(count: { ordinary, _ in Int((0.15 * Double(ordinary)).rounded(.up)) })($0, $1, $2, &$3)
  },
  Mistake("nothing is chosen of a short row: at least one position is") {
    Chooser(count: { ordinary, _ in Int((0.15 * Double(ordinary)).rounded()) })($0, $1, $2, &$3)
  },
  Mistake("a position may be chosen twice in an epoch: draw without replacement, as `shuffled` does") {
    Chooser(choose: { positions, count, generator in
      positions.isEmpty ? [] : (0..<count).map { _ in positions.randomElement(using: &generator)! }
    })($0, $1, $2, &$3)
  },
  Mistake("the positions count among the ordinary tokens: they are those of the row") {
    Chooser(choose: { positions, count, generator in
      Array(positions.indices.shuffled(using: &generator).prefix(count))
    })($0, $1, $2, &$3)
  },
  Mistake("these are the tokens that were chosen: return their positions") { tokens, epochs, special, generator in
    Chooser()(tokens, epochs, special, &generator).map { $0.map { tokens[$0] } }
  },
]

private func probes(_ choose: @escaping Answer) -> [Probe] {
  let special = BERTSpecialTokens()
  /// A row `[CLS] A [SEP] B [SEP]` with so many ordinary tokens, `[UNK]` among them, and padding.
  func row(_ ordinary: Int) -> [Int] {
    let text = (0..<ordinary).map { 20 + $0 }
    return [2] + text.prefix(ordinary / 3) + [1] + text[(ordinary / 3)..<(ordinary / 2)] + [3]
      + text[(ordinary / 2)...] + [3] + [Int](repeating: 0, count: 8)
  }
  func epochs(_ count: Int, _ tokens: [Int]) throws -> [[Int]] {
    var generator = Generator(seed: 1)
    return try choose(tokens, count, special, &generator)
  }
  // Only what all random choices have in common is compared. A wrong kind of choice fails one check first, where it gives
  // the same numbers whatever it draws.
  func positions(_ choices: [[Int]]) -> Set<Int> { Set(choices.flatMap { $0 }) }
  func variety(_ choices: [[Int]]) -> [Int] { [Set(choices.map { Set($0) }).count] }
  let tokens = row(12)
  let ordinary = tokens.indices.filter { tokens[$0] >= 20 }
  let label = "2,000 epochs of 12 ordinary tokens, [CLS], [UNK], 2 [SEP] and 8 [PAD]"
  return [
    .values("the number of epochs for 3 epochs", [try epochs(3, tokens).count], are: [3]),
    .values(
      "the positions without an ordinary token that are chosen in \(label)",
      try positions(epochs(2_000, tokens)).subtracting(ordinary).sorted(), are: []),
    .values(
      "the smallest number of different positions in one of \(label)",
      [try epochs(2_000, tokens).map { Set($0).count }.min() ?? 0], are: [2]),
    .values("the number of different choices in \(label)", variety(try epochs(2_000, tokens)), are: [66]),
    .values(
      "which positions are ever chosen, 1 or 0, in \(label)",
      try { chosen in tokens.indices.map { chosen.contains($0) ? 1 : 0 } }(positions(epochs(2_000, tokens))),
      are: tokens.indices.map { ordinary.contains($0) ? 1 : 0 }),
    .values(
      "how many of 1, 3, 12, 15, 18 and 40 ordinary tokens are chosen",
      try [1, 3, 12, 15, 18, 40].map { try epochs(1, row($0)).first?.count ?? 0 }, are: [1, 1, 2, 2, 3, 6]),
    .property("nothing is chosen of special tokens alone", try epochs(2, [2, 3, 3, 0]).map(\.count), equals: [0, 0]),
    .property(
      "2,000 calls for one epoch, all with one generator, give as many different choices as 2,000 epochs",
      try {
        var generator = Generator(seed: 2)
        return variety(try (0..<2_000).flatMap { _ in try choose(tokens, 1, special, &generator) })
      }(), equals: [66]),
    .property(
      "two equal generators give the same result", [Set([try epochs(20, tokens), try epochs(20, tokens)]).count],
      equals: [1]),
  ]
}
