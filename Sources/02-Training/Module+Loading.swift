import Tensors

/// Where a file holds the numbers of one parameter or buffer.
public struct TensorSource: Equatable, Sendable, ExpressibleByStringLiteral {
  /// Which columns of a matrix, or numbers of a vector, are taken: those of the last axis, after transposing.
  public enum Columns: Equatable, Sendable {
    case all
    case range(Range<Int>)
    /// One of several parts of equal width: `.part(1, of: 3)` for the keys in GPT-2's `c_attn`.
    case part(Int, of: Int)
  }

  public var name: String
  /// PyTorch's linear layers hold `[out, in]`, ours `[in, out]`.
  public var isTransposed: Bool
  public var columns: Columns

  public init(_ name: String, isTransposed: Bool = false, columns: Columns = .all) {
    self.name = name
    self.isTransposed = isTransposed
    self.columns = columns
  }

  public init(stringLiteral name: String) { self.init(name) }

  /// The shape that is taken from a tensor of this shape; nil if it cannot be transposed or has no such columns.
  func shape(from stored: [Int]) -> [Int]? {
    if isTransposed && stored.count < 2 { return nil }
    var shape = stored
    if isTransposed { shape.swapAt(shape.count - 2, shape.count - 1) }
    switch columns {
    case .all: return shape
    case .range, .part:
      guard let width = shape.last, let range = range(in: width) else { return nil }
      shape[shape.count - 1] = range.count
      return shape
    }
  }

  func tensor(from stored: Tensor) -> Tensor {
    let tensor = isTransposed ? stored.transposed : stored
    guard columns != .all, let range = range(in: tensor.shape.last ?? 0) else { return tensor }
    return tensor.columns(range)
  }

  private func range(in width: Int) -> Range<Int>? {
    switch columns {
    case .all: return 0..<width
    case .range(let range): return range.lowerBound >= 0 && range.upperBound <= width ? range : nil
    case .part(let index, let count):
      guard count > 0, (0..<count).contains(index), width % count == 0 else { return nil }
      return index * (width / count)..<(index + 1) * (width / count)
    }
  }
}

extension Module {
  /// Sets every parameter and buffer to the numbers in a file. When anything does not fit, it throws and changes nothing.
  ///
  /// - Parameters:
  ///   - naming: Where the file holds the parameter or buffer with a path; nil leaves that one as it is.
  ///   - isIgnored: Whether a tensor of the file that no parameter uses is known to be superfluous. Tensors of whole
  ///     numbers always are.
  public func load(
    _ file: SafetensorsFile, naming: (_ path: String) -> TensorSource? = { TensorSource($0) },
    ignoring isIgnored: (_ name: String) -> Bool = { _ in false }
  ) throws(ModelMismatch) {
    typealias Target = (path: String, source: TensorSource, shape: [Int], set: (Tensor) -> Void)
    let targets: [Target] =
      parameters.compactMap { path, variable in
        naming(path).map { (path, $0, variable.shape, { value in variable.update { $0 = value } }) }
      }
      + buffers.compactMap { path, buffer in naming(path).map { (path, $0, buffer.value.shape, { buffer.value = $0 }) }
      }

    var mismatch = ModelMismatch(file: file.path)
    for (path, source, shape, _) in targets {
      guard let stored = file.shape(of: source.name), let type = file.numberType(of: source.name) else {
        mismatch.missing.append("\(source.name), for \(path)")
        continue
      }
      if type.isInteger {
        mismatch.misshapen.append("\(source.name) holds whole numbers of the type \(type.rawValue), for \(path)")
      } else if source.shape(from: stored) != shape {
        mismatch.misshapen.append("\(source.name) has the shape \(stored)\(source.note), \(path) needs \(shape)")
      }
    }
    let used = Set(targets.map(\.source.name))
    mismatch.unused = file.names.filter {
      !used.contains($0) && !isIgnored($0) && file.numberType(of: $0)?.isInteger == false
    }
    if !mismatch.isEmpty { throw mismatch }
    for (_, source, _, set) in targets {
      // All that could be wrong with a tensor was checked above.
      guard let stored = try? file.tensor(source.name) else { fail("load: \(source.name) is no longer readable") }
      set(source.tensor(from: stored))
    }
  }
}

extension TensorSource {
  /// What is done with the stored tensor, for messages.
  fileprivate var note: String {
    let transposed = isTransposed ? ", transposed" : ""
    switch columns {
    case .all: return transposed
    case .range(let range): return "\(transposed), columns \(range)"
    case .part(let index, let count): return "\(transposed), part \(index) of \(count)"
    }
  }
}

/// All reasons why the tensors of a file do not fit a model.
public struct ModelMismatch: BadFile, Equatable {
  public let file: String
  /// Tensors that the model needs and the file does not have.
  public internal(set) var missing: [String] = []
  /// Tensors of the file that the model does not use.
  public internal(set) var unused: [String] = []
  /// Tensors whose shape or number type does not fit.
  public internal(set) var misshapen: [String] = []

  var isEmpty: Bool { missing.isEmpty && unused.isEmpty && misshapen.isEmpty }

  public var description: String {
    let groups = [("missing", missing), ("unused", unused), ("misshapen", misshapen)].filter { !$1.isEmpty }
    let lines = groups.flatMap { title, entries in ["  \(title) (\(entries.count)):"] + entries.map { "    \($0)" } }
    return (["\(file): its tensors do not fit the model"] + lines).joined(separator: "\n")
  }
}
