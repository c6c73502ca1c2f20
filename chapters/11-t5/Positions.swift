import Course
import Datasets
import T5
import Tokens

// MARK: 6

/// What each head of the encoder has learned to add to its scores, by the distance from query to key.
func showPositions(_ model: T5Model, _ chapter: Chapter) {
  let bias = model.encoderPositions
  let heads = bias.weight.shape[1]
  var plot = LinePlot("bias of the encoder's scores", x: "key's position less the query's", y: "bias")
  for head in 0..<heads {
    let points = (-40...40).map { offset in
      (x: Double(offset), y: Double(bias.weight.value[bias.buckets.bucket(of: offset), head]))
    }
    plot.add("head \(head + 1)", points)
  }
  chapter.show("positions", plot.text(), svg: plot.svg)
}
