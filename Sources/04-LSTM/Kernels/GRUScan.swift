import RNN
import Tensors

extension GRUCell {
  public static var gateCount: Int { 3 }
  public static var storedCount: Int { 4 }  // r, u, m, n

  /// The formula of `GRUCell.step`, where m = h·Wₙ + bₙ is what the reset gate r multiplies.
  public static func forward(_ row: ForwardRow, hiddenSize H: Int) {
    forEachRegister(0..<H) { j in
      let r = sigmoid(row.stored.lanes(j) + row.z.lanes(j))
      let u = sigmoid(row.stored.lanes(j + H) + row.z.lanes(j + H))
      let m = row.stored.lanes(j + 2 * H) + row.recurrentBias.lanes(j)
      let n = tanh(row.z.lanes(j + 2 * H) + r * m)
      row.stored.store(r, j)
      row.stored.store(u, j + H)
      row.stored.store(m, j + 2 * H)
      row.stored.store(n, j + 3 * H)
      row.new.store(n + u * (row.old.lanes(j) - n), j)
    }
  }

  /// With dh the gradient that has arrived at h of this step, and a = zₙ + r ⊙ m, so that n = tanh a:
  ///
  /// 1. h = (1 − u) ⊙ n + u ⊙ h₋₁ gives dn = dh ⊙ (1 − u) and du = dh ⊙ (h₋₁ − n), and da = dn ⊙ (1 − n²).
  /// 2. a = zₙ + r ⊙ m gives dr = da ⊙ m, dm = da ⊙ r. This is where z and h·W part: zₙ gets da, h·Wₙ gets dm.
  /// 3. dr and du are multiplied by the slope of their gates: σ′ = σ(1 − σ).
  /// 4. dh ⊙ u reaches h₋₁ directly; the rest goes through W.
  public static func backward(_ row: BackwardRow, hiddenSize H: Int) {
    forEachRegister(0..<H) { j in
      let (r, u) = (row.stored.lanes(j), row.stored.lanes(j + H))
      let (m, n) = (row.stored.lanes(j + 2 * H), row.stored.lanes(j + 3 * H))
      let dh = row.dState.lanes(j)
      let da = dh * (1 - u) * (1 - n * n)  // 1
      let dr = da * m * r * (1 - r)  // 2 and 3
      let du = dh * (row.old.lanes(j) - n) * u * (1 - u)
      row.dz.store(dr, j)
      row.dz.store(du, j + H)
      row.dz.store(da, j + 2 * H)
      row.stored.store(dr, j)
      row.stored.store(du, j + H)
      row.stored.store(da * r, j + 2 * H)
      row.dState.store(dh * u, j)  // 4
    }
  }
}
