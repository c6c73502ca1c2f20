import LSTM
import Tensors
import TestSupport
import Testing

/// Layer-normalized LSTMs against the paper's equations in PyTorch, in double precision, values and gradients.
struct NormalizedLSTMReferenceTests {
  private static let title = "2 forward 5x3x4x6"

  @Test(arguments: try Fixture(named: "normalized-lstm").cases)
  func `agrees with PyTorch`(name: String) throws {
    let reference = try RecurrentReference(name, in: Fixture(named: "normalized-lstm"))
    expectNone(try reference.differences(from: NormalizedLSTMCell.self), name)
  }

  @Test(arguments: [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)])
  func `gates in another order are noticed`(a: Int, b: Int) throws {
    var reference = try RecurrentReference(Self.title, in: Fixture(named: "normalized-lstm"))
    try reference.exchangeGates(a, b, of: 4)
    try reference.expectDifferent(NormalizedLSTMCell.self)
  }

  @Test func `exchanged norms are noticed`() throws {
    var reference = try RecurrentReference(Self.title, in: Fixture(named: "normalized-lstm"))
    let (a, b) = ("layers.0.forward.inputNorm.gain", "layers.0.forward.recurrentNorm.gain")
    (reference.given[a], reference.given[b]) = (reference.given[b], reference.given[a])
    try reference.expectDifferent(NormalizedLSTMCell.self)
  }

  /// h ends the state's first half and c its second: a cell state that starts elsewhere changes everything.
  @Test func `exchanged h and c at the start are noticed`() throws {
    var reference = try RecurrentReference(Self.title, in: Fixture(named: "normalized-lstm"))
    let start = try #require(reference.given["start"])
    let (L, P, B, columns) = start.shape4
    let (h, c) = (start.columns(0..<columns / 2), start.columns(columns / 2..<columns))
    reference.given["start"] = Tensor.concatenate([c, h], axis: -1).reshaped(L, P, B, columns)
    try reference.expectDifferent(NormalizedLSTMCell.self)
  }
}
