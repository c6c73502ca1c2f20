import RNN
import Tensors
import TestSupport
import Testing

/// Recurrent nets against PyTorch's `nn.RNN` in double precision, values and gradients.
struct ReferenceTests {
  @Test(arguments: try Fixture(named: "rnn").cases)
  func `agrees with PyTorch`(name: String) throws {
    expectNone(try RecurrentReference(name, in: Fixture(named: "rnn")).differences(from: RNNCell.self), name)
  }

  @Test func `the file holds every form of the net`() throws { try expectEveryForm(in: Fixture(named: "rnn")) }

  @Test(arguments: ["layers.0.forward.recurrent", "layers.0.backward.recurrent"])
  func `a transposed weight is noticed`(path: String) throws {
    var reference = try RecurrentReference("2 both 5x3x4x6 full", in: Fixture(named: "rnn"))
    reference.given[path] = try #require(reference.given[path]).transposed
    try reference.expectDifferent(RNNCell.self)
  }

  @Test func `ignored lengths are noticed`() throws {
    var reference = try RecurrentReference("2 both 5x3x4x6 lengths 3 1 3", in: Fixture(named: "rnn"))
    reference.given["lengths"] = nil
    try reference.expectDifferent(RNNCell.self)
  }

  @Test func `a parameter that the net does not have is noticed`() throws {
    var reference = try RecurrentReference("1 forward 1x1x1x1 full", in: Fixture(named: "rnn"))
    reference.given["layers.1.forward.bias"] = .zeros(1)
    #expect(try reference.differences(from: RNNCell.self).map(\.name) == ["layers.1.forward.bias"])
  }
}
