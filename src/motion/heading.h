#pragma once

#include "base/units.h"
#include "body/landmarks.h"
#include "body/vec.h"
#include "motion/analyzer.h"

namespace ezpt::motion {

/// Which way the person is turned, all the way round: 0 faces the camera, 90 shows it the left side, ±180 the back.
/// A picture's turn is the view's, and its front and back follow from which side the left shoulder and hip are on. In
/// metres the line of hips and shoulders has it exactly. Smoothed over a second. Cost: O(1) a frame.
class Heading {
 public:
  /// Frames in order of time, while nothing moves.
  void Add(const body::Pose& pose, Seconds t, double trunk, const ViewEstimate& view, float min_score);

  /// The camera's turn about the person, degrees; in metres zero, since there every body is turned to face the same
  /// way.
  [[nodiscard]] Degrees yaw() const { return yaw_; }
  /// Space has three dimensions.
  [[nodiscard]] bool metres() const { return metres_; }
  /// A direction as the camera sees it (y up, z towards the camera), in metres turned to the person's own axes.
  [[nodiscard]] body::Vec3 FromCamera(body::Vec3 v) const;

 private:
  bool metres_ = false;
  bool started_ = false;
  Seconds last_{};
  body::Vec3 left_{1, 0, 0};  ///< Towards the person's left, smoothed; trunks.
  Degrees yaw_{0.0};
};

}  // namespace ezpt::motion
