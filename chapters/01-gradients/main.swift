import Course
import Foundation

let chapter = Chapter(
  "01-gradients", "automatic differentiation, from numbers to tensors, and the check that proves it right",
  trains: false)

chapter.run { chapter in
  say("1. A graph of numbers".bold())
  showGraph()
  say("2. A linear layer, by hand".bold())
  showLinearLayer()
  say("3. Gradients are accumulated, so they must be cleared".bold())
  showAccumulation()
  say("4. The same network, made of numbers and made of tensors".bold())
  compare(chapter)
  showBill(chapter)
  say("5. A wrong derivative is caught".bold())
  catchWrongDerivatives(chapter)
  say("6. How far to step in the check".bold())
  showStepSizes(chapter)
}

// MARK: 1

/// L = tanh(a·b + a), and the gradient of every value in its graph.
func showGraph() {
  let (a, b) = (Number(0.5), Number(-3))
  let product = a * b
  let sum = product + a
  let L = sum.tanh()
  L.backward()

  let names = [
    ObjectIdentifier(a): "a", ObjectIdentifier(b): "b", ObjectIdentifier(product): "p = a·b",
    ObjectIdentifier(sum): "s = p + a", ObjectIdentifier(L): "L = tanh s",
  ]
  var table = Table(["node", "operation", "value", "gradient"])
  for node in L.history {
    table.add([names[ObjectIdentifier(node)]!, node.operation, number(node.value), number(node.gradient)])
  }
  say("\(table)")
  say("backward() goes through this table from the bottom up. a is used twice, so it gets two contributions:")
  say("\(number(sum.gradient)) through s, and b · \(number(product.gradient)) through p. Its gradient is their sum.")
  say()
}

// MARK: 3

func showAccumulation() {
  let x = Variable([3])
  var table = Table(["after", "gradient of x"])
  (x * x).sum.backward()
  table.add(["backward() of x², which adds 2x = 6", "\(x.gradient!)"])
  (x * x).sum.backward()
  table.add(["backward() of x² once more", "\(x.gradient!)"])
  x.gradient = nil
  (x * x).sum.backward()
  table.add(["gradient = nil, then backward() of x²", "\(x.gradient!)"])
  say("\(table)")
}

// MARK: 4

/// XOR: the smallest task that a single neuron cannot learn.
enum ExactlyOne {
  static let inputs = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
  static let targets = [-1.0, 1.0, 1.0, -1.0]
}

/// The initial parameters of both networks: hidden weights, hidden biases, output weights, output bias.
func initialParameters(hidden: Int, using generator: inout Generator) -> [Tensor] {
  [
    .normal([2, hidden], using: &generator), .zeros(hidden), .normal([hidden, 1], deviation: 0.5, using: &generator),
    .zeros(1),
  ]
}

/// The mean squared error over all four examples, number by number.
func squaredError(_ parameters: [[Number]]) -> Number {
  let (W, b, v, c) = (parameters[0], parameters[1], parameters[2], parameters[3])
  var total = Number(0)
  for (input, target) in zip(ExactlyOne.inputs, ExactlyOne.targets) {
    var y = c[0]
    for unit in b.indices {
      let h = (Number(input[0]) * W[unit] + Number(input[1]) * W[b.count + unit] + b[unit]).tanh()
      y = y + h * v[unit]
    }
    let difference = y - Number(target)
    total = total + difference * difference
  }
  return total * Number(0.25)
}

/// The same formula on tensors: all examples and all hidden units at once.
func squaredError(_ parameters: [Variable]) -> Variable {
  let (W, b, v, c) = (parameters[0], parameters[1], parameters[2], parameters[3])
  let x = constant(Tensor(shape: [4, 2]) { Scalar(ExactlyOne.inputs[$0[0]][$0[1]]) })
  let target = constant(Tensor(shape: [4, 1]) { Scalar(ExactlyOne.targets[$0[0]]) })
  let h = tanh(matmul(x, W) + b)  // [4, hidden]
  let difference = matmul(h, v) + c - target  // [4, 1]
  return (difference * difference).mean
}

func compare(_ chapter: Chapter) {
  let (steps, rate) = (chapter.steps(600, quick: 100), 0.2)
  var generator = chapter.generator
  let start = initialParameters(hidden: 8, using: &generator)

  let numbers = start.map { $0.scalars.map { Number(Double($0)) } }
  let byNumbers = descend(steps) {
    let loss = squaredError(numbers)
    loss.backward()
    for number in numbers.joined() {
      number.descend(rate: rate)
      number.clearGradient()
    }
    return loss.value
  }

  let variables = start.map { Variable($0) }
  let byTensors = descend(steps) {
    let loss = squaredError(variables)
    loss.backward()
    for variable in variables {
      let gradient = variable.gradient!
      variable.update { $0 -= gradient * Scalar(rate) }
      variable.gradient = nil
    }
    return Double(loss.value.scalar)
  }

  var plot = LinePlot("mean squared error", x: "step", y: "loss", logY: true)
  plot.add("numbers", byNumbers.losses.enumerated().map { (x: Double($0), y: $1) })
  plot.add("tensors", byTensors.losses.enumerated().map { (x: Double($0), y: $1) })
  chapter.show("loss", plot.text(), svg: plot.svg)

  var table = Table(["made of", "first loss", "last loss", "floor", "steps/s"])
  for (name, result) in [("numbers", byNumbers), ("tensors", byTensors)] {
    let (first, last) = (result.losses[0], result.losses.last!)
    table.add([name, number(first), number(last), "0", number(result.speed)])
    chapter.results[name] = ["firstLoss": JSON(first), "loss": JSON(last), "stepsPerSecond": JSON(result.speed)]
  }
  let difference = zip(byNumbers.losses, byTensors.losses).map { abs($0 - $1) }.max()!
  chapter.results["floor"] = 0
  chapter.results["largestDifference"] = JSON(difference)
  say("\(table)")
  say("Same initial parameters, same formula: the two losses differ by \(number(difference)) at most, by rounding.")
  let names = ["hidden weights", "hidden biases", "output weights", "output bias"]
  chapter.showDigests(zip(names, variables).map { (name: $0, value: $1.value) }, of: "the trained tensors")
  say()
}

/// Runs steps, each of which returns its loss, and measures the speed.
func descend(_ steps: Int, _ step: () -> Double) -> (losses: [Double], speed: Double) {
  let start = ProcessInfo.processInfo.systemUptime
  let losses = (0..<steps).map { _ in step() }
  return (losses, Double(steps) / (ProcessInfo.processInfo.systemUptime - start))
}

// MARK: 5

/// tanh with a wrong derivative: 1 − y instead of 1 − y².
func wrongTanh(_ x: Variable) -> Variable {
  let y = tanh(x.value)
  return Variable(y, from: [x]) { dy in [dy * (1 - y)] }
}

/// A softmax with the diagonal of its Jacobian alone: every probability depends on every logit of its row.
func wrongSoftmax(_ x: Variable) -> Variable {
  let y = softmax(x.value)
  return Variable(y, from: [x]) { dy in [dy * y * (1 - y)] }
}

func catchWrongDerivatives(_ chapter: Chapter) {
  var generator = chapter.generator
  let x = Variable(.normal([2, 3], using: &generator))
  let functions: [(name: String, function: (Variable) -> Variable)] = [
    ("tanh", tanh), ("wrong tanh", wrongTanh), ("softmax", softmax), ("wrong softmax", wrongSoftmax),
  ]
  var caught: [JSON] = []
  for (name, function) in functions {
    do {
      let error = try checkGradients(name, of: [(path: "x", variable: x)]) { function(x) }
      say("✓ \(name): relative error \(number(Double(error)))".colored(.green))
    } catch {
      say("✗ \(error)".colored(.red))
      caught.append(.text(name))
    }
  }
  chapter.results["caught"] = .list(caught)
}
