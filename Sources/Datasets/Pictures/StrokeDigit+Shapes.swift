import Tensors

extension StrokeDigit {
  /// The ways to write each digit. A way is some strokes, and a stroke the points that a smooth curve passes through, from
  /// (0, 0) at the upper left to (100, 100) at the lower right; where two strokes meet is a corner.
  static let shapes: [[[[SIMD2<Double>]]]] = written.map { ways in ways.map(strokes) }

  private static let written = [
    [
      // 0: closed, begun at the right, with a curl inside
      "50,5 25,18 16,50 25,82 50,95 75,82 84,50 75,18 50,5 40,8",
      "70,14 42,5 19,28 18,68 42,95 74,82 84,48 72,16 56,9",
      "44,20 62,6 36,7 17,34 20,76 48,95 76,78 83,42 70,14 52,7",
    ],
    [
      // 1: a line, with a flag, with a flag and a foot
      "50,5 50,50 50,95",
      "28,27 40,18 53,5; 53,5 51,50 50,95",
      "30,26 52,5; 52,5 52,95; 27,95 76,95",
    ],
    [
      // 2: with a corner, with a loop, with a wave
      "19,28 30,10 54,5 76,17 76,36 55,62 18,94; 18,94 50,93 83,94",
      "20,24 34,8 58,6 76,22 70,46 44,74 24,91 14,83 27,75 52,87 86,93",
      "18,24 38,6 66,9 76,30 62,54 38,76 17,93; 17,93 40,85 64,94 85,86",
    ],
    [
      // 3: two bows, a flat top, a small loop in the middle
      "20,16 44,5 71,13 74,32 44,47; 44,47 75,56 80,78 52,95 18,84",
      "20,8 76,8; 76,8 45,42; 45,42 76,52 79,80 50,95 16,86",
      "22,18 46,5 72,18 62,40 40,50 50,44 78,60 74,88 42,96 16,82",
    ],
    [
      // 4: open, open and round, closed
      "27,8 19,57; 19,57 83,57; 64,28 62,95",
      "24,6 18,46 34,60 60,57 84,51; 68,7 63,50 59,95",
      "62,5 38,36 14,65; 14,65 86,65; 62,5 62,95",
    ],
    [
      // 5: from the upper right, with the bar last, round like an S
      "76,8 30,8; 30,8 25,46; 25,46 52,38 79,55 75,83 46,95 16,85",
      "29,10 25,44; 25,44 50,40 78,56 72,84 44,94 18,88; 29,10 82,6",
      "78,9 50,5 27,20 36,42 66,53 78,74 58,94 20,88",
    ],
    [
      // 6: bowed, straight
      "70,6 42,18 22,52 24,82 50,95 76,82 73,59 48,52 25,68",
      "58,4 36,32 20,66 30,92 60,93 77,75 62,57 36,62 22,76",
    ],
    [
      // 7: plain, with a bar, with a serif
      "18,10 80,10; 80,10 56,48 42,95",
      "18,10 80,10; 80,10 55,50 44,95; 32,52 73,48",
      "19,24 21,9; 21,9 50,12 80,9; 80,9 60,44 52,95",
    ],
    [
      // 8: one line from the upper right, one line from the middle, two circles
      "73,18 50,5 28,17 36,38 64,57 77,78 52,95 24,80 36,57 63,39 73,22 62,9",
      "50,47 27,34 29,12 52,5 73,15 71,33 50,47 25,64 23,85 50,95 77,85 75,63 50,47",
      "50,5 31,13 30,36 50,45 70,36 69,13 50,5 41,8; 50,45 25,56 22,83 50,95 78,83 75,56 50,45 40,47",
    ],
    [
      // 9: with a straight, a bowed, a smooth tail
      "73,24 54,6 29,16 25,39 48,49 69,37 73,24; 73,24 71,60 63,95",
      "74,22 52,5 28,14 24,38 46,48 70,38 74,22; 74,22 77,62 58,92 26,88",
      "70,32 49,47 27,36 30,13 56,5 74,22 70,60 52,96",
    ],
  ]

  /// Reads strokes as SVG writes the points of its polylines; a semicolon ends a stroke.
  private static func strokes(_ text: String) -> [[SIMD2<Double>]] {
    text.split(separator: ";").map { stroke in
      stroke.split(separator: " ").map { point in
        let numbers = point.split(separator: ",").map { Double($0)! / 100 }
        return SIMD2(numbers[0], numbers[1])
      }
    }
  }
}
