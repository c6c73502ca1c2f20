import Attention
import Course
import LSTM

// N dictionaries · K keys · D width of queries, keys and values

// MARK: 2

/// As the temperature falls, the context goes from the mean of all values to the value of the matching key.
func lookUp(_ chapter: Chapter) {
  var generator = chapter.generator
  let dictionaries = Dictionaries(using: &generator)
  var table = Table(["temperature", "weight of the matching key", "distance to its value", "gradient norm"])
  for temperature in [10, 3, 1, 0.3, 0.1] as [Scalar] {
    let found = dictionaries.lookUp(temperature)
    table.add([Double(temperature), found.weight, found.distance, found.gradient].map { number($0) })
    chapter.results["temperature \(number(Double(temperature)))"] = JSON(found.weight)
  }
  var plot = LinePlot("soft dictionaries", x: "temperature", y: "median of 200", logX: true)
  let all = [0.1, 0.14, 0.2, 0.3, 0.45, 0.7, 1, 1.4, 2, 3, 4.5, 7, 10].map { (Double($0), dictionaries.lookUp($0)) }
  plot.add("weight of the matching key", all.map { (x: $0, y: $1.weight) })
  plot.add("norm of the gradient at the query", all.map { (x: $0, y: $1.gradient) })
  plot.addFloor("uniform weight", 1 / Double(dictionaries.K))
  chapter.show("weights-by-temperature", plot.text(), svg: plot.svg)
  say("\(table)")
}

/// Many dictionaries of random keys and values; each is asked for one of its keys, with noise added to it.
private struct Dictionaries {
  let N = 200
  let K = 8
  let D = 16
  let keys, values: Variable  // [N, K, D]
  let queries: Tensor  // [N, 1, D]
  let answers: Tensor  // [N, 1, D]

  init(using generator: inout Generator) {
    keys = constant(.normal([N, K, D], using: &generator))
    values = constant(.normal([N, K, D], using: &generator))
    queries = keys.value.slice(axis: 1, 0..<1) + .normal([N, 1, D], using: &generator) * 0.3
    answers = values.value.slice(axis: 1, 0..<1)
  }

  /// The medians over all dictionaries.
  func lookUp(_ temperature: Scalar) -> (weight: Double, distance: Double, gradient: Double) {
    var unused = Generator(seed: 0)  // the score has no parameters
    let query = Variable(queries)
    let scores = ScaledDotScore(queries: D, keys: D, using: &unused)(query, keys) / temperature
    let (context, weights) = attend(scores, to: values)
    context.sum.backward()
    let differences = context.value - answers
    func median(_ number: (Int) -> Scalar) -> Double { Double((0..<N).map(number).sorted()[N / 2]) }
    return (
      median { weights.value[$0, 0, 0] }, median { differences.row($0).norm },
      median { query.gradient!.row($0).norm }
    )
  }
}

// MARK: 3

/// Wider vectors have larger dot products, and the softmax of scores far apart has almost no gradient.
func scale(_ chapter: Chapter) {
  var table = Table(
    ["width d", "var q·k", "max weight", "gradient", "var q·k/√d", "max weight", "gradient"])
  let N = 200  // independent queries; the table has the median of their gradients' norms
  let widths = [8, 32, 128, 512, 1024]
  var variances: [[(x: Double, y: Double)]] = [[], []]
  for D in widths {
    var generator = chapter.generator
    let (queries, keys) = (
      Tensor.normal([N, 1, D], using: &generator), Tensor.normal([N, 32, D], using: &generator)
    )
    let cotangent = Tensor.normal([N, 1, 32], using: &generator)
    var cells = ["\(D)"]
    for (index, kind) in ([DotScore.self, ScaledDotScore.self] as [any Score.Type]).enumerated() {
      let scores = Variable(kind.init(queries: D, keys: D, using: &generator)(constant(queries), constant(keys)).value)
      let variance = (scores.value * scores.value).mean - scores.value.mean * scores.value.mean
      let weights = softmax(scores)
      weights.backward(seed: cotangent)
      let largest = weights.value.max(axis: -1).mean
      let gradient = (0..<N).map { scores.gradient!.row($0).norm }.sorted()[N / 2]
      cells += [variance, largest, gradient].map { number(Double($0)) }
      variances[index].append((Double(D), Double(variance)))
      chapter.results["\(kind), d = \(D)"] = [
        "variance": JSON(Double(variance)), "largestWeight": JSON(Double(largest)),
        "gradient": JSON(Double(gradient)),
      ]
    }
    table.add(cells)
  }
  var plot = LinePlot("variance of the scores", x: "width d", y: "variance", logX: true, logY: true)
  plot.add("q·k", variances[0])
  plot.add("q·k / √d", variances[1])
  chapter.show("variance-by-width", plot.text(), svg: plot.svg)
  say("\(table)")
}
