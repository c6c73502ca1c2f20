/// Numbers with a shape. A tensor is a value: it is copied when it is changed, and shared until then.
///
/// The scalars lie in row-major order, the last axis running fastest. There are no strides and no views: the order
/// in memory is the order in print. `Variable` adds gradients.
public struct Tensor: Equatable, Sendable {
  /// The extent of every axis; empty for a single number.
  public let shape: [Int]

  /// The numbers, row-major.
  public internal(set) var scalars: [Scalar]

  public init(shape: [Int], scalars: [Scalar]) {
    require(shape.allSatisfy { $0 >= 0 }, "Tensor: the shape \(shape) has a negative extent")
    require(
      shape.reduce(1, *) == scalars.count,
      "Tensor: the shape \(shape) holds \(shape.reduce(1, *)) numbers, but \(scalars.count) were given")
    self.shape = shape
    self.scalars = scalars
  }

  /// A tensor whose number at each index is `value(index)`.
  public init(shape: [Int], _ value: (_ index: [Int]) -> Scalar) {
    var index = [Int](repeating: 0, count: shape.count)
    self.init(
      shape: shape,
      scalars: (0..<shape.reduce(1, *)).map { _ in
        defer { Tensor.advance(&index, in: shape) }
        return value(index)
      })
  }

  /// Steps `index` to the next position in row-major order.
  static func advance(_ index: inout [Int], in shape: [Int]) {
    for axis in shape.indices.reversed() {
      index[axis] += 1
      if index[axis] < shape[axis] { return }
      index[axis] = 0
    }
  }
}

// MARK: Creation

extension Tensor {
  public init(repeating value: Scalar, shape: [Int]) {
    self.init(shape: shape, scalars: Tensor.memory(shape.reduce(1, *), repeating: value))
  }

  public static func zeros(_ shape: Int...) -> Tensor { Tensor(repeating: 0, shape: shape) }

  public static func ones(_ shape: Int...) -> Tensor { Tensor(repeating: 1, shape: shape) }

  /// The square matrix with ones on its diagonal.
  public static func identity(_ size: Int) -> Tensor { Tensor(shape: [size, size]) { $0[0] == $0[1] ? 1 : 0 } }

  /// The whole numbers of `range`, in order.
  public static func counting(_ range: Range<Int>) -> Tensor {
    Tensor(shape: [range.count], scalars: range.map { Scalar($0) })
  }

  /// A tensor without axes: one number.
  public init(_ value: Scalar) { self.init(shape: [], scalars: [value]) }

  /// A vector.
  public init(_ values: [Scalar]) { self.init(shape: [values.count], scalars: values) }
}

// MARK: Shape and single numbers

extension Tensor {
  /// How many numbers there are.
  public var count: Int { scalars.count }

  /// How many axes there are.
  public var rank: Int { shape.count }

  /// The single number of a tensor that holds one.
  public var scalar: Scalar {
    require(count == 1, "scalar: the shape \(shape) holds \(count) numbers, not one")
    return scalars[0]
  }

  /// The number at one index for each axis.
  public subscript(_ index: Int...) -> Scalar {
    get { scalars[offset(of: index)] }
    set { scalars[offset(of: index)] = newValue }
  }

  /// The index of a number whose position is counted row by row.
  public func index(at offset: Int) -> [Int] {
    var rest = offset
    return shape.reversed().map { extent in
      defer { rest /= extent }
      return rest % extent
    }.reversed()
  }

  /// Changes the number at a position counted row by row.
  public mutating func setScalar(at offset: Int, to value: Scalar) { scalars[offset] = value }

  private func offset(of index: [Int]) -> Int {
    require(
      index.count == rank && zip(index, shape).allSatisfy { $0 >= 0 && $0 < $1 },
      "subscript: the index \(index) is outside the shape \(shape)")
    return zip(index, shape).reduce(0) { $0 * $1.1 + $1.0 }
  }

  /// The extents of a matrix: `let (R, C) = x.shape2`.
  public var shape2: (Int, Int) {
    requireRank(2)
    return (shape[0], shape[1])
  }

  /// The extents of a batch of matrices: `let (B, T, D) = x.shape3`.
  public var shape3: (Int, Int, Int) {
    requireRank(3)
    return (shape[0], shape[1], shape[2])
  }

  /// The extents of a tensor with four axes: `let (B, H, T, D) = x.shape4`.
  public var shape4: (Int, Int, Int, Int) {
    requireRank(4)
    return (shape[0], shape[1], shape[2], shape[3])
  }

  private func requireRank(_ wanted: Int) {
    require(rank == wanted, "expected \(wanted) axes, but the shape is \(shape)")
  }

  /// `axis` counted from the front; −1 is the last.
  func resolved(_ axis: Int, in operation: String) -> Int {
    let resolved = axis < 0 ? axis + rank : axis
    require(resolved >= 0 && resolved < rank, "\(operation): the shape \(shape) has no axis \(axis)")
    return resolved
  }

  /// The shape seen from one axis: `outer` blocks of `length` steps of `inner` numbers.
  func split(at axis: Int) -> (outer: Int, length: Int, inner: Int) {
    (shape[..<axis].reduce(1, *), shape[axis], shape[(axis + 1)...].reduce(1, *))
  }
}
