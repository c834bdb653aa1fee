#pragma once

#include <array>
#include <cstddef>

#include "body/landmarks.h"
#include "body/vec.h"
#include "motion/heading.h"

namespace ezpt::motion {

/// The joints that a movement is read from. Feet, eyes and fingers say little, and not every tracker has them.
inline constexpr std::array kBodyJoints = {
    body::Joint::kNose,       body::Joint::kLeftShoulder, body::Joint::kRightShoulder, body::Joint::kLeftElbow,
    body::Joint::kRightElbow, body::Joint::kLeftWrist,    body::Joint::kRightWrist,    body::Joint::kLeftHip,
    body::Joint::kRightHip,   body::Joint::kLeftKnee,     body::Joint::kRightKnee,     body::Joint::kLeftAnkle,
    body::Joint::kRightAnkle};

/// One body, wherever it is and however large: from the middle of the hips, in lengths of its trunk, y up.
/// In a picture x is to the picture's right and z is 0. In metres x is to the person's left and z to their front.
struct BodyPoints {
  static constexpr std::size_t kCount = kBodyJoints.size();

  std::array<body::Vec3, kCount> at{};
  std::array<bool, kCount> seen{};
  body::Vec3 origin;  ///< The middle of the hips where the camera sees it, in trunks.
};

/// Where each joint goes from one body to another: seen where both are.
[[nodiscard]] BodyPoints Difference(const BodyPoints& to, const BodyPoints& from);

/// Nothing is seen where no hip is, or the trunk has no length.
/// @param trunk  the person's own length of it, in the pose's unit
[[nodiscard]] BodyPoints PointsOf(const body::Pose& pose, double trunk, const Heading& heading, float min_score);

/// The mean of several; a point is seen where it is in most of them.
class MeanPoints {
 public:
  void Add(const BodyPoints& points);
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] BodyPoints Result() const;

 private:
  std::array<body::Vec3, BodyPoints::kCount> sum_{};
  std::array<int, BodyPoints::kCount> seen_{};
  body::Vec3 origin_;
  int count_ = 0;
};

}  // namespace ezpt::motion
