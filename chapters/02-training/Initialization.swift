import Course

// N examples · D width

// MARK: 1

/// How the size of the numbers changes from layer to layer, by the range from which weights are drawn.
func compareInitializations(_ chapter: Chapter) {
  let (N, D, depth) = (256, 256, 10)
  let settings: [(name: String, activation: Activation?, bound: Scalar)] = [
    ("none, ±1/√D", nil, 1), ("none, ±√3/√D", nil, 3), ("tanh, ±√3/√D", .tanh, 3), ("ReLU, ±√3/√D", .relu, 3),
    ("ReLU, ±√6/√D", .relu, 6),
  ]
  var plot = LinePlot("mean square of the outputs of a layer", x: "layer", y: "mean square", logY: true)
  var table = Table(["activation, weights", "layer 1", "layer 2", "layer 5", "layer 10", "gradient at the input"])
  for (name, activation, square) in settings {
    var generator = chapter.generator
    let input = Variable(.normal([N, D], using: &generator))
    let bound = (square / Scalar(D)).squareRoot()
    var (x, sizes) = (input, [meanSquare(input.value)])
    for _ in 0..<depth {
      let weight = constant(.uniform([D, D], in: -bound..<bound, using: &generator))
      let y = matmul(x, weight)
      x = activation.map { $0(y) } ?? y
      sizes.append(meanSquare(x.value))
    }
    x.backward(seed: .normal([N, D], using: &generator))
    let gradient = meanSquare(input.gradient!)
    plot.add(name, sizes.enumerated().map { (x: Double($0), y: $1) })
    table.add([name] + [1, 2, 5, 10].map { number(sizes[$0], digits: 2) } + [number(gradient, digits: 2)])
    chapter.results[name] = ["meanSquares": JSON(sizes), "gradient": JSON(gradient)]
  }
  chapter.show("initial-sizes", plot.text(), svg: plot.svg)
  say("\(table)")
  say()
}

private func meanSquare(_ x: Tensor) -> Double { Double((x * x).mean) }
