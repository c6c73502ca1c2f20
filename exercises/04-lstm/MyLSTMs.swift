import LSTM

/// Your answers to chapter 04. `LSTMTasks.swift` states the tasks; `swift run exercises 04` checks the answers.
public enum MyLSTMs: LSTMTasks {
  /// 04.1  One step of an LSTM.
  public static func cell(_ x: Tensor, h: Tensor, c: Tensor, _ weights: LSTMWeights) throws -> (h: Tensor, c: Tensor) {
    throw NotStarted()
  }

  /// 04.2  Back through one step of an LSTM.
  public static func cellBackward(
    dh: Tensor, dc: Tensor, gates: LSTMGates, before: Tensor
  ) throws -> (dz: LSTMGates, dc: Tensor) {
    throw NotStarted()
  }

  /// 04.3  One step of a GRU.
  public static func gru(_ x: Tensor, _ h: Tensor, _ weights: GRUWeights) throws -> Tensor {
    throw NotStarted()
  }

  /// 04.4  A highway layer: the gates of the LSTM, turned from time to depth.
  public static func highway(_ x: Tensor, _ weights: HighwayWeights) throws -> Tensor {
    throw NotStarted()
  }

  /// 04.5  How much gradient is left along the cell's road.
  public static func gradientNorms(along forget: Tensor, from dc: Tensor) throws -> Tensor {
    throw NotStarted()
  }
}
