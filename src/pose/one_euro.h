#pragma once

#include "base/units.h"

namespace ezpt::pose {

struct OneEuroOptions {
  /// Cutoff at rest, Hz: what still jitter is filtered with.
  double min_cutoff = 1.5;
  /// Cutoff gained per unit of speed, Hz per (body lengths a second).
  double beta = 30.0;  // A limb lags by at most 1 / (2π · 30), half a hundredth of a body length.
  /// Cutoff of the speed's own estimate, Hz.
  double speed_cutoff = 4.0;
};

/// The One Euro filter for a point in the plane: a low-pass whose cutoff rises
/// with speed, so that a still point does not jitter and a fast one does not
/// lag. One cutoff serves both axes, so that the filter bends no straight path.
/// Intervals are capture times, whatever the frame rate; speeds are in body
/// lengths, so that distance from the camera does not change the behaviour.
/// Source: Casiez, Roussel and Vogel, CHI 2012.
class OneEuroPoint {
 public:
  struct Point {
    double x = 0, y = 0;
  };

  /// @param body_length  pixels. REQUIRES: body_length > 0; t after the last one.
  Point Filter(Point raw, Seconds t, double body_length, const OneEuroOptions& options);
  void Reset() { started_ = false; }

 private:
  bool started_ = false;
  Seconds t_;
  Point last_raw_;
  Point value_;
  Point speed_;  ///< Pixels a second.
};

}  // namespace ezpt::pose
