#include "body/figure_shapes.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "body/convex_hull.h"

namespace ezpt::body {
namespace {

using Kind = FigureShape::Kind;
using Paint = FigureShape::Paint;
using Depth = FigureShape::Depth;

struct Placed {
  double depth;  ///< From the camera; farther is drawn first.
  FigureShape shape;
};

int Round(double v) { return static_cast<int>(std::floor(v + 0.5)); }

/// The hull without the corners that nobody would see: the file is sent to every page.
std::vector<PicturePixel> Outline(std::vector<PicturePixel> points) {
  constexpr int kLeast = 6;  // pixels, along both axes together
  const std::vector<PicturePixel> hull = ConvexHull(std::move(points));
  std::vector<PicturePixel> kept;
  for (const PicturePixel& p : hull) {
    const bool apart = kept.empty() || std::abs(p[0] - kept.back()[0]) + std::abs(p[1] - kept.back()[1]) >= kLeast;
    if (apart) kept.push_back(p);
  }
  return kept.size() >= 3 ? kept : hull;
}

class Sketch {
 public:
  Sketch(const Proportions& body, const Skeleton& skeleton, const Camera& camera)
      : body_(body), s_(skeleton), camera_(camera), scale_(camera.focal / camera.ToCamera(skeleton.pelvis.origin).z) {}

  void Shadow();
  void DrawProps(const Props& props);
  void Trunk();
  void Head();
  void ArmOf(Side side);
  void LegOf(Side side);
  [[nodiscard]] std::vector<FigureShape> Sorted();

 private:
  [[nodiscard]] PicturePixel Px(Vec3 world) const {
    const Vec3 p = camera_.Project(world);
    return {Round(p.x), Round(p.y)};
  }
  [[nodiscard]] double DepthOf(Vec3 world) const { return camera_.ToCamera(world).z; }
  /// A limb whose root is well behind the other side's is the far one.
  [[nodiscard]] Depth SideOf(Vec3 root, Vec3 other) const {
    return DepthOf(root) > DepthOf(other) + 0.07 ? Depth::kFar : Depth::kNear;
  }
  void Add(double depth, Kind kind, Paint paint, Depth far, std::vector<PicturePixel> points, double r0 = 0,
           double r1 = 0) {
    placed_.push_back({depth, {kind, paint, far, std::move(points), {Round(r0 * scale_), Round(r1 * scale_)}}});
  }
  void Bone(Paint paint, Depth far, Vec3 a, Vec3 b, double ra, double rb, double nearer = 0) {
    Add(0.5 * (DepthOf(a) + DepthOf(b)) - nearer, Kind::kCapsule, paint, far, {Px(a), Px(b)}, ra, rb);
  }
  /// The outline of rings of points around a frame's y axis.
  struct Level {
    const Frame* frame;
    double y, half_width, front, back;
  };
  void Loft(double depth, Paint paint, std::initializer_list<Level> levels);
  void Box(double depth, Paint paint, Vec3 centre, const Mat3& axes, Vec3 half);

  const Proportions& body_;
  const Skeleton& s_;
  const Camera& camera_;
  double scale_;
  std::vector<Placed> placed_;
};

void Sketch::Loft(double depth, Paint paint, std::initializer_list<Level> levels) {
  std::vector<PicturePixel> points;
  for (const Level& level : levels) {
    for (int i = 0; i < 16; ++i) {
      const double angle = 2.0 * kPi * i / 16;
      const double c = math::Cos(angle), sine = math::Sin(angle);
      points.push_back(
          Px(*level.frame * Vec3{c * level.half_width, level.y, sine * (sine > 0 ? level.front : level.back)}));
    }
  }
  Add(depth, Kind::kPolygon, paint, Depth::kNear, Outline(std::move(points)));
}

void Sketch::Box(double depth, Paint paint, Vec3 centre, const Mat3& axes, Vec3 half) {
  std::vector<PicturePixel> points;
  for (int i = 0; i < 8; ++i) {
    const Vec3 corner{(i & 1) != 0 ? half.x : -half.x, (i & 2) != 0 ? half.y : -half.y,
                      (i & 4) != 0 ? half.z : -half.z};
    points.push_back(Px(centre + axes * corner));
  }
  Add(depth, Kind::kPolygon, paint, Depth::kNear, Outline(std::move(points)));
}

void Sketch::Shadow() {
  // The ground under the body, as an ellipse around what stands on or near it.
  Vec3 low{1e9, 0, 1e9}, high{-1e9, 0, -1e9};
  for (const Vec3 joint : CocoJoints(body_, s_)) {
    if (joint.y > 0.32 * body_.height) continue;  // what is high up blurs away
    low = {std::min(low.x, joint.x), 0, std::min(low.z, joint.z)};
    high = {std::max(high.x, joint.x), 0, std::max(high.z, joint.z)};
  }
  const Vec3 middle = Lerp(low, high, 0.5);
  const double half_x = 0.5 * (high.x - low.x) + 0.10, half_z = 0.5 * (high.z - low.z) + 0.12;
  std::vector<PicturePixel> points;
  for (int i = 0; i < 24; ++i) {
    const double angle = 2.0 * kPi * i / 24;
    points.push_back(Px(middle + Vec3{half_x * math::Cos(angle), 0, half_z * math::Sin(angle)}));
  }
  Add(1e6, Kind::kPolygon, Paint::kShadow, Depth::kNear, Outline(std::move(points)));
}

void Sketch::DrawProps(const Props& props) {
  if (props.mat) {
    Box(2e6, Paint::kProp, {props.mat->centre.x, -0.006, props.mat->centre.z}, Mat3{},
        {0.32, 0.006, 0.58 * body_.height});
  }
  if (!props.chair) return;
  const Vec3 up{0, 1, 0}, seat = props.chair->seat;
  const Mat3 axes{Cross(up, props.chair->front), up, props.chair->front};
  const double half = 0.125 * body_.height, deep = 0.21;
  const auto at = [&](double x, double y, double z) { return Vec3{seat.x, 0, seat.z} + axes * Vec3{x, y, z}; };
  for (const double x : {-1.0, 1.0}) {
    for (const double z : {-1.0, 1.0}) {
      const double height = 0.5 * (z < 0 ? seat.y + 0.42 : seat.y);
      const Vec3 centre = at(x * (half - 0.02), height, z * (deep - 0.02));
      Box(DepthOf(centre) + 0.05, Paint::kProp, centre, axes, {0.017, height, 0.017});
    }
  }
  for (const double y : {0.20, 0.37}) {
    const Vec3 rail = at(0, seat.y + y, -deep + 0.02);
    Box(DepthOf(rail), Paint::kProp, rail, axes, {half - 0.03, 0.04, 0.01});
  }
  // The seat is under the thighs: behind both of them.
  const double behind = std::max(DepthOf(s_.legs[0].shank.origin), DepthOf(s_.legs[1].shank.origin)) + 0.10;
  Box(std::max(behind, DepthOf(seat)), Paint::kProp, at(0, seat.y - 0.02, 0), axes, {half, 0.02, deep});
}

void Sketch::Trunk() {
  const Proportions& b = body_;
  const double depth = DepthOf(Lerp(s_.pelvis.origin, s_.thorax.origin, 0.6));
  const double rise = b.shoulder_rise - b.lumbar - b.mid_back, h = b.height;
  Loft(depth + 0.02, Paint::kTrousers,
       {{&s_.pelvis, -0.035 * h, 0.70 * b.pelvis_half_width, 0.7 * b.pelvis_half_depth, 0.75 * b.pelvis_half_depth},
        {&s_.pelvis, 0.01 * h, b.pelvis_half_width, 0.95 * b.pelvis_half_depth, 1.02 * b.pelvis_half_depth},
        {&s_.abdomen, 0, b.waist_half_width, b.waist_half_depth, b.waist_half_depth}});
  // The hem hangs over the thighs, unless they come forward.
  Loft(depth - 0.05, Paint::kShirt,
       {{&s_.pelvis, 0.012 * h, 1.02 * b.pelvis_half_width, b.pelvis_half_depth, 1.1 * b.pelvis_half_depth},
        {&s_.abdomen, 0.03 * h, 1.03 * b.waist_half_width, 1.05 * b.waist_half_depth, b.waist_half_depth}});
  const Vec3 low = s_.thorax.axes.y * (-0.008 * h);
  Add(depth, Kind::kCapsule, Paint::kShirt, Depth::kNear,
      {Px(s_.arms[0].upper.origin + low), Px(s_.arms[1].upper.origin + low)}, 1.05 * b.upper_arm_radius,
      1.05 * b.upper_arm_radius);
  Loft(
      depth, Paint::kShirt,
      {{&s_.abdomen, 0.02 * h, 1.03 * b.waist_half_width, 1.05 * b.waist_half_depth, b.waist_half_depth},
       {&s_.thorax, 0.05 * h, 1.08 * b.chest_half_width, 1.05 * b.chest_half_depth, b.chest_half_depth},
       {&s_.thorax, rise - 0.005 * h, 1.05 * b.chest_half_width, 0.7 * b.chest_half_depth, 0.85 * b.chest_half_depth},
       {&s_.thorax, rise + 0.022 * h, 0.45 * b.chest_half_width, 0.45 * b.chest_half_depth, 0.5 * b.chest_half_depth}});
}

void Sketch::Head() {
  const Proportions& b = body_;
  const double r = b.head_radius, up = b.head_centre - b.neck_base;
  const Vec3 centre = s_.head * Vec3{0, up, 0};
  const double depth = DepthOf(centre);
  const Frame at{centre, s_.head.axes};
  Bone(Paint::kSkin, Depth::kNear, s_.head * Vec3{0, -0.02 * b.height, 0}, s_.head * Vec3{0, up - 0.4 * r, 0.04 * r},
       1.05 * b.neck_radius, b.neck_radius, -0.03);
  const double facing = -Dot(s_.head.axes.z, camera_.axes.z);
  const auto hair_behind = [&](double d) {
    Loft(d, Paint::kHair,
         {{&at, 0.98 * r, 0.30 * r, 0.20 * r, 0.45 * r},
          {&at, 0.55 * r, 0.84 * r, -0.05 * r, 1.06 * r},
          {&at, 0.10 * r, 0.84 * r, -0.15 * r, 1.06 * r},
          {&at, -0.45 * r, 0.72 * r, -0.25 * r, 0.80 * r}});
  };
  if (facing > 0.6) hair_behind(depth + 0.02);
  Loft(depth, Paint::kSkin,
       {{&at, 0.95 * r, 0.3 * r, 0.3 * r, 0.4 * r},
        {&at, 0.45 * r, 0.74 * r, 0.84 * r, 0.94 * r},
        {&at, -0.05 * r, 0.74 * r, 0.87 * r, 0.85 * r},
        {&at, -0.55 * r, 0.58 * r, 0.86 * r, 0.40 * r},
        {&at, -0.92 * r, 0.36 * r, 0.76 * r, -0.05 * r},
        {&at, -1.00 * r, 0.22 * r, 0.66 * r, -0.2 * r}});
  // The nose shows beside the face only in profile.
  const Vec3 nose = at * Vec3{0, -0.2 * r, 0.90 * r};
  Add(depth - 0.01, Kind::kCircle, Paint::kSkin, facing > 0.8 ? Depth::kFar : Depth::kNear, {Px(nose)}, 0.12 * r,
      0.12 * r);
  for (const double side : {1.0, -1.0}) {
    const Vec3 ear = at * Vec3{side * 0.74 * r, -0.05 * r, -0.08 * r};
    if (DepthOf(ear) < depth + 0.02)
      Add(depth - 0.02, Kind::kCircle, Paint::kSkin, Depth::kFar, {Px(ear)}, 0.15 * r, 0.15 * r);
    const Vec3 eye = at * Vec3{side * 0.30 * r, 0.10 * r, 0.86 * r};
    const Vec3 out = Unit(s_.head.axes.z * 0.8 + s_.head.axes.x * (side * 0.6));
    if (Dot(out, camera_.axes.z) < -0.15)
      Add(depth - 0.03, Kind::kCircle, Paint::kHair, Depth::kNear, {Px(eye)}, 0.085 * r, 0.085 * r);
  }
  if (facing <= 0.6) hair_behind(depth - 0.015);
  Loft(depth - 0.025, Paint::kHair,
       {{&at, 1.08 * r, 0.30 * r, 0.15 * r, 0.45 * r},
        {&at, 0.85 * r, 0.66 * r, 0.66 * r, 0.84 * r},
        {&at, 0.58 * r, 0.80 * r, 0.86 * r, 1.04 * r}});
}

void Sketch::ArmOf(Side side) {
  const Proportions& b = body_;
  const Arm& arm = s_.arm(side);
  const Depth far = SideOf(arm.upper.origin, s_.arm(Opposite(side)).upper.origin);
  const Vec3 shoulder = arm.upper.origin - s_.thorax.axes.y * (0.006 * b.height);
  const double clear = far == Depth::kFar ? -0.06 : 0.06;
  Bone(Paint::kSkin, far, shoulder, arm.fore.origin, b.upper_arm_radius, b.elbow_radius, clear);
  Bone(Paint::kSkin, far, arm.fore.origin, arm.hand.origin, 1.08 * b.elbow_radius, b.wrist_radius, clear + 0.01);
  Bone(Paint::kSkin, far, arm.hand * Vec3{0, -0.15 * b.hand, 0}, arm.hand * Vec3{0, -0.72 * b.hand, 0},
       1.15 * b.wrist_radius, 0.85 * b.wrist_radius, clear + 0.02);
  Add(0.5 * (DepthOf(shoulder) + DepthOf(arm.fore.origin)) - clear - 0.015, Kind::kCapsule, Paint::kShirt, far,
      {Px(shoulder), Px(Lerp(shoulder, arm.fore.origin, 0.48))}, 1.2 * b.upper_arm_radius, 1.15 * b.upper_arm_radius);
}

void Sketch::LegOf(Side side) {
  const Proportions& b = body_;
  const Leg& leg = s_.leg(side);
  const Depth far = SideOf(leg.thigh.origin, s_.leg(Opposite(side)).thigh.origin);
  const double clear = far == Depth::kFar ? -0.05 : 0.03;
  Bone(Paint::kTrousers, far, leg.thigh.origin, leg.shank.origin, 1.05 * b.thigh_radius, 1.05 * b.knee_radius, clear);
  Bone(Paint::kTrousers, far, leg.shank.origin, Lerp(leg.shank.origin, leg.foot.origin, 0.9), 1.05 * b.calf_radius,
       1.15 * b.ankle_radius, clear + 0.01);
  Bone(Paint::kSkin, far, Lerp(leg.shank.origin, leg.foot.origin, 0.85), leg.foot.origin, b.ankle_radius,
       b.ankle_radius, clear);
  std::vector<PicturePixel> points;
  const double h = b.height, back = -b.foot_back, bottom = -b.ankle_height;
  const std::array<Vec3, 5> profile = {{{0.018 * h, 0.0, back},
                                        {0.022 * h, 0.016 * h, 0.02 * h},
                                        {0.027 * h, -0.012 * h, 0.60 * b.foot_length + back},
                                        {0.024 * h, bottom + 0.018 * h, 0.93 * b.foot_length + back},
                                        {0.012 * h, bottom + 0.010 * h, b.foot_length + back}}};
  for (const Vec3 p : profile) {
    for (const double x : {-p.x, p.x}) {
      points.push_back(Px(leg.foot * Vec3{x, p.y, p.z}));
      points.push_back(Px(leg.foot * Vec3{x, bottom, p.z}));
    }
  }
  Add(DepthOf(leg.foot.origin) - clear - 0.02, Kind::kPolygon, Paint::kShoe, far, Outline(std::move(points)));
}

std::vector<FigureShape> Sketch::Sorted() {
  std::stable_sort(placed_.begin(), placed_.end(), [](const Placed& a, const Placed& b) { return a.depth > b.depth; });
  std::vector<FigureShape> out;
  out.reserve(placed_.size());
  for (Placed& placed : placed_) out.push_back(std::move(placed.shape));
  return out;
}

}  // namespace

void AddFigureExtent(const Proportions& body, const Skeleton& skeleton, std::vector<Vec3>& points) {
  for (const Vec3 joint : CocoJoints(body, skeleton)) points.push_back(joint);
  const double up = body.head_centre - body.neck_base;
  points.push_back(skeleton.head * Vec3{0, up + 1.15 * body.head_radius, 0});
  for (const Side side : kSides) {
    points.push_back(skeleton.arm(side).hand * Vec3{0, -0.8 * body.hand, 0});
    points.push_back(skeleton.leg(side).foot * Vec3{0, -body.ankle_height, body.foot_length - body.foot_back});
    points.push_back(skeleton.leg(side).foot * Vec3{0, -body.ankle_height, -body.foot_back});
  }
}

std::vector<FigureShape> DrawFigure(const Proportions& body, const Skeleton& skeleton, const Props& props,
                                    const Camera& camera) {
  Sketch sketch(body, skeleton, camera);
  sketch.Shadow();
  sketch.DrawProps(props);
  sketch.Trunk();
  sketch.Head();
  for (const Side side : kSides) {
    sketch.ArmOf(side);
    sketch.LegOf(side);
  }
  return sketch.Sorted();
}

}  // namespace ezpt::body
