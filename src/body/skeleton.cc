#include "body/skeleton.h"

#include <algorithm>

namespace ezpt::body {
namespace {

constexpr double Sign(Side side) { return side == Side::kLeft ? 1.0 : -1.0; }

/// Frame whose −y runs along `bone`, turned least from `hint`'s x axis.
Mat3 AxesAlong(Vec3 bone, const Mat3& hint) {
  const Vec3 y = -Unit(bone, -hint.y);
  const Vec3 x = Unit(hint.x - y * Dot(hint.x, y), hint.z);
  return {x, y, Cross(x, y)};
}

/// Middle joint of a two-bone chain from `start` to `end`, bent towards `pole`.
Vec3 MiddleJoint(Vec3 start, Vec3& end, double first, double second, Vec3 pole) {
  const Vec3 along = Unit(end - start, {0, -1, 0});
  const double longest = (first + second) * 0.9999;
  const double shortest = std::fabs(first - second) * 1.0001 + 1e-6;
  const double reach = std::clamp(Norm(end - start), shortest, longest);
  end = start + along * reach;
  const double foot = (first * first - second * second + reach * reach) / (2.0 * reach);
  const double height = std::sqrt(std::max(0.0, first * first - foot * foot));
  const Vec3 bend = Unit(pole - along * Dot(pole, along), {0, 0, 1});
  return start + along * foot + bend * height;
}

Mat3 LimbAxes(const Mat3& parent, const JointAngles& angles, Side side, Dof flexion, Dof abduction, Dof rotation) {
  const double sign = Sign(side);
  return parent * RotateX(-angles[OnSide(flexion, side)]) * RotateZ(sign * angles[OnSide(abduction, side)]) *
         RotateY(sign * angles[OnSide(rotation, side)]);
}

void PlaceArm(const Proportions& body, const JointAngles& angles, Side side, Skeleton& skeleton) {
  const double sign = Sign(side);
  Arm& arm = skeleton.arm(side);
  arm.upper.axes = LimbAxes(skeleton.thorax.axes, angles, side, Dof::kLeftShoulderFlexion, Dof::kLeftShoulderAbduction,
                            Dof::kLeftShoulderRotation);
  // Scapulohumeral rhythm: about a third of the arm's elevation is the shoulder
  // girdle's, which lifts the joint and brings it inwards.
  const double elevation = 0.5 * (1.0 - Dot(arm.upper.axes.y, skeleton.thorax.axes.y));
  const double lift = 0.30 * elevation * body.shoulder_half +
                      body.shoulder_half * math::Sin(ToRadians(angles[OnSide(Dof::kLeftShoulderHike, side)]).value);
  const double rise = body.shoulder_rise - body.lumbar - body.mid_back;
  const Vec3 local{sign * body.shoulder_half * (1.0 - 0.14 * elevation), rise + lift, 0};
  arm.upper.origin = skeleton.thorax * local;
  arm.fore.origin = arm.upper * Vec3{0, -body.upper_arm, 0};
  arm.fore.axes = arm.upper.axes * RotateX(-angles[OnSide(Dof::kLeftElbowFlexion, side)]);
  arm.hand = {arm.fore * Vec3{0, -body.forearm, 0}, arm.fore.axes};
}

void PlaceLeg(const Proportions& body, const JointAngles& angles, Side side, Skeleton& skeleton) {
  Leg& leg = skeleton.leg(side);
  leg.thigh = {skeleton.pelvis * Vec3{Sign(side) * body.hip_half, 0, 0},
               LimbAxes(skeleton.pelvis.axes, angles, side, Dof::kLeftHipFlexion, Dof::kLeftHipAbduction,
                        Dof::kLeftHipRotation)};
  leg.shank = {leg.thigh * Vec3{0, -body.thigh, 0},
               leg.thigh.axes * RotateX(angles[OnSide(Dof::kLeftKneeFlexion, side)])};
  leg.foot = {leg.shank * Vec3{0, -body.shank, 0},
              leg.shank.axes * RotateX(-angles[OnSide(Dof::kLeftAnkleDorsiflexion, side)])};
}

Degrees Between(Vec3 a, Vec3 b) { return ToDegrees(Radians(math::Acos(Dot(Unit(a), Unit(b))))); }

Frame MovedFrame(const Frame& frame, const Frame& move) { return {move * frame.origin, move.axes * frame.axes}; }

Frame BlendFrame(const Frame& a, const Frame& b, double s) {
  return {Lerp(a.origin, b.origin, s), Blend(a.axes, b.axes, s)};
}

}  // namespace

Skeleton ForwardKinematics(const Proportions& body, const JointAngles& angles, const Frame& root) {
  Skeleton skeleton;
  skeleton.pelvis = root;
  // The spine bends at two joints, half of each motion at either.
  const Mat3 half = RotateX(0.5 * angles[Dof::kTrunkFlexion]) * RotateZ(-0.5 * angles[Dof::kTrunkLateralFlexion]) *
                    RotateY(0.5 * angles[Dof::kTrunkRotation]);
  skeleton.abdomen = {root * Vec3{0, body.lumbar, 0}, root.axes * half};
  skeleton.thorax = {skeleton.abdomen * Vec3{0, body.mid_back, 0}, skeleton.abdomen.axes * half};
  const double neck = body.neck_base - body.lumbar - body.mid_back;
  skeleton.head = {skeleton.thorax * Vec3{0, neck, 0}, skeleton.thorax.axes * RotateX(angles[Dof::kNeckFlexion])};
  for (const Side side : kSides) {
    PlaceArm(body, angles, side, skeleton);
    PlaceLeg(body, angles, side, skeleton);
  }
  return skeleton;
}

void ReachAnkle(const Proportions& body, Side side, Vec3 ankle, const Mat3& foot, Skeleton& skeleton) {
  Leg& leg = skeleton.leg(side);
  const Mat3 hint = leg.thigh.axes;
  const Vec3 hip = leg.thigh.origin;
  const Vec3 along = Unit(ankle - hip, {0, -1, 0});
  // The knee bends to the thigh's front, less and less certain as the leg nears straight.
  const Vec3 pole = hint.z - along * Dot(hint.z, along);
  const Vec3 knee = MiddleJoint(hip, ankle, body.thigh, body.shank, pole);
  leg.thigh.axes = AxesAlong(knee - hip, hint);
  leg.shank = {knee, AxesAlong(ankle - knee, leg.thigh.axes)};
  leg.foot = {ankle, foot};
}

void ReachWrist(const Proportions& body, Side side, Vec3 wrist, Vec3 pole, const Mat3& hand, Skeleton& skeleton) {
  Arm& arm = skeleton.arm(side);
  const Vec3 shoulder = arm.upper.origin;
  const Vec3 elbow = MiddleJoint(shoulder, wrist, body.upper_arm, body.forearm, pole);
  // The forearm folds to the upper arm's front, so the hinge axis follows the pole.
  const Vec3 axis = Unit(Cross(elbow - shoulder, wrist - elbow), arm.upper.axes.x);
  const Mat3 hint{axis * (Dot(axis, arm.upper.axes.x) < 0 ? -1.0 : 1.0), arm.upper.axes.y, arm.upper.axes.z};
  arm.upper.axes = AxesAlong(elbow - shoulder, hint);
  arm.fore = {elbow, AxesAlong(wrist - elbow, arm.upper.axes)};
  arm.hand = {wrist, hand};
}

Skeleton Moved(const Skeleton& skeleton, const Frame& move) {
  Skeleton out;
  out.pelvis = MovedFrame(skeleton.pelvis, move);
  out.abdomen = MovedFrame(skeleton.abdomen, move);
  out.thorax = MovedFrame(skeleton.thorax, move);
  out.head = MovedFrame(skeleton.head, move);
  for (std::size_t i = 0; i < 2; ++i) {
    out.arms[i] = {MovedFrame(skeleton.arms[i].upper, move), MovedFrame(skeleton.arms[i].fore, move),
                   MovedFrame(skeleton.arms[i].hand, move)};
    out.legs[i] = {MovedFrame(skeleton.legs[i].thigh, move), MovedFrame(skeleton.legs[i].shank, move),
                   MovedFrame(skeleton.legs[i].foot, move)};
  }
  return out;
}

Skeleton Blend(const Skeleton& from, const Skeleton& to, double s) {
  Skeleton out;
  out.pelvis = BlendFrame(from.pelvis, to.pelvis, s);
  out.abdomen = BlendFrame(from.abdomen, to.abdomen, s);
  out.thorax = BlendFrame(from.thorax, to.thorax, s);
  out.head = BlendFrame(from.head, to.head, s);
  for (std::size_t i = 0; i < 2; ++i) {
    out.arms[i] = {BlendFrame(from.arms[i].upper, to.arms[i].upper, s),
                   BlendFrame(from.arms[i].fore, to.arms[i].fore, s),
                   BlendFrame(from.arms[i].hand, to.arms[i].hand, s)};
    out.legs[i] = {BlendFrame(from.legs[i].thigh, to.legs[i].thigh, s),
                   BlendFrame(from.legs[i].shank, to.legs[i].shank, s),
                   BlendFrame(from.legs[i].foot, to.legs[i].foot, s)};
  }
  return out;
}

Vec3 CentreOfMass(const Proportions& body, const Skeleton& skeleton) {
  // Fractions of the body's mass: trunk .497, head and neck .081, and of each
  // side upper arm .028, forearm and hand .022, thigh .100, shank .0465, foot .0145.
  const double trunk = 0.5 * body.shoulder_rise - body.lumbar;
  Vec3 sum = (skeleton.abdomen * Vec3{0, trunk, 0}) * 0.497 +
             (skeleton.head * Vec3{0, body.head_centre - body.neck_base, 0}) * 0.081;
  for (std::size_t i = 0; i < 2; ++i) {
    const Arm& arm = skeleton.arms[i];
    const Leg& leg = skeleton.legs[i];
    sum = sum + (arm.upper * Vec3{0, -0.436 * body.upper_arm, 0}) * 0.028 +
          (arm.fore * Vec3{0, -0.68 * body.forearm, 0}) * 0.022 +
          (leg.thigh * Vec3{0, -0.433 * body.thigh, 0}) * 0.100 +
          (leg.shank * Vec3{0, -0.433 * body.shank, 0}) * 0.0465 +
          (leg.foot * Vec3{0, -0.5 * body.ankle_height, 0.3 * body.foot_length}) * 0.0145;
  }
  return sum;
}

std::array<Vec3, kCocoCount> CocoJoints(const Proportions& body, const Skeleton& skeleton) {
  std::array<Vec3, kCocoCount> joints;
  const double r = body.head_radius;
  const double up = body.head_centre - body.neck_base;
  joints[CocoIndex(Joint::kNose)] = skeleton.head * Vec3{0, up - 0.18 * r, 1.06 * r};
  joints[CocoIndex(Joint::kLeftEye)] = skeleton.head * Vec3{0.30 * r, up + 0.12 * r, 0.84 * r};
  joints[CocoIndex(Joint::kRightEye)] = skeleton.head * Vec3{-0.30 * r, up + 0.12 * r, 0.84 * r};
  joints[CocoIndex(Joint::kLeftEar)] = skeleton.head * Vec3{0.77 * r, up, -0.05 * r};
  joints[CocoIndex(Joint::kRightEar)] = skeleton.head * Vec3{-0.77 * r, up, -0.05 * r};
  for (const Side side : kSides) {
    joints[CocoIndex(OnSide(Joint::kLeftShoulder, side))] = skeleton.arm(side).upper.origin;
    joints[CocoIndex(OnSide(Joint::kLeftElbow, side))] = skeleton.arm(side).fore.origin;
    joints[CocoIndex(OnSide(Joint::kLeftWrist, side))] = skeleton.arm(side).hand.origin;
    joints[CocoIndex(OnSide(Joint::kLeftHip, side))] = skeleton.leg(side).thigh.origin;
    joints[CocoIndex(OnSide(Joint::kLeftKnee, side))] = skeleton.leg(side).shank.origin;
    joints[CocoIndex(OnSide(Joint::kLeftAnkle, side))] = skeleton.leg(side).foot.origin;
  }
  return joints;
}

Degrees KneeFlexionOf(const Skeleton& skeleton, Side side) {
  const Leg& leg = skeleton.leg(side);
  return Between(leg.shank.origin - leg.thigh.origin, leg.foot.origin - leg.shank.origin);
}

Degrees ElbowFlexionOf(const Skeleton& skeleton, Side side) {
  const Arm& arm = skeleton.arm(side);
  return Between(arm.fore.origin - arm.upper.origin, arm.hand.origin - arm.fore.origin);
}

}  // namespace ezpt::body
