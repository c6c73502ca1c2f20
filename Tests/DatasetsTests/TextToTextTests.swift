import Datasets
import Tensors
import Testing

struct TextToTextTests {
  private static func training(_ task: TextToTextTask, _ count: Int, seed: Int = 3) -> [TextToTextExample] {
    var generator = Generator(seed: seed)
    return task.training(count, using: &generator)
  }

  private static func prefix(of task: TextToTextTask) -> String {
    switch task {
    case .opinion: "opinion :"
    case .entailment: "premise :"
    case .slots: "slots :"
    case .question: "question :"
    case .headline: "headline :"
    case .translation: "translate :"
    }
  }

  @Test(arguments: TextToTextTask.allCases)
  func `the prefix tells the task, every word is known, and no test text occurs in training`(task: TextToTextTask) {
    let training = Self.training(task, 5000)
    let test = task.test(500)
    #expect((training + test).allSatisfy { $0.prefix.joined(separator: " ") == Self.prefix(of: task) })
    #expect(Set((training + test).flatMap { $0.input + $0.target }).subtracting(TextToTextTask.words) == [])
    #expect((training + test).allSatisfy { !$0.source.isEmpty && !$0.target.isEmpty })
    let inputs = Set(training.map(\.input))
    #expect(test.count { inputs.contains($0.input) } == 0)
  }

  @Test(arguments: TextToTextTask.allCases)
  func `the same seed draws the same examples`(task: TextToTextTask) {
    #expect(Array(Self.training(task, 20).prefix(10)) == Self.training(task, 10))
    #expect(Self.training(task, 10) != Self.training(task, 10, seed: 4))
    #expect(task.test(10) == Array(task.test(20).prefix(10)))
  }

  @Test(arguments: TextToTextTask.allCases)
  func `one source has one target`(task: TextToTextTask) {
    let targets = Dictionary(grouping: Self.training(task, 5000), by: \.source).mapValues { Set($0.map(\.target)) }
    #expect(targets.values.allSatisfy { $0.count == 1 })
  }

  // MARK: Each task against the examples that it is made of

  @Test func `opinions and entailments have their label as the target`() {
    let opinions = zip(Opinion.test(200), TextToTextTask.opinion.test(200))
    #expect(opinions.allSatisfy { $1.source == $0.words && $1.target == [$0.isPraise ? "praise" : "complaint"] })
    let names = ["entailment", "contradiction", "neutral"]
    for (pair, example) in zip(Entailment.test(200), TextToTextTask.entailment.test(200)) {
      #expect(example.input == ["premise", ":"] + pair.premise + ["hypothesis", ":"] + pair.hypothesis)
      #expect(example.target == [names[pair.label.rawValue]])
    }
  }

  @Test func `a question comes before its context, and the answer is a span of it`() {
    for (question, example) in zip(Question.test(200), TextToTextTask.question.test(200)) {
      #expect(example.input == ["question", ":"] + question.question + ["context", ":"] + question.paragraph)
      #expect(example.target == Array(question.paragraph[question.answer]))
    }
  }

  @Test func `slots are named in the order of the request, before the words that fill them`() {
    let names = FlightRequest.Slot.allCases.map(\.rawValue)
    for (request, example) in zip(FlightRequest.test(500), TextToTextTask.slots.test(500)) {
      #expect(example.source == request.words)
      var spans: [(slot: String, words: [String])] = []
      for word in example.target {
        if names.contains(word) { spans.append((word, [])) } else { spans[spans.count - 1].words.append(word) }
      }
      #expect(spans.map(\.slot) == request.spans.map(\.slot.rawValue))
      #expect(spans.map(\.words) == request.spans.map { Array(request.words[$0.range]) })
    }
  }

  @Test func `headlines and translations are those of their data`() {
    let headlines = zip(Headline.test(100), TextToTextTask.headline.test(100))
    #expect(headlines.allSatisfy { $1.source == $0.paragraph && $1.target == $0.headline })
    let language = Translation(lengths: 3...8)
    for (pair, example) in zip(language.test(100), TextToTextTask.translation.test(100)) {
      #expect(example.source.joined(separator: " ") == language.source.decode(pair.source))
      #expect(example.target.joined(separator: " ") == language.target.decode(pair.target))
    }
  }

  // MARK: All tasks at once

  @Test func `a batch draws from all given tasks equally often`() {
    var generator = Generator(seed: 1)
    let batch = TextToTextTask.batch(size: 6000, using: &generator)
    let counts = batch.reduce(into: [:]) { $0[$1.prefix, default: 0] += 1 }
    #expect(counts.count == 6 && counts.values.allSatisfy { abs($0 - 1000) < 150 }, "\(counts)")
    let two = TextToTextTask.batch(size: 100, of: [.slots, .headline], using: &generator)
    #expect(Set(two.map(\.prefix[0])) == ["slots", "headline"])
  }

  @Test func `three tasks are of understanding, three of generating`() {
    #expect(TextToTextTask.allCases.filter(\.isGenerating) == [.question, .headline, .translation])
  }

  @Test func `the text for a tokenizer has all stories, sources and targets, and nearly all words`() {
    var generator = Generator(seed: 2)
    let lines = TextToTextTask.text(1000, using: &generator).split(separator: "\n")
    #expect(lines.count == 1000 + 2 * 6 * 1000)
    #expect(lines.count { $0.hasPrefix("headline :") } == 1000 && lines.count { $0 == "neutral" } > 250)
    let words = Set(lines.flatMap { $0.split(separator: " ").map(String.init) })
    #expect(words.isSubset(of: TextToTextTask.words) && words.count > TextToTextTask.words.count * 9 / 10)
    #expect(TextToTextTask.words == TextToTextTask.words.sorted())
  }
}
