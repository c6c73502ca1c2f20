import RNN
import Tensors

extension LSTMCell {
  public static var gateCount: Int { 4 }
  public static var storedCount: Int { 4 }  // i, f, g, o

  /// The formula of `LSTMCell.callAsFunction`. The gates take the memory of h·W.
  public static func forward(_ row: ForwardRow, hiddenSize H: Int) {
    forEachRegister(0..<H) { j in
      let i = sigmoid(row.stored.lanes(j) + row.z.lanes(j))
      let f = sigmoid(row.stored.lanes(j + H) + row.z.lanes(j + H))
      let g = tanh(row.stored.lanes(j + 2 * H) + row.z.lanes(j + 2 * H))
      let o = sigmoid(row.stored.lanes(j + 3 * H) + row.z.lanes(j + 3 * H))
      let c = f * row.old.lanes(j + H) + i * g
      row.stored.store(i, j)
      row.stored.store(f, j + H)
      row.stored.store(g, j + 2 * H)
      row.stored.store(o, j + 3 * H)
      row.new.store(o * tanh(c), j)
      row.new.store(c, j + H)
    }
  }

  /// With dh and dc the gradients that have arrived at h and c of this step:
  ///
  /// 1. h = o ⊙ tanh c gives do = dh ⊙ tanh c, and adds dh ⊙ o ⊙ (1 − tanh² c) to dc.
  /// 2. c = f ⊙ c₋₁ + i ⊙ g gives di = dc ⊙ g, df = dc ⊙ c₋₁, dg = dc ⊙ i.
  /// 3. Each is multiplied by the slope of its activation: σ′ = σ(1 − σ), tanh′ = 1 − tanh².
  /// 4. dc ⊙ f reaches c₋₁ directly. h₋₁ is reached only through W.
  public static func backward(_ row: BackwardRow, hiddenSize H: Int) {
    forEachRegister(0..<H) { j in
      let (i, f) = (row.stored.lanes(j), row.stored.lanes(j + H))
      let (g, o) = (row.stored.lanes(j + 2 * H), row.stored.lanes(j + 3 * H))
      let (dh, tanhC) = (row.dState.lanes(j), tanh(row.new.lanes(j + H)))
      let dc = row.dState.lanes(j + H) + dh * o * (1 - tanhC * tanhC)  // 1
      row.dz.store(dc * g * i * (1 - i), j)  // 2 and 3
      row.dz.store(dc * row.old.lanes(j + H) * f * (1 - f), j + H)
      row.dz.store(dc * i * (1 - g * g), j + 2 * H)
      row.dz.store(dh * tanhC * o * (1 - o), j + 3 * H)
      row.dState.store(.zero, j)  // 4
      row.dState.store(dc * f, j + H)
    }
  }
}
