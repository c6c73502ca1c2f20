import Tensors

extension Variable {
  /// Adds to the gradient of every trainable leaf the derivative of this variable with respect to it.
  ///
  /// Without a `seed` this must be a single number, the loss. With one, of this variable's shape, it is the derivative of
  /// the sum of `seed * value`. The graph is freed during the pass; a second call does nothing.
  public func backward(seed: Tensor? = nil) {
    require(seed != nil || value.count == 1, "backward: the loss has the shape \(shape), not a single number")
    let seed = seed ?? Tensor(repeating: 1, shape: shape)
    require(seed.shape == shape, "backward: the seed has the shape \(seed.shape), the variable \(shape)")
    var order = inOrderOfComputation()
    accumulate(seed)
    while let variable = order.popLast() {
      guard let pullback = variable.pullback, let gradient = variable.gradient else { continue }
      let parents = variable.parents
      variable.gradient = nil
      variable.pullback = nil
      variable.parents = []
      for (parent, contribution) in zip(parents, pullback(gradient)) where parent.isTrainable {
        if let contribution { parent.accumulate(contribution) }
      }
    }
  }

  /// A variable that is used twice receives two gradients; the chain rule adds them.
  private func accumulate(_ contribution: Tensor) {
    require(
      contribution.shape == shape,
      "backward: a gradient of the shape \(contribution.shape) arrived at a variable of the shape \(shape)")
    if gradient == nil { gradient = contribution } else { gradient! += contribution }
  }

  /// Everything that this was computed from, each variable after all of its parents.
  ///
  /// Depth first, with a stack of its own: a graph of a hundred thousand steps is too deep for recursion.
  private func inOrderOfComputation() -> [Variable] {
    var order: [Variable] = []
    var visited: Set<ObjectIdentifier> = [ObjectIdentifier(self)]
    var stack: [(variable: Variable, nextParent: Int)] = [(self, 0)]
    while let (variable, next) = stack.last {
      if next == variable.parents.count {
        order.append(variable)
        stack.removeLast()
        continue
      }
      stack[stack.count - 1].nextParent += 1
      let parent = variable.parents[next]
      if parent.isTrainable, visited.insert(ObjectIdentifier(parent)).inserted { stack.append((parent, 0)) }
    }
    return order
  }
}
