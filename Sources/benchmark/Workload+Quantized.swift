import Course
import GPT
import Gradients
import LoRA
import RNN
import Tensors
import Training

// B batch · T positions · D width

extension Workload {
  /// Greedy decoding with GPT-2's shape and a cache, on two threads; every token reads every weight once.
  ///
  /// - Parameter bits: Of the quantized weights; nil for scalars.
  private static func decoding(bits: Int?) -> Workload {
    let (count, prompt) = (32, [464, 2068, 7586, 21831, 18045, 625, 262, 16931])
    let shape = GPTConfiguration(width: 768, heads: 12, depth: 12, dropout: 0)
    let name = bits.map { "\($0)-bit" } ?? "float"
    return Workload(
      name: "quantized-decoding-\(name)",
      summary:
        "\(count) tokens, greedy, after \(prompt.count), GPT-2's shape, weights in \(bits ?? 8 * scalarBytes) bits",
      amount: Double(count), unit: "tokens/s", bytes: Double(count) * weightBytes(shape, bits: bits), threads: 2
    ) {
      var generator = Generator(seed: 0)
      let model = GPTModel(shape, using: &generator)
      if let bits { model.quantize(bits: bits) }
      return on(2) { _ = model.generate([prompt], from: model.start(), limit: count) }
    }
  }

  private static let scalarBytes = MemoryLayout<Scalar>.stride

  /// What a token reads: all but the table of positions. Quantized numbers share a scale of two bytes in blocks.
  private static func weightBytes(_ shape: GPTConfiguration, bits: Int?) -> Double {
    let count = Double(shape.parameterCount - shape.contextLimit * shape.block.width)
    return count * (bits.map { Double($0) / 8 + 2 / Double(QuantizedMatrix.blockSize) } ?? Double(scalarBytes))
  }

  /// Forward and backward pass of x through a frozen map of D × D, from which only x gets a gradient.
  private static func frozenStep(bits: Int?) -> Workload {
    let (B, T, D) = (32, 64, 256)
    let name = bits.map { "\($0)-bit" } ?? "float"
    return Workload(
      name: "frozen-\(name)", summary: "forward and backward pass of a frozen linear map, B\(B) T\(T) D\(D)",
      amount: Double(B * T), unit: "tokens/s", multiplyAdds: Double(2 * B * T * D * D), threads: 2
    ) {
      var generator = Generator(seed: 0)
      let layer = Linear(D, D, using: &generator)
      layer.setTrainable(false)
      if let bits { layer.quantize(bits: bits) }
      let x = Variable(.normal([B, T, D], using: &generator))
      let cotangent = Tensor.normal([B, T, D], using: &generator)
      return on(2) {
        layer(x).backward(seed: cotangent)
        x.gradient = nil
      }
    }
  }

  static var quantized: [Workload] {
    [nil, 8, 4].map { decoding(bits: $0) } + [nil, 8, 4].map { frozenStep(bits: $0) }
  }
}
