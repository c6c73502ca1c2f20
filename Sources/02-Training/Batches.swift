import Tensors

/// Which examples make up each step's batch: every example once an epoch, in an order shuffled anew by the seed.
///
/// The order depends on the seed and the step alone, so a resumed run gets the same batches as an uninterrupted one.
public final class Batches {
  public let count: Int
  public let size: Int
  public let seed: Int
  /// The order that was used last: the next batch is likely to need it again.
  private var shuffled: (epoch: Int, order: [Int])?

  /// - Parameters:
  ///   - count: How many examples there are.
  ///   - size: How many make a batch; the last examples of an epoch are left out if they fill none.
  public init(of count: Int, size: Int, seed: Int) {
    require(count > 0 && size > 0, "Batches: \(count) examples in batches of \(size) make none")
    self.count = count
    self.size = min(size, count)
    self.seed = seed
  }

  public var batchesPerEpoch: Int { count / size }

  /// The numbers of the examples in the batch of a step, counted from 0.
  public func callAsFunction(_ step: Int) -> [Int] {
    let (epoch, start) = (step / batchesPerEpoch, step % batchesPerEpoch * size)
    if shuffled?.epoch != epoch { shuffled = (epoch, order(ofEpoch: epoch)) }
    return Array(shuffled!.order[start..<start + size])
  }

  /// All examples in the order of one epoch.
  public func order(ofEpoch epoch: Int) -> [Int] {
    var seeds = Generator(seed: seed)
    var generator = Generator(seed: seeds.next() &+ UInt64(epoch))
    return (0..<count).shuffled(using: &generator)
  }
}
