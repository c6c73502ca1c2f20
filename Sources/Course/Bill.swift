import Display
import Tensors

/// What this machine does at the most: multiply-adds on registers alone, and bytes from memory that no cache holds.
public struct Machine: Sendable {
  public let multiplyAddsPerSecond: Double
  public let bytesPerSecond: Double

  public init(multiplyAddsPerSecond: Double, bytesPerSecond: Double) {
    (self.multiplyAddsPerSecond, self.bytesPerSecond) = (multiplyAddsPerSecond, bytesPerSecond)
  }

  /// Takes about a second.
  public static func measured(threads: Int = Threads.count) -> Machine {
    Machine(
      multiplyAddsPerSecond: measureFusedMultiplyAddPeak(threads: threads) / 2 * 1e9,
      bytesPerSecond: measureBandwidth(threads: threads) * 1e9)
  }
}

/// What one training step costs, counted, and the time that it took.
public struct Bill: Sendable {
  public let name: String
  public let parameters: Int
  /// Of the forward and the backward pass.
  public let multiplyAdds: Double
  /// Read and written, if no cache held any of it.
  public let bytes: Double
  public let seconds: Double

  /// - Parameters:
  ///   - forward: The multiply-adds of the forward pass. The backward pass has two products for each of its products:
  ///     for the gradient of the weights, and for that of the inputs.
  ///   - activations: The numbers that the forward pass keeps. Each is written and read, and so is its gradient.
  ///   - statePerParameter: How many numbers the optimizer keeps for each parameter: two averages in AdamW.
  ///   - seconds: What a step took.
  public init(
    _ name: String, parameters: Int, forward: Double, activations: Double, statePerParameter: Int = 2, seconds: Double
  ) {
    (self.name, self.parameters, self.seconds) = (name, parameters, seconds)
    multiplyAdds = 3 * forward
    // A weight is read in both passes, its gradient written and read; the optimizer reads and writes it and its state.
    let perParameter = 2.0 + 2 + 2 * Double(1 + statePerParameter)
    bytes = (perParameter * Double(parameters) + 4 * activations) * Double(MemoryLayout<Scalar>.size)
  }

  /// The seconds of the fastest of some steps, which other programs disturbed least.
  public static func seconds(runs: Int = 5, of step: () -> Void) -> Double {
    (0..<runs).map { _ in ContinuousClock().measure(step) / .seconds(1) }.min()!
  }

  /// The milliseconds that a machine needs for the arithmetic alone, and for the memory alone: no step is faster than the
  /// first, nor than the second if no cache holds its numbers.
  func milliseconds(on machine: Machine) -> (atPeak: Double, atBandwidth: Double) {
    (multiplyAdds / machine.multiplyAddsPerSecond * 1e3, bytes / machine.bytesPerSecond * 1e3)
  }

  /// Several bills: what is counted, the milliseconds that the peak and the memory allow, those taken, and the share of
  /// the peak. It fits 80 columns with names of up to nine.
  public static func table(_ bills: [Bill], on machine: Machine) -> Table {
    var table = Table(["step", "parameters", "multiply-adds", "MB", "peak, ms", "memory, ms", "ms", "of peak"])
    for bill in bills {
      let allowed = bill.milliseconds(on: machine)
      let taken = bill.seconds * 1e3
      let millions = bill.multiplyAdds / 1e6
      table.add([
        bill.name, "\(bill.parameters)", "\(number(millions < 1 ? millions : millions.rounded())) M",
        number(bill.bytes / 1e6),
        number(allowed.atPeak), number(allowed.atBandwidth), number(taken),
        "\(Int((allowed.atPeak / taken * 100).rounded())) %",
      ])
    }
    return table
  }

  /// For `--json`.
  public func json(on machine: Machine) -> JSON {
    let allowed = milliseconds(on: machine)
    return [
      "parameters": JSON(parameters), "multiplyAdds": JSON(multiplyAdds), "bytes": JSON(bytes),
      "peakMilliseconds": JSON(allowed.atPeak), "bandwidthMilliseconds": JSON(allowed.atBandwidth),
      "takenMilliseconds": JSON(seconds * 1e3),
    ]
  }
}
