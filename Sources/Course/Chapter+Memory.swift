import Display
import Foundation
import Tensors

extension Chapter {
  /// Refuses a model that this machine's memory cannot train, before anything of it is allocated.
  ///
  /// - Parameters:
  ///   - parameters: Each takes four numbers: its value, its gradient and AdamW's two averages.
  ///   - activations: What the forward pass of one batch keeps for the backward pass; each takes another number for its
  ///     gradient.
  public func checkMemory(parameters: Double, activations: Double) throws(UsageError) {
    let bytes = Double(MemoryLayout<Scalar>.size) * (4 * parameters + 2 * activations)
    let memory = Double(ProcessInfo.processInfo.physicalMemory)
    if bytes <= memory { return }
    let sizes = options.filter { option in
      if case .integer = option.value {
        return option.affectsTraining && option.name != "seed" && integer(option.name) != nil
      }
      return false
    }
    func gigabytes(_ bytes: Double) -> String { Display.number((bytes / 1e9).rounded()) }
    throw UsageError(
      "\(sizes.map { "--\($0.name)" }.joined(separator: ", ")): \(Display.number(parameters)) parameters and "
        + "\(Display.number(activations)) activations take about \(gigabytes(bytes)) GB to train, but this machine has "
        + "\(gigabytes(memory)) GB")
  }
}
