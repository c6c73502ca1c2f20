import Course
import Foundation
import Tokens

// T positions · D width

/// The width of all tables of positions in this chapter.
private let width = 32

// MARK: 4

/// The sinusoidal table, and how a score depends on the position with sinusoidal and with rotary positions.
func drawPositions(_ chapter: Chapter) {
  let sinusoidal = SinusoidalPositions(width: width)
  let rows = sinusoidal.table(0..<48)
  let values = (0..<width).map { column in (0..<48).map { Double(rows[$0, column]) } }
  let map = HeatMap(
    "sinusoidal positions: 48 positions (horizontal), 32 columns (vertical)", values,
    range: -1...1, diverging: true)
  chapter.show("sinusoidal-positions", map.text, svg: map.svg)

  var generator = chapter.generator
  let (query, key) = (Tensor.normal([1, width], using: &generator), Tensor.normal([1, width], using: &generator))
  let rotary = RotaryPositions(width: width)
  var table = Table([
    "score q·k, key 3 positions earlier", "query at 10", "query at 100", "query at 1,000",
  ])
  func add(_ name: String, _ encode: (Variable, Int) -> Variable) {
    let scores = [10, 100, 1000].map { t in
      matmul(encode(constant(query), t), encode(constant(key), t - 3), transposing: .right).value.scalars[0]
    }
    table.add([name] + scores.map { number(Double($0)) })
  }
  add("sinusoidal, added") { sinusoidal($0, from: $1) }
  add("rotary") { rotary($0, from: $1) }
  say("\(table)")
}

/// What simple encodings lack: a bound, different rows, or independence of the length.
func comparePositions(_ chapter: Chapter) {
  let lengths = [24, 96, 960]
  var table = Table(["norm of the last row"] + lengths.map { "T = \($0)" } + ["nearest rows", "depends on T"])
  func add(_ name: String, _ rows: (Int) -> Tensor) {
    let tables = lengths.map(rows)
    let norms = tables.map { norm($0.row($0.shape[0] - 1)) }
    let dependsOnLength = tables[0] != tables[2].rows(0..<lengths[0])
    let nearest = nearestDistance(tables[2])
    table.add([name] + norms.map(cell) + [bounded(nearest), dependsOnLength ? "yes" : "no"])
    chapter.results["positions, \(name)"] = [
      "norms": JSON(norms), "nearest": JSON(nearest), "dependsOnLength": .truth(dependsOnLength),
    ]
  }
  for encoding in SimplePositions.allCases { add("\(encoding)") { encoding.table($0, width: width) } }
  add("sinusoidal") { SinusoidalPositions(width: width).table(0..<$0) }
  say("\(table)")
}

/// Powers of a matrix that rotates and stretches, and what a shift by a power does to scores.
func shiftPositions(_ chapter: Chapter) {
  let sinusoidal = SinusoidalPositions(width: width)
  let start = sinusoidal.table(0..<1)  // [1, D]
  let times = [1, 10, 100, 1000]
  var table = Table(["norm of P(0)·Mᵗ"] + times.map { "t = \(grouped($0))" })
  var plot = LinePlot("norm of the row of position t", x: "t", y: "norm", logY: true)
  for size in [1.01, 1, 0.99] {
    let M = sinusoidal.shift(by: 1) * Scalar(size)
    var (row, norms) = (start, [norm(start)])
    for _ in 0..<1000 {
      row = matmul(row, M)
      norms.append(norm(row))
    }
    let name = "|λ| = \(number(size))"
    table.add([name] + times.map { cell(norms[$0]) })
    plot.add("P(0)·Mᵗ, \(name)", stride(from: 0, through: 1000, by: 5).map { (x: Double($0), y: norms[$0]) })
    chapter.results["norms, \(name)"] = .list(times.map { JSON(norms[$0]) })
  }
  let steps = SimplePositions.step.table(1001, width: width)
  plot.add(
    "t/10 in every column", stride(from: 5, through: 1000, by: 5).map { (x: Double($0), y: norm(steps.row($0))) })
  chapter.show("position-norms", plot.text(), svg: plot.svg)
  say("\(table)")

  let back = sinusoidal.shift(by: -3)
  var scores = Table(["score with position", "t − 6", "t − 3", "t", "t + 3", "t + 6"])
  for (name, map) in [("P(t)·P(j)", Tensor.identity(width)), ("P(t)·M⁻³·P(j)", back)] {
    for t in [10, 1000] {
      let query = matmul(sinusoidal.table(t..<t + 1), map)
      let row = [-6, -3, 0, 3, 6].map { offset in
        matmul(query, sinusoidal.table(t + offset..<t + offset + 1), transposing: .right).scalars[0]
      }
      scores.add(["\(name), t = \(grouped(t))"] + row.map { cell(Double($0)) })
    }
  }
  say("\(scores)")
  let shifted = matmul(sinusoidal.table(3..<1000), back) - sinusoidal.table(0..<997)
  let transposed = back - sinusoidal.shift(by: 3).transposed
  say("Largest entry of P(t)·M⁻³ − P(t − 3), all t up to 999: \(bounded(largestEntry(shifted)))")
  say("Largest entry of M⁻³ − (M³)ᵀ: \(bounded(largestEntry(transposed)))")
}

/// A number of a table; what differs from a whole number by rounding alone is written as that number.
private func cell(_ x: Double) -> String {
  let whole = x.rounded()
  return number(whole != 0 && abs(x - whole) < 1e-3 ? whole : x)
}

private func norm(_ row: Tensor) -> Double { row.scalars.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }

private func largestEntry(_ x: Tensor) -> Double { Double(x.scalars.map { abs($0) }.max()!) }

/// The distance between the two rows that are nearest to each other.
private func nearestDistance(_ x: Tensor) -> Double {
  let (T, D) = x.shape2
  let scalars = x.scalars
  var nearest = Double.infinity
  for t in 1..<T {
    for s in 0..<t {
      var square = 0.0
      for column in 0..<D {
        let difference = Double(scalars[t * D + column] - scalars[s * D + column])
        square += difference * difference
      }
      nearest = min(nearest, square)
    }
  }
  return nearest.squareRoot()
}
