// A judge of answers that do their worst, for the tests of the board.

import ExerciseChecks

judge(HostileAnswers.self)
