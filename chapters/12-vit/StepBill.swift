import Course
import Datasets
import Tensors
import Training
import ViT

// MARK: 7

/// The published sizes, counted.
func showSizes() {
  var table = Table(["model", "width", "blocks", "heads", "parameters", "with 1,000 classes", "multiply-adds"])
  for (name, shape) in [("ViT-B/16", ViTConfiguration.base16), ("ViT-L/16", .large16)] {
    table.add([
      name, "\(shape.block.width)", "\(shape.depth)", "\(shape.block.heads)", "\(shape.parameterCount)",
      "\(shape.parameterCount(classes: 1000))", number(Double(shape.multiplications)),
    ])
  }
  say("\(table)\n")
}

/// The bill of a training step with 64 pictures, for each net.
func showBill(_ data: PictureData, _ chapter: Chapter) {
  let count = min(64, data.training.count)
  let (pictures, labels) = data.training.batch(Array(0..<count))
  let bills = [(Net.convolutional, "CNN"), (.recurrent, "LSTM"), (.vit, "ViT")].map { net, name in
    let model = PictureClassifier(net.encoder(data, seed: chapter.seed), for: data.training, seed: 0)
    let randomness = Randomness(seed: 0)
    let seconds = Bill.seconds(training: model) { crossEntropy(model(pictures, .training(randomness)), labels) }
    let (work, kept) = net.cost(model.encoder, data.training)
    return Bill(
      name, parameters: model.parameterCount, forward: Double(count * work), activations: Double(count * kept),
      seconds: seconds)
  }
  chapter.showBills(bills)
}

extension Net {
  /// The multiplications of one picture's forward pass, and how many numbers are kept of it for the backward pass.
  fileprivate func cost(_ encoder: any PictureEncoder, _ pictures: LabeledPictures) -> (work: Int, kept: Int) {
    switch encoder {
    case let vit as ViTEncoder:
      let shape = vit.configuration
      return (
        shape.multiplications, (shape.patches.count + 1) * shape.depth * shape.block.activationCount
      )
    case let net as ConvolutionalNet:
      let cost = net.cost(height: pictures.height, width: pictures.width)
      return (cost.multiplications, cost.activations)
    default:
      // A step of an LSTM multiplies its input and its state by the gates' matrix, and keeps gates and states.
      let (inputs, H) = (pictures.width * pictures.channels, encoder.width)
      return (pictures.height * 4 * H * (inputs + H), pictures.height * 6 * H)
    }
  }
}
