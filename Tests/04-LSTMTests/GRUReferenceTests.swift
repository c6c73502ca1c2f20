import LSTM
import Tensors
import TestSupport
import Testing

/// GRUs against PyTorch's `nn.GRU` in double precision, values and gradients.
struct GRUReferenceTests {
  @Test(arguments: try Fixture(named: "gru").cases)
  func `agrees with PyTorch`(name: String) throws {
    expectNone(try RecurrentReference(name, in: Fixture(named: "gru")).differences(from: GRUCell.self), name)
  }

  @Test func `the file holds every form of the net`() throws { try expectEveryForm(in: Fixture(named: "gru")) }

  @Test(arguments: [(0, 1), (0, 2), (1, 2)])
  func `gates in another order are noticed`(a: Int, b: Int) throws {
    var reference = try RecurrentReference("2 forward 5x3x4x6 full", in: Fixture(named: "gru"))
    try reference.exchangeGates(a, b, of: 3)
    try reference.expectDifferent(GRUCell.self)
  }

  /// Added to the other bias, it would no longer be multiplied by the reset gate.
  @Test func `the candidate's bias in the wrong position is noticed`() throws {
    var reference = try RecurrentReference("2 forward 5x3x4x6 full", in: Fixture(named: "gru"))
    let path = "layers.0.forward"
    let (bias, candidate) = (reference.given["\(path).bias"], reference.given["\(path).candidateBias"])
    let moved = try #require(candidate)
    let H = moved.count
    reference.given["\(path).bias"] = try #require(bias) + .concatenate([.zeros(2 * H), moved])
    reference.given["\(path).candidateBias"] = .zeros(H)
    try reference.expectDifferent(GRUCell.self)
  }
}
