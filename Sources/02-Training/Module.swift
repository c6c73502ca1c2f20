import Gradients
import Tensors

/// Part of a model: data, most of it `Variable`s and other modules, and one function `callAsFunction`.
///
/// The parameter walk finds what it holds by reflection, so a module lists nothing twice: the names of its stored properties
/// are the names of its parameters, as in `blocks.0.attention.query.weight`. The walk looks into modules, arrays, optionals
/// and tuples, nested in any way. It stops the program and names the property if a variable, buffer or module is in anything
/// else: a dictionary, an enum's payload, a superclass, a struct or class that is no module. Closures are opaque: the walk
/// does not see a variable that a closure captures.
public protocol Module: CustomStringConvertible {}

/// Numbers that belong to a model and to its checkpoints but are not learned by gradients.
public final class Buffer {
  public var value: Tensor

  public init(_ value: Tensor) { self.value = value }
}

extension Module {
  /// Every parameter with its path. One that is used twice counts once, under the first name.
  public var parameters: NamedVariables { parts(of: Variable.self).map { ($0, $1) } }

  /// Every buffer with its path.
  public var buffers: [(path: String, buffer: Buffer)] { parts(of: Buffer.self).map { ($0, $1) } }

  /// Every linear map with its path, as in `blocks.0.attention.query`; those inside of adapters, too.
  public var linears: [(path: String, linear: Linear)] { parts(of: Linear.self).map { ($0, $1) } }

  /// Every table of embeddings with its path, as in `tokens`.
  public var embeddings: [(path: String, embedding: Embedding)] { parts(of: Embedding.self).map { ($0, $1) } }

  /// The number of numbers in all parameters.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.variable.value.count } }

  /// Freezes or unfreezes the parameters whose path passes `isChosen`.
  public func setTrainable(_ isTrainable: Bool, where isChosen: (_ path: String) -> Bool = { _ in true }) {
    for (path, variable) in parameters where isChosen(path) { variable.isTrainable = isTrainable }
  }

  /// Copies the parameters of another module that is built alike, and its buffers.
  public func setParameters(from other: some Module) {
    let (own, theirs) = (parameters, other.parameters)
    require(own.count == theirs.count, "setParameters: \(own.count) parameters cannot take \(theirs.count)")
    for ((path, variable), theirs) in zip(own, theirs) {
      require(
        path == theirs.path && variable.shape == theirs.variable.shape,
        "setParameters: \(path) \(variable.shape) cannot take \(theirs.path) \(theirs.variable.shape)")
      variable.update { $0 = theirs.variable.value }
    }
    let (buffers, theirBuffers) = (buffers, other.buffers)
    let (paths, theirPaths) = (buffers.map(\.path), theirBuffers.map(\.path))
    require(paths == theirPaths, "setParameters: the buffers \(paths) cannot take \(theirPaths)")
    for ((_, own), (_, theirs)) in zip(buffers, theirBuffers) { own.value = theirs.value }
  }

  /// Every object of a class with its path, wherever it is in this module. One that is used twice counts once.
  public func parts<Part: AnyObject>(of _: Part.Type) -> [(path: String, part: Part)] {
    let walk = Walk(of: self) { $0 as? Part }
    require(walk.hidden.isEmpty, "\(type(of: self)): " + walk.hidden.joined(separator: "; "))
    var seen: Set<ObjectIdentifier> = []
    return walk.leaves.filter { seen.insert(ObjectIdentifier($0.leaf)).inserted }.map { ($0.path, $0.leaf) }
  }
}
