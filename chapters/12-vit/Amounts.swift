import Course
import Datasets
import Tensors
import Training
import ViT

// MARK: 1

/// A picture, its patches in their order, and more pictures.
func showPatches(_ data: PictureData, _ chapter: Chapter) {
  let patches = data.patches
  let first = data.training.pictures.slice(axis: 0, 0..<10)
  let items = (0..<18).map { index in
    let (picture, label) = data.training[index]
    return ImageGrid.Item(data.training.classNames[label], picture)
  }
  chapter.show("digits", "pictures of the training set", items, printing: 5)
  let cut = patches(first)
  let rows = (0..<patches.count).map { index in
    ImageGrid.Item("\(index + 1)", cut.row(4).row(index).reshaped(patches.size, patches.size, patches.channels))
  }
  chapter.show("patches", "the fifth picture as a sequence of patches", rows, printing: rows.count)
  say(
    "\(patches.height) × \(patches.width) pixels are \(patches.count) patches of \(patches.numbersPerPatch) numbers.\n")
}

extension Chapter {
  /// Shows the first few of some pictures, and keeps all of them.
  func show(_ name: String, _ title: String, _ items: [ImageGrid.Item], printing count: Int) {
    show(name, ImageGrid(title, Array(items.prefix(count))).text, svg: ImageGrid(title, items).svg)
    say()
  }
}

// MARK: 2

/// The nets that were trained on the most pictures.
struct TrainedNets {
  var nets: [Net: PictureClassifier] = [:]
  /// The accuracy of the ViT by the number of pictures, one for each seed.
  var accuracies: [Int: [Double]] = [:]

  var vit: ViTEncoder { nets[.vit]!.encoder as! ViTEncoder }
}

/// The accuracy of each net after training on few pictures and on many.
func compareOnAmounts(_ data: PictureData, _ chapter: Chapter, _ trainer: Trainer) throws -> TrainedNets {
  let usual = chapter.isQuick ? [100] : chapter.isFull ? [50, 200, 1000, 5000, 50_000] : [100, 1000, 10_000]
  let fitting = usual.filter { $0 <= data.training.count }
  let amounts = fitting.isEmpty ? [data.training.count] : fitting
  var trained = TrainedNets()
  var table = Table(["accuracy in %, by training pictures", "parameters"] + amounts.map { "\($0)" })
  var plot = LinePlot("accuracy on other pictures", x: "training pictures", y: "accuracy", logX: true)
  let nets = chapter.isFull ? Net.allCases : [.convolutional, .recurrent, .vit]
  for net in nets {
    var scores: [[Double]] = []
    for amount in amounts {
      scores.append(
        try chapter.seeds.map { seed in
          let classifier = try trainedNet(net, on: amount, data, chapter, trainer, seed: seed)
          if amount == amounts.last && seed == chapter.seed { trained.nets[net] = classifier }
          return classifier.accuracy(data.test)
        })
    }
    if net == .vit { trained.accuracies = Dictionary(uniqueKeysWithValues: zip(amounts, scores)) }
    table.add([net.rawValue, "\(trained.nets[net]!.parameterCount)"] + scores.map(percent))
    if net != .averagingViT { plot.add(net.rawValue, zip(amounts, scores).map { (x: Double($0), y: mean($1)) }) }
    chapter.results[net.rawValue] = JSON(scores)
  }
  chapter.show("amounts", plot.text(), svg: plot.svg)
  say("\(table)\n")
  return trained
}

/// A net after training on the first so many pictures. All nets get as many seconds.
private func trainedNet(
  _ net: Net, on amount: Int, _ data: PictureData, _ chapter: Chapter, _ trainer: Trainer, seed: Int
) throws -> PictureClassifier {
  let classifier = PictureClassifier(net.encoder(data, seed: seed), for: data.training, seed: seed)
  let steps = chapter.steps(net.stepsPerStep * convolutionSteps(amount, chapter), quick: 3)
  try trainer.train(
    "\(net.rawValue), \(amount) pictures, seed \(seed)", classifier, data.training.prefix(amount), steps: steps,
    rate: net.learningRate, seed: seed)
  return classifier
}

/// The steps of the convolutional net. With 1,000 pictures or fewer each is seen nine times or more; of 10,000 each 1.6 times,
/// and of 50,000 two thirds once, for more steps would take too long.
func convolutionSteps(_ amount: Int, _ chapter: Chapter) -> Int {
  let usual = amount <= 200 ? 60 : amount <= 1000 ? 150 : 250
  return chapter.isFull ? 2 * usual : usual
}

/// The mean over the seeds with the lowest and the highest, in per cent.
func percent(_ scores: [Double]) -> String { spread(scores.map { ($0 * 1000).rounded() / 10 }, digits: 3) }
