import Course
import Datasets
import RNN

// N streams · M line ends · H hidden size · V vocabulary size

/// What a model does after true prefixes, and after prefixes that it generated itself.
///
/// Lines are independent: after a newline the grammar's distribution does not depend on the lines before. So what should
/// follow the model's own lines is known as well as what should follow true ones.
struct PrefixQuality {
  /// The expected share of grammatical lines if every token were generated after a true prefix: for each true line, the
  /// product over its tokens of the probability that the next token is possible.
  let validAfterTrue: Double
  /// The share of grammatical lines among those that the model generates.
  let validAfterOwn: Double
  /// The standard error of the difference of the two, from the lines that they are estimated on.
  let standardError: Double
  /// The share of misspelled words: after a grammatical beginning of the line, and after one with an error.
  let misspelled: (afterValid: Double, afterError: Double)
  /// How much higher the loss on the same true lines is after the model's own lines than after true ones: after all of
  /// them, and after those with an error.
  let extraLoss: (afterOwn: Double, afterError: Double)
}

/// New text of the grammar by lines, with what is possible at each position.
struct ExposureTest {
  private let corpus: Corpus
  private let text: [Int]
  /// For the prediction after each token of the text, whether each token is possible, `[V]`.
  private let possible: [[Bool]]
  /// Every line but the first, with its newline.
  private let lines: [Range<Int>]
  private let words: Set<Substring>
  private let streams: Int

  /// - Parameter streams: How many texts a model generates at once.
  init(_ corpus: Corpus, lines count: Int, streams: Int, using generator: inout Generator) throws {
    (self.corpus, self.streams) = (corpus, streams)
    let characters = corpus.grammar.text(sentences: count, using: &generator)
    let tokens = try corpus.grammar.vocabulary.encode(characters)
    var predictor = Predictor(corpus.grammar)
    possible = characters.map { character in
      predictor.append(character)
      return predictor.distribution.map { $0 > 0 }
    }
    let ends = tokens.indices.filter { tokens[$0] == corpus.lineEnd }
    lines = zip(ends, ends.dropFirst()).map { $0 + 1..<$1 + 1 }
    words = Set(corpus.decode(corpus.training).split { !$0.isLetter }.dropLast())  // the last may be cut
    text = tokens
  }

  func measure(_ model: LanguageModel<RNNCell>, seed: Int) -> PrefixQuality {
    let (states, valid) = withoutGradients { afterTruePrefixes(model) }
    let average = mean(valid)
    var generator = Generator(seed: seed)
    let own = withoutGradients { generate(model, &generator) }
    func loss(_ starts: [[Scalar]]) -> [Double] {
      withoutGradients { losses(of: model, onLinesFrom: starts) }
    }
    let afterOwn = loss(own.ends.map(\.state))
    let afterTrue = loss(afterOwn.indices.map { states[$0 % states.count] })
    let extra = zip(afterOwn, afterTrue).map { $0 - $1 }
    let afterErrors = zip(extra, own.ends).filter { !$1.isValid }.map(\.0)
    func share(_ part: Int, of whole: Int) -> Double { Double(part) / Double(whole) }
    let validOwn = share(own.ends.count { $0.isValid }, of: own.ends.count)
    let variances = [
      mean(valid.map { ($0 - average) * ($0 - average) }) / Double(valid.count),
      validOwn * (1 - validOwn) / Double(own.ends.count),
    ]
    return PrefixQuality(
      validAfterTrue: average, validAfterOwn: validOwn, standardError: (variances[0] + variances[1]).squareRoot(),
      misspelled: (
        afterValid: share(own.misspelled.afterValid, of: own.words.afterValid),
        afterError: share(own.misspelled.afterError, of: own.words.afterError)
      ),
      extraLoss: (mean(extra), mean(afterErrors)))
  }

  // MARK: After true prefixes

  /// The hidden state at the end of every true line, before its newline is read, and the probability that the
  /// line after it gets no impossible token.
  private func afterTruePrefixes(_ model: LanguageModel<RNNCell>) -> (states: [[Scalar]], valid: [Double]) {
    let (y, _) = model.net(lookingUp: text, in: model.embedding.weight, batch: 1)  // [1, T, H]
    let probabilities = softmax(model.output(y).value)
    let (H, V) = (y.shape[2], corpus.vocabularySize)
    let states = lines.map { Array(y.value.scalars[($0.lowerBound - 2) * H..<($0.lowerBound - 1) * H]) }
    let shares = lines.map { line in
      line.reduce(1.0) { product, position in
        // The token at `position` is predicted after the one before it.
        let row = probabilities.scalars[(position - 1) * V..<position * V]
        return product * zip(row, possible[position - 1]).reduce(0) { $1.1 ? $0 + Double($1.0) : $0 }
      }
    }
    return (states, shares)
  }

  // MARK: After the model's own prefixes

  /// Lines of N streams, each of which begins with true lines.
  private func generate(_ model: LanguageModel<RNNCell>, _ generator: inout Generator) -> OwnLines {
    let (length, latest) = (600, 400)  // a line that begins by `latest` ends in time
    var inputs = (0..<streams).map { stream in
      let first = stream * (lines.count - 3) / streams
      return Array(text[lines[first].lowerBound..<lines[first + 2].upperBound])
    }
    var (own, state) = (OwnLines(), model.net.zeroState(streams))
    let new = OpenLine(corpus.grammar)
    var open = [OpenLine](repeating: new, count: streams)
    for step in 0..<length {
      let logits = model.read(PaddedRows(inputs), &state)
      let h = model.net.hidden(state).value  // [N, H]
      for stream in 0..<streams {
        let next = Sampler()(logits.row(stream).scalars, using: &generator)
        inputs[stream] = [next]
        open[stream].append(corpus.decode([next]).first!, words: words, &own)
        guard next == corpus.lineEnd else { continue }
        // The line after the true ones does not follow lines of the model yet.
        if open[stream].isCounted { own.ends.append((h.row(stream).scalars, open[stream].isValid)) }
        open[stream] = new
        open[stream].isCounted = step < latest
      }
    }
    return own
  }

  /// The loss on a true line from each state, in which the newline before it is read first.
  private func losses(of model: LanguageModel<RNNCell>, onLinesFrom starts: [[Scalar]]) -> [Double] {
    if starts.isEmpty { return [] }
    let rows = starts.indices.map { Array(text[lines[$0 % lines.count]]) }
    let inputs = PaddedRows(rows.map { [corpus.lineEnd!] + $0.dropLast() })
    let start = Tensor(shape: [starts.count, starts[0].count], scalars: starts.flatMap { $0 })
    let (y, _) = model.net(
      lookingUp: inputs.tokens, in: model.embedding.weight, batch: rows.count,
      from: RecurrentState(states: [[constant(start)]]), lengths: inputs.lengths)
    let logProbabilities = logSoftmax(model.output(y).value)  // [M, T, V]
    let (T, V) = (inputs.width, corpus.vocabularySize)
    return rows.enumerated().map { row, line in
      let losses = line.enumerated().map { t, token -> Double in
        let index = (row * T + t) * V + token
        return -Double(logProbabilities.scalars[index])
      }
      return mean(losses)
    }
  }
}

/// What is counted in the lines that a model generates after lines of its own.
private struct OwnLines {
  /// The hidden state at the end of each line, before its newline is read.
  var ends: [(state: [Scalar], isValid: Bool)] = []
  var words = (afterValid: 0, afterError: 0)
  var misspelled = (afterValid: 0, afterError: 0)
}

/// A line that a model is generating.
private struct OpenLine {
  private var predictor: Predictor
  private(set) var isValid = true
  var isCounted = false
  private var word = ""
  private var wasValidBeforeWord = true

  init(_ grammar: Grammar) { predictor = Predictor(grammar) }

  mutating func append(_ character: Character, words known: Set<Substring>, _ own: inout OwnLines) {
    if word.isEmpty { wasValidBeforeWord = isValid }
    if isValid, predictor.append(character) == .infinity { isValid = false }
    if character.isLetter {
      word.append(character)
    } else if !word.isEmpty {
      let misspelled = known.contains(word[...]) ? 0 : 1
      if isCounted, wasValidBeforeWord {
        own.words.afterValid += 1
        own.misspelled.afterValid += misspelled
      } else if isCounted {
        own.words.afterError += 1
        own.misspelled.afterError += misspelled
      }
      word = ""
    }
  }
}
