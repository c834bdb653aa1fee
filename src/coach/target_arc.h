#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "body/landmarks.h"
#include "coach/feedback.h"
#include "exercise/definition.h"
#include "motion/analyzer.h"

namespace ezpt::coach {

/// A signal as the analyzer reads it on this frame: what is drawn is what is counted and reported.
using LatestSignal = std::function<std::optional<double>(body::Signal, body::Side)>;

/// The side whose angle is drawn: the chosen one, or while a movement is under way the one that moves.
[[nodiscard]] motion::SideChoice SideShown(motion::SideChoice chosen, const motion::MotionUpdate& update);

/// The arc to draw for a frame: of the first measure with a target that is an
/// angle between three landmarks, is read at the far end, and that the view can
/// support. Which these are, and which way each goes, is found once. Thread-safe.
class ArcFinder {
 public:
  /// @param definition must outlive this.
  explicit ArcFinder(const exercise::Definition& definition);

  /// Where both sides or the working side of an unknown side count, the one that is further along is drawn.
  /// Nothing when the view is not known, no measure fits, or its joints are not seen. Cost: O(measures).
  [[nodiscard]] std::optional<TargetArc> Find(const body::Pose& pose, const motion::ViewEstimate& view,
                                              motion::SideChoice side, const LatestSignal& latest) const;

 private:
  /// The three left-side joints of an angle, vertex first.
  struct AngleJoints {
    body::Joint vertex;
    body::Joint from;
    body::Joint to;
  };
  /// Whether the movement raises the measure towards its target.
  enum class Direction { kRising, kFalling, kUnknown };
  struct Angle {
    const exercise::Measure* measure;
    AngleJoints joints;
    Direction direction;
  };

  [[nodiscard]] static std::optional<AngleJoints> JointsOf(body::Signal signal);
  [[nodiscard]] static Direction DirectionOf(const exercise::Definition& definition, body::Signal signal);
  [[nodiscard]] static bool Reached(const TargetArc& arc, Direction direction);
  [[nodiscard]] static std::optional<TargetArc> Draw(const Angle& angle, const body::Pose& pose,
                                                     const motion::ViewEstimate& view, motion::SideChoice side,
                                                     const LatestSignal& latest);

  std::vector<Angle> angles_;
};

}  // namespace ezpt::coach
