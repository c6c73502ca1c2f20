import Datasets
import RNN
import Tensors
import Training

// N sequences at once

/// A model that generates with an adapter of its own for each sequence.
///
/// When a sequence ends, it is dropped from the batch. So the choice of the adapters is part of the state of decoding: it
/// follows the rows of the cache.
public struct BatchedModel<Model: Module & AutoregressiveModel>: AutoregressiveModel {
  /// What the model keeps of the sequences so far, and the adapter of each.
  public struct State: DecoderState {
    var state: Model.State
    let adapters: [Int?]

    public func rows(at indices: [Int]) -> State {
      State(state: state.rows(at: indices), adapters: indices.map { adapters[$0] })
    }
  }

  public let model: Model
  private let batch: BatchedAdapters

  /// Attaches the adapters to the model.
  public init(_ model: Model, _ adapters: [LoRAAdapter]) {
    self.model = model
    batch = BatchedAdapters(adapters)
    batch.attach(to: model)
  }

  /// The state that generation begins with.
  ///
  /// - Parameters:
  ///   - adapters: The index of the adapter of each sequence; nil for the base alone.
  ///   - start: The model's own state. An encoder that it runs computes with the adapters, too.
  public func state(adapters: [Int?], _ start: (Model) -> Model.State) -> State {
    batch.rows = adapters
    return State(state: start(model), adapters: adapters)
  }

  public func read(_ tokens: PaddedRows, _ state: inout State) -> Tensor {
    batch.rows = state.adapters
    return model.read(tokens, &state.state)
  }
}
