#include <algorithm>

#include "base/math.h"
#include "body/signal_values.h"

namespace ezpt::body::reading {
namespace {

Value Ratio(double length, double scale) {
  if (!(scale > 0)) return std::nullopt;
  return length / scale;
}

// MoveNet finds a knee that is lifted towards the camera somewhere on the leg, at 0.2 to 0.5.
constexpr float kSureScore = 0.5f;
// Of the arm: shoulders that were never higher over the hands than this have not been on straight arms.
constexpr double kLeastPress = 0.6;

double Across(Vec3 a, Vec3 b) { return math::Hypot(a.x - b.x, a.z - b.z); }

}  // namespace

Value ShoulderHike(const Reader& r) {
  const auto ear = r.Point(Joint::kLeftEar), shoulder = r.Point(Joint::kLeftShoulder);
  const auto up = r.Trunk();
  if (!ear || !shoulder || !up) return std::nullopt;
  return Ratio(Dot(*ear - *shoulder, *up) / Norm(*up), r.Scale(&BodyScale::trunk));
}

Value HeelRise(const Reader& r) {
  const auto now = r.Point(Joint::kLeftAnkle), before = r.AtStart(Joint::kLeftAnkle);
  if (!now || !before) return std::nullopt;
  return Ratio(before->y - now->y, r.Scale(&BodyScale::shank));
}

Value WristToThigh(const Reader& r) {
  const auto wrist = r.Point(Joint::kLeftWrist), hip = r.Point(Joint::kLeftHip), knee = r.Point(Joint::kLeftKnee);
  if (!wrist || !hip || !knee) return std::nullopt;
  const Vec3 thigh = *knee - *hip;
  const double square = Dot(thigh, thigh);
  const double along = square > 0 ? std::clamp(Dot(*wrist - *hip, thigh) / square, 0.0, 1.0) : 0.0;
  return Ratio(Norm(*wrist - (*hip + thigh * along)), r.Scale(&BodyScale::trunk));
}

Value Height(std::optional<Vec3> upper, std::optional<Vec3> lower, double scale) {
  if (!upper || !lower) return std::nullopt;
  return Ratio(lower->y - upper->y, scale);
}

Value HipHeight(const Reader& r) {
  const Value height = Height(r.Point(Joint::kLeftHip), r.Point(Joint::kLeftAnkle), r.Leg());
  // No hip is higher than its leg is long: beyond, the leg has not been seen straight yet.
  return height ? Value(std::min(*height, 1.0)) : height;
}

Value PressHeight(const Reader& r) {
  const double highest = r.Scale(r.side() == Side::kLeft ? &BodyScale::press_left : &BodyScale::press_right);
  const double scale = std::max(highest, kLeastPress * r.Arm());
  return Height(r.Point(Joint::kLeftShoulder), r.Point(Joint::kLeftWrist), scale);
}

Value KneeHeight(const Reader& r) {
  const double thigh = r.Scale(&BodyScale::thigh);
  const Value below = Height(r.Point(Joint::kLeftHip), r.Point(Joint::kLeftKnee), thigh);
  if (!below) return std::nullopt;
  const double height = 1.0 - *below;
  if (r.Score(Joint::kLeftKnee) >= kSureScore) return height;
  const Value foot = Height(r.Point(Joint::kLeftAnkle), r.Other(Joint::kLeftAnkle), thigh);
  return foot ? std::max(height, *foot) : height;
}

Value KneeSeparation(const Reader& r) {
  const auto knee = r.Point(Joint::kLeftKnee), other_knee = r.Other(Joint::kLeftKnee);
  const auto ankle = r.Point(Joint::kLeftAnkle), other_ankle = r.Other(Joint::kLeftAnkle);
  if (!knee || !other_knee || !ankle || !other_ankle) return std::nullopt;
  const double feet = Across(*ankle, *other_ankle);
  if (!(feet > kDegenerateShare * r.Leg())) return std::nullopt;
  return Ratio(Across(*knee, *other_knee), feet);
}

Value FootSeparation(const Reader& r) {
  const auto mine = r.Point(Joint::kLeftAnkle), other = r.Other(Joint::kLeftAnkle);
  if (!mine || !other) return std::nullopt;
  return Ratio(Across(*mine, *other), r.Leg());
}

Value FootDrift(const Reader& r) {
  const auto now = r.Point(Joint::kLeftAnkle), before = r.AtStart(Joint::kLeftAnkle);
  if (!now || !before) return std::nullopt;
  return Ratio(Norm(*now - *before), r.Leg());
}

Value HipDrift(const Reader& r) {
  const auto now = r.Mid(Joint::kLeftHip), before = r.MidAtStart(Joint::kLeftHip);
  if (!now || !before) return std::nullopt;
  return Ratio(Across(*now, *before), r.Leg());
}

Value Extent(std::optional<Vec3> a, std::optional<Vec3> b, double scale) {
  if (!a || !b) return std::nullopt;
  return Ratio(Norm(*a - *b), scale);
}

Value TrunkOverFeet(const Reader& r) {
  const auto hip = r.Mid(Joint::kLeftHip), shoulder = r.Mid(Joint::kLeftShoulder), feet = r.Mid(Joint::kLeftAnkle);
  const auto forward = r.Anterior({0, -1, 0});
  if (!hip || !shoulder || !feet || !forward) return std::nullopt;
  return Ratio(Dot((*hip + *shoulder) * 0.5 - *feet, *forward), r.Leg());
}

Value ShoulderSpread(const Reader& r) {
  const auto mine = r.Point(Joint::kLeftShoulder), other = r.Other(Joint::kLeftShoulder);
  const auto before = r.WidthAtStart(Joint::kLeftShoulder);
  if (!mine || !other || !before) return std::nullopt;
  return Ratio(Norm(*mine - *other), *before);
}

}  // namespace ezpt::body::reading
