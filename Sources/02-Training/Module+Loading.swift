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

  /// How the numbers lie in the file.
  public enum Layout: Equatable, Sendable {
    case same
    /// PyTorch's linear layers hold `[out, in]`, ours `[in, out]`.
    case transposed
    /// Behind so many axes of extent 1, which ours have not.
    case behindOnes(Int)
    /// PyTorch's convolutions hold `[O, C, k, k]`. As a linear map of a patch with C channels, it is our `[k·k·C, O]`.
    case patchKernel(channels: Int)
  }

  public var name: String
  public var layout: Layout
  public var columns: Columns

  public init(_ name: String, _ layout: Layout = .same, columns: Columns = .all) {
    self.name = name
    self.layout = layout
    self.columns = columns
  }

  public init(stringLiteral name: String) { self.init(name) }

  /// The shape that is taken from a tensor of this shape; nil if it does not lie so or has no such columns.
  func shape(from stored: [Int]) -> [Int]? {
    guard var shape = rearranged(stored) else { return nil }
    switch columns {
    case .all: return shape
    case .range, .part:
      guard let width = shape.last, let range = range(in: width) else { return nil }
      shape[shape.count - 1] = range.count
      return shape
    }
  }

  /// The shape after rearranging, before columns are taken.
  private func rearranged(_ stored: [Int]) -> [Int]? {
    switch layout {
    case .same: stored
    case .transposed: stored.count < 2 ? nil : stored.dropLast(2) + stored.suffix(2).reversed()
    case .behindOnes(let count):
      stored.prefix(count) == Array(repeating: 1, count: count)[...] ? Array(stored.dropFirst(count)) : nil
    case .patchKernel(let C):
      stored.count == 4 && stored[1] == C && stored[2] == stored[3] ? [C * stored[2] * stored[3], stored[0]] : nil
    }
  }

  func tensor(from stored: Tensor) -> Tensor {
    let tensor =
      switch layout {
      case .same: stored
      case .transposed: stored.transposed
      case .behindOnes: stored.reshaped(rearranged(stored.shape)!)
      case .patchKernel: stored.permuted(2, 3, 1, 0).reshaped(rearranged(stored.shape)!)
      }
    guard columns != .all, let range = range(in: tensor.shape.last ?? 0) else { return tensor }
    return tensor.columns(range)
  }

  /// The reverse, for all columns: how a file holds this tensor.
  func stored(_ tensor: Tensor) -> Tensor {
    switch layout {
    case .same: return tensor
    case .transposed: return tensor.transposed
    case .behindOnes(let count): return tensor.reshaped(Array(repeating: 1, count: count) + tensor.shape)
    case .patchKernel(let C):
      let k = Int(Double(tensor.shape[0] / C).squareRoot())
      return tensor.reshaped(k, k, C, tensor.shape[1]).permuted(3, 2, 0, 1)
    }
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

extension Module {
  /// The tensors of a file from which `load` with the same naming would read this model's numbers.
  ///
  /// Parameters that are parts of one tensor are put side by side.
  public func tensors(naming: (_ path: String) -> TensorSource?) -> [String: Tensor] {
    let all = parameters.map { (path: $0.path, value: $0.variable.value) } + buffers.map { ($0.path, $0.buffer.value) }
    let named = all.compactMap { path, value in naming(path).map { (source: $0, value: value) } }
    return Dictionary(grouping: named, by: \.source.name).mapValues { parts in
      let inOrder = parts.sorted { $0.source.firstPart < $1.source.firstPart }.map(\.value)
      return parts[0].source.stored(inOrder.count == 1 ? inOrder[0] : .concatenate(inOrder, axis: -1))
    }
  }
}

extension TensorSource {
  /// Which of the parts of a tensor comes first.
  fileprivate var firstPart: Int {
    switch columns {
    case .all: 0
    case .range(let range): range.lowerBound
    case .part(let index, _): index
    }
  }

  /// What is done with the stored tensor, for messages.
  fileprivate var note: String {
    let rearranged =
      switch layout {
      case .same: ""
      case .transposed: ", transposed"
      case .behindOnes(let count): ", without the first \(count) axes"
      case .patchKernel: ", as a map of patches"
      }
    switch columns {
    case .all: return rearranged
    case .range(let range): return "\(rearranged), columns \(range)"
    case .part(let index, let count): return "\(rearranged), part \(index) of \(count)"
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
    // The first ones show what is wrong: a model of another kind has hundreds.
    let lines = groups.flatMap { title, entries in
      ["  \(title) (\(entries.count)):"] + entries.prefix(6).map { "    \($0)" } + (entries.count > 6 ? ["    …"] : [])
    }
    return (["\(file): its tensors do not fit the model"] + lines).joined(separator: "\n")
  }
}
