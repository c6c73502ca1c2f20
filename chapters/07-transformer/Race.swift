import Course
import Foundation
import LSTM
import RNN
import Transformer

// B batch · T positions · D width

// MARK: 6

/// Forward and backward pass over more and more positions, of one text and of sixteen: a block in parallel, the same
/// block step by step, and recurrent nets of as many parameters.
func compareSpeed(_ chapter: Chapter) {
  var generator = chapter.generator
  let D = 128
  let stack = TransformerStack(BlockConfiguration(width: D, heads: 4), depth: 1, using: &generator)
  func within<Cell: RecurrentCell>(_: Cell.Type) -> Recurrent<Cell> {
    let start = generator
    return largest(within: stack.parameterCount) { hiddenSize in
      var generator = start
      return Recurrent(inputSize: D, hiddenSize: hiddenSize, using: &generator)
    }
  }
  let (lstm, gru) = (within(LSTMCell.self), within(GRUCell.self))
  let learned = (stack.parameters + lstm.parameters + gru.parameters).map(\.variable)
  for B in [1, 16] {
    let longest = chapter.isQuick ? 32 : B == 1 || chapter.isFull ? 4096 : 512
    var curves: [(name: String, points: [(x: Double, y: Double)])] = []
    let stepwise = B == 1 ? ["step by step, ms", "difference"] : []
    var table = Table(["B = \(B), T", "parallel, ms", "LSTM, ms", "GRU, ms"] + stepwise)
    for T in [16, 32, 64, 128, 256, 512, 1024, 2048, 4096] where T <= longest {
      let x = Variable(.normal([B, T, D], using: &generator))
      func gradients(_ pass: () -> Variable) -> [Tensor?] {
        pass().sum.backward()
        defer { for variable in [x] + learned { variable.gradient = nil } }
        return ([x] + learned).map(\.gradient)
      }
      let repeats = B * T > 8000 ? 1 : B * T > 1000 ? 2 : 10
      func milliseconds(_ pass: () -> Variable) -> Double { 1e3 * Bill.seconds(runs: repeats) { _ = gradients(pass) } }
      let parallel = { stack(x, .causal, .evaluation) }
      var times = [
        ("block, parallel", milliseconds(parallel)), ("LSTM", milliseconds { lstm(x).outputs }),
        ("GRU", milliseconds { gru(x).outputs }),
      ]
      var cells = times.map { number($0.1) }
      if B == 1, T <= 256 {
        let difference = largestDifference(gradients(parallel), gradients { stack.stepByStep(x) })
        times.append(("block, step by step", milliseconds { stack.stepByStep(x) }))
        cells += [number(times[3].1), bounded(difference)]
      } else {
        cells += stepwise.map { _ in "–" }
      }
      table.add(["\(T)"] + cells)
      for (name, time) in times {
        if !curves.contains(where: { $0.name == name }) { curves.append((name, [])) }
        curves[curves.firstIndex { $0.name == name }!].points.append((Double(T), time / Double(B * T) * 1e3))
      }
      chapter.results["milliseconds over \(B) texts of \(T) positions"] = .object(times.map { ($0.0, JSON($0.1)) })
    }
    var plot = LinePlot(
      "forward and backward pass, B = \(B)", x: "context length T", y: "microseconds per token", logX: true,
      logY: true)
    for (name, points) in curves { plot.add(name, points) }
    chapter.show("time-by-length-\(B)", plot.text(), svg: plot.svg)
    say("\(table)")
  }
}

/// The largest difference of two sets of gradients, relative to the largest gradient.
private func largestDifference(_ a: [Tensor?], _ b: [Tensor?]) -> Double {
  let scale = a.compactMap { $0?.largest }.max()!
  return zip(a, b).compactMap { a, b in a.map { Double(($0 - b!).largest / scale) } }.max()!
}
