#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "body/landmarks.h"
#include "exercise/definition.h"
#include "motion/body_points.h"
#include "motion/heading.h"

namespace ezpt::motion {

/// From one pose to another: where each joint goes, in trunks.
using Displacement = std::array<body::Vec3, BodyPoints::kCount>;

/// What an exercise's reference motion does to the joints of a body, in three dimensions, and so from any side. It all
/// comes from the definition's key poses: nothing here knows a view, an angle or another exercise.
/// Immutable; construction costs about a millisecond.
class ReferenceMovement {
 public:
  explicit ReferenceMovement(const exercise::Definition& definition);

  /// One way of doing it (well, or with one of its faults): displacements from the start pose at growing shares of the
  /// way, the last one the end pose.
  using Course = std::vector<Displacement>;
  /// Well done, first; then its faults. Both sides of a bilateral exercise are alike.
  [[nodiscard]] const std::vector<Course>& Courses(body::Side working) const {
    return courses_[working == body::Side::kLeft ? 0 : 1];
  }
  [[nodiscard]] const Displacement& Start(body::Side working) const {
    return starts_[working == body::Side::kLeft ? 0 : 1];
  }
  /// How much each joint says: none for arms that the exercise leaves free.
  [[nodiscard]] const std::array<double, BodyPoints::kCount>& weights() const { return weights_; }
  /// Whether one side works at a time.
  [[nodiscard]] bool one_sided() const { return one_sided_; }
  /// Whether the legs take part: those that do not are never looked at.
  [[nodiscard]] bool legs_work() const { return legs_work_; }

 private:
  std::array<std::vector<Course>, 2> courses_;
  std::array<Displacement, 2> starts_{};
  std::array<double, BodyPoints::kCount> weights_{};
  bool legs_work_ = false;
  bool one_sided_ = false;
};

/// How near poses, and a movement, are to a reference: log-likelihoods, up to a constant, that add up. People differ
/// from the reference in both, and that differs by person: so it is the order of magnitude that tells.
/// @param distance  AimedMovement's, square trunks
[[nodiscard]] double PoseFit(double distance);
/// @param likeness  AimedMovement's, a cosine
[[nodiscard]] double MovementFit(double likeness);

/// The movements of a library of exercises, made once and shared. Immutable.
struct MovementLibrary {
  struct Entry {
    std::string id;
    ReferenceMovement movement;
    bool everyday = false;  ///< No exercise.
  };
  std::vector<Entry> movements;
};
[[nodiscard]] std::shared_ptr<const MovementLibrary> MakeMovementLibrary(
    std::span<const std::shared_ptr<const exercise::Definition>> definitions);

/// The same as a camera sees it that the person has that heading to.
class AimedMovement {
 public:
  AimedMovement(const ReferenceMovement& movement, const Heading& heading);

  /// How far along the movement that body is: 1 more at the end pose than at the start pose. What is zero depends on
  /// the body, and only differences count. Nothing where too little of what moves is seen. Method: projection on the
  /// displacement from the start to the end pose, all joints together.
  [[nodiscard]] std::optional<double> Along(const BodyPoints& body, body::Side working) const;

  /// How much a displacement of a body is like this movement, [-1, 1]: its largest cosine with that of any part of the
  /// way, done well or with one of the faults.
  [[nodiscard]] double Likeness(const BodyPoints& moved, body::Side working) const;
  /// The same of another movement seen from here, well done, by what says something in this one; of either side.
  [[nodiscard]] double LikenessOfOther(const BodyPoints& moved, body::Side working,
                                       const ReferenceMovement& other) const;
  /// How far a body at rest and at the farthest point is from the poses in which this movement starts and of any part
  /// of its way, done well or with one of the faults: the mean square of both over the joints, in trunks. Legs that do
  /// not work may be anywhere.
  [[nodiscard]] double PoseDistance(const BodyPoints& rest, const BodyPoints& far, body::Side working) const;
  /// The same of another movement seen from here, well done, by what says something in this one; of either side.
  [[nodiscard]] double PoseDistanceOfOther(const BodyPoints& rest, const BodyPoints& far, body::Side working,
                                           const ReferenceMovement& other) const;
  /// How much two displacements are like one another in what says something here: their cosine.
  [[nodiscard]] double Likeness(const BodyPoints& a, const BodyPoints& b, body::Side working) const;

  [[nodiscard]] Degrees yaw() const { return yaw_; }
  /// Whether enough of the movement goes across the picture, and not towards the camera.
  [[nodiscard]] bool visible() const { return visible_; }
  /// Whether limbs hide one another.
  [[nodiscard]] bool profile() const { return profile_; }

 private:
  using Weights = std::array<double, BodyPoints::kCount>;
  struct Sided {
    /// In profile a network finds the farther limbs where the nearer ones are: what they do says nothing.
    Weights weights;
    Displacement start;
    std::vector<Displacement> ways;  ///< All moments of all courses.
    Displacement whole;              ///< From start to end, done well.
  };

  [[nodiscard]] const Sided& On(body::Side side) const { return sides_[side == body::Side::kLeft ? 0 : 1]; }

  bool legs_work_;
  body::Mat3 turn_;
  bool metres_;
  std::array<Sided, 2> sides_;
  Degrees yaw_;
  bool visible_ = true;
  bool profile_ = false;
};

}  // namespace ezpt::motion
