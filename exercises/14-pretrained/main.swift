// What `swift run exercises` builds and starts to check the answers in this folder.

import ExerciseChecks

judge(MyPretrained.self)
