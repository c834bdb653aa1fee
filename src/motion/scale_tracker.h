#pragma once

#include <array>
#include <cstddef>

#include "base/units.h"
#include "body/landmarks.h"
#include "body/signal.h"

namespace ezpt::motion {

/// The lengths of a person's segments, learnt while they move: a segment is as
/// long as it was seen at its longest lately (a high percentile, so that one bad
/// frame does not count), because foreshortening only ever shortens it. Without
/// this a thigh that points at the camera would look like a short thigh.
/// Cost: O(kSamples) a frame, no allocation.
class ScaleTracker {
 public:
  /// Times must not decrease.
  void Add(const body::Pose& pose, Seconds t, float min_score);
  void Reset();

  /// Zero lengths until something was seen.
  [[nodiscard]] const body::BodyScale& scale() const { return scale_; }

 private:
  static constexpr std::size_t kSamples = 64;

  [[nodiscard]] double Percentile(double body::BodyScale::*segment) const;
  void Update();

  std::array<body::BodyScale, kSamples> samples_{};
  std::array<Seconds, kSamples> times_{};
  std::size_t count_ = 0;
  std::size_t next_ = 0;
  body::BodyScale scale_;
};

}  // namespace ezpt::motion
