import Tensors
import TestBasics
import Testing

/// The comparisons that the tests of all modules use: they must find what differs, and say so in one line.
struct ComparisonTests {
  private let x = Tensor.counting(0..<100_000).reshaped(100, 1000)

  @Test func `equal tensors have no difference`() {
    #expect(inequality(of: x, from: x) == nil)
    #expect(inequality(of: [Int](), from: []) == nil)
    #expect(difference(of: x, from: x * (1 + referenceTolerance / 2)) == nil)
  }

  @Test func `a large tensor is reported by its first wrong entry and their number`() throws {
    var wrong = x
    wrong[3, 7] = -1
    wrong[99, 0] = .nan
    let found = try #require(inequality(of: wrong, from: x, "x + 0"))
    #expect(found.name == "x + 0")
    #expect(found.description == "x + 0[3, 7] is -1.0, expected 3007.0 (2 of 100000 entries differ)")
  }

  @Test func `arrays are reported in the same way, and their counts first`() {
    let tokens = [1, 2, 3, 4]
    let found = inequality(of: tokens, from: [1, 0, 3, 0], "tokens")
    #expect(found?.description == "tokens[1] is 2, expected 0 (2 of 4 entries differ)")
    #expect(inequality(of: tokens, from: [1, 2])?.description == "result has 4 entries, expected 2")
  }

  @Test func `shapes come before numbers`() {
    let problem = "result: the shape is [100000], expected [100, 1000]"
    #expect(inequality(of: x.flattened, from: x)?.description == problem)
    #expect(difference(of: x.flattened, from: x)?.description == problem)
  }

  @Test func `what is close is judged by the entry that is farthest off`() throws {
    var wrong = x
    wrong[1, 0] += 2
    wrong[2, 0] += 3
    let found = try #require(difference(of: wrong, from: x))
    #expect(found.description.hasPrefix("result[2, 0] is 2003.0, expected 2000.0"))
    #expect(difference(of: wrong, from: x, scale: 3 / referenceTolerance) == nil)
  }

  @Test func `a name that only one side has is a difference`() {
    let found = compare(["a": [1], "c": [2], "d": [3]], with: ["b": [1], "c": [2], "d": [4]])
    #expect(found.map(\.name) == ["a", "b", "d"])
    #expect(found[0].description == "a: computed, but not expected")
    #expect(found[1].description == "b: expected, but not computed")
  }

  @Test func `gradients can be judged by their common scale`() {
    let (results, expected) = (["gradient.x": Tensor([1.1]), "y": [1.1]], ["gradient.x": Tensor([1]), "y": [1]])
    #expect(compare(results, with: expected, gradientScale: 1 / referenceTolerance).map(\.name) == ["y"])
  }
}
