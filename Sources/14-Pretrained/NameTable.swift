import Training

/// Where published files hold the parameters of a model: one row for each kind of parameter.
///
/// `#` stands for the number of a block, on both sides. Names are written as the newest files have them.
public struct NameTable: Sendable {
  private let sources: [String: TensorSource]
  /// What some files put before the names of the body, and others do not: `bert.`
  private let prefix: String
  /// Where a tensor is if it is not where it should be.
  private let substitutes: [String: String]

  public init(prefix: String, _ rows: [Row], substitutes: [String: String] = [:]) {
    self.prefix = prefix
    self.substitutes = substitutes
    sources = Dictionary(uniqueKeysWithValues: rows.flatMap(\.sources))
  }

  /// Where the parameter with a path is; nil if the table does not know it.
  public func source(of path: String) -> TensorSource? {
    var numbers: [Substring] = []
    let pattern = path.split(separator: ".").map { part in
      if part.allSatisfy(\.isNumber) { numbers.append(part) }
      return part.allSatisfy(\.isNumber) ? "#" : part
    }
    guard var source = sources[pattern.joined(separator: ".")] else { return nil }
    source.name = source.name.split(separator: ".").map { part in
      part == "#" && !numbers.isEmpty ? numbers.removeFirst() : part
    }.joined(separator: ".")
    return source
  }

  /// The same for a certain file, which may spell names in an older way.
  public func source(of path: String, in file: SafetensorsFile) -> TensorSource? {
    guard var source = source(of: path) else { return nil }
    source.name = spelling(of: source.name, in: file) ?? source.name
    return source
  }

  /// How a file spells a name; nil if it has no such tensor.
  func spelling(of name: String, in file: SafetensorsFile) -> String? { spellings(of: name).first(where: file.holds) }

  /// The ways in which files spell a name: with or without the prefix, and with the names of norms from the time of
  /// TensorFlow.
  private func spellings(of name: String) -> [String] {
    let known = [name] + (substitutes[name].map { [$0] } ?? [])
    let bare = known + known.map { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : prefix + $0 }
    return bare.flatMap { name in
      [
        name,
        name.replacing("LayerNorm.weight", with: "LayerNorm.gamma").replacing("LayerNorm.bias", with: "LayerNorm.beta"),
      ]
    }
  }

  /// Some parameters, and where files hold them.
  public struct Row: Sendable {
    let sources: [(String, TensorSource)]

    /// A linear map as PyTorch has it, `[out, in]`.
    static func linear(_ path: String, _ name: String) -> Row {
      Row(sources: [
        ("\(path).weight", TensorSource("\(name).weight", .transposed)), ("\(path).bias", TensorSource("\(name).bias")),
      ])
    }

    /// A linear map that lies `[in, out]`, as here: the first GPTs'.
    static func same(_ path: String, _ name: String) -> Row {
      Row(sources: ["weight", "bias"].map { ("\(path).\($0)", TensorSource("\(name).\($0)")) })
    }

    /// Several of them side by side in one matrix.
    static func sideBySide(_ paths: [String], _ name: String) -> Row {
      Row(
        sources: paths.enumerated().flatMap { index, path in
          ["weight", "bias"].map {
            ("\(path).\($0)", TensorSource("\(name).\($0)", columns: .part(index, of: paths.count)))
          }
        })
    }

    static func norm(_ path: String, _ name: String) -> Row {
      Row(sources: [
        ("\(path).gain", TensorSource("\(name).weight")), ("\(path).bias", TensorSource("\(name).bias")),
      ])
    }

    static func tensor(_ path: String, _ name: String, _ layout: TensorSource.Layout = .same) -> Row {
      Row(sources: [(path, TensorSource(name, layout))])
    }

    /// The same names without a prefix.
    func without(_ prefix: String) -> Row {
      Row(
        sources: sources.map { path, source in
          var source = source
          if source.name.hasPrefix(prefix) { source.name.removeFirst(prefix.count) }
          return (path, source)
        })
    }

    /// The same parameters of a model that is a part of another one.
    func within(_ part: String) -> Row { Row(sources: sources.map { ("\(part).\($0)", $1) }) }
  }
}
