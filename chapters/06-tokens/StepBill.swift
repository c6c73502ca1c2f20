import Course
import Datasets
import RNN
import Tokens

// B batch · T positions · D width · V vocabulary size · N positive pairs · K negative samples

// MARK: 6

/// The bills of a training step of the word vectors, and of attention and the GRU on the echo task.
func showBills(_ vectors: LearnedWords, _ echo: EchoModels, _ chapter: Chapter) {
  let (N, K, D) = (pairsPerStep, negativesPerPair, vectors.model.centers.shape[1])
  var generator = chapter.generator
  let pairs = vectors.source.batch(N, negatives: K, using: &generator)
  let words = Bill(
    "words", parameters: vectors.model.parameterCount, forward: Double(N * (1 + K) * D),
    // The rows of both tables and their products; logits, with their signs, through σ and through ln.
    activations: Double(N * D + 2 * N * (1 + K) * D + 4 * N * (1 + K)),
    seconds: Bill.seconds(training: vectors.model) { vectors.model.loss(pairs) })
  chapter.showBills([words, echo.rotary.bill(chapter), echo.recurrent.bill(chapter)])
}

extension EchoModel {
  /// The bill of a step on 32 sequences of the training length.
  func bill(_ chapter: Chapter) -> Bill {
    var generator = chapter.generator
    let batch = echoTask.batch(size: 32, length: echoLength, using: &generator)
    let seconds = Bill.seconds(training: model) {
      crossEntropy(logits(batch.inputs, batch.size), batch.targets, ignoring: Echo.ignored)
    }
    let (forward, kept) = costs
    let tokens = Double(batch.inputs.count)
    return Bill(
      name, parameters: model.parameterCount, forward: tokens * Double(forward), activations: tokens * Double(kept),
      seconds: seconds)
  }

  /// The multiply-adds of the forward pass and the numbers it keeps, for each token.
  private var costs: (forward: Int, kept: Int) {
    let (T, V) = (echoLength, echoTask.kinds)
    if weights != nil {
      let D = echoWidth
      // Three projections, two products with all T positions, the output. Kept: the embedding; queries, keys and values;
      // queries and keys rotated, queries scaled; scores and weights; the context; the logits.
      return (3 * D * D + 2 * T * D + D * V, 8 * D + 2 * T + V)
    }
    // Two matrices for three gates each, the output. Kept: the embedding, two gates, the candidate and its recurrent part,
    // the state; the logits.
    let (E, H) = (echoEmbedding, hiddenSize)
    return (3 * (E + H) * H + H * V, E + 5 * H + V)
  }
}
