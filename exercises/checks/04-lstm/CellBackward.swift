import Exercises
import LSTM
import Solutions

private typealias Answer =
  @Sendable (
    _ dh: Tensor, _ dc: Tensor, _ gates: LSTMGates, _ before: Tensor
  ) throws -> (dz: LSTMGates, dc: Tensor)

extension Exercise {
  static let cellBackward = Exercise(
    "04.2", "cellBackward", mine: MyLSTMs.cellBackward, solution: LSTMSolutions.cellBackward,
    hints: [
      "Compute the new c from the gates again. What does it get from h = o ⊙ tanh c, beside the dc that is given?",
      "total = dc + dh ⊙ o ⊙ (1 − tanh² c). In c = f ⊙ before + i ⊙ g each factor gets total times the other one.",
      "dz is total·g·i(1−i) for i, total·before·f(1−f) for f, total·i·(1−g²) for g, dh·tanh c·o(1−o) for o; dc is total·f.",
    ],
    mistakes: mistakes, probes: probes)
}

private func cell(_ gates: LSTMGates, _ before: Tensor) -> Tensor { gates.f * before + gates.i * gates.g }

/// What follows from the whole gradient of the new cell.
private func spread(
  _ total: Tensor, _ dh: Tensor, _ gates: LSTMGates, _ before: Tensor
) -> (dz: LSTMGates, dc: Tensor) {
  let (i, f, g, o) = (gates.i, gates.f, gates.g, gates.o)
  let dz = LSTMGates(
    i: total * g * i * (1 - i), f: total * before * f * (1 - f), g: total * i * (1 - g * g),
    o: dh * tanh(cell(gates, before)) * o * (1 - o))
  return (dz, total * f)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("dc of the step after was not added: the gradient of the cell is carried from step to step") {
    dh, dc, gates, before in
    try LSTMSolutions.cellBackward(dh: dh, dc: dc * 0, gates: gates, before: before)
  },
  Mistake("h gives nothing to the cell: its part dh ⊙ o ⊙ (1 − tanh² c) is missing") { dh, dc, gates, before in
    spread(dc, dh, gates, before)
  },
  Mistake("the slope of tanh c is missing: the cell gets dh ⊙ o ⊙ (1 − tanh² c) from h") { dh, dc, gates, before in
    spread(dc + dh * gates.o, dh, gates, before)
  },
  Mistake("the slope of tanh was taken at c instead of tanh c: it is 1 − tanh² c, not 1 − c²") {
    dh, dc, gates, before in
    let c = cell(gates, before)
    return spread(dc + dh * gates.o * (1 - c * c), dh, gates, before)
  },
  Mistake("df takes the new cell: f multiplied the cell before the step") { dh, dc, gates, before in
    let right = try LSTMSolutions.cellBackward(dh: dh, dc: dc, gates: gates, before: before)
    var result = right
    result.dz.f = right.dc * cell(gates, before) * (1 - gates.f)  // right.dc is the total times f
    return result
  },
  Mistake("di takes i and dg takes g: in a product each factor gets the other one") { dh, dc, gates, before in
    var result = try LSTMSolutions.cellBackward(dh: dh, dc: dc, gates: gates, before: before)
    result.dz.i = result.dz.i / gates.g * gates.i
    result.dz.g = result.dz.g / gates.i * gates.g
    return result
  },
  Mistake("dc went back as it is: the cell before was multiplied by f") { dh, dc, gates, before in
    var result = try LSTMSolutions.cellBackward(dh: dh, dc: dc, gates: gates, before: before)
    result.dc = result.dc / gates.f
    return result
  },
  Mistake("dc went back without h's part: the cell before gets f times the gradient from both readers") {
    dh, dc, gates, before in
    var result = try LSTMSolutions.cellBackward(dh: dh, dc: dc, gates: gates, before: before)
    result.dc = dc * gates.f
    return result
  },
  Mistake("the candidate got the slope of a sigmoid: g came out of tanh, so it is 1 − g²") { dh, dc, gates, before in
    var result = try LSTMSolutions.cellBackward(dh: dh, dc: dc, gates: gates, before: before)
    result.dz.g = result.dz.g / (1 - gates.g * gates.g) * gates.g * (1 - gates.g)
    return result
  },
  Mistake("the slopes of sigmoid and tanh are missing: wanted are the gradients of the sums that went into them") {
    dh, dc, gates, before in
    let (dz, carried) = try LSTMSolutions.cellBackward(dh: dh, dc: dc, gates: gates, before: before)
    func slope(_ y: Tensor) -> Tensor { y * (1 - y) }
    let bare = LSTMGates(
      i: dz.i / slope(gates.i), f: dz.f / slope(gates.f), g: dz.g / (1 - gates.g * gates.g), o: dz.o / slope(gates.o))
    return (bare, carried)
  },
  Mistake("do takes c: o multiplied tanh c") { dh, dc, gates, before in
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
    .gradient("the sum under i", try answer().dz.i, is: expected[0]),
    .gradient("the sum under f", try answer().dz.f, is: expected[1]),
    .gradient("the sum under g", try answer().dz.g, is: expected[2]),
    .gradient("the sum under o", try answer().dz.o, is: expected[3]),
    .gradient("the cell before", try answer().dc, is: expected[4]),
  ]
}
