import Foundation
import TestSupport
import Training

/// A layer or loss, ready to be checked: every variable that it depends on, and the function of them.
struct LayerCase: CustomStringConvertible, Sendable {
  typealias Check = (variables: NamedVariables, function: () -> Variable)

  let name: String
  let shape: [Int]
  var hasKinks = false
  let make: @Sendable (_ x: Variable, _ generator: inout Generator) -> Check

  var description: String { "\(name) \(shape)" }

  /// The variables with random numbers in all of them, gains and biases as well, which begin as ones and zeros.
  func prepared() -> Check {
    var generator = Generator(seed: 5)
    let x = Variable(.normal(shape, using: &generator))
    let check = make(x, &generator)
    for (_, variable) in check.variables {
      variable.update { $0 = .normal($0.shape, using: &generator) }
    }
    return check
  }
}

extension LayerCase {
  static let all = linear + fused + norms + others + losses

  /// Extents of one, below, at and above the width of a register, and with a tail behind several.
  static let widths = [1, 3, 16, 17, 40]

  private static let linear: [LayerCase] = [
    [1, 1], [3, 17], [2, 40], [2, 3, 16], [4, 1, 3],
  ].flatMap { shape in
    [true, false].flatMap { hasBias in
      [1, 3, 17].map { outputs in
        LayerCase(name: hasBias ? "Linear" : "Linear without bias", shape: shape) { x, generator in
          let layer = Linear(shape.last!, outputs, hasBias: hasBias, using: &generator)
          return (layer.parameters + [("x", x)], { layer(x) })
        }
      }
    }
  }

  private static let fused: [LayerCase] = Activation.allCases.flatMap { activation in
    [1, 3, 17].map { outputs in
      // In Float, the step of the check is so large that it would cross many kinks of a relu.
      let isHard = activation == .relu && Scalar.self == Float.self
      return LayerCase(
        name: "Linear with \(activation)", shape: isHard ? [1, 3] : [2, 3, 16], hasKinks: activation == .relu
      ) { x, generator in
        let layer = Linear(x.shape.last!, outputs, using: &generator)
        return (layer.parameters + [("x", x)], { layer(x, activation: activation) })
      }
    }
  }

  private static let norms: [LayerCase] = widths.flatMap { width in
    // The RMS norm of a single number is ±1: without a large ε, nothing but rounding could be measured.
    let epsilon: Scalar = width == 1 ? 0.1 : 1e-6
    return [
      LayerCase(name: "LayerNorm", shape: [3, width]) { x, _ in
        let layer = LayerNorm(width)
        return (layer.parameters + [("x", x)], { layer(x) })
      },
      LayerCase(name: "LayerNorm", shape: [2, 2, width]) { x, _ in
        let layer = LayerNorm(width)
        return (layer.parameters + [("x", x)], { layer(x) })
      },
      LayerCase(name: "plain LayerNorm", shape: [3, width]) { x, _ in
        let layer = LayerNorm(width)
        return (
          layer.parameters + [("x", x)], { plainLayerNorm(x, gain: layer.gain, bias: layer.bias) }
        )
      },
      LayerCase(name: "RMSNorm", shape: [3, width]) { x, _ in
        let layer = RMSNorm(width, epsilon: epsilon)
        return (layer.parameters + [("x", x)], { layer(x) })
      },
      LayerCase(name: "RMSNorm with a large ε", shape: [2, 2, width]) { x, _ in
        let layer = RMSNorm(width, epsilon: 0.5)
        return (layer.parameters + [("x", x)], { layer(x) })
      },
      LayerCase(name: "plain RMSNorm", shape: [3, width]) { x, _ in
        let layer = RMSNorm(width, epsilon: epsilon)
        return (layer.parameters + [("x", x)], { plainRMSNorm(x, gain: layer.gain, epsilon: epsilon) })
      },
      LayerCase(name: "BatchNorm in training", shape: [5, width]) { x, _ in
        let layer = BatchNorm(width)
        let randomness = Randomness(seed: 0)
        return (layer.parameters + [("x", x)], { layer(x, .training(randomness)) })
      },
      LayerCase(name: "BatchNorm of pictures", shape: [2, 3, 2, width]) { x, _ in
        let layer = BatchNorm(width)
        return (layer.parameters + [("x", x)], { layer(x, .training(Randomness(seed: 0))) })
      },
      // Few numbers: in Float, the step of the check is so large that it would cross many kinks.
      LayerCase(name: "BatchNorm with relu", shape: [4, Scalar.self == Float.self ? 3 : width], hasKinks: true) {
        x, _ in
        let layer = BatchNorm(x.shape[1])
        return (layer.parameters + [("x", x)], { layer(x, rectifies: true, .training(Randomness(seed: 0))) })
      },
      LayerCase(name: "BatchNorm in evaluation", shape: [3, width]) { x, generator in
        let layer = BatchNorm(width)
        layer.mean.value = .normal([width], using: &generator)
        layer.variance.value = .uniform([width], in: 0.5..<2, using: &generator)
        return (layer.parameters + [("x", x)], { layer(x, .evaluation) })
      },
    ]
  }

  private static let others: [LayerCase] =
    widths.flatMap { width in
      [
        LayerCase(name: "Embedding", shape: [1]) { _, generator in
          let layer = Embedding(5, width: width, using: &generator)
          return (layer.parameters, { layer([4, 0, 4, 2, 4, 1], shape: [2, 3]) })
        },
        LayerCase(name: "Dropout, the mask fixed", shape: [3, width]) { x, _ in
          ([("x", x)], { Dropout(0.4)(x, .training(Randomness(seed: 7))) })
        },
      ]
    }
    + [[1, 1], [3, 4, 2], [17, 40, 3], [3, 16, 17, 2]].flatMap { widths in
      [
        LayerCase(name: "MLP with geluTanh", shape: [4, widths[0]]) { x, generator in
          let model = MLP(widths: widths, using: &generator)
          return (model.parameters + [("x", x)], { model(x) })
        },
        LayerCase(name: "MLP with tanh and dropout", shape: [4, widths[0]]) { x, generator in
          let model = MLP(widths: widths, dropout: 0.3, activation: .tanh, using: &generator)
          return (model.parameters + [("x", x)], { model(x, .training(Randomness(seed: 7))) })
        },
      ]
    }

  private static let losses: [LayerCase] = widths.flatMap { width in
    let targets = [0, width - 1, width / 2, 0, width / 2, width - 1]
    let cases: [(String, @Sendable (Variable) -> Variable)] = [
      ("cross-entropy", { crossEntropy($0, targets) }),
      ("plain cross-entropy", { plainCrossEntropy($0, targets) }),
      ("cross-entropy, ignoring", { crossEntropy($0, targets, ignoring: 0) }),
      ("cross-entropy, ignoring a class that is none", { crossEntropy($0, [-1] + targets.dropFirst(), ignoring: -1) }),
      ("cross-entropy, all ignored", { crossEntropy($0, [Int](repeating: 0, count: 6), ignoring: 0) }),
      ("mean squared error", { meanSquaredError($0, Tensor(shape: $0.shape) { Scalar($0[0]) - 0.5 }) }),
    ]
    // Of a single class the loss is always 0: nothing but rounding could be measured.
    let smoothed: [(String, @Sendable (Variable) -> Variable)] = [
      ("cross-entropy, smoothed", { crossEntropy($0, targets, smoothing: 0.1) }),
      ("cross-entropy, smoothed and ignoring", { crossEntropy($0, targets, ignoring: 0, smoothing: 0.3) }),
    ]
    return (cases + (width > 1 ? smoothed : [])).flatMap { name, loss in
      (name == "mean squared error" ? [[2, width], [1, 2, width]] : [[6, width], [2, 3, width]]).map { shape in
        LayerCase(name: name, shape: shape) { x, _ in ([("x", x)], { loss(x) }) }
      }
    }
  }
}
