import Course
import Datasets
import T5
import Tokens

/// The texts of this chapter, all by one tokenizer: what is pre-trained on, and the tasks.
struct Texts {
  let tokenizer: UnigramTokenizer
  let sentinels: Sentinels
  /// Of every task as many labeled examples.
  private let labeled: [TextToTextTask: [Pair]]
  /// For each task the test examples, and their targets as text.
  let tests: [TextToTextTask: (pairs: [Pair], targets: [String])]

  init(_ chapter: Chapter) {
    var generator = chapter.generator
    // Of the training sets alone.
    let lines = TextToTextTask.text(chapter.isQuick ? 60 : 600, using: &generator)
    let captions = ColoredShapes.training(300, using: &generator).map { $0.words.joined(separator: " ") }
    let tokenizer = UnigramTokenizer(
      trainedOn: ([lines] + captions).joined(separator: "\n"), size: 1000, sentinels: Texts.sentinelCount)
    labeled = TextToTextTask.allCases.reduce(into: [:]) { labeled, task in
      labeled[task] = task.training(chapter.isQuick ? 20 : 1000, using: &generator).map(tokenizer.pair)
    }
    tests = TextToTextTask.allCases.reduce(into: [:]) { tests, task in
      let test = task.test(chapter.isQuick ? 10 : 500)
      tests[task] = (test.map(tokenizer.pair), test.map { $0.target.joined(separator: " ") })
    }
    self.tokenizer = tokenizer
    sentinels = Sentinels(vocabularySize: tokenizer.count, count: Texts.sentinelCount)
  }

  private static let sentinelCount = 20

  /// A text that comes without a label: a story, or one time in ten a caption.
  func unlabeled(using generator: inout Generator) -> [Int] {
    let isCaption = Int.random(in: 0..<10, using: &generator) == 0
    return tokenizer.encode(
      isCaption
        ? ColoredShapes.training(1, using: &generator)[0].words.joined(separator: " ")
        : Story.draw(using: &generator).text)
  }

  /// Texts without a label, corrupted.
  func corrupted(_ count: Int, using generator: inout Generator) -> [Pair] {
    let corruption = SpanCorruption(sentinels)
    return (0..<count).map { _ in corruption(unlabeled(using: &generator), using: &generator) }
  }

  /// Labeled examples, each of a random one of the tasks.
  func examples(
    _ count: Int, of tasks: [TextToTextTask] = TextToTextTask.allCases, using generator: inout Generator
  ) -> [Pair] {
    (0..<count).map { _ in
      let task = tasks.randomElement(using: &generator)!
      return labeled[task]!.randomElement(using: &generator)!
    }
  }

  /// The text of some tokens with sentinels by their numbers, as in `two dogs <0> king`.
  func shown(_ tokens: [Int]) -> String {
    tokens.map { token in
      sentinels.number(of: token).map { " <\($0)>" } ?? tokenizer.pieces[token]
    }.joined().replacing("▁", with: " ").trimmingPrefix(" ").description
  }
}

extension UnigramTokenizer {
  func pair(_ example: TextToTextExample) -> Pair {
    Pair(
      source: encode(example.input.joined(separator: " ")), target: encode(example.target.joined(separator: " ")))
  }
}
