/// Copies `blocks` runs of `size` numbers each, which begin at equal distances in the source and in the target.
func copyBlocks(
  _ blocks: Int, of size: Int, from x: UnsafePointer<Scalar>, apart sourceStep: Int,
  to y: UnsafeMutablePointer<Scalar>, apart targetStep: Int
) {
  parallelRanges(blocks, cost: size) { range in
    for block in range { (y + block * targetStep).update(from: x + block * sourceStep, count: size) }
  }
}
