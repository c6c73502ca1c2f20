import Tensors
import Training

// M rows of x · I inputs · O outputs

/// A matrix `[in, out]` in 8 or 4 bits a number: whole numbers, 32 of a column with one scale.
///
/// A number is code · scale, and the scale of a block is its largest magnitude divided by 127, or by 7 with 4 bits. The
/// scale itself is the upper half of a `Float`, rounded up so that no code is out of range: 8 binary digits, and exponents
/// enough for every weight. `Float16` has 3 digits more, but the scale of a block whose largest number is below 0.008
/// would be subnormal. So a number takes 8.5 or 4.5 bits, and code · scale is exact in `Float`.
///
/// Dettmers et al., "QLoRA: efficient finetuning of quantized LLMs", 2023.
public final class QuantizedMatrix: FrozenMatrix {
  public let shape: [Int]
  public let bits: Int
  let panels: QuantizedPanels

  /// How many numbers of a column share a scale.
  public static let blockSize = 32

  /// Rounds a matrix `[in, out]`, or the transpose of one.
  public init(_ matrix: Tensor, bits: Int = 8, isTransposed: Bool = false) {
    require(bits == 8 || bits == 4, "QuantizedMatrix: \(bits) bits; there are 8 and 4")
    let (R, C) = matrix.shape2
    let (I, O) = isTransposed ? (C, R) : (R, C)
    require(I > 0 && O > 0, "QuantizedMatrix: the shape \(matrix.shape) holds no number")
    (shape, self.bits) = ([I, O], bits)
    panels = QuantizedPanels(inputs: I, outputs: O, bits: bits)
    panels.quantize(matrix, isTransposed: isTransposed)
  }

  public var byteCount: Int { panels.byteCount }

  /// The number at a row and a column, read as the format says: what the kernels must equal, bit for bit.
  public subscript(row: Int, column: Int) -> Scalar {
    let (code, scale) = panels.codeAndScale(row, column)
    return Scalar(code) * scale
  }

  /// All numbers, `[in, out]`.
  public var dequantized: Tensor { Tensor(shape: shape) { self[$0[0], $0[1]] } }
}

extension QuantizedMatrix {
  /// x·W with the bits of `matmul(x, dequantized)`, for any number of rows and threads.
  public func product(_ x: Tensor) -> Tensor {
    result(of: x, from: shape[0], to: shape[1]) { x, rows, y in
      switch bits {
      case 8: QuantizedProduct<8>(panels: panels).multiply(x, rows: rows, into: y)
      default: QuantizedProduct<4>(panels: panels).multiply(x, rows: rows, into: y)
      }
    }
  }

  /// y·Wᵀ with the bits of `matmul(y, dequantized, transposing: .right)`.
  public func transposedProduct(_ y: Tensor) -> Tensor {
    result(of: y, from: shape[1], to: shape[0]) { y, rows, x in
      switch bits {
      case 8: QuantizedProduct<8>(panels: panels).multiplyTransposed(y, rows: rows, into: x)
      default: QuantizedProduct<4>(panels: panels).multiplyTransposed(y, rows: rows, into: x)
      }
    }
  }

  public func columns(at indices: [Int]) -> Tensor {
    if let index = indices.first(where: { $0 < 0 || $0 >= shape[1] }) {
      fail("QuantizedMatrix: there is no column \(index) in the shape \(shape)")
    }
    return Tensor(shape: [indices.count, shape[0]]) { self[$0[1], indices[$0[0]]] }
  }
}
