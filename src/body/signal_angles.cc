#include "base/math.h"
#include "body/signal_values.h"

namespace ezpt::body::reading {
namespace {

// The same direction within (low, low + 360].
double WrapAbove(double degrees, double low) { return degrees <= low ? degrees + 360.0 : degrees; }

/// `limb` against `axis` reversed (a limb that hangs along the trunk), turning
/// towards `towards`; in (low, low + 360].
Value Turn(std::optional<Vec3> limb, std::optional<Vec3> axis, std::optional<Vec3> towards, double low) {
  if (!limb || !axis || !towards) return std::nullopt;
  return WrapAbove(AngleOf(Dot(*limb, *towards), -Dot(*limb, *axis)), low);
}

// Hips extend by 30° at most and flex by 150°: the wrap sits between.
constexpr double kHipWrap = -90.0;
// Arms reach 60° behind and a little past overhead.
constexpr double kArmWrap = -100.0;

}  // namespace

Value Bend(const Reader& r, Joint proximal, Joint vertex, Joint distal) {
  const auto a = r.Between(vertex, proximal), b = r.Between(vertex, distal);
  if (!a || !b) return std::nullopt;
  return 180.0 - math::Acos(Dot(*a, *b) / (Norm(*a) * Norm(*b))) * kDegreesPerRadian;
}

Value HipFlexion(const Reader& r, Joint distal) {
  const auto up = r.SideTrunk();
  if (!up) return std::nullopt;
  return Turn(r.Between(Joint::kLeftHip, distal), up, r.Anterior(*up), kHipWrap);
}

Value HipAbduction(const Reader& r) {
  const Vec3 vertical{0, -1, 0};
  return Turn(r.Between(Joint::kLeftHip, Joint::kLeftKnee), vertical, r.Lateral(vertical), kHipWrap);
}

Value ShoulderFlexion(const Reader& r) {
  const auto up = r.SideTrunk();
  if (!up) return std::nullopt;
  return Turn(r.Between(Joint::kLeftShoulder, Joint::kLeftElbow), up, r.Anterior(*up), kArmWrap);
}

Value ShoulderAbduction(const Reader& r) {
  const auto up = r.Trunk();
  if (!up) return std::nullopt;
  return Turn(r.Between(Joint::kLeftShoulder, Joint::kLeftElbow), up, r.Lateral(*up), kArmWrap);
}

Value ForwardTilt(const Reader& r, std::optional<Vec3> up) {
  if (!up) return std::nullopt;
  const auto forward = r.Anterior({0, -1, 0});
  if (!forward) return std::nullopt;
  return AngleOf(Dot(*up, *forward), -up->y);
}

Value SidewaysTilt(const Reader& r) {
  const auto up = r.Trunk();
  const auto outward = r.Lateral({0, -1, 0});
  if (!up || !outward) return std::nullopt;
  return AngleOf(Dot(*up, *outward), -up->y);
}

Value TrunkPitch(const Reader& r) {
  const auto up = r.Trunk();
  if (!up) return std::nullopt;
  return AngleOf(-up->y, math::Hypot(up->x, up->z));
}

Value Obliquity(const Reader& r, Joint joint) {
  const auto mine = r.Point(joint), other = r.Other(joint);
  if (!mine || !other) return std::nullopt;
  const Vec3 line = *mine - *other;
  if (!(Norm(line) > kDegenerateShare * r.Scale(&BodyScale::trunk))) return std::nullopt;
  return AngleOf(-line.y, math::Hypot(line.x, line.z));
}

Value KneeValgus(const Reader& r) {
  const auto thigh = r.Between(Joint::kLeftHip, Joint::kLeftKnee);
  const auto shank = r.Between(Joint::kLeftKnee, Joint::kLeftAnkle);
  if (!thigh || !shank) return std::nullopt;
  // Seen from the front, the shank turns outwards below a knee that went in.
  const auto outward = r.Lateral(*thigh * -1.0);
  if (!outward) return std::nullopt;
  return AngleOf(Dot(*shank, *outward) / Norm(*outward), Dot(*shank, *thigh) / Norm(*thigh));
}

Value ShankTilt(const Reader& r) { return ForwardTilt(r, r.Between(Joint::kLeftAnkle, Joint::kLeftKnee)); }

Value ThighPitch(const Reader& r) {
  const Vec3 vertical{0, -1, 0};
  return Turn(r.Between(Joint::kLeftHip, Joint::kLeftKnee), vertical, r.Anterior(vertical), kHipWrap);
}

Value UpperArmElevation(const Reader& r) {
  const auto arm = r.Between(Joint::kLeftShoulder, Joint::kLeftElbow);
  if (!arm) return std::nullopt;
  return math::Acos(arm->y / Norm(*arm)) * kDegreesPerRadian;
}

Value UpperArmDrift(const Reader& r) {
  const auto up = r.SideTrunk(), arm = r.Between(Joint::kLeftShoulder, Joint::kLeftElbow);
  if (!up || !arm) return std::nullopt;
  return math::Acos(-Dot(*up, *arm) / (Norm(*up) * Norm(*arm))) * kDegreesPerRadian;
}

}  // namespace ezpt::body::reading
