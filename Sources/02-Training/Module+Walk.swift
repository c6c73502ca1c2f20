import Gradients
import Tensors

/// What the parameter walk found: the parts of a module that were looked for, and the properties that hide some from it.
struct Walk<Leaf: AnyObject> {
  private(set) var leaves: [(path: String, leaf: Leaf)] = []
  /// A sentence for each property that holds a variable, buffer or module which the walk does not reach.
  private(set) var hidden: [String] = []

  private let leaf: (Any) -> Leaf?

  /// - Parameter leaf: A part as a leaf, or nil for one that is none; the walk looks into modules that are leaves, too.
  init(of module: any Module, leaf: @escaping (Any) -> Leaf?) {
    self.leaf = leaf
    visit(module, path: "")
  }

  private mutating func visitProperties(of mirror: Mirror, path: String) {
    let prefix = path.isEmpty ? "" : path + "."
    for child in mirror.children { visit(child.value, path: prefix + (child.label ?? "")) }
    var ancestor = mirror.superclassMirror
    while let properties = ancestor {
      for child in properties.children where holdsParameters(child.value) {
        report(prefix + (child.label ?? ""), "a property of the superclass \(properties.subjectType)")
      }
      ancestor = properties.superclassMirror
    }
  }

  private mutating func visit(_ value: Any, path: String) {
    let type = type(of: value)
    // Only of an object: a cast of a long array to a class would make an object of each of its numbers first.
    if type is AnyClass, let leaf = leaf(value) { leaves.append((path, leaf)) }
    switch type {
    case is Variable.Type, is Buffer.Type: break
    case is any Module.Type: visitProperties(of: Mirror(reflecting: value), path: path)
    case _ where isPlain(value): break
    default:
      let mirror = Mirror(reflecting: value)
      switch mirror.displayStyle {
      case .optional:
        for child in mirror.children { visit(child.value, path: path) }
      case .collection:
        for (index, child) in mirror.children.enumerated() { visit(child.value, path: "\(path).\(index)") }
      case .tuple:
        // An element without a name of its own is called `.0`.
        for child in mirror.children { visit(child.value, path: "\(path).\(child.label?.trimmingPrefix(".") ?? "")") }
      default:
        if holdsParameters(value) { report(path, kind(of: value, mirror.displayStyle)) }
      }
    }
  }

  private mutating func report(_ path: String, _ kind: String) {
    hidden.append("\(path) is \(kind): the parameter walk does not see the variables, buffers or modules in it")
  }
}

private func kind(of value: Any, _ style: Mirror.DisplayStyle?) -> String {
  switch style {
  case .dictionary: "a dictionary"
  case .set: "a set"
  case .enum: "the enum \(type(of: value)) with a payload"
  case .class: "the class \(type(of: value)), which is no Module"
  default: "the struct \(type(of: value)), which is no Module"
  }
}

/// Values that hold no parameter and may be long: looking at every number would take time.
private func isPlain(_ value: Any) -> Bool {
  switch value {
  case is Tensor, is String, is [Scalar], is [Double], is [Int], is [UInt8], is [Bool], is [String], is [[Int]],
    is [String: Int], is Set<Int>, is Set<String>, is any BinaryInteger, is any BinaryFloatingPoint, is Bool:
    true
  default: false
  }
}

/// Whether a variable, buffer or module is anywhere in `value`; closures are opaque.
private func holdsParameters(_ value: Any) -> Bool {
  var visited: Set<ObjectIdentifier> = []
  var stack = [value]
  while let value = stack.popLast() {
    let type = type(of: value)
    if type is Variable.Type || type is Buffer.Type || type is any Module.Type { return true }
    if isPlain(value) { continue }
    var mirror: Mirror? = Mirror(reflecting: value)
    if mirror!.displayStyle == .class, !visited.insert(ObjectIdentifier(value as AnyObject)).inserted { continue }
    while let properties = mirror {
      stack += properties.children.map(\.value)
      mirror = properties.superclassMirror
    }
  }
  return false
}
