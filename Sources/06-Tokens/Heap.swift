/// A heap: the smallest element is always at hand.
struct Heap<Element: Comparable> {
  private var elements: [Element]

  /// From any elements, in linear time.
  init(_ elements: [Element] = []) {
    self.elements = elements
    for place in (0..<elements.count / 2).reversed() { sink(place) }
  }

  var count: Int { elements.count }

  mutating func push(_ element: Element) {
    elements.append(element)
    var place = elements.count - 1
    while place > 0, elements[place] < elements[(place - 1) / 2] {
      elements.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  /// Takes the smallest element out.
  mutating func pop() -> Element? {
    guard let smallest = elements.first else { return nil }
    let last = elements.removeLast()
    if !elements.isEmpty {
      elements[0] = last
      sink(0)
    }
    return smallest
  }

  private mutating func sink(_ start: Int) {
    var place = start
    while true {
      var smallest = place
      for child in [2 * place + 1, 2 * place + 2] where child < elements.count && elements[child] < elements[smallest] {
        smallest = child
      }
      if smallest == place { return }
      elements.swapAt(place, smallest)
      place = smallest
    }
  }
}
