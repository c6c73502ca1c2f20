import Attention
import Course
import Datasets
import LSTM

// B batch · T tokens of the source · U tokens of the target · V vocabulary size of the target · D embedding width
// H hidden size

// MARK: 6

/// The bill of a training step of translators: without attention, and with two scores.
func showBill(_ chapter: Chapter) {
  let task = Translation()
  var generator = chapter.generator
  let batch = task.batch(size: 32, using: &generator)
  let bills = [("plain", Method.plain), ("dot/√d", .scaledDot), ("additive", .additive)].map { name, method in
    let model = method.translator(task, budget: 120_000, seed: chapter.seed)
    let seconds = Bill.seconds(training: model) { model.loss(batch) }
    let cost = model.cost(batch)
    return Bill(
      name, parameters: model.parameterCount, forward: Double(cost.work), activations: Double(cost.kept),
      seconds: seconds)
  }
  chapter.showBills(bills)
}

extension Translator where Cell == GRUCell {
  /// The multiply-adds of a forward pass, and how many numbers it keeps for the backward pass.
  fileprivate func cost(_ batch: PairBatch) -> (work: Int, kept: Int) {
    let (B, T, U) = (batch.pairs.count, batch.source.width, batch.targets.width)
    let (sources, D) = sourceEmbedding.weight.value.shape2
    let V = targetEmbedding.weight.shape[0]
    let H = decoder.layers[0].forward.hiddenSize
    // The input products are computed once for each row of a table, the recurrent ones at every step; three gates each.
    var work = (2 * sources + V) * D * 3 * H + B * (2 * T + U) * H * 3 * H
    work += B * (2 * H * H + U * H * V)  // the bridge and the logits
    var kept = B * (2 * T + U) * 5 * H + B * U * V  // a GRU stores r, u, m, n and its state
    guard let attention else { return (work, kept) }
    work += B * (T * 2 * H * H + U * 2 * H * H)  // the keys, and the attentional hidden states
    work += 2 * B * U * T * H  // the scores, or the sums of an additive score; and the context vectors
    kept += B * (T * H + U * 3 * H + 2 * U * T)
    if attention.score is AdditiveScore {
      work += B * (T + U) * H * H  // queries and keys pass through a matrix each
      kept += B * (T + U) * H + 2 * B * U * T * H
    }
    return (work, kept)
  }
}
