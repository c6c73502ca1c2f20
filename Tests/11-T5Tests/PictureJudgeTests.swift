import Datasets
import Gradients
import T5
import Tensors
import TestSupport
import Testing
import Training

// B batch · P patches · w numbers of a patch

struct PictureJudgeTests {
  private typealias Thing = ColoredShapes.Thing
  private var generator = Generator(seed: 1)
  private let patches = Patches(side: 8, size: 4)
  private let captions = [
    ColoredShapes(Thing(.yellow, .triangle), .group(count: 2, .large)),
    ColoredShapes(Thing(.red, .cross), .pair(.above, Thing(.cyan, .square))),
    ColoredShapes(Thing(.red, .circle), .pair(.leftOf, Thing(.purple, .cross))),
  ]

  private mutating func pictures(_ captions: [ColoredShapes]) -> Tensor {
    patches(.stack(captions.map { $0.draw(side: 8, using: &generator) }))
  }

  @Test func `each attribute has a class of its own for each value`() {
    let labels = captions.map { caption in PictureAttribute.allCases.map { $0.label(of: caption) } }
    expectEqual(labels[0], to: [3, 2, 3, nil, nil])
    expectEqual(labels[1], to: [7, 3, 0, 1, 5])
    expectEqual(labels[2], to: [6, 0, 0, 3, 4])
    let all = ColoredShapes.groups + ColoredShapes.pairs
    for attribute in PictureAttribute.allCases {
      #expect(Set(all.compactMap { attribute.label(of: $0) }) == Set(0..<attribute.classCount), "\(attribute)")
    }
    #expect(Set(all.map { caption in PictureAttribute.allCases.map { $0.label(of: caption) } }).count == all.count)
  }

  @Test mutating func `it gives logits for every class, and has as many parameters as its layers`() {
    let judge = PictureJudge(patches, hidden: [16], using: &generator)
    #expect(judge.parameterCount == 193 * 16 + 17 * 28)
    let logits = judge(pictures(captions))
    expectEqual(logits.map(\.shape), to: [8, 4, 6, 4, 6].map { [3, $0] })
    let together = judge.net(constant(pictures([captions[0]]).reshaped(1, -1))).value
    #expect(together.shape == [1, 28])
  }

  @Test(.inDouble) mutating func `gradients of the loss match central differences, groups and pairs`() throws {
    let judge = PictureJudge(patches, hidden: [5], using: &generator)
    let x = pictures(captions)
    try reportGradients("judge", of: judge.parameters, sampling: 12) { judge.loss(x, captions, .evaluation) }
  }

  @Test mutating func `the loss is the sum over the attributes; a group has no second thing`() {
    let judge = PictureJudge(patches, hidden: [5], using: &generator)
    let x = pictures(captions)
    let logits = judge(x)
    let expected =
      crossEntropy(logits[0], [3, 7, 6]).value + crossEntropy(logits[1], [2, 3, 0]).value
      + crossEntropy(logits[2], [3, 0, 0]).value + crossEntropy(logits[3].rows(1..<3), [1, 3]).value
      + crossEntropy(logits[4].rows(1..<3), [5, 4]).value
    expectClose(judge.loss(x, captions, .evaluation).value, to: expected)
  }

  @Test mutating func `once it knows some pictures, it recognizes what they show and nothing else`() throws {
    let judge = PictureJudge(patches, hidden: [32], using: &generator)
    let x = pictures(captions)
    let trainer = Trainer(Checkpoint(path: "/nowhere"), savesRegularly: false)
    try trainer.train("judge", judge, TrainingPlan(steps: 100, learningRate: 1e-2)) { _, randomness in
      judge.loss(x, captions, .training(randomness))
    }
    let all = Set(PictureAttribute.allCases)
    expectEqual(judge.recognized(x, captions), to: [all, all, all])
    // Of the third picture only the first color fits the second caption; a group has no second thing to be wrong.
    let wrong = judge.recognized(x.rows(at: [2, 1, 0]), [captions[1], captions[0], captions[0]])
    expectEqual(wrong, to: [[.color], [.otherShape, .otherColor], all])
  }
}
