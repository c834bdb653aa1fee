#include "body/virtual_patient/dress.h"

#include <algorithm>
#include <array>

#include "body/virtual_patient/path.h"

namespace ezpt::body {
namespace {

constexpr double SignOf(Side side) { return side == Side::kLeft ? 1.0 : -1.0; }

struct Wardrobe {
  uint16_t skin, shirt, bottoms, shoe, sole;
};

Knot Round(double u, double radius) { return {u, radius, radius, radius}; }

Path TrunkPath(const Proportions& b, const Skeleton& s) {
  Path path;
  path.joints = {s.pelvis * Vec3{0, -0.045 * b.height, 0}, s.abdomen.origin, s.thorax.origin, s.head.origin};
  path.rounding = {0, 0.045 * b.height, 0.05 * b.height, 0};
  return path;
}

void AddTrunk(const Proportions& b, const Skeleton& s, const Wardrobe& wear, Mesh& mesh) {
  const Path path = TrunkPath(b, s);
  const std::array<Vec3, 3> fronts = {s.pelvis.axes.z, s.abdomen.axes.z, s.thorax.axes.z};
  const double h = b.height, pw = b.pelvis_half_width, pd = b.pelvis_half_depth;
  const std::array<Knot, 5> seat = {
      {{-0.22, 0.38 * pw, 0.45 * pd, 0.55 * pd},
       {0.06, 0.80 * pw, 0.80 * pd, 0.98 * pd},
       {0.45, 0.97 * pw, 0.96 * pd, 1.10 * pd},
       {0.75, 0.94 * pw, 0.96 * pd, 0.98 * pd},
       {1.10, 0.88 * b.waist_half_width, 0.9 * b.waist_half_depth, 0.85 * b.waist_half_depth}}};
  AddTube(RingsAlong(path, seat, 1, fronts), 28, Ends::kClosed, wear.bottoms, mesh);
  const double cw = b.chest_half_width, cd = b.chest_half_depth, ww = b.waist_half_width, wd = b.waist_half_depth;
  const std::array<Knot, 9> shirt = {{{0.42, 1.035 * pw, 1.06 * pd, 1.15 * pd},
                                      {0.62, 1.04 * pw, 1.07 * pd, 1.12 * pd},
                                      {1.00, 0.5 * (pw + ww) * 1.03, 1.09 * wd, 1.0 * wd},
                                      {1.55, 1.06 * ww, 1.05 * wd, 0.95 * wd},
                                      {2.10, 1.02 * cw, 0.99 * cd, 0.98 * cd},
                                      {2.45, 1.09 * cw, 1.05 * cd, 1.04 * cd},
                                      {2.72, 1.08 * cw, 0.92 * cd, 1.00 * cd},
                                      {2.91, 0.88 * cw, 0.62 * cd, 0.78 * cd},
                                      {3.00, 0.46 * cw, 0.5 * cd, 0.58 * cd}}};
  std::vector<Ring> rings = RingsAlong(path, shirt, 2, fronts);
  for (Ring& ring : rings) ring.squareness = 0.12;
  AddTube(rings, 28, Ends::kOpen, wear.shirt, mesh);
  // Neck, from inside the collar to under the skull.
  const double up = b.head_centre - b.neck_base;
  const std::array<Ring, 3> neck = {
      {{s.thorax * Vec3{0, b.neck_base - b.lumbar - b.mid_back - 0.03 * h, -0.006 * h}, s.thorax.axes.x,
        s.thorax.axes.z, 1.35 * b.neck_radius, 1.1 * b.neck_radius, 1.2 * b.neck_radius, 0},
       {s.head * Vec3{0, 0.012 * h, -0.003 * h}, s.head.axes.x, s.head.axes.z, b.neck_radius, b.neck_radius,
        b.neck_radius, 0},
       {s.head * Vec3{0, up - 0.35 * b.head_radius, -0.002 * h}, s.head.axes.x, s.head.axes.z, b.neck_radius,
        b.neck_radius, b.neck_radius, 0}}};
  AddTube(neck, 16, Ends::kOpen, wear.skin, mesh);
}

void AddArm(const Proportions& b, const PatientLook& look, const Skeleton& s, Side side, const Wardrobe& wear,
            Mesh& mesh) {
  const Arm& arm = s.arm(side);
  const double h = b.height, ua = b.upper_arm_radius, el = b.elbow_radius, wr = b.wrist_radius;
  Path path;
  const double rise = b.shoulder_rise - b.lumbar - b.mid_back;
  path.joints = {s.thorax * Vec3{SignOf(side) * 0.25 * b.shoulder_half, rise - 0.010 * h, -0.004 * h},
                 arm.upper.origin - s.thorax.axes.y * (0.007 * h), arm.fore.origin, arm.hand.origin};
  path.rounding = {0, 0.042 * h, 0.030 * h, 0};
  const Vec3 front = arm.fore.axes.z;
  if (look.sleeves != Sleeves::kLong) {
    const double from = look.sleeves == Sleeves::kNone ? 0.75 : 1.3;
    const std::array<Knot, 7> skin = {{Round(from, from < 1 ? 1.1 * ua : 1.04 * ua),
                                       {1.35, 1.04 * ua, 1.10 * ua, 1.06 * ua},
                                       {1.65, 0.92 * ua, 1.02 * ua, 0.95 * ua},
                                       {1.98, el, el, el},
                                       {2.25, 1.14 * el, 1.12 * el, 1.10 * el},
                                       {2.65, 0.90 * el, 0.86 * el, 0.86 * el},
                                       {3.02, wr, wr, wr}}};
    AddTube(RingsAlong(path, skin, 2, front), 16, Ends::kOpen, wear.skin, mesh);
  }
  const double loose = 0.0045 * h;
  if (look.sleeves == Sleeves::kShort) {
    const std::array<Knot, 5> sleeve = {{Round(0.05, 0.85 * ua), Round(0.60, 1.06 * ua), Round(1.05, 1.15 * ua),
                                         Round(1.35, 1.12 * ua + loose), Round(1.55, 1.14 * ua + 1.5 * loose)}};
    AddTube(RingsAlong(path, sleeve, 3, front), 16, Ends::kOpen, wear.shirt, mesh);
  } else if (look.sleeves == Sleeves::kLong) {
    const std::array<Knot, 7> sleeve = {{Round(0.05, 0.85 * ua), Round(0.60, 1.06 * ua), Round(1.05, 1.15 * ua),
                                         Round(1.5, 1.02 * ua + loose), Round(1.98, el + loose),
                                         Round(2.3, 1.1 * el + loose), Round(2.93, wr + loose)}};
    AddTube(RingsAlong(path, sleeve, 3, front), 16, Ends::kOpen, wear.shirt, mesh);
  } else {
    const std::array<Knot, 3> strap = {{Round(0.05, 1.00 * ua), Round(0.40, 1.12 * ua), Round(0.75, 1.10 * ua)}};
    AddTube(RingsAlong(path, strap, 2, front), 16, Ends::kOpen, wear.shirt, mesh);
  }
  AddHand(b, s, side, wear.skin, mesh);
}

using LegKnots = std::array<Knot, 9>;

/// From the groin (1 is the hip) over the knee (2) to the ankle (3).
LegKnots BareLeg(const Proportions& b) {
  const double th = b.thigh_radius, kn = b.knee_radius, ca = b.calf_radius, an = b.ankle_radius;
  return {{{0.35, 0.62 * th, 0.75 * th, 0.80 * th},
           {1.08, 1.00 * th, 1.12 * th, 1.16 * th},
           {1.45, 0.92 * th, 1.03 * th, 0.98 * th},
           {1.80, 0.78 * th, 0.82 * th, 0.78 * th},
           {2.00, kn, 1.06 * kn, 0.98 * kn},
           {2.15, 0.95 * ca, 0.95 * ca, 1.02 * ca},
           {2.33, 1.02 * ca, 0.90 * ca, 1.22 * ca},
           {2.70, 0.80 * ca, 0.72 * ca, 0.84 * ca},
           {3.00, an, 1.05 * an, 1.15 * an}}};
}

LegKnots Clothed(LegKnots knots, double looseness, double least) {
  for (Knot& knot : knots) {
    for (double* size : {&knot.half_width, &knot.front_depth, &knot.back_depth})
      *size = std::max(*size + looseness, least);
  }
  return knots;
}

void AddBottoms(const Proportions& b, Bottoms bottoms, const Path& path, Vec3 front, uint16_t cloth, Mesh& mesh) {
  const double h = b.height, th = b.thigh_radius;
  LegKnots knots = BareLeg(b);
  std::size_t length = knots.size();
  switch (bottoms) {
    case Bottoms::kTrousers:
      knots = Clothed(knots, 0.005 * h, 0.033 * h);
      knots[8].u = 2.95;
      break;
    case Bottoms::kLeggings:
      knots = Clothed(knots, 0.0015 * h, 0);
      knots[8].u = 2.90;
      break;
    case Bottoms::kShorts:
      knots = Clothed(knots, 0.006 * h, 0);
      knots[3] = {1.74, 0.92 * th + 0.009 * h, 0.96 * th + 0.009 * h, 0.93 * th + 0.009 * h};
      length = 4;
      break;
  }
  AddTube(RingsAlong(path, std::span(knots).first(length), 3, front), 20, Ends::kOpen, cloth, mesh);
}

void AddLeg(const Proportions& b, const PatientLook& look, const Skeleton& s, Side side, const Wardrobe& wear,
            Mesh& mesh) {
  const Leg& leg = s.leg(side);
  const double h = b.height;
  Path path;
  path.joints = {s.pelvis * Vec3{SignOf(side) * 0.92 * b.hip_half, 0.055 * h, 0}, leg.thigh.origin, leg.shank.origin,
                 leg.foot.origin};
  path.rounding = {0, 0.050 * h, 0.034 * h, 0};
  const Vec3 front = leg.shank.axes.z;
  AddBottoms(b, look.bottoms, path, front, wear.bottoms, mesh);
  const LegKnots bare = BareLeg(b);
  if (look.bottoms == Bottoms::kShorts) {
    AddTube(RingsAlong(path, std::span(bare).subspan(2), 3, front), 20, Ends::kOpen, wear.skin, mesh);
  } else {
    AddTube(RingsAlong(path, std::span(bare).last(3), 2, front), 16, Ends::kOpen, wear.skin, mesh);
  }
  // Buttocks round off the hip behind, whatever the thigh does.
  AddEllipsoid(s.pelvis * Vec3{SignOf(side) * 0.046 * h, -0.018 * h, -0.024 * h}, s.pelvis.axes,
               {0.050 * h, 0.060 * h, 0.046 * h}, 16, wear.bottoms, mesh);
  AddShoe(b, s, side, wear.shoe, wear.sole, mesh);
}

}  // namespace

void AddHand(const Proportions& b, const Skeleton& s, Side side, uint16_t skin, Mesh& mesh) {
  const Frame& hand = s.arm(side).hand;
  const double h = b.height, length = 0.94 * b.hand, inward = -SignOf(side);
  const Vec3 broad = hand.axes.z, thick = hand.axes.x;
  const auto ring = [&](double along, double width, double thickness, double curl) {
    return Ring{hand * Vec3{inward * curl * h, -along * length, 0.002 * h},
                broad,
                thick,
                width * h,
                thickness * h,
                thickness * h,
                0.1};
  };
  const std::array<Ring, 7> rings = {ring(-0.08, 0.0150, 0.0125, 0),    ring(0.10, 0.0175, 0.0118, 0),
                                     ring(0.32, 0.0230, 0.0118, 0.001), ring(0.52, 0.0232, 0.0105, 0.003),
                                     ring(0.72, 0.0205, 0.0090, 0.007), ring(0.90, 0.0170, 0.0075, 0.013),
                                     ring(0.98, 0.0110, 0.0055, 0.016)};
  AddTube(rings, 12, Ends::kClosed, skin, mesh);
  const std::array<Ring, 3> thumb = {
      {{hand * Vec3{0, -0.16 * length, 0.014 * h}, broad, thick, 0.0085 * h, 0.009 * h, 0.009 * h, 0},
       {hand * Vec3{inward * 0.006 * h, -0.34 * length, 0.027 * h}, broad, thick, 0.0075 * h, 0.008 * h, 0.008 * h, 0},
       {hand * Vec3{inward * 0.010 * h, -0.54 * length, 0.032 * h}, broad, thick, 0.006 * h, 0.0065 * h, 0.0065 * h,
        0}}};
  AddTube(thumb, 8, Ends::kClosed, skin, mesh);
}

void AddShoe(const Proportions& b, const Skeleton& s, Side side, uint16_t shoe, uint16_t sole, Mesh& mesh) {
  const Frame& foot = s.leg(side).foot;
  const double h = b.height, back = -b.foot_back, length = b.foot_length;
  const double bottom = -b.ankle_height, inward = -SignOf(side);
  const auto ring = [&](double along, double half_width, double low, double high, double squareness) {
    const double middle = bottom + 0.5 * (low + high) * h;
    const double depth = 0.5 * (high - low) * h;
    return Ring{foot * Vec3{inward * 0.004 * h * along, middle, back + along * length},
                foot.axes.x,
                foot.axes.y,
                half_width * h,
                depth,
                depth,
                squareness};
  };
  const std::array<Ring, 8> upper = {ring(0.00, 0.0165, 0.006, 0.046, 0.2), ring(0.12, 0.0215, 0.004, 0.058, 0.2),
                                     ring(0.28, 0.0235, 0.004, 0.060, 0.2), ring(0.42, 0.0245, 0.004, 0.048, 0.25),
                                     ring(0.60, 0.0275, 0.004, 0.037, 0.3), ring(0.78, 0.0290, 0.004, 0.030, 0.3),
                                     ring(0.92, 0.0250, 0.004, 0.025, 0.3), ring(1.00, 0.0170, 0.005, 0.019, 0.2)};
  AddTube(upper, 16, Ends::kClosed, shoe, mesh);
  const std::array<Ring, 6> slab = {ring(-0.03, 0.0170, 0.0, 0.010, 0.6), ring(0.12, 0.0235, 0.0, 0.010, 0.6),
                                    ring(0.45, 0.0260, 0.0, 0.010, 0.6),  ring(0.75, 0.0310, 0.0, 0.010, 0.6),
                                    ring(0.95, 0.0265, 0.0, 0.010, 0.6),  ring(1.04, 0.0160, 0.001, 0.009, 0.6)};
  AddTube(slab, 12, Ends::kClosed, sole, mesh);
}

void AddPerson(const Proportions& body, const PatientLook& look, const Skeleton& skeleton, Mesh& mesh) {
  Wardrobe wear{};
  wear.skin = mesh.Add({look.skin, 0.10F, 0.35F});
  wear.shirt = mesh.Add({look.shirt, 0.03F, 0.15F});
  wear.bottoms = mesh.Add({look.bottoms_colour, 0.05F, 0.12F});
  wear.shoe = mesh.Add({look.shoes, 0.12F, 0.1F});
  wear.sole = mesh.Add({{0.96F, 0.96F, 0.95F}, 0.05F, 0.1F});
  AddTrunk(body, skeleton, wear, mesh);
  for (const Side side : kSides) {
    AddArm(body, look, skeleton, side, wear, mesh);
    AddLeg(body, look, skeleton, side, wear, mesh);
  }
  AddHead(body, look, skeleton, wear.skin, mesh);
}

}  // namespace ezpt::body
