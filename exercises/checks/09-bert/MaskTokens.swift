import BERT
import Exercises
import Solutions
import Tensors

private typealias Row = (shown: [Int], targets: [Int])

private typealias Answer =
  @Sendable (_ tokens: [Int], _ drawn: [DrawnPosition], _ special: BERTSpecialTokens, _ ignored: Int) throws -> Row

extension Exercise {
  static let maskTokens = Exercise(
    "09.1", "maskTokens", solution: BERTSolutions.self,
    answer: { (answers: any BERTTasks.Type) in answers.maskTokens },
    hints: [
      "Two questions for each drawn position: what is predicted there, and what is shown? The noise decides only the second.",
      "Begin with shown = tokens, and `ignored` for every target. Skip drawn positions where special.all.contains(tokens[position]).",
      "Set targets[position] = tokens[position]; if noise < 0.8, show special.mask; else if noise < 0.9, the random token; else change nothing.",
    ],
    mistakes: mistakes, probes: probes)
}

/// What happens at a drawn position.
private enum Treatment { case masked, random, unchanged }

/// Masking with one thing done differently, which the mistakes choose.
private struct Masker {
  var treatment: (_ noise: Scalar) -> Treatment = { $0 < 0.8 ? .masked : $0 < 0.9 ? .random : .unchanged }
  /// Whether a special token that was drawn is replaced, and whether it is a target.
  var replacesSpecial = false
  var predictsSpecial = false
  /// Whether a drawn position is a target.
  var predicts: (Treatment) -> Bool = { _ in true }
  /// The target of a drawn position, from the true and the shown token.
  var target: (_ true: Int, _ shown: Int) -> Int = { token, _ in token }
  /// The target of all other positions.
  var other: (_ token: Int, _ ignored: Int) -> Int = { _, ignored in ignored }

  func callAsFunction(
    _ tokens: [Int], _ drawn: [DrawnPosition], _ special: BERTSpecialTokens, _ ignored: Int
  ) -> Row {
    var (shown, targets) = (tokens, tokens.map { other($0, ignored) })
    for draw in drawn {
      let (token, treatment) = (tokens[draw.position], treatment(draw.noise))
      let isSpecial = special.all.contains(token)
      if !isSpecial || replacesSpecial {
        switch treatment {
        case .masked: shown[draw.position] = special.mask
        case .random: shown[draw.position] = draw.randomToken
        case .unchanged: break
        }
      }
      if !isSpecial || predictsSpecial {
        targets[draw.position] = predicts(treatment) ? target(token, shown[draw.position]) : ignored
      }
    }
    return (shown, targets)
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("special tokens were masked: skip a drawn position where a special token stands") {
    Masker(replacesSpecial: true, predictsSpecial: true)($0, $1, $2, $3)
  },
  Mistake("special tokens are targets: they were not replaced, and they are not to be predicted either") {
    Masker(predictsSpecial: true)($0, $1, $2, $3)
  },
  Mistake("special tokens were replaced, though they are no targets: they stay as they are") {
    Masker(replacesSpecial: true)($0, $1, $2, $3)
  },
  Mistake("every drawn token became [MASK]: where the noise is 0.8 or more it is random or unchanged") {
    Masker(treatment: { _ in .masked })($0, $1, $2, $3)
  },
  Mistake("a noise of exactly 0.8 gave [MASK]: only noise below 0.8 does") {
    Masker(treatment: { $0 <= 0.8 ? .masked : $0 < 0.9 ? .random : .unchanged })($0, $1, $2, $3)
  },
  Mistake("random and unchanged are swapped: the token is random for noise of 0.8 … 0.9, and unchanged above") {
    Masker(treatment: { $0 < 0.8 ? .masked : $0 < 0.9 ? .unchanged : .random })($0, $1, $2, $3)
  },
  Mistake("no token is left unchanged: from 0.9 on the true token is shown") {
    Masker(treatment: { $0 < 0.8 ? .masked : .random })($0, $1, $2, $3)
  },
  Mistake("no token is random: where the noise is at least 0.8 and below 0.9, the random token is shown") {
    Masker(treatment: { $0 < 0.8 ? .masked : .unchanged })($0, $1, $2, $3)
  },
  Mistake("only noise below 0.1 gave [MASK]: the shares are 80 % [MASK], 10 % random, 10 % unchanged, in this order") {
    Masker(treatment: { $0 < 0.1 ? .masked : $0 < 0.2 ? .random : .unchanged })($0, $1, $2, $3)
  },
  Mistake("only what [MASK] hides is a target: random and unchanged tokens are to be predicted, too") {
    Masker(predicts: { $0 == .masked })($0, $1, $2, $3)
  },
  Mistake("a position with a random token counts as unchanged, and is no target: its true token is to be predicted") {
    Masker(predicts: { $0 != .random })($0, $1, $2, $3)
  },
  Mistake("an unchanged token is no target: it was drawn, so it is to be predicted") {
    Masker(predicts: { $0 != .unchanged })($0, $1, $2, $3)
  },
  Mistake("the targets are what is shown: keep the true tokens, and read the targets from those") {
    Masker(target: { _, shown in shown })($0, $1, $2, $3)
  },
  Mistake("all positions are targets: only those that were drawn are, the others are `ignored`") {
    Masker(other: { token, _ in token })($0, $1, $2, $3)
  },
  Mistake("the target where nothing is to be predicted is 0, which is a token: it should be `ignored`") {
    Masker(other: { _, _ in 0 })($0, $1, $2, $3)
  },
  Mistake("the targets are those of the drawn positions alone: there should be one for every position of the row") {
    let (shown, targets) = Masker()($0, $1, $2, $3)
    let ignored = $3
    return (shown, targets.filter { $0 != ignored })
  },
]

private func probes(_ maskTokens: @escaping Answer) -> [Probe] {
  // [CLS] 7 8 9 [SEP] 10 11 12 13 [SEP] [PAD], and [UNK] in the place of 12.
  var special = BERTSpecialTokens()
  (special.padding, special.mask) = (5, 6)
  let tokens = [2, 7, 8, 9, 3, 10, 11, 1, 13, 3, 5]
  let drawn = [
    DrawnPosition(1, noise: 0.3, randomToken: 14), DrawnPosition(2, noise: 0.84, randomToken: 15),
    DrawnPosition(6, noise: 0.95, randomToken: 16), DrawnPosition(8, noise: 0.05, randomToken: 17),
    DrawnPosition(4, noise: 0.2, randomToken: 18), DrawnPosition(0, noise: 0.86, randomToken: 19),
    DrawnPosition(7, noise: 0.15, randomToken: 20), DrawnPosition(10, noise: 0.6, randomToken: 21),
  ]
  let label = "the row \(tokens) with [MASK] 6, where 1, 2, 6 and 8 were drawn, and special tokens"
  func row(_ drawn: [DrawnPosition]) throws -> Row { try maskTokens(tokens, drawn, special, -1) }
  return [
    .values("what is shown of \(label)", try row(drawn).shown, are: [2, 6, 15, 9, 3, 10, 11, 1, 6, 3, 5]),
    .values("the targets of \(label)", try row(drawn).targets, are: [-1, 7, 8, -1, -1, -1, 11, -1, 13, -1, -1]),
    .property(
      "noise of exactly 0.8 shows the random token",
      try row([DrawnPosition(3, noise: 0.8, randomToken: 14)]).shown, equals: [2, 7, 8, 14, 3, 10, 11, 1, 13, 3, 5]),
    .property("nothing is a target when nothing was drawn", try row([]).targets, equals: tokens.map { _ in -1 }),
    .property(
      "the noise changes what is shown, and never the targets",
      try [0, 0.82, 0.97].flatMap { try row([DrawnPosition(5, noise: $0, randomToken: 14)]).targets },
      equals: (0..<3).flatMap { _ in tokens.indices.map { $0 == 5 ? 10 : -1 } }),
  ]
}
