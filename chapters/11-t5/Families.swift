import Course
import Datasets
import T5
import Tensors
import Training

/// Reads the source and writes the target with one stack, in place of an encoder and a decoder.
private struct Family {
  let name: String
  let kind: SingleStackModel.Kind
  /// How many steps take as long as 100 of the encoder–decoder.
  let steps: Int

  /// Measured once, in turns with the encoder–decoder, and written down here, so that the run is the same everywhere.
  static let all = [
    Family(name: "decoder", kind: .decoder, steps: 60),
    Family(name: "decoder, prefix mask", kind: .prefixDecoder, steps: 60),
    Family(name: "encoder", kind: .encoder, steps: 50),
  ]

  /// Five blocks with wider feed-forwards have as many parameters, within 1 %, as the encoder–decoder, whose two blocks
  /// of a decoder have cross-attention.
  func newModel(_ texts: Texts, seed: Int) -> SingleStackModel {
    var shape = configuration(texts)
    (shape.depth, shape.block.feedForwardWidth) = (5, 232)
    // Here a target position finds a word of the source across the same biases, which must not hide it. After all steps
    // the decoder with a prefix mask has 8, 57 and 70 % of the slots and 21, 47 and 82 % of the headlines of the test sets
    // with 8, 3 and 1.
    shape.biasDeviation = 1
    var generator = Generator(seed: seed)
    return SingleStackModel(kind, shape, targetLimit: 18, using: &generator)
  }

  /// Trains on corrupted texts, then on all tasks, for as many seconds as the encoder–decoder.
  func scores(_ texts: Texts, _ chapter: Chapter, _ trainer: Trainer, seed: Int) throws -> [Double] {
    let model = newModel(texts, seed: seed)
    func share(_ count: Int) -> Int { max(1, count * steps / 100) }
    try trainer.train(
      "\(name), spans, seed \(seed)", model, steps: share(spanSteps(chapter)), rate: 3e-3, seed: seed
    ) { texts.corrupted($0, using: &$1) }
    try trainer.train(
      "\(name), tasks, seed \(seed)", model, steps: share(longTaskSteps(chapter)), rate: 4e-3, seed: seed
    ) { texts.examples($0, using: &$1) }
    return exactMatches(model, texts)
  }
}

/// The encoder–decoder and three models of one stack, on the same texts and tasks, in equal seconds.
func compareFamilies(_ runs: SeedRuns, _ texts: Texts, _ chapter: Chapter, _ trainer: Trainer) throws {
  var table = SeedTable("family", chapter)
  table.add("encoder–decoder", SeedRuns.tuned(runs.long))
  for family in Family.all {
    table.add(family.name, try chapter.seeds.map { try family.scores(texts, chapter, trainer, seed: $0) })
  }
  table.show()
  let parameters = Family.all[0].newModel(texts, seed: chapter.seed).parameterCount
  say("The encoder–decoder has \(configuration(texts).parameterCount) parameters, each of the others \(parameters).\n")
}
