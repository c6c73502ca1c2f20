/// Part of a model: data, most of it `Variable`s and other modules, and one function `callAsFunction`.
///
/// What it holds is found by reflection, so a module lists nothing twice: the names of its stored properties are the names
/// of its parameters, as in `blocks.0.attention.query.weight`.
public protocol Module: CustomStringConvertible {}

/// Numbers that belong to a model and to its checkpoints but are not learned by gradients.
public final class Buffer {
  public var value: Tensor

  public init(_ value: Tensor) { self.value = value }
}

extension Module {
  /// Every parameter with its path. One that is used in two positions counts once, under the first name.
  public var parameters: NamedVariables {
    leaves.compactMap { path, leaf in (leaf as? Variable).map { (path, $0) } }
  }

  /// Every buffer with its path.
  public var buffers: [(path: String, buffer: Buffer)] {
    leaves.compactMap { path, leaf in (leaf as? Buffer).map { (path, $0) } }
  }

  /// How many numbers are learned.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.variable.value.count } }

  /// Lets the gradients flow to the parameters whose path passes `isChosen`, or stops them.
  public func setTrainable(_ isTrainable: Bool, where isChosen: (_ path: String) -> Bool = { _ in true }) {
    for (path, variable) in parameters where isChosen(path) { variable.isTrainable = isTrainable }
  }

  private var leaves: [(path: String, leaf: AnyObject)] {
    var seen: Set<ObjectIdentifier> = []
    return Mirror(reflecting: self).children.flatMap { walk($0.value, path: $0.label ?? "") }
      .filter { seen.insert(ObjectIdentifier($0.leaf)).inserted }
  }
}

/// The variables and buffers in `value`: in a module, or in arrays, optionals and tuples of them, nested as they may be.
private func walk(_ value: Any, path: String) -> [(path: String, leaf: AnyObject)] {
  switch value {
  case let variable as Variable: return [(path, variable)]
  case let buffer as Buffer: return [(path, buffer)]
  case is [Scalar], is [Int]: return []  // may be long, and to look at every number takes its time
  default:
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: return mirror.children.flatMap { walk($0.value, path: path) }
    case .collection: return mirror.children.enumerated().flatMap { walk($1.value, path: "\(path).\($0)") }
    case .tuple:
      // Without a name of its own, a position is called `.0`.
      return mirror.children.flatMap { walk($0.value, path: "\(path).\($0.label?.trimmingPrefix(".") ?? "")") }
    default:
      guard value is any Module else { return [] }
      return mirror.children.flatMap { walk($0.value, path: "\(path).\($0.label ?? "")") }
    }
  }
}
