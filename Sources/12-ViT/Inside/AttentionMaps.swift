import Datasets
import Gradients
import Tensors

// B batch · H heads · T = 1 + N tokens, the class token first · N patches

/// How much each token of the last block comes from each token of the input, `[B, T, T]`, every row a distribution.
///
/// A block adds what it attends to to what was there: on average over its heads half of a token's state comes from itself
/// and half from the others. The product over all blocks follows the way down.
///
/// Abnar and Zuidema, "Quantifying attention flow in Transformers", 2020.
///
/// - Parameter weights: Of each block, `[B, H, T, T]`, from the lowest block up.
public func attentionRollout(_ weights: [Tensor]) -> Tensor {
  let identity = Tensor.identity(weights[0].shape4.3)
  let steps = weights.map { ($0.mean(axis: 1) + identity) / 2 }
  return steps.dropFirst().reduce(steps[0]) { matmul($1, $0) }
}

/// How far a head looks on average, in patches, `[H]`: the distance from a patch to the one it attends to, weighted by the
/// attention, over all patches of all pictures. The class token, which lies nowhere, is left out.
///
/// - Parameter weights: Of one block, `[B, H, T, T]`.
public func meanAttentionDistance(_ weights: Tensor, _ patches: Patches) -> Tensor {
  let (_, _, T, _) = weights.shape4
  let distances = Tensor(shape: [T - 1, T - 1]) { index in
    let (from, to) = (index[0], index[1])
    let dy = Scalar(from / patches.columns - to / patches.columns)
    let dx = Scalar(from % patches.columns - to % patches.columns)
    return (dy * dy + dx * dx).squareRoot()
  }
  let among = weights.slice(axis: 2, 1..<T).slice(axis: 3, 1..<T)  // [B, H, N, N]
  let shares = among / among.sum(axis: -1, keepingAxis: true)
  return (shares * distances).sum(axis: -1).mean(axis: -1).mean(axis: 0)
}
