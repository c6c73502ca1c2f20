import Gradients
import Tensors
import Training

// B batch · H × W pixels of the input · C channels of the input · V × U pixels of the output · O channels of the output
// k side of the kernel · s stride · p padding

/// The same small linear map at every position of a picture: locality and translation equivariance, built in.
public struct Convolution: Module {
  public let weight: Variable  // [k, k, C, O]
  public let bias: Variable?  // [O]
  public let stride: Int
  public let padding: Int

  /// - Parameter padding: Zeros on every side; (k − 1)/2 of them unless said otherwise, so that with a stride of 1 the
  ///   output is as large as the input.
  public init(
    _ inputs: Int, _ outputs: Int, kernel k: Int = 3, stride: Int = 1, padding: Int? = nil, hasBias: Bool = true,
    using generator: inout Generator
  ) {
    // Weights with the variance 2/(k²·C), so that a relu, which drops half, leaves the size of the outputs as it is.
    // He et al., "Delving deep into rectifiers", 2015.
    let deviation = (2 / Scalar(k * k * inputs)).squareRoot()
    weight = Variable(.normal([k, k, inputs, outputs], deviation: deviation, using: &generator))
    bias = hasBias ? Variable(.zeros(outputs)) : nil
    self.stride = stride
    self.padding = padding ?? (k - 1) / 2
  }

  /// `[B, H, W, C] → [B, V, U, O]`
  public func callAsFunction(_ x: Variable) -> Variable {
    let y = convolution(x, weight, stride: stride, padding: padding)
    return bias.map { y + $0 } ?? y
  }
}

/// y[b, v, u, o] = Σ over i, j, c of x[b, s·v + i − p, s·u + j − p, c] · weight[i, j, c, o], as one operation.
///
/// x is 0 outside of the picture.
public func convolution(_ x: Variable, _ weight: Variable, stride: Int = 1, padding: Int = 0) -> Variable {
  let (input, kernel) = (x.value, weight.value)
  let work = ConvolutionWork(picture: input.shape, weight: kernel.shape, stride: stride, padding: padding)
  let (needsX, needsWeight) = (x.isTrainable, weight.isTrainable)
  return Variable(work.forward(input, kernel), from: [x, weight]) { dy in
    [needsX ? work.inputGradient(dy, kernel) : nil, needsWeight ? work.weightGradient(dy, input) : nil]
  }
}

/// The same by one matrix product: the pixels under the kernel are copied side by side for every position, `[B·V·U, k²·C]`.
///
/// Read this version. It copies every pixel k² times.
public func plainConvolution(_ x: Variable, _ weight: Variable, stride: Int = 1, padding: Int = 0) -> Variable {
  let (k, _, C, O) = weight.value.shape4
  let pixels = unfold(x, kernel: k, stride: stride, padding: padding)  // [B, V, U, k²·C]
  return matmul(pixels, weight.reshaped(k * k * C, O))
}

/// The pixels under a kernel of side k at each of its positions: `[B, H, W, C] → [B, V, U, k²·C]`.
///
/// With k = s and no padding they do not overlap: these are the patches of a Vision Transformer.
public func unfold(_ x: Variable, kernel k: Int, stride s: Int, padding p: Int) -> Variable {
  let (B, H, W, C) = x.value.shape4
  let (V, U) = ((H + 2 * p - k) / s + 1, (W + 2 * p - k) / s + 1)
  // A row of zeros stands for every pixel outside of the pictures.
  let rows = Variable.concatenate([x.reshaped(-1, C), constant(.zeros(1, C))])
  var sources: [Int] = []
  for b in 0..<B {
    for v in 0..<V {
      for u in 0..<U {
        for i in 0..<k {
          for j in 0..<k {
            let (y, x) = (s * v + i - p, s * u + j - p)
            let isInside = (0..<H).contains(y) && (0..<W).contains(x)
            sources.append(isInside ? (b * H + y) * W + x : B * H * W)
          }
        }
      }
    }
  }
  return rows.rows(at: sources).reshaped(B, V, U, k * k * C)
}
