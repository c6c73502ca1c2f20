import Datasets
import Tensors
import TestBasics
import Testing

struct LabeledPicturesTests {
  private let set = LabeledPictures(
    pictures: Tensor.counting(0..<36).reshaped(3, 2, 2, 3), labels: [1, 0, 1], classNames: ["no", "yes"])

  @Test func `pictures are taken by their numbers, with their labels`() {
    #expect(set.count == 3 && set.height == 2 && set.width == 2 && set.channels == 3)
    expectEqual(set[1].picture, to: Tensor.counting(12..<24).reshaped(2, 2, 3))
    #expect(set[1].label == 0)
    let batch = set.batch([2, 1, 2])
    expectEqual(batch.pictures, to: .stack([set[2].picture, set[1].picture, set[2].picture]))
    #expect(batch.labels == [1, 0, 1])
    #expect(set.subset([2, 1]).labels == [1, 0] && set.subset([2, 1]).classNames == ["no", "yes"])
    expectEqual(set.subset([2, 1]).pictures, to: .stack([set[2].picture, set[1].picture]))
    #expect(set.prefix(2) == set.subset([0, 1]) && set.prefix(5) == set)
  }

  @Test func `labels that do not fit are refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = LabeledPictures(pictures: .zeros(2, 1, 1, 1), labels: [0], classNames: ["a"])
    }
    await #expect(processExitsWith: .failure) {
      _ = LabeledPictures(pictures: .zeros(1, 1, 1, 1), labels: [1], classNames: ["a"])
    }
  }

  @Test(arguments: [16, 32])
  func `colored shapes have one class for each color and shape`(side: Int) {
    var (one, two) = (Generator(seed: 4), Generator(seed: 4))
    let set = ColoredShapes.pictures(240, side: side, using: &one)
    #expect(set.pictures.shape == [240, side, side, 3] && set == ColoredShapes.pictures(240, side: side, using: &two))
    #expect(set.classNames.count == 24 && Set(set.classNames).count == 24 && set.classNames[1] == "red square")
    #expect(set.labels == (0..<240).map { $0 % 24 })
    let colors = ["red", "green", "blue", "yellow", "purple", "cyan"]
    var examples: [(features: [Double], label: Int)] = []
    for index in 0..<set.count {
      let color = set.classNames[set.labels[index]].split(separator: " ")[0]
      examples.append((PixelPicture(set[index].picture).meanColor, colors.firstIndex(of: String(color))!))
    }
    #expect(NearestCentroid(Array(examples[..<120])).accuracy(on: Array(examples[120...])) > 0.98)
    // One to three things, small and large.
    let areas = (0..<set.count).map { PixelPicture(set[$0].picture).areas.count }
    #expect(Set(areas).isSuperset(of: [1, 2, 3]))
    for count in 1...3 { #expect(abs(areas.count { $0 == count } - 80) < 30) }
  }

  @Test func `any number of threads draws the same`() {
    let threads = Threads.count
    defer { Threads.count = threads }
    let sets = [1, 2, 5].map { count in
      Threads.count = count
      var generator = Generator(seed: 5)
      return StrokeDigit.pictures(37, using: &generator)
    }
    #expect(sets[0] == sets[1] && sets[0] == sets[2])
  }
}
