import Foundation
import Gradients
import RNN
import TestSupport
import Testing
import Training

struct GradientsThroughTimeTests {
  @Test func `the gradient of each state agrees with its definition`() throws {
    var generator = Generator(seed: 1)
    let cell = RNNCell(inputSize: 2, hiddenSize: 3, using: &generator)
    let (x, start) = (Tensor.normal([4, 2, 2], using: &generator), Tensor.normal([2, 3], using: &generator))
    let weights = constant(.normal([2, 3], using: &generator))
    let gradients = cell.stateGradients(along: x, from: start) { ($0 * weights).sum }
    #expect(gradients.count == 5)

    // The steps after a state are a forward pass of their own, which starts from that state.
    func states(_ times: Range<Int>, from start: Variable) -> Variable {
      if times.isEmpty { return start }
      let states = cell.states(along: constant(x.rows(times)), from: start, Scan())
      return states.rows(times.count..<times.count + 1).reshaped(2, 3)
    }
    for t in 0...4 {
      let state = Variable(states(0..<t, from: constant(start)).value)
      let last = states(t..<4, from: state)
      (last * weights).sum.backward()
      expectClose(gradients[t], to: state.gradient!, "state \(t)")
    }
  }

  @Test func `in a linear net it is multiplied by the recurrent weight at each step`() {
    var generator = Generator(seed: 2)
    let cell = RNNCell(inputSize: 1, hiddenSize: 1, using: &generator)
    cell.recurrent.update { $0 = [[0.5]] }
    cell.bias.update { $0 = [0] }
    let gradients = cell.stateGradients(along: .zeros(10, 1, 1), from: .zeros(1, 1)) { $0.sum }
    for (t, gradient) in gradients.enumerated() {
      #expect(abs(gradient.first - Scalar(pow(0.5, Double(10 - t)))) < 1e-6)
    }
  }

  @Test func `backpropagation through time gives the numbers of the chapter`() {
    let cell = Self.cell(input: [[1]], recurrent: [[0.5]])
    let x = Tensor([1, 0]).reshaped(2, 1, 1)
    let states = cell.states(along: constant(x), from: constant(.zeros(1, 1)), Scan())  // h₀, h₁, h₂
    for (h, expected) in zip(states.value.scalars, [0, 0.7616, 0.3634]) { #expect(abs(h - Scalar(expected)) < 5e-5) }
    states.rows(2..<3).sum.backward()
    #expect(abs(cell.recurrent.gradient!.first - 0.6610) < 5e-5)
    #expect(abs(cell.input.gradient!.first - 0.1823) < 5e-5)
    let gradients = cell.stateGradients(along: x, from: .zeros(1, 1)) { $0.sum }
    #expect(abs(gradients[2].first - 1) < 5e-5 && abs(gradients[1].first - 0.4340) < 5e-5)
  }

  @Test func `the product of Jacobians gives the numbers of the chapter`() {
    let cell = Self.cell(input: [[1, 0], [0, 1]], recurrent: [[0.5, 0.2], [-0.3, 0.4]])
    // The inputs lead to the states h₁ = (0.6, 0) and h₂ = (0.8, −0.6).
    let through1: [Double] = [0.6 * 0.5, 0.6 * 0.2]  // h₁·W
    let x = [atanh(0.6), 0, atanh(0.8) - through1[0], atanh(-0.6) - through1[1]].map { Scalar($0) }
    let steps = Tensor(shape: [2, 1, 2], scalars: x)
    func gradients(of entry: Int) -> [[Scalar]] {
      cell.stateGradients(along: steps, from: .zeros(1, 2)) { $0.columns(entry..<entry + 1).sum }.map(\.scalars)
    }
    func agree(_ a: [Scalar], _ b: [Double]) -> Bool { zip(a, b).allSatisfy { abs($0 - Scalar($1)) < 1e-6 } }
    // From the last state to the first. A row of a product of Jacobians is the gradient of one entry.
    #expect(agree(gradients(of: 0)[2], [1, 0]))
    #expect(agree(gradients(of: 0)[1], [0.18, -0.108]) && agree(gradients(of: 1)[1], [0.128, 0.256]))
    #expect(agree(gradients(of: 0)[0], [0.036, -0.07776]) && agree(gradients(of: 1)[0], [0.09216, 0.077824]))
  }

  /// A cell with these weights and without bias.
  static func cell(input: Tensor, recurrent: Tensor) -> RNNCell {
    var generator = Generator(seed: 0)
    let cell = RNNCell(inputSize: input.shape[0], hiddenSize: recurrent.shape[0], using: &generator)
    cell.input.update { $0 = input }
    cell.recurrent.update { $0 = recurrent }
    cell.bias.update { $0 = .zeros(recurrent.shape[0]) }
    return cell
  }

  @Test func `a model's gradient norms are those of the loss of the next token, the last state's first`() {
    let model = LanguageModelTests.shallow()
    let text = (0..<12).map { $0 * $0 % 7 }
    let norms = model.gradientNorms(on: text, steps: 3, positions: 2)  // from the tokens 0 and 4 on
    let rows = [text[0..<3], text[4..<7]].flatMap { $0 }
    let end = Variable(model(rows, batch: 2).state.states[0][0].value)
    crossEntropy(model.output(end), [text[3], text[7]]).backward()
    #expect(norms.count == 4)
    #expect(abs(norms[0] - Double(end.gradient!.norm)) < 1e-6 * norms[0] + 1e-7)
  }

  @Test func `a model's gradients vanish, and it is trainable again afterwards`() {
    let model = LanguageModelTests.shallow()
    let norms = model.gradientNorms(on: (0..<200).map { $0 * $0 % 7 }, steps: 20, positions: 4)
    #expect(norms.count == 21 && norms[20] < norms[0] / 100)
    #expect(model.parameters.allSatisfy { $0.variable.isTrainable && $0.variable.gradient == nil })
  }
}

extension Tensor {
  fileprivate var first: Scalar { scalars[0] }
}

extension LanguageModelTests {
  static func shallow() -> LanguageModel<RNNCell> {
    var generator = Generator(seed: 8)
    return LanguageModel(vocabularySize: 7, width: 4, hiddenSize: 6, using: &generator)
  }
}

struct SingleUnitTests {
  @Test(arguments: [(5, -1.5), (4.2, -2.0), (6, -2.6), (4.7, -2.41)])
  func `the gradient matches central differences`(w: Double, b: Double) {
    var unit = SingleUnit()
    unit.steps = 20
    let h = 1e-6
    func error(_ dw: Double, _ db: Double) -> Double { unit.error(SingleUnit.Point(w: w + dw, b: b + db)) }
    let gradient = unit.gradient(SingleUnit.Point(w: w, b: b))
    let slopes = [(error(h, 0) - error(-h, 0)) / (2 * h), (error(0, h) - error(0, -h)) / (2 * h)]
    let scale = max(abs(slopes[0]), abs(slopes[1]))
    #expect(abs(gradient.w - slopes[0]) < 1e-5 * scale && abs(gradient.b - slopes[1]) < 1e-5 * scale)
  }

  @Test func `a clipped step is never longer than rate times limit, and keeps its direction`() {
    let unit = SingleUnit()
    let start = SingleUnit.Point(w: 5, b: -1.5)
    let path = unit.descent(from: start, rate: 0.2, steps: 300, clippingTo: 0.5)
    for (here, next) in zip(path, path.dropFirst()) {
      #expect(hypot(next.w - here.w, next.b - here.b) <= 0.1 + 1e-12)
    }
    let plain = unit.descent(from: start, rate: 0.2, steps: 300)
    let longest = zip(plain, plain.dropFirst()).map { hypot($1.w - $0.w, $1.b - $0.b) }.max()!
    #expect(longest > 1, "plain descent leaves the wall in one long step")
    #expect(unit.error(path.last!) < 0.002 && unit.error(plain.last!) > 0.05)
  }

  @Test func `the surface has the largest b in its first row`() {
    let unit = SingleUnit()
    let surface = unit.surface(w: 4...6, b: -3 ... -1, rows: 2, columns: 2)
    #expect(surface[0][1] == unit.error(SingleUnit.Point(w: 5.5, b: -1.5)))
    #expect(surface[1][0] == unit.error(SingleUnit.Point(w: 4.5, b: -2.5)))
  }
}
