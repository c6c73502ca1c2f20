import Attention
import Course
import Datasets
import EncoderDecoder

/// Trains on the pairs of a file, and translates some sources that were set aside.
func trainOnFile(_ path: String, _ chapter: Chapter, _ trainer: Trainer) throws {
  let file = try PairFile(contentsOf: path)
  let evaluation = Evaluation(file, count: 500)
  var generator = chapter.generator
  let shape = TransformerConfiguration(
    width: chapter.integer("width") ?? 128, heads: 4, depth: chapter.integer("layers") ?? 2)
  try checkMemory(shape, file, chapter)
  let model = TransformerTranslator(
    shape, sourceVocabularySize: file.source.count, targetVocabularySize: file.target.count, using: &generator)
  say("\(file.counts.training) training pairs, \(file.counts.test) set aside")
  say("\(model)")
  var plan = TrainingPlan(steps: chapter.steps(3000, quick: 6), seed: chapter.seed)
  plan.schedule = .inverseSquareRoot(peak: 2e-3, warmup: plan.warmup)
  plan.optimizer = { Adam($0, beta2: 0.98, epsilon: 1e-9) }
  let run = try trainer.train("Transformer", model, on: file, plan, smoothing: 0.1)
  var curves = LinePlot("training loss", x: "step", y: "nats per word", logY: true)
  curves.add("Transformer", run.lossCurve(over: max(1, plan.steps / 25)))
  chapter.show("training-loss", curves.text(), svg: curves.svg)
  let measured = Measured(evaluation, model, run)
  var table = Table(["model"] + Measured.headings)
  table.add(["Transformer"] + measured.cells)
  chapter.results["Transformer"] = measured.json
  say("\(table)")
  let beam = BeamSearch(width: chapter.integer("beam") ?? 4, lengthPenalty: 0.6)
  for pair in evaluation.pairs.prefix(8) {
    let best = model.translate([pair], limit: 2 * pair.source.count + 10, beam: beam)[0][0].tokens
    say("\(file.source.decode(pair.source)) → \(file.target.decode(best))".printable)
  }
}

/// Refuses sizes that the machine's memory does not hold for batches as long as the longest of many pairs.
func checkMemory(_ shape: TransformerConfiguration, _ task: any PairTask, _ chapter: Chapter) throws {
  var generator = chapter.generator
  let batch = task.batch(size: 1000, using: &generator)
  let (source, target) = (batch.source.width, batch.targets.width)  // of the longest pair
  var decoder = shape.block
  decoder.memoryWidth = shape.block.width
  let blocks = source * shape.block.activationCount + target * decoder.activationCount
  let logits = 2 * target * task.target.count
  let batchSize = TrainingPlan(steps: 1).batchSize
  try chapter.checkMemory(
    parameters: Double(shape.parameterCount(vocabularySize: task.source.count + task.target.count)),
    activations: Double(batchSize) * (Double(shape.depth) * Double(blocks) + Double(logits)))
}
