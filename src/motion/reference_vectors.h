#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "body/landmarks.h"
#include "body/view.h"
#include "exercise/definition.h"
#include "motion/embedding.h"

namespace ezpt::motion {

/// What a pose of nobody's exercise is labelled with: standing about, walking,
/// bending for something. It lets the classifier say "none of these".
inline constexpr const char* kNoExercise = "none";

/// One labelled vector made from a definition, never from a recording.
struct ReferenceVector {
  Embedding vector{};
  std::string exercise;  ///< An id, or kNoExercise.
  std::string phase;     ///< "start", "out", "peak" or "back"; empty for kNoExercise.
  body::View view = body::View::kFront;
  std::optional<body::Side> side;  ///< The working side, where the exercise has one.
};

struct ReferenceOptions {
  /// Seeds of the bodies, cameras and noise: [0, 1000) is set apart for this use,
  /// so that nothing is ever tested on a body it was made from.
  uint64_t first_seed = 0;
  int bodies = 6;
};

/// Vectors of every claimed view, working side and phase of the exercise: the
/// kinematic body does the reference motion, a camera near the view's place
/// projects its joints, and noise of a pose model's size moves them; in a side
/// view the far side is sometimes not seen.
/// Same bits on every platform. Cost: some 10 ms an exercise; thread-safe.
[[nodiscard]] std::vector<ReferenceVector> MakeReferenceVectors(const exercise::Definition& definition,
                                                                const ReferenceOptions& options);

/// Vectors of kNoExercise, from all four views.
[[nodiscard]] std::vector<ReferenceVector> MakeIdleVectors(const ReferenceOptions& options);

}  // namespace ezpt::motion
