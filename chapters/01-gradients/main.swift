import Course
import Foundation

let chapter = Chapter(
  "01-gradients", "from one number that knows its slope to tensors, checked against the definition", trains: false)

chapter.run { chapter in
  say("1. A graph of numbers".bold())
  showGraph()
  say("2. Gradients add up, so they must be cleared".bold())
  showAddingUp()
  say("3. The same network, number by number and tensor by tensor".bold())
  compare(chapter)
  say("4. A wrong derivative is caught".bold())
  catchWrongDerivatives(chapter)
}

// MARK: 1

/// L = tanh(a·b + a), and how L moves with everything that leads to it.
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
  var table = Table(["", "made by", "value", "dL/d"])
  for node in L.history {
    table.add([names[ObjectIdentifier(node)]!, node.operation, number(node.value), number(node.gradient)])
  }
  say("\(table)")
  say("backward() walks this table from the bottom up. a is used twice, so two gradients reach it:")
  say("\(number(sum.gradient)) by way of s, and b · \(number(product.gradient)) by way of p. They add up.")
  say()
}

// MARK: 2

func showAddingUp() {
  let x = Variable([3])
  var table = Table(["after", "gradient of x"])
  (x * x).sum.backward()
  table.add(["backward() of x², which is 2x = 6", "\(x.gradient!)"])
  (x * x).sum.backward()
  table.add(["backward() of x² once more", "\(x.gradient!)"])
  x.gradient = nil
  (x * x).sum.backward()
  table.add(["gradient = nil, then backward() of x²", "\(x.gradient!)"])
  say("\(table)")
}

// MARK: 3

/// "Exactly one of two": the smallest task that a single neuron cannot learn.
enum ExactlyOne {
  static let inputs = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
  static let targets = [-1.0, 1.0, 1.0, -1.0]
}

/// What both networks start from: hidden weights, hidden biases, output weights, output bias.
func startingPoint(hidden: Int, using generator: inout Generator) -> [Tensor] {
  [
    .normal([2, hidden], using: &generator), .zeros(hidden), .normal([hidden, 1], deviation: 0.5, using: &generator),
    .zeros(1),
  ]
}

/// The squared error over all four examples, written number by number.
func error(_ parameters: [[Number]]) -> Number {
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

/// The same formula on tensors: all examples and all hiddenSize at once.
func error(_ parameters: [Variable]) -> Variable {
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
  let start = startingPoint(hidden: 8, using: &generator)

  let numbers = start.map { $0.scalars.map { Number(Double($0)) } }
  let byNumbers = descend(steps) {
    let loss = error(numbers)
    loss.backward()
    for number in numbers.joined() {
      number.descend(rate: rate)
      number.clearGradient()
    }
    return loss.value
  }

  let variables = start.map { Variable($0) }
  let byTensors = descend(steps) {
    let loss = error(variables)
    loss.backward()
    for variable in variables {
      let gradient = variable.gradient!
      variable.update { $0 -= gradient * Scalar(rate) }
      variable.gradient = nil
    }
    return Double(loss.value.scalar)
  }

  var plot = LinePlot("squared error", x: "step", y: "error", logY: true)
  plot.add("numbers", byNumbers.losses.enumerated().map { (x: Double($0), y: $1) })
  plot.add("tensors", byTensors.losses.enumerated().map { (x: Double($0), y: $1) })
  chapter.show(plot.text(), svg: plot.svg)

  var table = Table(["made of", "first error", "last error", "floor", "steps/s"])
  for (name, result) in [("numbers", byNumbers), ("tensors", byTensors)] {
    let (first, last) = (result.losses[0], result.losses.last!)
    table.add([name, number(first), number(last), "0", number(result.speed)])
    chapter.results[name] = ["firstLoss": JSON(first), "loss": JSON(last), "stepsPerSecond": JSON(result.speed)]
  }
  let difference = zip(byNumbers.losses, byTensors.losses).map { abs($0 - $1) }.max()!
  chapter.results["floor"] = 0
  chapter.results["largestDifference"] = JSON(difference)
  say("\(table)")
  say("One start, one formula: the two errors differ by \(number(difference)) at most, the rounding of a Scalar.")
  say()
}

/// Makes steps, each of which returns its loss, and takes the time.
func descend(_ steps: Int, _ step: () -> Double) -> (losses: [Double], speed: Double) {
  let start = ProcessInfo.processInfo.systemUptime
  let losses = (0..<steps).map { _ in step() }
  return (losses, Double(steps) / (ProcessInfo.processInfo.systemUptime - start))
}

// MARK: 4

/// tanh with a derivative that looks right: 1 − y where 1 − y² belongs.
func carelessTanh(_ x: Variable) -> Variable {
  let y = tanh(x.value)
  return Variable(y, from: [x]) { dy in [dy * (1 - y)] }
}

/// A softmax whose backward forgets that every probability depends on every score.
func lonelySoftmax(_ x: Variable) -> Variable {
  let y = softmax(x.value)
  return Variable(y, from: [x]) { dy in [dy * y * (1 - y)] }
}

func catchWrongDerivatives(_ chapter: Chapter) {
  var generator = chapter.generator
  let x = Variable(.normal([2, 3], using: &generator))
  let functions: [(name: String, function: (Variable) -> Variable)] = [
    ("tanh", tanh), ("careless tanh", carelessTanh), ("softmax", softmax), ("lonely softmax", lonelySoftmax),
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
