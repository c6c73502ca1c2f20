import Tensors

extension RNNCell {
  public static var gateCount: Int { 1 }
  public static var storedCount: Int { 1 }

  /// h ← tanh(z + h·W)
  public static func forward(_ row: ForwardRow, hiddenSize H: Int) {
    forEachRegister(0..<H) { j in
      row.new.store(tanh(row.stored.lanes(j) + row.z.lanes(j)), j)
    }
  }

  /// dz = dh ⊙ (1 − h²), and nothing of dh reaches the state before but through W.
  public static func backward(_ row: BackwardRow, hiddenSize H: Int) {
    forEachRegister(0..<H) { j in
      let (h, dh) = (row.new.lanes(j), row.dState.lanes(j))
      row.dz.store(dh * (1 - h * h), j)
      row.dState.store(.zero, j)
    }
  }
}
