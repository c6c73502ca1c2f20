import BERT
import Course
import Datasets
import RNN
import Training

// MARK: --fill

/// A text of the command line, with `[MASK]` where words are to be found.
struct HiddenText {
  let tokens: [Int]
  let positions: [Int]

  init(_ text: String) throws {
    let words = text.replacing(".", with: " . ").replacing(",", with: " , ").replacing("?", with: " ? ")
      .split(whereSeparator: \.isWhitespace).map(String.init)
    let special = BERTSpecialTokens()
    let tokens = try words.map { word in
      if word == BERTSpecialTokens.names[special.mask] { return special.mask }
      guard let id = StoryTokens.vocabulary.id(of: word.lowercased()), !special.all.contains(id) else {
        throw UsageError("--fill: \(word.debugDescription) is none of the \(Story.words.count) words of the stories")
      }
      return id
    }
    positions = tokens.indices.filter { tokens[$0] == special.mask }.map { $0 + 1 }  // after [CLS]
    if positions.isEmpty { throw UsageError("--fill: there is no [MASK] in \(text.debugDescription)") }
    let limit = BERTConfiguration.stories().positionLimit - 2
    self.tokens = tokens
    if tokens.count > limit { throw UsageError("--fill: \(tokens.count) words, more than \(limit)") }
  }
}

/// The most probable words for each `[MASK]` of a reader's text.
func fill(_ text: HiddenText, _ model: PretrainingModel, _ chapter: Chapter) {
  let input = StoryTokens.input([TextPair(text.tokens)])
  let guesses = model.guesses(input, at: text.positions, count: 5)
  var table = Table(["position"] + (1...5).map { "guess \($0)" })
  for (position, row) in zip(text.positions, guesses) {
    table.add(
      ["\(position)"]
        + row.map { "\(StoryTokens.vocabulary.tokens[$0.token]) \(number(Double($0.probability), digits: 2))" })
    chapter.results["position \(position)"] = .object(
      row.map { (key: StoryTokens.vocabulary.tokens[$0.token], value: JSON($0.probability)) })
  }
  say("\(table)")
}

// MARK: 3

/// Some hidden words of a story: what the model would put there, and with which probability, beside the best possible.
func showGuesses(_ model: PretrainingModel, _ chapter: Chapter) {
  var generator = Generator(seed: 12)
  let story = Story.draw(topic: 0, using: &generator)
  let masked = Masking.allHidden(
    story.row, BERTSpecialTokens(), vocabularySize: StoryTokens.vocabulary.count, using: &generator)
  say(masked.input.tokens.map { StoryTokens.vocabulary.tokens[$0] }.joined(separator: " "))
  let guesses = model.guesses(masked.input, at: masked.positions, count: 2)
  let halves = halves(of: masked.input)
  let oracle = StoryOracle(halves)
  var table = Table(["hidden word", "first guess", "p", "best possible", "second guess", "p", "best possible"])
  for ((position, target), row) in zip(zip(masked.positions, masked.targets), guesses) {
    let half = masked.input.segments[position]
    let word = position - [masked.input.firstTextRange(0), masked.input.secondTextRange(0)][half].lowerBound
    let best = oracle.prediction(ofWord: word, in: half)
    table.add(
      [StoryTokens.vocabulary.tokens[target]]
        + row.flatMap { guess in
          let word = StoryTokens.vocabulary.tokens[guess.token]
          return [word, number(Double(guess.probability), digits: 2), number(best[word] ?? 0, digits: 2)]
        })
  }
  say("\(table)")
}

/// The words of both texts of a row, nil where there is `[MASK]`.
private func halves(of input: BERTInput) -> [StoryOracle.Masked] {
  [input.firstTextRange(0), input.secondTextRange(0)].map { range in
    range.map { position in
      let token = input.tokens[position]
      return token == BERTSpecialTokens().mask ? nil : StoryTokens.vocabulary.tokens[token]
    }
  }
}

// MARK: Last

/// Writing by a model that fills in: several hidden words at once, each by itself, or one after the other.
func writeByFilling(_ model: PretrainingModel, _ chapter: Chapter) {
  var table = Table(["hidden words", "all at once", "one after the other", "best possible"])
  for count in [1, 4, 8, 16] {
    var generator = chapter.generator
    let stories = Story.draw(chapter.isQuick ? 5 : 200, using: &generator)
    var possible = [0, 0]
    for story in stories {
      let positions = Array(story.row.wordPositions.shuffled(using: &generator).prefix(count))
      for (way, groups) in [[positions], positions.map { [$0] }].enumerated() {
        let filled = fill(story.row, at: groups, model, using: &generator)
        if StoryOracle(halves(of: filled)).probability > 0 { possible[way] += 1 }
      }
    }
    let shares = possible.map { Double($0) / Double(stories.count) }
    table.add(["\(count)"] + shares.map { number($0) } + ["1"])
    chapter.results["stories possible after filling \(count)"] = JSON(shares)
  }
  say("\(table)")
}

/// Hides the words of all groups of positions, then samples group after group, each given the words that are there by then.
private func fill(
  _ row: BERTInput, at groups: [[Int]], _ model: PretrainingModel, using generator: inout Generator
) -> BERTInput {
  var row = row
  for position in groups.joined() { row.tokens[position] = BERTSpecialTokens().mask }
  for group in groups {
    let logits = withoutGradients { model.logits(model.body(row), at: group).value }
    for (index, position) in group.enumerated() {
      row.tokens[position] = Sampler()(logits.row(index).scalars, using: &generator)
    }
  }
  return row
}

extension Story {
  /// `[CLS]` first half `[SEP]` second half `[SEP]`
  fileprivate var row: BERTInput {
    StoryTokens.input([TextPair(StoryTokens.ids(halves[0]), StoryTokens.ids(halves[1]))])
  }
}

extension BERTInput {
  /// The positions of the first row at which words stand.
  fileprivate var wordPositions: [Int] { Array(firstTextRange(0)) + secondTextRange(0) }
}
