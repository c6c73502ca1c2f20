import TestSupport
import Testing
import Training
import ViT

/// A convolution's sizes.
struct ConvolutionCase: CustomStringConvertible, Sendable {
  let picture: [Int]
  let outputs: Int
  let kernel: Int
  let stride: Int
  let padding: Int

  var description: String { "\(picture) → \(outputs), kernel \(kernel), stride \(stride), padding \(padding)" }

  func variables(seed: Int) -> (x: Variable, weight: Variable) {
    var generator = Generator(seed: seed)
    return (
      Variable(.normal(picture, using: &generator)),
      Variable(.normal([kernel, kernel, picture[3], outputs], using: &generator))
    )
  }

  static let all = [
    ConvolutionCase(picture: [1, 3, 3, 1], outputs: 1, kernel: 3, stride: 1, padding: 0),
    ConvolutionCase(picture: [2, 5, 4, 3], outputs: 2, kernel: 3, stride: 1, padding: 1),
    ConvolutionCase(picture: [3, 7, 6, 2], outputs: 5, kernel: 3, stride: 2, padding: 1),
    ConvolutionCase(picture: [2, 4, 4, 17], outputs: 33, kernel: 1, stride: 1, padding: 0),
    ConvolutionCase(picture: [2, 5, 5, 4], outputs: 16, kernel: 1, stride: 2, padding: 0),
    ConvolutionCase(picture: [9, 8, 8, 16], outputs: 32, kernel: 3, stride: 1, padding: 1),
    ConvolutionCase(picture: [2, 6, 9, 3], outputs: 4, kernel: 2, stride: 3, padding: 2),
    ConvolutionCase(picture: [2, 8, 8, 3], outputs: 12, kernel: 4, stride: 4, padding: 0),
    ConvolutionCase(picture: [1, 6, 6, 64], outputs: 48, kernel: 5, stride: 1, padding: 4),
    ConvolutionCase(picture: [2, 3, 4, 2], outputs: 3, kernel: 1, stride: 1, padding: 1),
  ]
}

/// The fast convolution and pooling against the plain ones, and both against numbers worked by hand.
struct ConvolutionTests {
  @Test(arguments: ConvolutionCase.all)
  func `a convolution equals one product with the unfolded picture, values and gradients`(_ sizes: ConvolutionCase) {
    let (fast, plain) = (sizes.variables(seed: 1), sizes.variables(seed: 1))
    let y = convolution(fast.x, fast.weight, stride: sizes.stride, padding: sizes.padding)
    let z = plainConvolution(plain.x, plain.weight, stride: sizes.stride, padding: sizes.padding)
    expectClose(y.value, to: z.value, "value", tolerance: 4 * referenceTolerance)
    var generator = Generator(seed: 2)
    let cotangent = Tensor.normal(y.shape, using: &generator)
    y.backward(seed: cotangent)
    z.backward(seed: cotangent)
    expectClose(fast.x.gradient!, to: plain.x.gradient!, "x", tolerance: 4 * referenceTolerance)
    expectClose(fast.weight.gradient!, to: plain.weight.gradient!, "weight", tolerance: 4 * referenceTolerance)
  }

  @Test func `a kernel of differences finds the edges of a step`() {
    let x = constant(Tensor(shape: [1, 1, 5, 1], scalars: [0, 0, 1, 1, 1]))
    let kernel = constant(Tensor(shape: [1, 1, 1, 1], scalars: [2]))
    expectEqual(convolution(x, kernel).value, to: Tensor(shape: [1, 1, 5, 1], scalars: [0, 0, 2, 2, 2]))
    let picture = constant(Tensor(shape: [1, 3, 4, 1], scalars: [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1]))
    let sobel = constant(Tensor(shape: [3, 3, 1, 1], scalars: [-1, 0, 1, -2, 0, 2, -1, 0, 1]))
    expectEqual(convolution(picture, sobel).value, to: Tensor(shape: [1, 1, 2, 1], scalars: [4, 4]))
    // Beyond the border lie zeros: the right edge of the picture looks like one.
    let padded = convolution(picture, sobel, padding: 1).value
    expectEqual(padded, to: Tensor(shape: [1, 3, 4, 1], scalars: [0, 3, 3, -3, 0, 4, 4, -4, 0, 3, 3, -3]))
  }

  @Test func `the bits are the same on one, two and three threads`() {
    let sizes = ConvolutionCase(picture: [16, 12, 12, 8], outputs: 20, kernel: 3, stride: 1, padding: 1)
    let count = Threads.count
    defer { Threads.count = count }
    let results = [1, 2, 3].map { threads in
      Threads.count = threads
      let (x, weight) = sizes.variables(seed: 3)
      let y = convolution(x, weight, padding: 1)
      y.backward(seed: y.value)
      return [y.value, x.gradient!, weight.gradient!]
    }
    #expect(results[0] == results[1] && results[1] == results[2])
  }

  @Test func `the sizes of the output are those of the formula`() {
    var generator = Generator(seed: 4)
    let x = constant(.normal([1, 28, 28, 1], using: &generator))
    #expect(Convolution(1, 2, using: &generator)(x).shape == [1, 28, 28, 2])
    #expect(Convolution(1, 2, kernel: 5, using: &generator)(x).shape == [1, 28, 28, 2])
    #expect(Convolution(1, 2, stride: 2, using: &generator)(x).shape == [1, 14, 14, 2])
    #expect(Convolution(1, 2, kernel: 4, stride: 4, padding: 0, using: &generator)(x).shape == [1, 7, 7, 2])
  }

  @Test func `a shifted picture gives a shifted output`() {
    var generator = Generator(seed: 5)
    let layer = Convolution(2, 3, using: &generator)
    let small = Tensor.normal([1, 4, 4, 2], using: &generator)
    func placed(_ top: Int, _ left: Int) -> Variable {
      constant(
        Tensor(shape: [1, 10, 10, 2]) { i in
          let (y, x) = (i[1] - top, i[2] - left)
          return (0..<4).contains(y) && (0..<4).contains(x) ? small[0, y, x, i[3]] : 0
        })
    }
    let (first, second) = (layer(placed(2, 2)).value, layer(placed(4, 3)).value)
    for y in 1..<7 {
      for x in 1..<7 {
        for o in 0..<3 { #expect(first[0, y, x, o] == second[0, y + 2, x + 1, o]) }
      }
    }
  }

  // MARK: Pooling

  @Test(arguments: [([1, 2, 2, 1], 2), ([2, 7, 6, 3], 2), ([2, 9, 10, 17], 3), ([1, 4, 4, 33], 4)])
  func `max pooling equals its plain form, values and gradients`(shape: [Int], size: Int) {
    var generator = Generator(seed: 6)
    // Few different numbers, so that several are the largest.
    let x = Tensor.normal(shape, using: &generator).map { ($0 * 2).rounded() }
    let (fast, plain) = (Variable(x), Variable(x))
    let (y, z) = (maxPool(fast, size: size), plainMaxPool(plain, size: size))
    expectEqual(y.value, to: z.value)
    let cotangent = Tensor.normal(y.shape, using: &generator)
    y.backward(seed: cotangent)
    z.backward(seed: cotangent)
    expectEqual(fast.gradient!, to: plain.gradient!)
  }

  @Test func `max pooling by hand`() {
    let x = Variable(Tensor(shape: [1, 2, 5, 1], scalars: [1, 5, 2, 2, 9, 4, 3, 2, 0, 9]))
    let y = maxPool(x)
    expectEqual(y.value, to: Tensor(shape: [1, 1, 2, 1], scalars: [5, 2]))
    y.backward(seed: Tensor(shape: [1, 1, 2, 1], scalars: [10, 20]))
    expectEqual(x.gradient!, to: Tensor(shape: [1, 2, 5, 1], scalars: [0, 10, 20, 0, 0, 0, 0, 0, 0, 0]))
  }

  @Test func `the global mean is that of every channel`() {
    let x = constant(Tensor(shape: [1, 2, 2, 2], scalars: [1, 10, 2, 20, 3, 30, 6, 40]))
    expectEqual(globalMeanPool(x).value, to: [[3, 25]])
  }
}
