import BERT
import Course
import Datasets
import Tensors
import Training
import ViT

// MARK: 3

/// What a trained ViT has learned about pictures: its filters, its positions, and where its heads look.
func lookInside(_ vit: ViTEncoder, _ data: PictureData, _ chapter: Chapter) {
  let initial = Net.vit.encoder(data, seed: chapter.seed) as! ViTEncoder
  showFilters(vit, chapter)
  showPositions(vit, since: initial, "positions", chapter)
  showDistances(vit, data, chapter)
  showAttention(vit, data, chapter)
}

/// The directions in which the filters of the projection vary most: what the tokens hold of a patch.
private func showFilters(_ vit: ViTEncoder, _ chapter: Chapter) {
  let patches = vit.configuration.patches
  let (directions, _, shares) = principalComponents(of: vit.filters.reshaped(vit.width, -1), count: 12)
  let items = shares.indices.map { index in
    let filter = directions.row(index).reshaped(patches.size, patches.size, patches.channels)
    let largest = max(filter.max, -filter.min)
    return ImageGrid.Item("\(number(Double(shares[index] * 100), digits: 2)) %", filter / (2 * largest) + 0.5)
  }
  chapter.show("filters", "principal components of the filters, with their shares; gray is 0", items, printing: 6)
}

/// The similarity of what training has added to each position embedding, laid out as the patches are.
func showPositions(_ vit: ViTEncoder, since initial: ViTEncoder, _ name: String, _ chapter: Chapter) {
  let (similarities, patches) = (vit.positionSimilarities(since: initial), vit.configuration.patches)
  let (rows, columns) = (patches.rows, patches.columns)
  // One map of maps: the map at a patch holds its similarity to each patch.
  let values = (0..<rows * rows).map { y in
    (0..<columns * columns).map { x in
      let (from, to) = (y / rows * columns + x / columns, y % rows * columns + x % columns)
      return Double(similarities[from, to])
    }
  }
  let map = HeatMap("similarity of what was added to the positions: a map for each patch", values, diverging: true)
  chapter.show(name, map.text(), svg: map.svg)
  func mean(_ isChosen: (_ rowDistance: Int, _ columnDistance: Int) -> Bool) -> Double {
    var sum = (total: 0.0, count: 0.0)
    for a in 0..<patches.count {
      for b in 0..<patches.count where a != b {
        if isChosen(abs(a / columns - b / columns), abs(a % columns - b % columns)) {
          sum.total += Double(similarities[a, b])
          sum.count += 1
        }
      }
    }
    return sum.total / sum.count
  }
  let (near, far) = (mean { $0 + $1 == 1 }, mean { $0 + $1 > 2 })
  say("Mean similarity of neighbors \(number(near)), of patches further than 2 apart \(number(far)).\n")
  chapter.results[name] = ["neighbors": JSON(near), "far": JSON(far)]
}

/// How far each head looks.
private func showDistances(_ vit: ViTEncoder, _ data: PictureData, _ chapter: Chapter) {
  let patches = vit.configuration.patches
  let weights = vit.weights(data.test.pictures.slice(axis: 0, 0..<min(200, data.test.count)))
  let T = 1 + patches.count
  let even = meanAttentionDistance(Tensor(repeating: 1 / Scalar(T), shape: [1, 1, T, T]), patches).scalars[0]
  var table = Table(["mean attention distance in patches"] + (0..<weights[0].shape[1]).map { "head \($0)" })
  for (index, block) in weights.enumerated() {
    let distances = meanAttentionDistance(block, patches).scalars.map { Double($0) }
    table.add(["block \(index)"] + distances.map { number($0) })
    chapter.results["distances, block \(index)"] = JSON(distances)
  }
  table.add(["equal weights"] + (0..<weights[0].shape[1]).map { _ in number(Double(even)) })
  say("\(table)\n")
}

/// Where the class token looks in the last block, and where its state comes from.
private func showAttention(_ vit: ViTEncoder, _ data: PictureData, _ chapter: Chapter) {
  let patches = vit.configuration.patches
  let pictures = data.test.pictures.slice(axis: 0, 0..<6)
  let weights = vit.weights(pictures)
  let direct = weights.last!.mean(axis: 1)  // [B, T, T]
  let followed = attentionRollout(weights)
  func painted(_ index: Int, _ shares: Tensor) -> Tensor {
    // The patches' shares of the class token, the largest white, over the darkened picture.
    let row = shares.row(index).row(0).slice(axis: 0, 1..<1 + patches.count)
    let light = (row / row.max).reshaped(patches.count, 1) + Tensor.zeros(patches.count, patches.numbersPerPatch)
    let map = patches.pictures(light.reshaped(1, patches.count, patches.numbersPerPatch)).row(0)
    return pictures.row(index) * (map * 0.8 + 0.2)
  }
  let items = (0..<6).flatMap { index in
    [
      ImageGrid.Item("picture", pictures.row(index)), ImageGrid.Item("last block", painted(index, direct)),
      ImageGrid.Item("rollout", painted(index, followed)),
    ]
  }
  chapter.show("attention", "what the class token attends to", items, printing: 6)
}
