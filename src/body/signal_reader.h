#pragma once

#include <optional>

#include "base/math.h"
#include "body/landmarks.h"
#include "body/signal.h"
#include "body/vec.h"

/// What signal.cc is made of; signal.h is what others use.
namespace ezpt::body::reading {

inline constexpr double kDegreesPerRadian = 180.0 / kPi;
/// A segment under this share of the trunk has no direction worth reading.
inline constexpr double kDegenerateShare = 0.04;

[[nodiscard]] inline double AngleOf(double opposite, double adjacent) {
  return math::Atan2(opposite, adjacent) * kDegreesPerRadian;
}

/// The landmark where it is seen. z is 0 unless the pose is in metres: relative
/// depth is noise at the scale of a joint angle.
[[nodiscard]] std::optional<Vec3> Seen(const Pose& pose, Joint joint, float min_score);

/// Half way between two, or the one that is seen.
[[nodiscard]] std::optional<Vec3> Middle(std::optional<Vec3> a, std::optional<Vec3> b);

/// One pose from one side's point of view: the landmarks that signals need and
/// the body's own directions.
class Reader {
 public:
  Reader(const Pose& pose, Side side, const SignalContext& context)
      : pose_(pose), side_(side), context_(context), own_(MeasureScale(pose, context.min_score)) {}

  [[nodiscard]] std::optional<Vec3> Point(Joint left) const {
    return Seen(pose_, OnSide(left, side_), context_.min_score);
  }
  [[nodiscard]] std::optional<Vec3> Other(Joint left) const {
    return Seen(pose_, OnSide(left, Opposite(side_)), context_.min_score);
  }
  [[nodiscard]] Side side() const { return side_; }
  [[nodiscard]] float Score(Joint left) const { return At(pose_, OnSide(left, side_)).score; }
  [[nodiscard]] std::optional<Vec3> Mid(Joint left) const { return Middle(Point(left), Other(left)); }

  /// Mid-hip to mid-shoulder.
  [[nodiscard]] std::optional<Vec3> Trunk() const {
    const auto hip = Mid(Joint::kLeftHip), shoulder = Mid(Joint::kLeftShoulder);
    if (!hip || !shoulder) return std::nullopt;
    return Sound(*shoulder - *hip);
  }

  /// This side's hip to this side's shoulder.
  [[nodiscard]] std::optional<Vec3> SideTrunk() const { return Between(Joint::kLeftHip, Joint::kLeftShoulder); }

  [[nodiscard]] std::optional<Vec3> Between(Joint from, Joint to) const {
    const auto a = Point(from), b = Point(to);
    if (!a || !b) return std::nullopt;
    return Sound(*b - *a);
  }

  /// Towards the front of a body whose trunk points along `up`; as long as `up`.
  [[nodiscard]] std::optional<Vec3> Anterior(Vec3 up) const {
    if (pose_.space != Space::kWorld) {
      return context_.nearer == Side::kRight ? Vec3{-up.y, up.x, 0} : Vec3{up.y, -up.x, 0};
    }
    const auto right = RightWards();
    if (!right) return std::nullopt;
    return Scaled(Cross(up, *right), Norm(up));
  }

  /// Away from the body on this side, square to `up`; as long as `up`.
  [[nodiscard]] std::optional<Vec3> Lateral(Vec3 up) const {
    auto outward = Outward();
    if (!outward) return std::nullopt;
    const Vec3 square = *outward - up * (Dot(*outward, up) / Dot(up, up));
    return Scaled(square, Norm(up));
  }

  /// From the other shoulder (or hip) to this side's.
  [[nodiscard]] std::optional<Vec3> Outward() const {
    for (const Joint joint : {Joint::kLeftShoulder, Joint::kLeftHip}) {
      const auto mine = Point(joint), other = Other(joint);
      if (mine && other) return *mine - *other;
    }
    return std::nullopt;
  }

  [[nodiscard]] double Scale(double BodyScale::*segment) const {
    return context_.scale.*segment > 0 ? context_.scale.*segment : own_.*segment;
  }
  [[nodiscard]] double Leg() const { return Scale(&BodyScale::thigh) + Scale(&BodyScale::shank); }
  [[nodiscard]] double Arm() const { return Scale(&BodyScale::upper_arm) + Scale(&BodyScale::forearm); }

  [[nodiscard]] std::optional<Vec3> AtStart(Joint left) const {
    if (context_.start == nullptr) return std::nullopt;
    return Seen(*context_.start, OnSide(left, side_), context_.min_score);
  }
  [[nodiscard]] std::optional<double> WidthAtStart(Joint left) const {
    if (context_.start == nullptr) return std::nullopt;
    const auto a = Seen(*context_.start, left, context_.min_score);
    const auto b = Seen(*context_.start, OnSide(left, Side::kRight), context_.min_score);
    if (!a || !b) return std::nullopt;
    return Norm(*a - *b);
  }
  [[nodiscard]] std::optional<Vec3> MidAtStart(Joint left) const {
    if (context_.start == nullptr) return std::nullopt;
    return Middle(Seen(*context_.start, left, context_.min_score),
                  Seen(*context_.start, OnSide(left, Side::kRight), context_.min_score));
  }

 private:
  // The vector, unless it is too short to have a direction.
  [[nodiscard]] std::optional<Vec3> Sound(Vec3 v) const {
    const double length = Norm(v);
    if (!(length > kDegenerateShare * Scale(&BodyScale::trunk)) || !(length > 0)) return std::nullopt;
    return v;
  }

  static std::optional<Vec3> Scaled(Vec3 v, double length) {
    const double own = Norm(v);
    if (!(own > 1e-9 * length) || !(own > 0)) return std::nullopt;
    return v * (length / own);
  }

  // World only: the person's right.
  [[nodiscard]] std::optional<Vec3> RightWards() const {
    for (const Joint joint : {Joint::kLeftHip, Joint::kLeftShoulder}) {
      const auto left = Seen(pose_, joint, context_.min_score);
      const auto right = Seen(pose_, OnSide(joint, Side::kRight), context_.min_score);
      if (left && right) return *right - *left;
    }
    return std::nullopt;
  }

  const Pose& pose_;
  Side side_;
  const SignalContext& context_;
  BodyScale own_;
};

}  // namespace ezpt::body::reading
