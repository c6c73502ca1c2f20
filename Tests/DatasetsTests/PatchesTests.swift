import Datasets
import Tensors
import TestBasics
import Testing

struct PatchesTests {
  @Test(arguments: [
    Patches(side: 4, size: 2), Patches(), Patches(side: 16, size: 2), Patches(side: 5, size: 5),
    Patches(side: 3, channels: 1, size: 1), Patches(height: 4, width: 6, channels: 1, size: 2),
    Patches(height: 9, width: 3, channels: 2, size: 3), Patches(height: 28, width: 28, channels: 1, size: 7),
  ])
  func `patches become the picture again`(patches: Patches) {
    var generator = Generator(seed: 1)
    let pictures = Tensor.normal([3, patches.height, patches.width, patches.channels], using: &generator)
    let rows = patches(pictures)
    #expect(patches.count * patches.size * patches.size == patches.height * patches.width)
    #expect(patches.numbersPerPatch == patches.channels * patches.size * patches.size)
    expectEqual(rows.shape, to: [3, patches.count, patches.numbersPerPatch])
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

  @Test func `patches of a wide gray picture follow each other from left to right, then downward`() {
    let picture = Tensor.counting(0..<24).reshaped(1, 4, 6, 1)
    let patches = Patches(height: 4, width: 6, channels: 1, size: 2)
    #expect(patches.rows == 2 && patches.columns == 3)
    let expected: Tensor = [
      [0, 1, 6, 7], [2, 3, 8, 9], [4, 5, 10, 11], [12, 13, 18, 19], [14, 15, 20, 21], [16, 17, 22, 23],
    ]
    expectEqual(patches(picture).row(0), to: expected)
  }

  @Test func `patches that do not fill the picture are refused`() async {
    await #expect(processExitsWith: .failure) { _ = Patches(height: 4, width: 6, channels: 1, size: 4) }
    await #expect(processExitsWith: .failure) { _ = Patches(side: 4, size: 2)(.zeros(1, 6, 4, 2)) }
  }
}
