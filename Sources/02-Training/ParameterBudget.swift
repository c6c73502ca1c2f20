import Tensors

/// The largest model that a budget of parameters allows: of the sizes 1, 2, 3, … the last whose model has no more.
///
/// The number of parameters must grow with the size. Several sizes are tried, each by building its model; so that the
/// result does not depend on how many, `build` takes a random generator of its own:
///
///     let model = largest(within: 90_000) { hiddenSize in
///       var generator = start
///       return Translator(…, hiddenSize: hiddenSize, using: &generator)
///     }
public func largest<Model: Module>(within budget: Int, _ build: (_ size: Int) -> Model) -> Model {
  // Double the size until it is too large, then halve the interval in which the largest one lies.
  var (size, tooLarge) = (1, 2)
  while build(tooLarge).parameterCount <= budget { (size, tooLarge) = (tooLarge, 2 * tooLarge) }
  while tooLarge - size > 1 {
    let middle = (size + tooLarge) / 2
    if build(middle).parameterCount <= budget { size = middle } else { tooLarge = middle }
  }
  let model = build(size)
  require(model.parameterCount <= budget, "largest: size 1 has \(model.parameterCount) parameters, more than \(budget)")
  return model
}
