import Gradients
import Tensors
import Training

// B rows of a batch · I inputs · O outputs

/// Several adapters on one base at the same time: each row of a batch has its own, or none.
///
/// The large product with the frozen matrices is one for all rows. Only the small ones with A and B are done adapter by
/// adapter.
public final class BatchedAdapters {
  /// The index of the adapter of each row; nil for the base alone.
  public var rows: [Int?]
  private let adapters: [LoRAAdapter]

  public init(_ adapters: [LoRAAdapter], rows: [Int?] = []) {
    self.adapters = adapters
    self.rows = rows
  }

  /// Lets the model compute with them, from now on as `rows` says at the time of a forward pass.
  public func attach(to model: any Module) {
    var layers: [ObjectIdentifier: (linear: Linear, byAdapter: [LoRALayer?])] = [:]
    for (index, adapter) in adapters.enumerated() {
      for (layer, linear) in adapter.pairs(with: model) {
        let none = [LoRALayer?](repeating: nil, count: adapters.count)
        layers[ObjectIdentifier(linear), default: (linear, none)].byAdapter[index] = layer
      }
    }
    for (linear, byAdapter) in layers.values {
      linear.adapter = RowwiseLoRALayer(byAdapter, outputs: linear.shape[1], of: self)
    }
  }
}

/// The updates of one matrix by several adapters, of which each row of a batch takes one.
final class RowwiseLoRALayer: Adapter {
  let layers: [LoRALayer?]
  let outputs: Int
  /// A closure, since the parameter walk would find the adapters in the object that holds them.
  private let assignment: () -> [Int?]

  init(_ layers: [LoRALayer?], outputs: Int, of batch: BatchedAdapters) {
    (self.layers, self.outputs) = (layers, outputs)
    assignment = { batch.rows }
  }

  func callAsFunction(_ x: Variable) -> Variable {
    let rows = assignment()
    let B = x.shape[0]
    require(rows.count == B, "BatchedAdapters: adapters for \(rows.count) rows, but the batch has \(B)")
    let unknown = rows.compactMap(\.self).first { !layers.indices.contains($0) }
    require(unknown == nil, "BatchedAdapters: there is no adapter \(unknown ?? 0), only \(layers.count)")
    let shape = Array(x.shape.dropFirst().dropLast()) + [outputs]
    let flat = x.reshaped(B, -1)
    // A row without an adapter, or whose adapter does not update this matrix, gets zeros.
    let choices = rows.map { $0.flatMap { layers[$0] == nil ? nil : $0 } }
    var parts: [Variable] = []
    var order: [Int] = []  // the rows of the batch in the order of the parts
    for choice in Set(choices).sorted(by: { $0 ?? -1 < $1 ?? -1 }) {
      let own = choices.indices.filter { choices[$0] == choice }
      order += own
      let layer = choice.flatMap { layers[$0] }
      let part = layer.map { $0(flat.rows(at: own).reshaped([own.count] + x.shape.dropFirst())) }
      parts.append(part ?? constant(Tensor(repeating: 0, shape: [own.count] + shape)))
    }
    var positions = [Int](repeating: 0, count: B)
    for (position, row) in order.enumerated() { positions[row] = position }
    return Variable.concatenate(parts.map { $0.reshaped($0.shape[0], -1) }).rows(at: positions).reshaped([B] + shape)
  }
}
