import Gradients
import Tensors
import Training

// T time steps · B batch · D input size · H hidden size · S state vectors · G gates · V vocabulary size

/// A cell whose scan along time is one operation with a backward pass of its own.
///
/// Its inputs enter by z = x·U + b and its hidden state by the product h·W, both of G vectors of H numbers. The loops
/// over time and batch are `ScanKernel`'s; the cell gives the formula of one sequence at one time step.
public protocol FusedCell: RecurrentCell {
  /// U, `[D, G·H]`.
  var input: Variable { get }
  /// W, `[H, G·H]`.
  var recurrent: Variable { get }
  /// b, `[G·H]`.
  var bias: Variable { get }
  /// Added by the formula to the last H columns of h·W, `[H]`; nil for most cells.
  var recurrentBias: Variable? { get }

  /// G.
  static var gateCount: Int { get }
  /// How many vectors of H numbers the forward pass stores for the backward pass: G or more.
  static var storedCount: Int { get }

  /// Computes the new state, and replaces h·W by what the backward pass needs.
  static func forward(_ row: ForwardRow, hiddenSize: Int)

  /// Computes dz and the gradient of h·W, and replaces the gradient of the new state by the part of the old state's
  /// gradient that does not pass through W.
  static func backward(_ row: BackwardRow, hiddenSize: Int)
}

extension FusedCell {
  public var recurrentBias: Variable? { nil }
  public var hiddenSize: Int { recurrent.shape[0] }

  public func states(along x: Variable, from state: Variable, _ scan: Scan) -> Variable {
    let (T, B, _) = x.value.shape3
    return fused(affine(x, input, bias).reshaped(T * B, -1), at: nil, T, from: state, scan)
  }

  /// The product of the V rows of the table is computed once, and the scan looks its rows up itself.
  public func states(lookingUp tokens: [Int], in table: Variable, from state: Variable, _ scan: Scan) -> Variable {
    fused(affine(table, input, bias), at: tokens, tokens.count / state.shape[0], from: state, scan)
  }

  /// All states `[T + 1, B, S·H]`.
  ///
  /// - Parameters:
  ///   - z: `[T·B, G·H]`, or a table of which each step takes the rows `tokens`.
  private func fused(_ z: Variable, at tokens: [Int]?, _ T: Int, from start: Variable, _ scan: Scan) -> Variable {
    let kernel = ScanKernel<Self>(T: T, B: start.shape[0], H: hiddenSize, tokens: tokens, scan: scan)
    let (W, zShape) = (recurrent.value, z.shape)
    kernel.check(z.value, start.value)
    var (states, stored) = kernel.forward(z.value, PackedMatrix(W), recurrentBias?.value, from: start.value)
    let wants = (z: z.isTrainable, weights: recurrent.isTrainable, start: start.isTrainable)
    let (hasBias, wantsBias) = (recurrentBias != nil, recurrentBias?.isTrainable == true)
    return Variable(states, from: [z, recurrent, start] + (recurrentBias.map { [$0] } ?? [])) { dStates in
      // What the forward pass stored becomes the gradients of the products, in the same memory.
      var products = Tensor.zeros(0)
      swap(&products, &stored)
      let transposed = PackedMatrix(W, isTransposed: true)
      let (dz, dStart) = kernel.backward(dStates, states, &products, transposed, wantsStart: wants.start)
      let gradients = [
        wants.z ? kernel.inputGradient(dz ?? products, zShape) : nil,
        wants.weights ? kernel.weightGradient(states, products) : nil,
        dStart,
      ]
      return hasBias ? gradients + [wantsBias ? kernel.biasGradient(products) : nil] : gradients
    }
  }
}
