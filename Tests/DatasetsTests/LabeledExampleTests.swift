import Datasets
import Tensors
import Testing

/// What holds for every labeled task.
struct LabeledExampleTests {
  @Test(arguments: TaskFacts.all)
  func `no text of the test set occurs in training`(task: TaskFacts) {
    #expect(task.overlap == 0)
  }

  @Test(arguments: TaskFacts.all)
  func `the same seed draws the same examples, and a larger set begins with a smaller`(task: TaskFacts) {
    #expect(task.isReproducible)
  }

  @Test(arguments: TaskFacts.all)
  func `every word is known`(task: TaskFacts) {
    #expect(task.words.subtracting(Story.words) == [])
  }

  /// Only then can pre-training on stories teach them.
  @Test(arguments: TaskFacts.all)
  func `every word occurs in stories, except some of flight requests`(task: TaskFacts) {
    let missing = task.words.subtracting(StoryTests.stories.flatMap { $0.sentences.joined() })
    let unseen =
      """
      after april at before between book cheapest eight eleven fifth five fourth i july june may me need nine ninth seats \
      second seven six ten tenth third thirty want
      """
    #expect(missing.sorted().joined(separator: " ") == (task.name == "FlightRequest" ? unseen : ""))
  }
}

/// What was found in the examples of a task.
struct TaskFacts: Sendable, CustomTestStringConvertible {
  let name: String

  /// How many of 1000 test texts are among 10,000 training texts.
  let overlap: Int
  let isReproducible: Bool
  let words: Set<String>

  static let all = [
    TaskFacts(of: Opinion.self), TaskFacts(of: Entailment.self), TaskFacts(of: FlightRequest.self),
    TaskFacts(of: Question.self), TaskFacts(of: Similarity.self), TaskFacts(of: StoryChoice.self),
    TaskFacts(of: Headline.self),
  ]

  private init<Example: LabeledExample & Equatable>(of _: Example.Type) {
    func training(_ count: Int, seed: Int) -> [Example] {
      var generator = Generator(seed: seed)
      return Example.training(count, using: &generator)
    }
    let texts = training(10_000, seed: 1).map(\.words)
    let known = Set(texts)
    let few = training(40, seed: 1)
    name = "\(Example.self)"
    overlap = Example.test(1000).count { known.contains($0.words) }
    isReproducible =
      few == Array(training(100, seed: 1).prefix(40)) && few != training(40, seed: 2)
      && Example.test(20) == Array(Example.test(50).prefix(20))
    words = Set(texts.joined())
  }

  var testDescription: String { name }
}
