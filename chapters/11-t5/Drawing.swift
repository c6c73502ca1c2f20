import Course
import Datasets
import T5
import Tensors
import Tokens
import Training
import Transformer

// P patches · w numbers of a patch · E width of the text encoder

/// A frozen text encoder that draws: pictures for captions that are held out, and what a judge says of them.
@discardableResult
func drawPictures(
  encoder: T5Model, tokenizer: UnigramTokenizer, _ chapter: Chapter, _ trainer: Trainer
) throws -> PictureDecoder {
  let task = DrawingTask(chapter)
  let judge = try task.trainedJudge(chapter, trainer)
  let captions = EncodedCaptions(encoder, tokenizer)
  let decoder = try trainedDecoder(
    "drawing", captions, task, steps: chapter.steps(4500, quick: 4), trainer, seed: chapter.seed)
  let pictures = drawn(by: decoder, captions, task, seed: chapter.seed)
  showGrid(pictures, task, chapter)
  var generator = Generator(seed: 0x7E57)
  let truth = DrawingScore(judge, task.pictures(of: task.test, using: &generator), task.test)
  var table = Table(["pictures, held-out captions", "all right", "relation", "shape", "color"])
  func add(_ name: String, _ score: DrawingScore) {
    let all = "\(number(score.everything)) ± \(number(score.standardError, digits: 1))"
    table.add([name, all, number(score.relation), number(score.shape), number(score.color)])
    chapter.results["drawing, \(name)"] = [
      "all": JSON(score.everything), "relation": JSON(score.relation), "shape": JSON(score.shape),
      "color": JSON(score.color),
    ]
  }
  add("drawn", DrawingScore(judge, pictures, task.test))
  add("true", truth)
  let (shapes, colors) = (ColoredShapes.Shape.allCases.count, ColoredShapes.Color.allCases.count)
  let chances = [1 / Double(ColoredShapes.pairs.count), 0.5, 1 / Double(shapes), 1 / Double(colors)]
  table.add(["by chance"] + chances.map { number($0) })
  say("\(table)")
  say()
  if chapter.isFull { try compareTextEncoders(encoder, tokenizer, task, judge, chapter, trainer) }
  return decoder
}

/// A picture decoder of 170,608 parameters, trained on the captions of one text encoder.
func trainedDecoder(
  _ name: String, _ captions: EncodedCaptions, seesCaptionPositions: Bool = true, _ task: DrawingTask, steps: Int,
  _ trainer: Trainer, seed: Int
) throws -> PictureDecoder {
  var shape = BlockConfiguration(width: 64, heads: 4, feedForwardWidth: 128)
  shape.memoryWidth = captions.width
  var generator = Generator(seed: seed)
  let decoder = PictureDecoder(
    task.patches, shape, depth: 3, seesCaptionPositions: seesCaptionPositions, using: &generator)
  // Of the pictures of seeds 0 and 1, after 3,500 steps, 25 and 14 % are right with 5e-3, 32 and 13 % with 8e-3.
  var plan = TrainingPlan(steps: steps, learningRate: 5e-3, seed: seed)
  plan.batchSize = 24
  (plan.itemsPerStep, plan.item) = (plan.batchSize, "pictures")
  try trainer.train(name, decoder, plan) { _, randomness in
    let batch = task.batch(plan.batchSize, using: &randomness.generator)
    return decoder.loss(batch.pictures, captions(batch.shown), randomness)
  }
  return decoder
}

/// One picture for each test caption, in 20 steps.
func drawn(by decoder: PictureDecoder, _ captions: EncodedCaptions, _ task: DrawingTask, seed: Int) -> Tensor {
  var generator = Generator(seed: seed)
  return decoder.draw(captions(task.test), using: &generator)
}

private func showGrid(_ pictures: Tensor, _ task: DrawingTask, _ chapter: Chapter) {
  let colors = PictureDecoder.colors(task.patches.pictures(pictures))
  let items = task.test.prefix(12).enumerated().map { row, caption in
    ImageGrid.Item(caption.words.joined(separator: " "), colors.row(row))
  }
  let grid = ImageGrid("drawn for captions that no picture of the training set has", items)
  chapter.show("drawings", grid.text, svg: grid.svg)
}
