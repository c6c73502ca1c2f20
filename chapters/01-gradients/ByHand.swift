import Course
import Gradients

/// A backward pass through a linear layer with numbers that can be checked by hand: Z = X·W + b and L = ½ Σ Z².
func showLinearLayer() {
  let X = Variable([[1, 2], [3, 4]])
  let W = Variable([[1, 0], [-1, 1]])
  let b = Variable([2, -1])
  let Z = matmul(X, W) + b
  let L = (Z * Z).sum * 0.5
  L.backward()
  var table = Table(["tensor", "value", "gradient"])
  for (name, variable) in [("X", X), ("W", W), ("b", b)] {
    table.add([name, line(variable.value), line(variable.gradient!)])
  }
  table.add(["Z = X·W + b", line(Z.value), line(Z.value)])
  table.add(["L = ½ Σ Z²", line(L.value), "1"])
  say("\(table)")
  say("The gradient of Z is Z itself. Then dX = dZ·Wᵀ, dW = Xᵀ·dZ, and db sums the rows of dZ.")
  say()
}

private func line(_ tensor: Tensor) -> String { "\(tensor)".replacing("\n", with: "") }
