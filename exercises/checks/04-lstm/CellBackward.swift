import Exercises
import Gradients
import LSTM
import Solutions

private typealias Answer =
  @Sendable (
    _ dh: Tensor, _ dc: Tensor, _ gates: LSTMGates, _ before: Tensor
  ) throws -> (dz: LSTMGates, dc: Tensor)

extension Exercise {
  static let cellBackward = Exercise(
    "04.2", "cellBackward", solution: LSTMSolutions.self,
    answer: { (answers: any LSTMTasks.Type) in answers.cellBackward },
    hints: [
      "Compute the new c from the gates again. What gradient does it get from h = o ⊙ tanh c, beside the argument dc?",
      "total = dc + dh ⊙ o ⊙ (1 − tanh² c). In c = f ⊙ before + i ⊙ g the gradient of each factor is total times the other factor.",
      "dz is total·g·i(1−i) for i, total·before·f(1−f) for f, total·i·(1−g²) for g, dh·tanh c·o(1−o) for o; dc is total·f.",
    ],
    mistakes: mistakes, probes: probes)
}

private func cell(_ gates: LSTMGates, _ before: Tensor) -> Tensor { gates.f * before + gates.i * gates.g }

/// The gradients that follow from the total gradient of the new cell state.
private func stepGradients(
  _ total: Tensor, _ dh: Tensor, _ gates: LSTMGates, _ before: Tensor
) -> (dz: LSTMGates, dc: Tensor) {
  let (i, f, g, o) = (gates.i, gates.f, gates.g, gates.o)
  let dz = LSTMGates(
    i: total * g * i * (1 - i), f: total * before * f * (1 - f), g: total * i * (1 - g * g),
    o: dh * tanh(cell(gates, before)) * o * (1 - o))
  return (dz, total * f)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the argument dc was not added: the gradient of the cell state is the sum of dc and the part from h") {
    dh, dc, gates, before in
    try LSTMSolutions.cellBackward(dh: dh, dc: dc * 0, gates: gates, before: before)
  },
  Mistake("the gradient from h is missing: add dh ⊙ o ⊙ (1 − tanh² c)") { dh, dc, gates, before in
    stepGradients(dc, dh, gates, before)
  },
  Mistake("the derivative of tanh c is missing: the gradient from h is dh ⊙ o ⊙ (1 − tanh² c)") {
    dh, dc, gates, before in
    stepGradients(dc + dh * gates.o, dh, gates, before)
  },
  Mistake("the derivative of tanh was computed from c instead of tanh c: it is 1 − tanh² c, not 1 − c²") {
    dh, dc, gates, before in
    let c = cell(gates, before)
    return stepGradients(dc + dh * gates.o * (1 - c * c), dh, gates, before)
  },
  Mistake("df uses the new cell state: f multiplied the cell state before the step") { dh, dc, gates, before in
    let correct = try LSTMSolutions.cellBackward(dh: dh, dc: dc, gates: gates, before: before)
    var result = correct
    result.dz.f = correct.dc * cell(gates, before) * (1 - gates.f)  // correct.dc is the total times f
    return result
  },
  Mistake("di uses i and dg uses g: the gradient of one factor of a product contains the other factor") {
    dh, dc, gates, before in
    var result = try LSTMSolutions.cellBackward(dh: dh, dc: dc, gates: gates, before: before)
    result.dz.i = result.dz.i / gates.g * gates.i
    result.dz.g = result.dz.g / gates.i * gates.g
    return result
  },
  Mistake("the gradient of the cell state before lacks f: f multiplied that state") { dh, dc, gates, before in
    var result = try LSTMSolutions.cellBackward(dh: dh, dc: dc, gates: gates, before: before)
    result.dc = result.dc / gates.f
    return result
  },
  Mistake("the gradient of the cell state before lacks the part from h: it is f times the sum of both parts") {
    dh, dc, gates, before in
    var result = try LSTMSolutions.cellBackward(dh: dh, dc: dc, gates: gates, before: before)
    result.dc = dc * gates.f
    return result
  },
  Mistake("the candidate got the derivative of a sigmoid: g is a tanh, so it is 1 − g²") { dh, dc, gates, before in
    var result = try LSTMSolutions.cellBackward(dh: dh, dc: dc, gates: gates, before: before)
    result.dz.g = result.dz.g / (1 - gates.g * gates.g) * gates.g * (1 - gates.g)
    return result
  },
  Mistake("the derivatives of sigmoid and tanh are missing: dz is the gradient of the sums before the activations") {
    dh, dc, gates, before in
    let (dz, carried) = try LSTMSolutions.cellBackward(dh: dh, dc: dc, gates: gates, before: before)
    func slope(_ y: Tensor) -> Tensor { y * (1 - y) }
    let bare = LSTMGates(
      i: dz.i / slope(gates.i), f: dz.f / slope(gates.f), g: dz.g / (1 - gates.g * gates.g), o: dz.o / slope(gates.o))
    return (bare, carried)
  },
  Mistake("do uses c: o multiplied tanh c") { dh, dc, gates, before in
    var result = try LSTMSolutions.cellBackward(dh: dh, dc: dc, gates: gates, before: before)
    result.dz.o = dh * cell(gates, before) * gates.o * (1 - gates.o)
    return result
  },
]

private func probes(_ cellBackward: @escaping Answer) -> [Probe] {
  let (dh, dc, before) = (random(2, 3, seed: 1), random(2, 3, seed: 2), random(2, 3, seed: 3))
  let sums = (4..<8).map { random(2, 3, seed: $0) }
  let gates = LSTMGates(i: sigmoid(sums[0]), f: sigmoid(sums[1]), g: tanh(sums[2]), o: sigmoid(sums[3]))
  let expected = gradients(of: sums + [before], weightedBy: Tensor(1)) { v in
    let c = sigmoid(v[1]) * v[4] + sigmoid(v[0]) * tanh(v[2])
    let h = sigmoid(v[3]) * tanh(c)
    return (h * constant(dh) + c * constant(dc)).sum
  }
  func answer() throws -> (dz: LSTMGates, dc: Tensor) { try cellBackward(dh, dc, gates, before) }
  return [
    .gradient("dz.i", try answer().dz.i, is: expected[0]),
    .gradient("dz.f", try answer().dz.f, is: expected[1]),
    .gradient("dz.g", try answer().dz.g, is: expected[2]),
    .gradient("dz.o", try answer().dz.o, is: expected[3]),
    .gradient("the cell state before the step", try answer().dc, is: expected[4]),
  ]
}
