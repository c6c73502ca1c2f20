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
  /// Every parameter with its path. One that is used in two places counts once, under the first name.
  public var parameters: NamedVariables {
    var seen: Set<ObjectIdentifier> = []
    return leaves.compactMap { path, leaf in
      guard let variable = leaf as? Variable, seen.insert(ObjectIdentifier(variable)).inserted else { return nil }
      return (path, variable)
    }
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
    Mirror(reflecting: self).children.flatMap { walk($0.value, path: $0.label ?? "") }
  }
}

/// The variables and buffers in `value`: in a module, in an array of them, in an optional or a tuple.
private func walk(_ value: Any, path: String) -> [(path: String, leaf: AnyObject)] {
  switch value {
  case let variable as Variable: return [(path, variable)]
  case let buffer as Buffer: return [(path, buffer)]
  case let list as [Variable]: return walkList(list, path: path)
  case let list as [any Module]: return walkList(list, path: path)
  default:
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: return mirror.children.flatMap { walk($0.value, path: path) }
    case .tuple: return mirror.children.flatMap { walk($0.value, path: "\(path)\($0.label ?? "")") }
    default:
      guard value is any Module else { return [] }
      return mirror.children.flatMap { walk($0.value, path: "\(path).\($0.label ?? "")") }
    }
  }
}

private func walkList(_ list: [Any], path: String) -> [(path: String, leaf: AnyObject)] {
  list.enumerated().flatMap { walk($1, path: "\(path).\($0)") }
}
