#include "body/signal.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/math.h"

namespace ezpt::body {
namespace {

// Views that show a signal, as sets.
constexpr std::array kSagittal = {View::kSideLeft, View::kSideRight, View::kOblique};
constexpr std::array kPureSagittal = {View::kSideLeft, View::kSideRight};
constexpr std::array kFrontal = {View::kFront};
constexpr std::array kFrontalOblique = {View::kFront, View::kOblique};

struct SignalFacts {
  std::string_view name;
  SignalUnit unit;
  std::span<const View> views;
  bool midline;
};

// In the enum's order.
constexpr std::array<SignalFacts, kSignalCount> kFacts = {{
    {"knee_flexion", SignalUnit::kDegrees, kSagittal, false},
    {"hip_flexion", SignalUnit::kDegrees, kSagittal, false},
    {"hip_abduction", SignalUnit::kDegrees, kFrontalOblique, false},
    {"shoulder_flexion", SignalUnit::kDegrees, kSagittal, false},
    {"shoulder_abduction", SignalUnit::kDegrees, kFrontalOblique, false},
    {"elbow_flexion", SignalUnit::kDegrees, kAllViews, false},
    {"trunk_lean", SignalUnit::kDegrees, kSagittal, true},
    {"trunk_lateral_lean", SignalUnit::kDegrees, kFrontalOblique, false},
    {"trunk_pitch", SignalUnit::kDegrees, kAllViews, true},
    {"pelvis_obliquity", SignalUnit::kDegrees, kFrontal, false},
    {"shoulder_obliquity", SignalUnit::kDegrees, kFrontal, false},
    {"knee_valgus", SignalUnit::kDegrees, kFrontal, false},
    {"body_line", SignalUnit::kDegrees, kPureSagittal, false},
    {"body_line_knee", SignalUnit::kDegrees, kPureSagittal, false},
    {"shank_tilt", SignalUnit::kDegrees, kSagittal, false},
    {"thigh_pitch", SignalUnit::kDegrees, kSagittal, false},
    {"upper_arm_elevation", SignalUnit::kDegrees, kAllViews, false},
    {"upper_arm_drift", SignalUnit::kDegrees, kAllViews, false},
    {"shoulder_hike", SignalUnit::kRatio, kAllViews, false},
    {"heel_rise", SignalUnit::kRatio, kAllViews, false},
    {"wrist_to_thigh", SignalUnit::kRatio, kAllViews, false},
    {"wrist_height", SignalUnit::kRatio, kAllViews, false},
    {"hip_height", SignalUnit::kRatio, kAllViews, false},
    {"shoulder_height", SignalUnit::kRatio, kAllViews, false},
    {"knee_height", SignalUnit::kRatio, kAllViews, false},
    {"knee_separation", SignalUnit::kRatio, kFrontal, true},
    {"foot_separation", SignalUnit::kRatio, kAllViews, true},
    {"foot_height", SignalUnit::kRatio, kAllViews, false},
    {"foot_drift", SignalUnit::kRatio, kAllViews, false},
    {"hip_drift", SignalUnit::kRatio, kAllViews, true},
    {"arm_extent", SignalUnit::kRatio, kAllViews, false},
    {"leg_extent", SignalUnit::kRatio, kAllViews, false},
    {"trunk_over_feet", SignalUnit::kRatio, kSagittal, true},
    {"shoulder_spread", SignalUnit::kRatio, kAllViews, true},
    {"duration", SignalUnit::kSeconds, kAllViews, true},
}};

const SignalFacts& FactsOf(Signal signal) { return kFacts[static_cast<std::size_t>(signal)]; }

struct Vec {
  double x = 0, y = 0, z = 0;
};
Vec operator+(Vec a, Vec b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
Vec operator-(Vec a, Vec b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
Vec operator*(Vec a, double k) { return {a.x * k, a.y * k, a.z * k}; }
double Dot(Vec a, Vec b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
Vec Cross(Vec a, Vec b) { return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x}; }
double Length(Vec a) { return math::Sqrt(Dot(a, a)); }

constexpr double kDegreesPerRadian = 180.0 / kPi;
// A segment under this share of the trunk has no direction worth reading.
constexpr double kDegenerateShare = 0.04;

double AngleOf(double opposite, double adjacent) { return math::Atan2(opposite, adjacent) * kDegreesPerRadian; }

// The same direction within (low, low + 360].
double WrapAbove(double degrees, double low) { return degrees <= low ? degrees + 360.0 : degrees; }

std::optional<Vec> Seen(const Pose& pose, Joint joint, float min_score) {
  const Landmark p = At(pose, joint);
  if (!(p.score >= min_score) || p.score <= 0) return std::nullopt;
  // Relative depth is noise at the scale of a joint angle: only metres use z.
  return Vec{p.x, p.y, pose.space == Space::kWorld ? p.z : 0.0};
}

std::optional<Vec> Middle(std::optional<Vec> a, std::optional<Vec> b) {
  if (a && b) return (*a + *b) * 0.5;
  return a ? a : b;
}

/// One pose from one side's point of view: the landmarks that signals need and
/// the body's own directions.
class Reader {
 public:
  Reader(const Pose& pose, Side side, const SignalContext& context)
      : pose_(pose), side_(side), context_(context), own_(MeasureScale(pose, context.min_score)) {}

  [[nodiscard]] std::optional<Vec> Point(Joint left) const {
    return Seen(pose_, OnSide(left, side_), context_.min_score);
  }
  [[nodiscard]] std::optional<Vec> Other(Joint left) const {
    return Seen(pose_, OnSide(left, Opposite(side_)), context_.min_score);
  }
  [[nodiscard]] std::optional<Vec> Mid(Joint left) const { return Middle(Point(left), Other(left)); }

  /// Mid-hip to mid-shoulder.
  [[nodiscard]] std::optional<Vec> Trunk() const {
    const auto hip = Mid(Joint::kLeftHip), shoulder = Mid(Joint::kLeftShoulder);
    if (!hip || !shoulder) return std::nullopt;
    return Sound(*shoulder - *hip);
  }

  /// This side's hip to this side's shoulder.
  [[nodiscard]] std::optional<Vec> SideTrunk() const { return Between(Joint::kLeftHip, Joint::kLeftShoulder); }

  [[nodiscard]] std::optional<Vec> Between(Joint from, Joint to) const {
    const auto a = Point(from), b = Point(to);
    if (!a || !b) return std::nullopt;
    return Sound(*b - *a);
  }

  /// Towards the front of a body whose trunk points along `up`; as long as `up`.
  [[nodiscard]] std::optional<Vec> Anterior(Vec up) const {
    if (pose_.space != Space::kWorld) {
      return context_.nearer == Side::kRight ? Vec{-up.y, up.x, 0} : Vec{up.y, -up.x, 0};
    }
    const auto right = RightWards();
    if (!right) return std::nullopt;
    return Scaled(Cross(up, *right), Length(up));
  }

  /// Away from the body on this side, square to `up`; as long as `up`.
  [[nodiscard]] std::optional<Vec> Lateral(Vec up) const {
    auto outward = Outward();
    if (!outward) return std::nullopt;
    const Vec square = *outward - up * (Dot(*outward, up) / Dot(up, up));
    return Scaled(square, Length(up));
  }

  /// From the other shoulder (or hip) to this side's.
  [[nodiscard]] std::optional<Vec> Outward() const {
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

  [[nodiscard]] std::optional<Vec> AtStart(Joint left) const {
    if (context_.start == nullptr) return std::nullopt;
    return Seen(*context_.start, OnSide(left, side_), context_.min_score);
  }
  [[nodiscard]] std::optional<double> WidthAtStart(Joint left) const {
    if (context_.start == nullptr) return std::nullopt;
    const auto a = Seen(*context_.start, left, context_.min_score);
    const auto b = Seen(*context_.start, OnSide(left, Side::kRight), context_.min_score);
    if (!a || !b) return std::nullopt;
    return Length(*a - *b);
  }
  [[nodiscard]] std::optional<Vec> MidAtStart(Joint left) const {
    if (context_.start == nullptr) return std::nullopt;
    return Middle(Seen(*context_.start, left, context_.min_score),
                  Seen(*context_.start, OnSide(left, Side::kRight), context_.min_score));
  }

 private:
  // The vector, unless it is too short to have a direction.
  [[nodiscard]] std::optional<Vec> Sound(Vec v) const {
    const double length = Length(v);
    if (!(length > kDegenerateShare * Scale(&BodyScale::trunk)) || !(length > 0)) return std::nullopt;
    return v;
  }

  static std::optional<Vec> Scaled(Vec v, double length) {
    const double own = Length(v);
    if (!(own > 1e-9 * length) || !(own > 0)) return std::nullopt;
    return v * (length / own);
  }

  // World only: the person's right.
  [[nodiscard]] std::optional<Vec> RightWards() const {
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

using Value = std::optional<double>;

/// 180° less the angle at `vertex`: how far the joint is bent.
Value Bend(const Reader& r, Joint proximal, Joint vertex, Joint distal) {
  const auto a = r.Between(vertex, proximal), b = r.Between(vertex, distal);
  if (!a || !b) return std::nullopt;
  return 180.0 - math::Acos(Dot(*a, *b) / (Length(*a) * Length(*b))) * kDegreesPerRadian;
}

/// `limb` against `axis` reversed (a limb that hangs along the trunk), turning
/// towards `towards`; in (low, low + 360].
Value Turn(std::optional<Vec> limb, std::optional<Vec> axis, std::optional<Vec> towards, double low) {
  if (!limb || !axis || !towards) return std::nullopt;
  return WrapAbove(AngleOf(Dot(*limb, *towards), -Dot(*limb, *axis)), low);
}

// Hips extend by 30° at most and flex by 150°: the wrap sits between.
constexpr double kHipWrap = -90.0;
// Arms reach 60° behind and a little past overhead.
constexpr double kArmWrap = -100.0;

Value HipFlexion(const Reader& r, Joint distal) {
  const auto up = r.SideTrunk();
  if (!up) return std::nullopt;
  return Turn(r.Between(Joint::kLeftHip, distal), up, r.Anterior(*up), kHipWrap);
}

Value Negated(Value v) { return v ? Value(-*v) : v; }

Value HipAbduction(const Reader& r) {
  const Vec vertical{0, -1, 0};
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

/// A segment (pointing up) against the vertical, towards the front of the body.
Value ForwardTilt(const Reader& r, std::optional<Vec> up) {
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

/// Line from the other side's joint to this side's, this side higher +.
Value Obliquity(const Reader& r, Joint joint) {
  const auto mine = r.Point(joint), other = r.Other(joint);
  if (!mine || !other) return std::nullopt;
  const Vec line = *mine - *other;
  if (!(Length(line) > kDegenerateShare * r.Scale(&BodyScale::trunk))) return std::nullopt;
  return AngleOf(-line.y, math::Hypot(line.x, line.z));
}

Value KneeValgus(const Reader& r) {
  const auto thigh = r.Between(Joint::kLeftHip, Joint::kLeftKnee);
  const auto shank = r.Between(Joint::kLeftKnee, Joint::kLeftAnkle);
  if (!thigh || !shank) return std::nullopt;
  // Seen from the front, the shank turns outwards below a knee that went in.
  const auto outward = r.Lateral(*thigh * -1.0);
  if (!outward) return std::nullopt;
  return AngleOf(Dot(*shank, *outward) / Length(*outward), Dot(*shank, *thigh) / Length(*thigh));
}

Value ShankTilt(const Reader& r) { return ForwardTilt(r, r.Between(Joint::kLeftAnkle, Joint::kLeftKnee)); }

Value ThighPitch(const Reader& r) {
  const Vec vertical{0, -1, 0};
  return Turn(r.Between(Joint::kLeftHip, Joint::kLeftKnee), vertical, r.Anterior(vertical), kHipWrap);
}

Value UpperArmElevation(const Reader& r) {
  const auto arm = r.Between(Joint::kLeftShoulder, Joint::kLeftElbow);
  if (!arm) return std::nullopt;
  return math::Acos(arm->y / Length(*arm)) * kDegreesPerRadian;
}

Value UpperArmDrift(const Reader& r) {
  const auto up = r.SideTrunk(), arm = r.Between(Joint::kLeftShoulder, Joint::kLeftElbow);
  if (!up || !arm) return std::nullopt;
  return math::Acos(-Dot(*up, *arm) / (Length(*up) * Length(*arm))) * kDegreesPerRadian;
}

Value Ratio(double length, double scale) {
  if (!(scale > 0)) return std::nullopt;
  return length / scale;
}

Value ShoulderHike(const Reader& r) {
  const auto ear = r.Point(Joint::kLeftEar), shoulder = r.Point(Joint::kLeftShoulder);
  const auto up = r.Trunk();
  if (!ear || !shoulder || !up) return std::nullopt;
  return Ratio(Dot(*ear - *shoulder, *up) / Length(*up), r.Scale(&BodyScale::trunk));
}

Value HeelRise(const Reader& r) {
  const auto now = r.Point(Joint::kLeftAnkle), before = r.AtStart(Joint::kLeftAnkle);
  if (!now || !before) return std::nullopt;
  return Ratio(before->y - now->y, r.Scale(&BodyScale::shank));
}

Value WristToThigh(const Reader& r) {
  const auto wrist = r.Point(Joint::kLeftWrist), hip = r.Point(Joint::kLeftHip), knee = r.Point(Joint::kLeftKnee);
  if (!wrist || !hip || !knee) return std::nullopt;
  const Vec thigh = *knee - *hip;
  const double square = Dot(thigh, thigh);
  const double along = square > 0 ? std::clamp(Dot(*wrist - *hip, thigh) / square, 0.0, 1.0) : 0.0;
  return Ratio(Length(*wrist - (*hip + thigh * along)), r.Scale(&BodyScale::trunk));
}

/// How far `upper` is above `lower`, ÷ scale.
Value Height(std::optional<Vec> upper, std::optional<Vec> lower, double scale) {
  if (!upper || !lower) return std::nullopt;
  return Ratio(lower->y - upper->y, scale);
}

Value HipHeight(const Reader& r) {
  const Value height = Height(r.Point(Joint::kLeftHip), r.Point(Joint::kLeftAnkle), r.Leg());
  // No hip is higher than its leg is long: beyond, the leg has not been seen straight yet.
  return height ? Value(std::min(*height, 1.0)) : height;
}

Value KneeHeight(const Reader& r) {
  const Value below = Height(r.Point(Joint::kLeftHip), r.Point(Joint::kLeftKnee), r.Scale(&BodyScale::thigh));
  if (!below) return std::nullopt;
  return 1.0 - *below;
}

double Across(Vec a, Vec b) { return math::Hypot(a.x - b.x, a.z - b.z); }

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
  return Ratio(Length(*now - *before), r.Leg());
}

Value HipDrift(const Reader& r) {
  const auto now = r.Mid(Joint::kLeftHip), before = r.MidAtStart(Joint::kLeftHip);
  if (!now || !before) return std::nullopt;
  return Ratio(Across(*now, *before), r.Leg());
}

/// Straight distance of two joints ÷ scale.
Value Extent(std::optional<Vec> a, std::optional<Vec> b, double scale) {
  if (!a || !b) return std::nullopt;
  return Ratio(Length(*a - *b), scale);
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
  return Ratio(Length(*mine - *other), *before);
}

Value Read(Signal signal, const Reader& r) {
  switch (signal) {
    case Signal::kKneeFlexion:
      return Bend(r, Joint::kLeftHip, Joint::kLeftKnee, Joint::kLeftAnkle);
    case Signal::kHipFlexion:
      return HipFlexion(r, Joint::kLeftKnee);
    case Signal::kHipAbduction:
      return HipAbduction(r);
    case Signal::kShoulderFlexion:
      return ShoulderFlexion(r);
    case Signal::kShoulderAbduction:
      return ShoulderAbduction(r);
    case Signal::kElbowFlexion:
      return Bend(r, Joint::kLeftShoulder, Joint::kLeftElbow, Joint::kLeftWrist);
    case Signal::kTrunkLean:
      return ForwardTilt(r, r.Trunk());
    case Signal::kTrunkLateralLean:
      return SidewaysTilt(r);
    case Signal::kTrunkPitch:
      return TrunkPitch(r);
    case Signal::kPelvisObliquity:
      return Obliquity(r, Joint::kLeftHip);
    case Signal::kShoulderObliquity:
      return Obliquity(r, Joint::kLeftShoulder);
    case Signal::kKneeValgus:
      return KneeValgus(r);
    case Signal::kBodyLine:
      return Negated(HipFlexion(r, Joint::kLeftAnkle));
    case Signal::kBodyLineKnee:
      return Negated(HipFlexion(r, Joint::kLeftKnee));
    case Signal::kShankTilt:
      return ShankTilt(r);
    case Signal::kThighPitch:
      return ThighPitch(r);
    case Signal::kUpperArmElevation:
      return UpperArmElevation(r);
    case Signal::kUpperArmDrift:
      return UpperArmDrift(r);
    case Signal::kShoulderHike:
      return ShoulderHike(r);
    case Signal::kHeelRise:
      return HeelRise(r);
    case Signal::kWristToThigh:
      return WristToThigh(r);
    case Signal::kWristHeight:
      return Height(r.Point(Joint::kLeftWrist), r.Point(Joint::kLeftHip), r.Scale(&BodyScale::trunk));
    case Signal::kHipHeight:
      return HipHeight(r);
    case Signal::kShoulderHeight:
      return Height(r.Point(Joint::kLeftShoulder), r.Point(Joint::kLeftWrist), r.Scale(&BodyScale::reach));
    case Signal::kKneeHeight:
      return KneeHeight(r);
    case Signal::kKneeSeparation:
      return KneeSeparation(r);
    case Signal::kFootSeparation:
      return FootSeparation(r);
    case Signal::kFootHeight:
      return Height(r.Point(Joint::kLeftAnkle), r.Other(Joint::kLeftAnkle), r.Leg());
    case Signal::kFootDrift:
      return FootDrift(r);
    case Signal::kHipDrift:
      return HipDrift(r);
    case Signal::kArmExtent:
      return Extent(r.Point(Joint::kLeftShoulder), r.Point(Joint::kLeftWrist), r.Arm());
    case Signal::kLegExtent:
      return Extent(r.Point(Joint::kLeftHip), r.Point(Joint::kLeftAnkle), r.Leg());
    case Signal::kTrunkOverFeet:
      return TrunkOverFeet(r);
    case Signal::kShoulderSpread:
      return ShoulderSpread(r);
    case Signal::kDuration:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::string_view SignalName(Signal signal) { return FactsOf(signal).name; }

std::optional<Signal> ParseSignal(std::string_view name) {
  for (int i = 0; i < kSignalCount; ++i) {
    if (kFacts[static_cast<std::size_t>(i)].name == name) return static_cast<Signal>(i);
  }
  return std::nullopt;
}

SignalUnit UnitOf(Signal signal) { return FactsOf(signal).unit; }

std::string_view UnitName(SignalUnit unit) {
  switch (unit) {
    case SignalUnit::kDegrees:
      return "deg";
    case SignalUnit::kRatio:
      return "ratio";
    case SignalUnit::kSeconds:
      return "s";
  }
  return "";
}

std::span<const View> ViewsOf(Signal signal) { return FactsOf(signal).views; }

bool MeasurableFrom(Signal signal, View view) {
  const auto views = ViewsOf(signal);
  return std::find(views.begin(), views.end(), view) != views.end();
}

bool IsMidline(Signal signal) { return FactsOf(signal).midline; }

BodyScale MeasureScale(const Pose& pose, float min_score) {
  const auto length = [&](Joint a, Joint b) {
    const auto p = Seen(pose, a, min_score), q = Seen(pose, b, min_score);
    return p && q ? Length(*q - *p) : 0.0;
  };
  const auto longer = [&](Joint a, Joint b) {
    return std::max(length(a, b), length(OnSide(a, Side::kRight), OnSide(b, Side::kRight)));
  };
  const auto middle = [&](Joint left) {
    return Middle(Seen(pose, left, min_score), Seen(pose, OnSide(left, Side::kRight), min_score));
  };
  BodyScale scale;
  const auto hip = middle(Joint::kLeftHip), shoulder = middle(Joint::kLeftShoulder);
  if (hip && shoulder) scale.trunk = Length(*shoulder - *hip);
  scale.thigh = longer(Joint::kLeftHip, Joint::kLeftKnee);
  scale.shank = longer(Joint::kLeftKnee, Joint::kLeftAnkle);
  scale.upper_arm = longer(Joint::kLeftShoulder, Joint::kLeftElbow);
  scale.forearm = longer(Joint::kLeftElbow, Joint::kLeftWrist);
  scale.reach = longer(Joint::kLeftShoulder, Joint::kLeftWrist);
  scale.shoulder_width = length(Joint::kLeftShoulder, Joint::kRightShoulder);
  scale.hip_width = length(Joint::kLeftHip, Joint::kRightHip);
  return scale;
}

std::optional<double> Evaluate(Signal signal, const Pose& pose, Side side, const SignalContext& context) {
  const Reader reader(pose, side, context);
  const Value value = Read(signal, reader);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

}  // namespace ezpt::body
