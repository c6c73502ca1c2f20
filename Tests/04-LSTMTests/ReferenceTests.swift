import LSTM
import TestSupport
import Testing

/// LSTMs against PyTorch's `nn.LSTM` in double precision, values and gradients.
struct ReferenceTests {
  @Test(arguments: try Fixture(named: "lstm").cases)
  func `agrees with PyTorch`(name: String) throws {
    expectNone(try RecurrentReference(name, in: Fixture(named: "lstm")).differences(from: LSTMCell.self), name)
  }

  @Test func `the file holds every form of the net`() throws { try expectEveryForm(in: Fixture(named: "lstm")) }

  @Test(arguments: [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)])
  func `gates in another order are noticed`(a: Int, b: Int) throws {
    var reference = try RecurrentReference("2 forward 5x3x4x6 full", in: Fixture(named: "lstm"))
    try reference.exchangeGates(a, b, of: 4)
    try reference.expectDifferent(LSTMCell.self)
  }
}
