import T5
import Tensors
import TestSupport
import Testing

struct PatchesTests {
  @Test(arguments: [(4, 2), (16, 4), (16, 2), (6, 3), (5, 5), (3, 1)])
  func `patches become the picture again`(side: Int, size: Int) {
    let patches = Patches(side: side, size: size)
    var generator = Generator(seed: 1)
    let pictures = Tensor.normal([3, side, side, 3], using: &generator)
    let rows = patches(pictures)
    expectEqual(rows.shape, to: [3, patches.count, patches.width])
    #expect(patches.count == side / size * (side / size) && patches.width == 3 * size * size)
    expectEqual(patches.pictures(rows), to: pictures)
  }

  @Test func `a patch is a square of neighbors, row by row with three colors each`() {
    let picture = Tensor.counting(0..<48).reshaped(1, 4, 4, 3)
    let rows = Patches(side: 4, size: 2)(picture).row(0)
    expectEqual(rows.row(0), to: Tensor([0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17]))
    expectEqual(rows.row(1), to: Tensor([6, 7, 8, 9, 10, 11, 18, 19, 20, 21, 22, 23]))
    expectEqual(rows.row(2), to: rows.row(0) + 24)
    expectEqual(rows.row(3), to: rows.row(1) + 24)
  }
}
