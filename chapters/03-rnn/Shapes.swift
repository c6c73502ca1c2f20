import Course
import Datasets
import RNN

/// A small task for each shape, evaluated on examples that were not trained on.
func showShapes(_ chapter: Chapter, _ trainer: Trainer, _ corpus: Corpus) throws {
  var generator = chapter.generator
  let vocabulary = Sentiment.vocabulary
  let test = Reviews(1000, using: &generator)
  let bag = BagOfWords(vocabularySize: vocabulary.count, width: 32, classes: 2, using: &generator)
  let classifier = SequenceClassifier<RNNCell>(
    vocabularySize: vocabulary.count, width: 32, hiddenSize: 64, classes: 2, using: &generator)
  let taggers = [false, true].map {
    Tagger<RNNCell>(
      vocabularySize: vocabulary.count, width: 32, hiddenSize: $0 ? 32 : 64, tags: 3, isBidirectional: $0,
      using: &generator)
  }
  let tasks = [
    ("linear", oneToOne(corpus, using: &generator)),
    ("RNN", oneToMany(using: &generator)),
    ("bag of words", manyToOne(bag, test) { bag($0.tokens, lengths: $0.lengths) }),
    ("RNN", manyToOne(classifier, test) { classifier($0.tokens, lengths: $0.lengths) }),
    ("RNN", tagging(taggers[0], test)),
    ("bidirectional", tagging(taggers[1], test)),
    ("encoder–decoder", manyToMany(using: &generator)),
  ]
  var table = Table(["shape", "task", "model", "parameters", "accuracy", "best"])
  for (name, task) in tasks {
    let steps = chapter.steps(task.steps, quick: 20)
    var plan = TrainingPlan(steps: steps, learningRate: 5e-3, seed: chapter.seed)
    plan.optimizer = { AdamW($0, decay: task.decay) }
    let run = try trainer.train("\(task.name), \(name)", task.model, plan) { _, randomness in task.loss(randomness) }
    let accuracy = withoutGradients(task.accuracy)
    table.add([
      task.shape, task.name, name, "\(task.model.parameterCount)", number(accuracy), number(task.best),
    ])
    chapter.results[run.name] = ["accuracy": JSON(accuracy), "parameters": JSON(task.model.parameterCount)]
  }
  say("\(table)")

  var reviews = Table(["probability of praise", "bag of words", "RNN"])
  for text in ["great movie and not boring", "boring movie and not great"] {
    let words = try vocabulary.encode(text)
    let logits = [bag(words, lengths: [words.count]), classifier(words, lengths: [words.count])]
    reviews.add([text] + logits.map { number(Double(softmax($0.value)[0, 1])) })
  }
  say("\(reviews)")
}

/// A task for one of the five shapes: a model, its training loss, and its accuracy on examples not trained on.
struct Task {
  let shape: String
  let name: String
  let model: any Module
  let steps: Int
  /// Weight decay; a task with few examples needs more.
  var decay: Scalar = 0.01
  /// The loss of one training step.
  let loss: (Randomness) -> Variable
  /// The accuracy on examples that it was not trained on.
  let accuracy: () -> Double
  /// The highest accuracy that can be expected.
  var best = 1.0
}

// MARK: One to one

/// A token in, logits of the next token out; no time axis.
struct NextToken: Module {
  let embedding: Embedding
  let output: Linear

  func callAsFunction(_ tokens: [Int]) -> Variable { output(embedding(tokens, shape: [tokens.count])) }
}

func oneToOne(_ corpus: Corpus, using generator: inout Generator) -> Task {
  let V = corpus.vocabularySize
  let model = NextToken(
    embedding: Embedding(V, width: 32, using: &generator), output: Linear(32, V, using: &generator))
  let counts = NGram(order: 2, vocabularySize: V, text: corpus.training)
  let likeliest = (0..<V).map { before in
    (0..<V).max { counts.probability(of: $0, after: [before]) < counts.probability(of: $1, after: [before]) }!
  }
  let (inputs, targets) = (Array(corpus.test.dropLast()), Array(corpus.test.dropFirst()))
  return Task(
    shape: "one to one", name: "token → next token", model: model, steps: 300,
    loss: { randomness in
      let positions = (0..<256).map { _ in Int.random(in: 0..<corpus.training.count - 1, using: &randomness.generator) }
      return crossEntropy(model(positions.map { corpus.training[$0] }), positions.map { corpus.training[$0 + 1] })
    },
    accuracy: { Double(accuracy(model(inputs).value, targets)) },
    best: share(zip(inputs, targets)) { likeliest[$0] == $1 })
}

// MARK: One to many

func oneToMany(using generator: inout Generator) -> Task {
  let (words, pictures) = (Captions.vocabulary, Captions.all.shuffled(using: &generator))
  let (known, unseen) = (Array(pictures.dropLast(18)), Array(pictures.suffix(18)))
  let captions = known.map(\.tokens)
  let inputs = PaddedRows(captions.map { [0] + $0 })
  let targets = PaddedRows(captions.map { $0 + [0] }, padding: -1)
  func vectors(_ pictures: [Captions.Picture]) -> Tensor {
    Tensor(shape: [pictures.count, Captions.width], scalars: pictures.flatMap(\.vector))
  }
  let model = Captioner<RNNCell>(
    attributes: Captions.width, vocabularySize: words.count, width: 16, hiddenSize: 64, using: &generator)
  return Task(
    shape: "one to many", name: "picture → caption", model: model, steps: 300, decay: 1,
    loss: { _ in crossEntropy(model(vectors(known), inputs.tokens), targets.tokens, ignoring: -1) },
    accuracy: {
      let starts = [[Int]](repeating: [0], count: unseen.count)
      let texts = model.language.generate(starts, from: model.state(vectors(unseen)), limit: 8, end: 0)
      return share(zip(texts, unseen)) { words.decode($0) == $1.caption }
    })
}

// MARK: Many to one

/// Reviews as padded rows of tokens, with their labels.
struct Reviews {
  let words: PaddedRows
  let labels: [Int]
  /// The tag of each word, −1 where there is padding.
  let tags: [Int]

  init(_ reviews: [Sentiment.Review]) {
    words = PaddedRows(reviews.map(\.tokens))
    labels = reviews.map { $0.isPositive ? 1 : 0 }
    tags = PaddedRows(reviews.map { $0.tags.map(\.rawValue) }, padding: -1).tokens
  }

  init(_ count: Int, using generator: inout Generator) { self.init(Sentiment.reviews(count, using: &generator)) }
}

/// - Parameter logits: The model as a function from reviews to the logits of blame and praise.
func manyToOne(_ model: any Module, _ test: Reviews, logits: @escaping (PaddedRows) -> Variable) -> Task {
  Task(
    shape: "many to one", name: "review → sentiment", model: model, steps: 400,
    loss: { randomness in
      let batch = Reviews(64, using: &randomness.generator)
      return crossEntropy(logits(batch.words), batch.labels)
    },
    accuracy: { Double(accuracy(logits(test.words).value, test.labels)) })
}

// MARK: Many to many, one output for each input

func tagging(_ model: Tagger<RNNCell>, _ test: Reviews) -> Task {
  func logits(_ reviews: Reviews) -> Variable { model(reviews.words.tokens, lengths: reviews.words.lengths) }
  return Task(
    shape: "many to many", name: "words → tags", model: model, steps: 400,
    loss: { randomness in
      let batch = Reviews(64, using: &randomness.generator)
      return crossEntropy(logits(batch), batch.tags, ignoring: -1)
    },
    accuracy: { Double(accuracy(logits(test).value, test.tags, ignoring: -1)) })
}

// MARK: Many to many, sequence to sequence

func manyToMany(using generator: inout Generator) -> Task {
  let words = NumberWords.vocabulary
  let numbers = Array(1...9999).shuffled(using: &generator)
  let (known, unseen) = (Array(numbers.dropLast(500)), Array(numbers.suffix(500)))
  let model = SequenceToSequence<RNNCell>(
    sourceVocabularySize: 10, targetVocabularySize: words.count, width: 32, hiddenSize: 96, using: &generator)
  return Task(
    shape: "many to many", name: "digits → words", model: model, steps: 2000,
    loss: { randomness in
      let batch = (0..<64).map { _ in known.randomElement(using: &randomness.generator)! }
      let sources = PaddedRows(batch.map(NumberWords.digits))
      let names = batch.map(NumberWords.tokens)
      let (inputs, targets) = (PaddedRows(names.map { [0] + $0 }), PaddedRows(names.map { $0 + [0] }, padding: -1))
      return crossEntropy(
        model(sources.tokens, lengths: sources.lengths, inputs.tokens), targets.tokens, ignoring: -1)
    },
    accuracy: {
      let sources = PaddedRows(unseen.map(NumberWords.digits))
      let starts = [[Int]](repeating: [0], count: unseen.count)
      let state = model.state(sources.tokens, lengths: sources.lengths)
      let texts = model.decoder.generate(starts, from: state, limit: 12, end: 0)
      return share(zip(texts, unseen)) { words.decode($0) == NumberWords.words($1) }
    })
}

/// The share of the pairs that pass.
func share<A, B>(_ pairs: Zip2Sequence<[A], [B]>, where isCorrect: (A, B) -> Bool) -> Double {
  let all = Array(pairs)
  return Double(all.count { isCorrect($0.0, $0.1) }) / Double(all.count)
}
