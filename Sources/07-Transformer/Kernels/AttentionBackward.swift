import Tensors

// B batch · H heads · Tq queries · Tk keys · d width of a head

/// Which gradients are computed.
struct WantedGradients: OptionSet {
  let rawValue: Int
  static let queries = WantedGradients(rawValue: 1)
  static let keys = WantedGradients(rawValue: 2)
  static let values = WantedGradients(rawValue: 4)
  static let bias = WantedGradients(rawValue: 8)

  init(rawValue: Int) { self.rawValue = rawValue }

  init(queries: Bool, keys: Bool, values: Bool, bias: Bool) {
    rawValue = (queries ? 1 : 0) + (keys ? 2 : 0) + (values ? 4 : 0) + (bias ? 8 : 0)
  }

  /// Whether the gradients of the scores are needed: by all but the values'.
  var needScores: Bool { !isSubset(of: .values) }
}

/// Where everything lies that the backward pass reads and writes.
///
/// What nobody wants has no memory.
struct AttentionBuffers {
  let inputs: AttentionInputs
  let dOutput: UnsafePointer<Scalar>
  let logSums: UnsafePointer<Scalar>
  let inner: UnsafePointer<Scalar>  // Σ dO⊙O of every query, [B·H, Tq]
  let dQuery: UnsafeMutablePointer<Scalar>?
  let dKey: UnsafeMutablePointer<Scalar>?
  let dValue: UnsafeMutablePointer<Scalar>?
  let dBias: UnsafeMutablePointer<Scalar>?  // as the bias, zeros at first

  var wanted: WantedGradients {
    WantedGradients(queries: dQuery != nil, keys: dKey != nil, values: dValue != nil, bias: dBias != nil)
  }
}

extension AttentionWork {
  /// Writes the gradients to where they belong.
  ///
  /// A thread takes a whole head. When there are fewer heads than threads, it takes first a block of keys and then one of
  /// queries, and all weights are computed twice. Every sum has the same order either way. The gradient of
  /// a bias that the batch shares is a sum over it: then one thread takes a head of all rows, one row after the other.
  func backward(_ buffers: AttentionBuffers) {
    let wanted = buffers.wanted
    let threads = threads(products: 5)
    let rowsPerItem = wanted.contains(.bias) && biasRows!.heads == H ? B : 1
    let items = B * H / max(1, rowsPerItem)
    func heads(_ item: Int) -> StrideTo<Int> { stride(from: item, to: item + rowsPerItem * H, by: H) }
    if items >= threads {
      parallelFor(items, threads: threads) { item in
        for head in heads(item) {
          run(head, keyBlocks: 0..<keyBlocks, queryBlocks: 0..<queryBlocks, buffers, wanted)
        }
      }
      return
    }
    let ofKeys = wanted.subtracting(.queries)
    if !ofKeys.isEmpty {
      parallelFor(items * keyBlocks, threads: threads) { item in
        let block = item % keyBlocks
        for head in heads(item / keyBlocks) {
          run(head, keyBlocks: block..<block + 1, queryBlocks: 0..<queryBlocks, buffers, ofKeys)
        }
      }
    }
    if wanted.contains(.queries) {
      parallelFor(B * H * queryBlocks, threads: threads) { item in
        let (head, block) = (item / queryBlocks, item % queryBlocks)
        run(head, keyBlocks: 0..<keyBlocks, queryBlocks: block..<block + 1, buffers, .queries)
      }
    }
  }

  /// Some blocks of one head: the keys outside, the queries inside.
  private func run(
    _ head: Int, keyBlocks: Range<Int>, queryBlocks: Range<Int>, _ buffers: AttentionBuffers,
    _ wanted: WantedGradients
  ) {
    if wanted.contains(.queries) {
      for block in queryBlocks { queryRows.clear(buffers.dQuery!, queries(block), head) }
    }
    withScratch(Self.keysPerBlock * (2 * Self.queriesPerBlock + 1)) { scratch in
      for keyBlock in keyBlocks {
        let all = keys(keyBlock)
        if wanted.contains(.keys) { keyRows.clear(buffers.dKey!, all, head) }
        if wanted.contains(.values) { keyRows.clear(buffers.dValue!, all, head) }
        for queryBlock in queryBlocks {
          let queries = queries(queryBlock)
          let keys = visible(block: queries, head).clamped(to: all)
          if !keys.isEmpty { addGradients(queries, keys, head, buffers, wanted, scratch) }
        }
      }
    }
  }

  /// Σ dO⊙O of every query, `[B·H, Tq]`: as its weights sum to one, this is what their gradients have in common.
  func innerProducts(_ dOutput: Tensor, _ output: Tensor) -> Tensor {
    Tensor(shape: [B * H, Tq]) { inner in
      dOutput.withPointer { dOutput in
        output.withPointer { output in
          parallelRanges(B * H, cost: 2 * Tq * d) { heads in
            for item in heads.lowerBound * Tq..<heads.upperBound * Tq {
              let index = outputRows.offset(item % Tq, item / Tq)
              var sum = Lanes.zero
              forEachRegister(0..<d) { sum += (dOutput + index).lanes($0) * (output + index).lanes($0) }
              inner[item] = sum.sum()
            }
          }
        }
      }
    }
  }
}
