import Tensors

extension Tensor {
  /// Copies the first `counts[b]` positions of each row b of `new` `[B, T, D]` into this tensor `[B, C, D]`, where they
  /// begin at position `starts[b]`.
  mutating func write(_ new: Tensor, at starts: [Int], counts: [Int]) {
    let (B, T, D) = new.shape3
    let C = shape3.1
    withMutablePointer { target in
      new.withPointer { source in
        for row in 0..<B {
          (target + (row * C + starts[row]) * D).update(from: source + row * T * D, count: counts[row] * D)
        }
      }
    }
  }
}
