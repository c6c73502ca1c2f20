import TestBasics
import Testing

@testable import Tensors

struct GeneratorTests {
  @Test func `seed 0 begins as SplitMix64 does`() {
    var generator = Generator(seed: 0 as UInt64)
    let known: [UInt64] = [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F]
    #expect(known.map { _ in generator.next() } == known)
  }

  @Test(arguments: [0, 1, -1, 42, .max] as [Int])
  func `the state continues the sequence`(seed: Int) {
    var generator = Generator(seed: seed)
    _ = (0..<100).map { _ in generator.next() }
    let saved = generator.state
    let expected = (0..<100).map { _ in generator.next() }
    var resumed = Generator(seed: 0)
    resumed.state = saved
    expectEqual((0..<100).map { _ in resumed.next() }, to: expected)
  }

  @Test(arguments: [0, 1, 2, 1000])
  func `a generator advances by so many draws, and back`(draws: Int) {
    let start = Generator(seed: 15)
    var drawn = start
    for _ in 0..<draws { _ = drawn.next() }
    #expect(start.advanced(by: draws) == drawn && drawn.advanced(by: -draws) == start)
  }

  @Test(arguments: TestSizes.all)
  func `a tensor is filled with what single draws give`(count: Int) {
    var (bulk, single) = (Generator(seed: 11), Generator(seed: 11))
    let uniform = Tensor.uniform([count], in: -3..<5, using: &bulk)
    let normal = Tensor.normal([count], mean: 2, deviation: 3, using: &bulk)
    expectEqual(uniform.scalars, to: (0..<count).map { _ in -3 + 8 * single.uniform() })
    expectEqual(normal.scalars, to: (0..<count).map { _ in 2 + 3 * single.normal() })
    #expect(bulk == single)
  }

  @Test func `uniform numbers fill their range and stay inside`() {
    var generator = Generator(seed: 12)
    let x = Tensor.uniform([200_000], using: &generator)
    #expect(x.min >= 0 && x.min < 1e-4 && x.max < 1 && x.max > 1 - 1e-4)
    #expect(abs(x.mean - 0.5) < 0.003)
    #expect(abs((x * x).mean - 1 / 3) < 0.003)
    let tight = Tensor.uniform([100_000], in: 1..<Scalar(1).nextUp, using: &generator)
    #expect(tight.min == 1 && tight.max <= Scalar(1).nextUp)
  }

  @Test func `normal numbers have the moments of the normal distribution`() {
    var generator = Generator(seed: 13)
    let x = Tensor.normal([400_000], using: &generator)
    let squares = x * x
    #expect(abs(x.mean) < 0.01)
    #expect(abs(squares.mean - 1) < 0.01)
    #expect(abs((squares * x).mean) < 0.03)
    #expect(abs((squares * squares).mean - 3) < 0.1)
    #expect(x.max > 4 && x.min < -4 && x.max < 7 && x.min > -7)
    let within = Scalar(x.scalars.filter { abs($0) < 1 }.count) / Scalar(x.count)
    #expect(abs(within - 0.6827) < 0.005)
  }

  @Test func `generators split from one another have nothing in common`() {
    var parent = Generator(seed: 14)
    var child = parent.split()
    let (a, b) = (Tensor.normal([50_000], using: &parent), Tensor.normal([50_000], using: &child))
    #expect(abs((a * b).mean) < 0.03)
    #expect(Set(a.scalars).intersection(b.scalars).count < 500)
  }
}
