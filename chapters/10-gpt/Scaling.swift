import Course
import Datasets
import Foundation
import GPT
import Training

// N parameters of the blocks · D tokens of training

// MARK: --scaling

/// Three sizes on three amounts of training: how the loss above the floor falls.
///
/// The text has a million characters, so the largest amount reads each of them about four times.
func showScaling(_ chapter: Chapter, _ trainer: Trainer) throws {
  let texts = LanguageTexts(chapter)
  var (points, table) = ([ScalingPoint](), Table(["width", "parameters", "tokens", "loss above the floor"]))
  var plot = LinePlot("loss above the floor", x: "tokens", y: "nats per token", logX: true, logY: true)
  for (width, heads) in [(16, 2), (32, 2), (64, 4)] {
    let shape = configuration(texts, width: width, heads: heads)
    let parameters = shape.parameterCount
    var curve: [(x: Double, y: Double)] = []
    for steps in [500, 1500, 4500] {
      let above = try chapter.seeds.map { seed in
        texts.score(
          try trainedGPT(
            "width \(width), \(steps) steps, seed \(seed)", texts, shape, steps: chapter.isQuick ? 2 : steps, trainer,
            seed: seed
          ).model
        ).above
      }
      let tokens = steps * 8 * texts.contextLength
      points += above.map { ScalingPoint(parameters: Double(parameters), tokens: Double(tokens), loss: $0) }
      curve.append((Double(tokens), mean(above)))
      table.add(["\(width)", "\(parameters)", "\(tokens)", number(mean(above))])
      chapter.results["width \(width), \(tokens) tokens"] = JSON(above)
    }
    plot.add("width \(width)", curve)
  }
  chapter.show("scaling", plot.text(), svg: plot.svg)
  say("\(table)")
  let law = PowerLaw(points)
  say("\(law)")
  chapter.results["exponents"] = [
    "parameters": JSON(law.parameters.exponent), "parametersError": JSON(law.parameters.error),
    "tokens": JSON(law.tokens.exponent), "tokensError": JSON(law.tokens.error),
  ]
}

struct ScalingPoint {
  let parameters: Double
  let tokens: Double
  /// Above the floor.
  let loss: Double
}

/// loss − floor = c · N^−a · D^−b, fitted by least squares on logarithmic axes.
///
/// All sizes are trained on all amounts, so ln N and ln D do not vary together, and each slope is that of its own axis:
/// covariance over variance. Its standard error is the deviation of the residuals over the root of the sum of squares.
struct PowerLaw: CustomStringConvertible {
  let parameters: (exponent: Double, error: Double)
  let tokens: (exponent: Double, error: Double)

  init(_ points: [ScalingPoint]) {
    let y = points.map { log($0.loss) }
    let axes = [points.map { log($0.parameters) }, points.map { log($0.tokens) }]
    let centered = axes.map { axis in axis.map { $0 - mean(axis) } }
    let squares = centered.map { $0.reduce(0) { $0 + $1 * $1 } }
    let slopes = zip(centered, squares).map { axis, sum in zip(axis, y).reduce(0) { $0 + $1.0 * $1.1 } / sum }
    let residuals = y.indices.map { index in
      y[index] - mean(y) - slopes[0] * centered[0][index] - slopes[1] * centered[1][index]
    }
    let variance = residuals.reduce(0) { $0 + $1 * $1 } / Double(max(1, points.count - 3))
    let errors = squares.map { (variance / $0).squareRoot() }
    parameters = (-slopes[0], errors[0])
    tokens = (-slopes[1], errors[1])
  }

  var description: String {
    func term(_ name: String, _ fit: (exponent: Double, error: Double)) -> String {
      "\(name)^−\(number(fit.exponent, digits: 2)) (± \(number(fit.error, digits: 1)))"
    }
    return "loss − floor ∝ \(term("N", parameters)) · \(term("D", tokens))"
  }
}
