import Display

/// Modules print as their parameters do: one line each, with shape and count.
extension Module {
  public var description: String {
    let parameters = parameters
    let width = parameters.map(\.path.count).max() ?? 0
    let lines = parameters.map { path, variable in
      let shape = variable.shape.map(String.init).joined(separator: " × ")
      let frozen = variable.isTrainable ? "" : "  frozen"
      return "  \(path)\(String(repeating: " ", count: width - path.count))  \(shape)\(frozen)"
    }
    return (["\(type(of: self)): \(grouped(parameterCount)) parameters"] + lines).joined(separator: "\n")
  }
}
