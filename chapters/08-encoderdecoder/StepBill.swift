import Attention
import Course
import Datasets
import EncoderDecoder
import Training
import Transformer

// MARK: 5

/// The bill of a training step with 32 pairs: of stages, of the Transformer of this chapter, and of a wider one.
func showBill(_ evaluation: Evaluation, _ chapter: Chapter) {
  var generator = chapter.generator
  let task = evaluation.task
  let batch = task.batch(size: 32, using: &generator)
  let (B, T, U) = (batch.size, batch.source.width, batch.targets.width)
  var bills = [Stage.recurrent, .crossAttention, .selfAttention, .transformer].map { stage in
    let model = Ladder.model(stage, task, seed: chapter.seed)
    return Bill(
      "stage \(stage.rawValue)", parameters: model.parameterCount,
      forward: Double(B * model.multiplications(source: T, target: U)),
      activations: Double(B * model.activationCount(source: T, target: U)),
      seconds: Bill.seconds(training: model) { model.loss(batch) })
  }
  for (width, heads) in [(56, 4), (256, 8)] {
    let shape = TransformerConfiguration(width: width, heads: heads, depth: 2, dropout: 0)
    let model = TransformerTranslator(
      shape, sourceVocabularySize: task.source.count, targetVocabularySize: task.target.count, using: &generator)
    let V = task.target.count
    let blocks = T * shape.block.activationCount + U * shape.block.withCrossAttention.activationCount
    let kept = shape.depth * blocks + U * V
    let forward = shape.block.stackMultiplications(depth: shape.depth, source: T, target: U) + U * width * V
    bills.append(
      Bill(
        "D = \(width)", parameters: model.parameterCount, forward: Double(B * forward),
        activations: Double(B * kept), seconds: Bill.seconds(training: model) { model.loss(batch, smoothing: 0.1) }))
  }
  chapter.showBills(bills)
}
