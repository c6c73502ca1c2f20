import Course
import Datasets
import Foundation
import Tokens

// MARK: 3

/// Positive pairs in a step, and negative samples for each.
let (pairsPerStep, negativesPerPair) = (256, 5)

/// Trained word vectors, and where their pairs come from.
struct LearnedWords {
  let model: SkipGram
  let source: SkipGramSampler
}

/// Vectors of the grammar's words, learned from nothing but which words occur near each other.
func learnWords(_ text: String, _ chapter: Chapter, _ trainer: Trainer) throws -> LearnedWords {
  let words = WordTokenizer(trainedOn: text)
  let sentences = text.split(separator: "\n").map { words.encode(String($0)) }
  let source = SkipGramSampler(sentences, vocabularySize: words.count, window: 4)
  var generator = chapter.generator
  let model = SkipGram(vocabularySize: words.count, width: 24, using: &generator)
  let steps = chapter.steps(2500, quick: 300)
  var plan = TrainingPlan(steps: steps, learningRate: 2e-2, seed: chapter.seed)
  (plan.itemsPerStep, plan.item) = (pairsPerStep, "pairs")
  let run = try trainer.train("word vectors", model, plan) { _, randomness in
    model.loss(source.batch(pairsPerStep, negatives: negativesPerPair, using: &randomness.generator))
  }
  let floor = source.lowestLoss(negatives: negativesPerPair)
  showLosses([("skip-gram", run, floor)], at: [1, 100, 500, 1000], chapter)
  chapter.results["word vectors"] = [
    "loss": JSON(run.losses.last ?? 0), "floor": JSON(floor), "parameters": JSON(model.parameterCount),
  ]
  let vectors = WordVectors(model.centers.weight.value)
  var table = Table(["word", "nearest neighbors"])
  for word in ["queen", "dogs", "sleeps", "castle", "he", "7"] {
    guard let token = words.id(of: word) else { continue }
    table.add([word, vectors.neighbors(5, of: token).map { words.pieces[$0.word] }.joined(separator: " ")])
  }
  say("\(table)")
  evaluateAnalogies(vectors, words, chapter)
  drawWords(vectors, words, chapter)
  return LearnedWords(model: model, source: source)
}

/// Words by their cosine with two differences of vectors: king − man and woman − man.
func drawWords(_ vectors: WordVectors, _ words: WordTokenizer, _ chapter: Chapter) {
  func row(_ word: String) -> Tensor? { words.id(of: word).map { vectors.normalized.row($0) } }
  guard let man = row("man"), let king = row("king"), let woman = row("woman") else { return }
  func cosine(_ a: Tensor, _ b: Tensor) -> Double { Double((a * b).sum / ((a * a).sum * (b * b).sum).squareRoot()) }
  let people = [["man", "boy"], ["woman", "girl"], ["king", "prince"], ["queen", "princess"]]
  let groups =
    people.map { ($0.joined(separator: ", "), $0) } + [
      ("animals", Analogies.animals + Analogies.animals.map { $0 + "s" })
    ]
  let points = groups.enumerated().flatMap { label, group in
    group.1.compactMap(row).map { (x: cosine($0, king - man), y: cosine($0, woman - man), label: label) }
  }
  let plot = ScatterPlot(
    "word vectors along two differences", x: "cosine with king − man", y: "cosine with woman − man", points: points,
    classes: groups.map(\.0))
  chapter.show("word-vectors", plot.text(), svg: plot.svg)
}

/// Analogies that the grammar makes true: three features of persons, which the words around them depend on, and the plural
/// of animals.
enum Analogies {
  static let features: [(name: String, pairs: [(String, String)])] = [
    ("man : woman = king : queen", [("man", "woman"), ("king", "queen"), ("boy", "girl"), ("prince", "princess")]),
    ("man : king = boy : prince", [("man", "king"), ("woman", "queen"), ("boy", "prince"), ("girl", "princess")]),
    ("man : boy = king : prince", [("man", "boy"), ("woman", "girl"), ("king", "prince"), ("queen", "princess")]),
    ("dog : dogs = cat : cats", animals.map { ($0, $0 + "s") }),
  ]
  static let animals = ["dog", "cat", "bird", "horse", "goat", "duck", "frog", "hen", "bear", "owl", "pig", "mule"]
}

func evaluateAnalogies(_ vectors: WordVectors, _ words: WordTokenizer, _ chapter: Chapter) {
  var table = Table(["analogy", "questions", "accuracy", "chance"])
  func evaluate(_ name: String, _ questions: [Analogy], _ isCorrect: (Int, Analogy) -> Bool) {
    let correct = questions.filter { isCorrect(vectors.analogy($0.a, $0.b, $0.c), $0) }.count
    let chance = questions.reduce(0) { sum, question in
      sum + Double((0..<words.count).filter { isCorrect($0, question) }.count) / Double(words.count - 3)
    }
    let accuracy = Double(correct) / Double(questions.count)
    table.add([name, "\(questions.count)", number(accuracy), number(chance / Double(questions.count))])
    chapter.results[name] = JSON(accuracy)
  }
  for (name, pairs) in Analogies.features {
    let known = pairs.compactMap { a, b in words.id(of: a).flatMap { a in words.id(of: b).map { (a, $0) } } }
    let questions = Analogy.all(among: known)
    evaluate(name, questions) { $0 == $1.d }
    guard name.hasPrefix("dog") else { continue }
    let (singular, plural) = (Set(known.map(\.0)), Set(known.map(\.1)))
    evaluate("… any animal in the same number", questions) { answer, question in
      let group = singular.contains(question.d) ? singular : plural
      return group.subtracting([question.a, question.b, question.c]).contains(answer)
    }
  }
  say("\(table)")
}
