import Course
import Datasets
import Foundation
import RNN

/// The norm of the gradient of a loss with respect to the hidden states before it.
func drawVanishing(_ chapter: Chapter, _ trained: LanguageModel<RNNCell>, _ corpus: Corpus) {
  var generator = chapter.generator
  let fresh = LanguageModel<RNNCell>(
    vocabularySize: corpus.vocabularySize, width: 32, hiddenSize: 128, using: &generator)
  var plot = LinePlot("gradient with respect to earlier hidden states", x: "steps back", y: "norm", logY: true)
  var table = Table(["relative gradient norm", "10 steps back", "30 steps back", "50 steps back"])
  for (name, model) in [("before training", fresh), ("after training", trained)] {
    let norms = model.gradientNorms(on: corpus.test, steps: 60)
    plot.add(name, norms.enumerated().map { (x: Double($0), y: $1) })
    table.add([name] + [10, 30, 50].map { number(norms[$0] / norms[0]) })
    chapter.results["gradient left after 50 steps, \(name)"] = JSON(norms[50] / norms[0])
  }
  chapter.show("vanishing-gradient", plot.text(), svg: plot.svg)
  say("\(table)")
}

/// The error of one hidden unit after fifty steps, and the trails of plain and of clipped gradient descent on it.
func drawExploding(_ chapter: Chapter) {
  let unit = SingleUnit()
  let (w, b) = (4.0...6.5, -3.5 ... -0.5)
  var map = HeatMap(
    "error of one unit after 50 steps, and two descents on it",
    unit.surface(w: w, b: b, rows: 38, columns: 76))
  map.setAxes(x: ("w", w), y: ("b", b))
  var table = Table(["gradient descent", "longest step", "final error"])
  for (name, mark, limit) in [("plain", "x", nil), ("clipped", "o", 0.5)] as [(String, Character, Double?)] {
    let path = unit.descent(from: SingleUnit.Point(w: 5, b: -1.5), rate: 0.2, steps: 300, clippingTo: limit)
    map.addTrail(name, mark: mark, path.map { (x: ($0.w - w.lowerBound) / 2.5, y: (b.upperBound - $0.b) / 3) })
    let longest = zip(path, path.dropFirst()).map { hypot($1.w - $0.w, $1.b - $0.b) }.max()!
    table.add([name, number(longest), number(unit.error(path.last!))])
    chapter.results["\(name) descent"] = ["error": JSON(unit.error(path.last!)), "longestStep": JSON(longest)]
  }
  chapter.show("exploding-gradient", map.text, svg: map.svg)
  say("\(table)")
}
