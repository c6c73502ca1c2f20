import Tensors

/// Whether an example, spelled in numbers, is held out for the test set: about one in ten is.
///
/// A hash decides: each number and the hash so far seed a generator, whose first number is the next hash. That mixes even
/// one number well.
func isHeldOut(_ numbers: some Sequence<Int>) -> Bool {
  let hash = numbers.reduce(0 as UInt64) { hash, number in
    var generator = Generator(seed: Int(truncatingIfNeeded: hash) &+ number)
    return generator.next()
  }
  return (hash >> 32) % 10 == 0
}
