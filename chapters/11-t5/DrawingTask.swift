import Course
import Datasets
import T5
import Tensors
import Training

// P patches · w numbers of a patch

/// Pictures of two things in a relation, and captions that none of them has.
struct DrawingTask {
  let patches = Patches(side: 16, size: 4)
  let shown: [ColoredShapes]
  /// Centered patches, `[pictures, P, w]`.
  let pictures: Tensor
  /// Held out: no picture of the training set shows one of these.
  let test: [ColoredShapes]

  init(_ chapter: Chapter) {
    // The pictures are the same for every seed, like those of a data set.
    var generator = Generator(seed: 77)
    let drawn = ColoredShapes.training(chapter.isQuick ? 500 : 65_000, using: &generator)
    shown = drawn.filter(\.isPair)
    pictures = DrawingTask.pictures(of: shown, patches, using: &generator)
    test = Array(ColoredShapes.test(chapter.isQuick ? 100 : 900).filter(\.isPair).prefix(chapter.isQuick ? 20 : 400))
  }

  /// True pictures as centered patches.
  func pictures(of captions: [ColoredShapes], using generator: inout Generator) -> Tensor {
    DrawingTask.pictures(of: captions, patches, using: &generator)
  }

  private static func pictures(
    of captions: [ColoredShapes], _ patches: Patches, using generator: inout Generator
  ) -> Tensor {
    let pictures = captions.map { $0.draw(side: patches.height, using: &generator) }
    return PictureDecoder.centered(patches(.stack(pictures)))
  }

  func batch(_ size: Int, using generator: inout Generator) -> (shown: [ColoredShapes], pictures: Tensor) {
    let rows = (0..<size).map { _ in Int.random(in: shown.indices, using: &generator) }
    return (rows.map { shown[$0] }, pictures.rows(at: rows))
  }

  /// A classifier of true pictures.
  func trainedJudge(_ chapter: Chapter, _ trainer: Trainer) throws -> PictureJudge {
    var generator = Generator(seed: 78)
    let judge = PictureJudge(patches, hidden: [384, 128], using: &generator)
    var plan = TrainingPlan(steps: chapter.steps(2500, quick: 4), learningRate: 3e-3, seed: 78)
    plan.batchSize = 64
    (plan.itemsPerStep, plan.item) = (plan.batchSize, "pictures")
    try trainer.train("judge", judge, plan) { _, randomness in
      let batch = batch(plan.batchSize, using: &randomness.generator)
      return judge.loss(batch.pictures, batch.shown, .training(randomness))
    }
    return judge
  }
}

extension ColoredShapes {
  fileprivate var isPair: Bool { if case .pair = arrangement { true } else { false } }
}

/// Which share of the pictures the judge takes for what their captions say.
struct DrawingScore {
  let relation, shape, color: Double
  /// Relation, both shapes and both colors.
  let everything: Double
  private let count: Int

  init(_ judge: PictureJudge, _ pictures: Tensor, _ captions: [ColoredShapes]) {
    let recognized = judge.recognized(pictures, captions)
    func share(_ attributes: PictureAttribute...) -> Double {
      mean(attributes.map { attribute in mean(recognized.map { $0.contains(attribute) ? 1 : 0 }) })
    }
    relation = share(.arrangement)
    shape = share(.shape, .otherShape)
    color = share(.color, .otherColor)
    everything = mean(recognized.map { $0.count == PictureAttribute.allCases.count ? 1 : 0 })
    count = captions.count
  }

  /// Of `everything`.
  var standardError: Double { (everything * (1 - everything) / Double(count)).squareRoot() }
}
