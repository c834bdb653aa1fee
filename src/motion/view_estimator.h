#pragma once

#include "base/units.h"
#include "body/landmarks.h"
#include "body/signal.h"
#include "exercise/definition.h"
#include "motion/analyzer.h"

namespace ezpt::motion {

/// Whether the class may change: not in the middle of a movement.
enum class Freeze { kNothing, kView };

/// From which side the camera sees the person, decided over time.
///
/// Upright: the shoulders' width against the trunk says how far the person is
/// turned, the nose against the shoulders and the knees against the legs say
/// which way; a head that looks at the screen does not undo a body in profile.
/// Lying: the trunk's length against the shoulders' width says side or end-on;
/// the side towards the camera follows from where the head points and from the
/// exercise's position (prone or supine), which landmarks alone tell badly.
/// Constants are medians over real front, side and 45° recordings; a new class
/// must hold for kSwitchTime before it replaces the old one.
class ViewEstimator {
 public:
  explicit ViewEstimator(exercise::Position position) : position_(position) {}

  /// `scale`: the person's own lengths. Frames must come in order of time.
  void Add(const body::Pose& pose, Seconds t, const body::BodyScale& scale, float min_score,
           Freeze freeze = Freeze::kNothing);
  void Reset();

  [[nodiscard]] const ViewEstimate& estimate() const { return estimate_; }
  /// The turn away from the camera now, even while the class is frozen.
  [[nodiscard]] Degrees yaw() const { return Degrees(yaw_); }

 private:
  struct Cues;

  [[nodiscard]] body::View Classify() const;
  void Blend(const Cues& cues, Seconds t, Freeze freeze);
  void Decide(Seconds t);

  exercise::Position position_;
  ViewEstimate estimate_;
  bool started_ = false;
  Seconds last_{};
  double width_ = 0;   ///< Smoothed shoulder width ÷ trunk, scaled so that 1 faces the camera.
  double facing_ = 0;  ///< Smoothed; + faces the picture's right.
  double yaw_ = 0;     ///< Degrees, 0 … 90.
  bool lying_ = false;
  body::View candidate_ = body::View::kFront;
  Seconds candidate_since_{};
};

}  // namespace ezpt::motion
