import Gradients
import Tensors
import Training

// B batch · H × W pixels · C channels · O channels of the last stage

/// A residual convolutional net: stages of blocks, each at half the resolution of the one before and with twice its
/// channels, then the mean over all positions.
///
/// He et al., "Deep residual learning for image recognition", 2016.
public struct ConvolutionalNet: PictureEncoder {
  public let stem: Convolution  // [3, 3, C, channels]
  public let stages: [[ConvolutionBlock]]
  public let norm: BatchNorm  // [O]
  /// O
  public let width: Int

  /// - Parameters:
  ///   - inputs: C, 1 for gray and 3 for color.
  ///   - channels: Of the first stage.
  ///   - blocks: How many each stage has.
  public init(inputs: Int, channels: Int, stages: Int = 3, blocks: Int = 1, using generator: inout Generator) {
    stem = Convolution(inputs, channels, hasBias: false, using: &generator)
    var width = channels
    self.stages = (0..<stages).map { stage in
      (0..<blocks).map { _ in
        let block = ConvolutionBlock(width, channels << stage, using: &generator)
        width = channels << stage
        return block
      }
    }
    norm = BatchNorm(width)
    self.width = width
  }

  /// `[B, H, W, C] → [B, O]`
  public func callAsFunction(_ pictures: Variable, _ mode: Mode) -> Variable {
    var x = stem(pictures)
    for (index, blocks) in stages.enumerated() {
      if index > 0 { x = maxPool(x) }
      x = blocks.reduce(x) { $1($0, mode) }
    }
    return globalMeanPool(norm(x, rectifies: true, mode))
  }
}

extension ConvolutionalNet {
  /// The multiplications of one picture's forward pass, each with an addition, and how many numbers are kept of it for the
  /// backward pass: what each convolution and each norm reads.
  public func cost(height: Int, width: Int) -> (multiplications: Int, activations: Int) {
    var (pixels, work, kept) = (height * width, 0, 0)
    func add(_ layer: Convolution) {
      work += pixels * layer.weight.value.count
      kept += pixels * (layer.weight.shape[2] + layer.weight.shape[3])
    }
    add(stem)
    var (rows, columns) = (height, width)
    for (index, blocks) in stages.enumerated() {
      if index > 0 { (rows, columns) = (rows / 2, columns / 2) }
      pixels = rows * columns
      for block in blocks {
        for layer in [block.first, block.second] + (block.shortcut.map { [$0] } ?? []) { add(layer) }
      }
    }
    return (work, kept)
  }
}
