import Training

/// Gives every parameter, gains and biases as well, a random number: they begin as ones and zeros, which would hide what
/// is done with them.
public func randomize(_ parameters: NamedVariables, seed: Int, deviation: Scalar = 0.5) {
  var generator = Generator(seed: seed)
  for (_, variable) in parameters {
    variable.update { $0 = .normal($0.shape, deviation: deviation, using: &generator) }
  }
}
