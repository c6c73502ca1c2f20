import Tensors

// N pictures · H·W pixels · C channels

/// Pictures, each of one of a few classes.
public struct LabeledPictures: Sendable, Equatable {
  /// `[N, H, W, C]`, numbers 0…1, rows from the top.
  public let pictures: Tensor
  /// The class of each picture.
  public let labels: [Int]
  public let classNames: [String]

  public init(pictures: Tensor, labels: [Int], classNames: [String]) {
    require(
      pictures.rank == 4 && pictures.shape[0] == labels.count,
      "LabeledPictures: \(labels.count) labels do not fit pictures of the shape \(pictures.shape)")
    if let label = labels.first(where: { !classNames.indices.contains($0) }) {
      fail("LabeledPictures: there is no class \(label) among \(classNames.count)")
    }
    (self.pictures, self.labels, self.classNames) = (pictures, labels, classNames)
  }

  /// How many pictures there are, N.
  public var count: Int { labels.count }
  public var height: Int { pictures.shape[1] }
  public var width: Int { pictures.shape[2] }
  public var channels: Int { pictures.shape[3] }

  /// A picture `[H, W, C]` and its class.
  public subscript(_ index: Int) -> (picture: Tensor, label: Int) { (pictures.row(index), labels[index]) }

  /// The pictures with these numbers, `[B, H, W, C]`, and their classes.
  public func batch(_ indices: [Int]) -> (pictures: Tensor, labels: [Int]) {
    (pictures.rows(at: indices), indices.map { labels[$0] })
  }

  /// The pictures with these numbers as a set of their own.
  public func subset(_ indices: [Int]) -> LabeledPictures {
    LabeledPictures(pictures: pictures.rows(at: indices), labels: indices.map { labels[$0] }, classNames: classNames)
  }

  /// The first pictures, at most `count`.
  public func prefix(_ count: Int) -> LabeledPictures { subset(Array(0..<min(count, self.count))) }
}

extension LabeledPictures {
  /// Pictures that `draw` draws: of each class equally many, in turn, so that the first few have all classes.
  ///
  /// Each picture has a generator of its own, so all threads draw at once.
  init(
    drawing count: Int, classNames: [String], shape: [Int], using generator: inout Generator,
    _ draw: (_ label: Int, _ generator: inout Generator) -> [Scalar]
  ) {
    let generators = (0..<count).map { _ in generator.split() }
    let labels = (0..<count).map { $0 % classNames.count }
    let size = shape.reduce(1, *)
    let pictures = Tensor(shape: [count] + shape) { pixels in
      parallelFor(count) { index in
        var own = generators[index]
        (pixels + index * size).update(from: draw(labels[index], &own), count: size)
      }
    }
    self.init(pictures: pictures, labels: labels, classNames: classNames)
  }
}
