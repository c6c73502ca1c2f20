import BERT
import Exercises
import Solutions
import Tensors

private typealias Row = (filled: [Int], labels: [Int])

private typealias Answer =
  @Sendable (
    _ tokens: [Int], _ length: Int, _ positions: [Int], _ guesses: [Int], _ ignored: Int
  ) throws -> Row

extension Exercise {
  static let replaceTokens = Exercise(
    "09.6", "replaceTokens", solution: BERTSolutions.self,
    answer: { (answers: any BERTTasks.Type) in answers.replaceTokens },
    hints: [
      "Fill in the guesses first. Then go through all positions, not only those that were hidden.",
      "A label compares the filled row with the true one, at the same position. Which positions have no label?",
      "for (position, guess) in zip(positions, guesses) { filled[position] = guess }; then t >= length ? ignored : filled[t] == tokens[t] ? 0 : 1.",
    ],
    forbidden: ["ReplacedInput"], mistakes: mistakes, probes: probes)
}

/// A discriminator's example with one thing done differently, which the mistakes choose.
private struct Replacer {
  /// Where a guess is filled in, from its index and its position.
  var place: (_ index: Int, _ position: Int) -> Int = { $1 }
  /// What is filled in, from the guess and the true token.
  var fill: (_ guess: Int, _ true: Int) -> Int = { guess, _ in guess }
  /// The label of a position that is no padding.
  var label: (_ filled: Int, _ true: Int, _ wasHidden: Bool) -> Int = { filled, token, _ in filled == token ? 0 : 1 }
  /// The label of padding.
  var padding: (_ ignored: Int) -> Int = { $0 }

  func callAsFunction(
    _ tokens: [Int], _ length: Int, _ positions: [Int], _ guesses: [Int], _ ignored: Int
  ) -> Row {
    var filled = tokens
    for (index, (position, guess)) in zip(positions, guesses).enumerated() {
      filled[place(index, position)] = fill(guess, tokens[position])
    }
    let labels = tokens.indices.map { t in
      t < length ? label(filled[t], tokens[t], positions.contains(t)) : padding(ignored)
    }
    return (filled, labels)
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("a correct guess is labeled as replaced: where the guess is the true token, nothing was replaced") {
    Replacer(label: { _, _, wasHidden in wasHidden ? 1 : 0 })($0, $1, $2, $3, $4)
  },
  Mistake("only the hidden positions have labels: every position but the padding has one") {
    let ignored = $4
    return Replacer(label: { filled, token, wasHidden in wasHidden ? (filled == token ? 0 : 1) : ignored })(
      $0, $1, $2, $3, $4)
  },
  Mistake("0 and 1 are swapped: 1 is for replaced tokens") {
    Replacer(label: { filled, token, _ in filled == token ? 1 : 0 })($0, $1, $2, $3, $4)
  },
  Mistake("correct guesses are ignored: their label is 0, as for any true token") {
    let ignored = $4
    return Replacer(label: { filled, token, wasHidden in filled != token ? 1 : wasHidden ? ignored : 0 })(
      $0, $1, $2, $3, $4)
  },
  Mistake("the padding has the label 0: nothing is learned from it, so it is `ignored`") {
    Replacer(padding: { _ in 0 })($0, $1, $2, $3, $4)
  },
  Mistake("the padding has the label 1: nothing is learned from it, so it is `ignored`") {
    Replacer(padding: { _ in 1 })($0, $1, $2, $3, $4)
  },
  Mistake("the labels stop at `length`: there should be one for every position, `ignored` in the padding") {
    let (filled, labels) = Replacer()($0, $1, $2, $3, $4)
    return (filled, Array(labels.prefix($1)))
  },
  Mistake("the labels are the true tokens, as for BERT: ELECTRA only tells whether a token was replaced") {
    Replacer(label: { _, token, _ in token })($0, $1, $2, $3, $4)
  },
  Mistake("all labels are 0: the filled row was compared with itself, so keep the true tokens") {
    Replacer(label: { _, _, _ in 0 })($0, $1, $2, $3, $4)
  },
  Mistake("the guesses are missing in what the discriminator reads: it never sees the true tokens there") {
    let (_, labels) = Replacer()($0, $1, $2, $3, $4)
    return ($0, labels)
  },
  Mistake("the guesses were filled in at the first positions: guess i belongs at positions[i]") {
    Replacer(place: { index, _ in index })($0, $1, $2, $3, $4)
  },
  Mistake("the guesses were added to the true tokens: they take their place") {
    Replacer(fill: { $0 + $1 })($0, $1, $2, $3, $4)
  },
]

private func probes(_ replaceTokens: @escaping Answer) -> [Probe] {
  // A true token stands at two positions, and one guess is the true token of another position.
  let (tokens, positions, guesses) = ([2, 7, 8, 9, 8, 6, 10, 3, 0, 0], [4, 1, 5, 3], [8, 5, 9, 9])
  let label = "the row \(tokens) of length 8 with the guesses \(guesses) at the positions \(positions)"
  func answer() throws -> Row { try replaceTokens(tokens, 8, positions, guesses, -1) }
  return [
    .values("what is read for \(label)", try answer().filled, are: [2, 5, 8, 9, 8, 9, 10, 3, 0, 0]),
    .values("the labels for \(label)", try answer().labels, are: [0, 1, 0, 0, 0, 1, 0, 0, -1, -1]),
    .property(
      "with correct guesses alone nothing is replaced",
      try replaceTokens([2, 7, 8, 3], 4, [1, 2], [7, 8], -1).labels, equals: [0, 0, 0, 0]),
    .property(
      "with nothing hidden, the discriminator reads the true tokens",
      try { $0.filled + $0.labels }(replaceTokens([2, 7, 3, 0], 3, [], [], -9)), equals: [2, 7, 3, 0, 0, 0, 0, -9]),
  ]
}
