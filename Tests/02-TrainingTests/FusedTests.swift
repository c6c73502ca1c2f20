import TestSupport
import Testing
import Training

/// The fused operations against the plain ones that read like the formula.
struct FusedTests {
  static let shapes = [[1, 1], [5, 3], [2, 7, 16], [3, 17], [130, 40], [1, 1000]]

  @Test(arguments: shapes)
  func `layer norm equals its plain form, values and gradients`(shape: [Int]) {
    var generator = Generator(seed: 2)
    let width = shape.last!
    let tensors = [shape, [width], [width]].map { Tensor.normal($0, mean: 3, using: &generator) }
    let cotangent = Tensor.normal(shape, using: &generator)
    let (fused, plain) = (tensors.map { Variable($0) }, tensors.map { Variable($0) })
    let (y, z) = (
      layerNorm(fused[0], gain: fused[1], bias: fused[2]), plainLayerNorm(plain[0], gain: plain[1], bias: plain[2])
    )
    expectClose(y.value, to: z.value, "value")
    y.backward(seed: cotangent)
    z.backward(seed: cotangent)
    for (name, (a, b)) in zip(["x", "gain", "bias"], zip(fused, plain)) {
      // What cancels in dx is of the size of dy: that is what rounding is measured against.
      let size = Swift.max(cotangent.max, -cotangent.min)
      let (scaledA, scaledB) = (Tensor(a.gradient!.scalars + [size]), Tensor(b.gradient!.scalars + [size]))
      expectClose(scaledA, to: scaledB, name, tolerance: 4 * referenceTolerance)
    }
  }

  @Test(arguments: shapes.filter { $0.count > 2 || $0[0] > 1 }, [false, true])
  func `batch norm equals its plain form, values and gradients`(shape: [Int], rectifies: Bool) {
    var generator = Generator(seed: 2)
    let width = shape.last!
    let rows = shape.reduce(1, *) / width
    let (layer, plainLayer) = (BatchNorm(width), BatchNorm(width))
    for layer in [layer, plainLayer] {
      var generator = generator
      for (_, variable) in layer.parameters { variable.update { $0 = .normal($0.shape, using: &generator) } }
    }
    let x = Tensor.normal(shape, mean: 3, using: &generator)
    let (fused, plain) = (Variable(x), Variable(x))
    let y = layer(fused, rectifies: rectifies, .training(Randomness(seed: 0)))
    let z = plainBatchNorm(
      plain.reshaped(rows, width), gain: plainLayer.gain, bias: plainLayer.bias, rectifies: rectifies)
    expectClose(y.value, to: z.value.reshaped(shape), "value", tolerance: 4 * referenceTolerance)
    let cotangent = Tensor.normal(shape, using: &generator)
    y.backward(seed: cotangent)
    z.backward(seed: cotangent.reshaped(rows, width))
    let size = Swift.max(cotangent.max, -cotangent.min)
    let pairs = [(fused, plain), (layer.gain, plainLayer.gain), (layer.bias, plainLayer.bias)]
    for (name, (a, b)) in zip(["x", "gain", "bias"], pairs) {
      let (scaledA, scaledB) = (Tensor(a.gradient!.scalars + [size]), Tensor(b.gradient!.scalars + [size]))
      expectClose(scaledA, to: scaledB, name, tolerance: 8 * referenceTolerance)
    }
  }

  @Test func `the variance of a batch does not cancel where the mean is large`() {
    let layer = BatchNorm(1, momentum: 1)
    let x = constant(Tensor(shape: [1000, 1]) { 4000 + Scalar($0[0] % 2) })
    _ = layer(x, .training(Randomness(seed: 0)))
    expectClose(layer.variance.value, to: Tensor([0.25 * 1000 / 999]))
  }

  @Test func `in pictures every pixel is a row of the running variance`() {
    let layer = BatchNorm(1, momentum: 1)
    let x = constant(Tensor(shape: [2, 1, 2, 1], scalars: [1, 2, 3, 6]))
    _ = layer(x, .training(Randomness(seed: 0)))
    // The squares of −2, −1, 0 and 3, divided by 4 − 1.
    expectClose(layer.variance.value, to: Tensor([14 / 3]))
  }

  @Test func `in evaluation, too, batch norm is rectified if it is asked for`() {
    var generator = Generator(seed: 3)
    let (layer, x) = (BatchNorm(5), constant(.normal([4, 5], using: &generator)))
    expectEqual(layer(x, rectifies: true, .evaluation).value, to: relu(layer(x, .evaluation).value))
  }

  @Test func `where rectified batch norm is exactly 0 it has no gradient, like relu`() {
    let layer = BatchNorm(2)
    layer.gain.update { $0 = [0, 0] }
    layer(constant([[1, 2], [3, 5]]), rectifies: true, .training(Randomness(seed: 0))).backward(seed: .ones(2, 2))
    expectEqual(layer.bias.gradient!, to: [0, 0])
  }

  @Test(arguments: shapes)
  func `RMS norm equals its plain form, values and gradients`(shape: [Int]) {
    var generator = Generator(seed: 2)
    let tensors = [shape, [shape.last!]].map { Tensor.normal($0, mean: 1, using: &generator) }
    let cotangent = Tensor.normal(shape, using: &generator)
    let (fused, plain) = (tensors.map { Variable($0) }, tensors.map { Variable($0) })
    let (y, z) = (
      rmsNorm(fused[0], gain: fused[1], epsilon: 0.1), plainRMSNorm(plain[0], gain: plain[1], epsilon: 0.1)
    )
    expectClose(y.value, to: z.value, "value")
    y.backward(seed: cotangent)
    z.backward(seed: cotangent)
    for (name, (a, b)) in zip(["x", "gain"], zip(fused, plain)) {
      expectClose(a.gradient!, to: b.gradient!, name, tolerance: 4 * referenceTolerance)
    }
  }

  @Test(arguments: Activation.allCases, shapes)
  func `a linear map with an activation equals the two in a row`(activation: Activation, shape: [Int]) {
    var generator = Generator(seed: 4)
    let tensors = [shape, [shape.last!, 19], [19]].map { Tensor.normal($0, using: &generator) }
    let (fused, plain) = (tensors.map { Variable($0) }, tensors.map { Variable($0) })
    let y = affine(fused[0], fused[1], fused[2], activation: activation)
    let z = activation(affine(plain[0], plain[1], plain[2]))
    expectClose(y.value, to: z.value, "value")
    let cotangent = Tensor.normal(y.shape, using: &generator)
    y.backward(seed: cotangent)
    z.backward(seed: cotangent)
    for (name, (a, b)) in zip(["x", "weight", "bias"], zip(fused, plain)) {
      expectClose(a.gradient!, to: b.gradient!, name, tolerance: 4 * referenceTolerance)
    }
  }

  @Test(arguments: shapes)
  func `cross-entropy equals its plain form, values and gradients`(shape: [Int]) {
    var generator = Generator(seed: 3)
    let logits = Tensor.normal(shape, deviation: 3, using: &generator)
    let targets = (0..<logits.count / shape.last!).map { _ in Int.random(in: 0..<shape.last!, using: &generator) }
    let (x, z) = (Variable(logits), Variable(logits))
    let (fused, plain) = (crossEntropy(x, targets), plainCrossEntropy(z, targets))
    expectClose(Tensor([fused.value.scalar, 1]), to: Tensor([plain.value.scalar, 1]), "value")
    fused.backward()
    plain.backward()
    if shape.last! > 1 { expectClose(x.gradient!, to: z.gradient!, "gradient") }
    #expect(shape.last! > 1 || x.gradient!.scalars == [0])
  }

  @Test func `cross-entropy of huge logits is finite and not zero`() {
    let x = Variable([[1e4, -1e4], [-1e4, 1e4]])
    let loss = crossEntropy(x, [0, 0])
    loss.backward()
    #expect(loss.value.scalar == 1e4)
    #expect(x.gradient! == [[0, 0], [-0.5, 0.5]])
  }

  @Test func `ignored rows count neither in the sum nor in the mean`() {
    let logits: Tensor = [[1, 2, 3], [9, 9, 9], [3, 1, 0]]
    let (all, some) = (Variable(logits), Variable(logits.rows(at: [0, 2])))
    let (loss, same) = (crossEntropy(all, [2, 1, 0], ignoring: 1), crossEntropy(some, [2, 0]))
    #expect(loss.value == same.value)
    loss.backward()
    same.backward()
    #expect(all.gradient!.rows(at: [0, 2]) == some.gradient!)
    #expect(all.gradient!.rows(at: [1]) == [[0, 0, 0]])
  }

  @Test func `when all rows are ignored the loss and its gradient are zero`() {
    let x = Variable([[1, 2], [3, 4]])
    let loss = crossEntropy(x, [7, 7], ignoring: 7)
    loss.backward()
    #expect(loss.value.scalar == 0)
    #expect(x.gradient! == [[0, 0], [0, 0]])
  }

  @Test func `smoothing spreads a part of the target probability evenly`() {
    let logits: Tensor = [[1, -2, 0.5]]
    let logarithms = logSoftmax(logits)
    let expected = -(0.7 * logarithms[0, 1] + 0.1 * logarithms.sum)
    expectClose(crossEntropy(Variable(logits), [1], smoothing: 0.3).value, to: Tensor(expected))
  }

  @Test func `with a single class the loss is zero`() {
    let x = Variable([[3], [-200]])
    let loss = crossEntropy(x, [0, 0], smoothing: 0.2)
    loss.backward()
    #expect(abs(loss.value.scalar) < 1e-4)
    #expect(x.gradient! == [[0], [0]])
  }

  @Test func `an RMS norm keeps the mean and makes the mean square one`() {
    var generator = Generator(seed: 9)
    let x = Tensor.normal([6, 40], mean: 100, deviation: 4, using: &generator)
    let y = RMSNorm(40)(Variable(x)).value
    for row in 0..<6 {
      #expect(abs((y.rows(at: [row]) * y.rows(at: [row])).mean - 1) < 1e-4)
      #expect(y.rows(at: [row]).mean > 0.9)
    }
  }

  @Test func `a layer norm's result has mean zero and variance one`() {
    var generator = Generator(seed: 9)
    let y = LayerNorm(40)(Variable(.normal([6, 40], mean: 100, deviation: 4, using: &generator))).value
    for row in 0..<6 {
      let x = y.rows(at: [row])
      #expect(abs(x.mean) < 1e-5)
      #expect(abs((x * x).mean - 1) < 1e-4)
    }
  }
}
