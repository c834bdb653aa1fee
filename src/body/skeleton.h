#pragma once

#include <array>
#include <cstddef>

#include "body/anthropometry.h"
#include "body/dof.h"
#include "body/landmarks.h"
#include "body/vec.h"

namespace ezpt::body {

/// The body's world: metres, right-handed, y up, the floor at y = 0. A person at
/// home stands near the origin and faces +z, their left towards +x.

/// Where a segment is: its proximal joint, and its axes as columns (x to the
/// person's left, y towards the head end of the segment, z to its front).
struct Frame {
  Vec3 origin;
  Mat3 axes;

  [[nodiscard]] Vec3 operator*(Vec3 local) const { return origin + axes * local; }
};

struct Arm {
  Frame upper, fore, hand;  ///< Origins: shoulder, elbow, wrist; they extend along −y.
};
struct Leg {
  Frame thigh, shank, foot;  ///< Origins: hip, knee, ankle; the foot points along +z.
};

/// Every segment of one body at one moment.
struct Skeleton {
  Frame pelvis;                 ///< Origin half-way between the hip joints.
  Frame abdomen, thorax, head;  ///< Origins: lumbar, mid-back and neck joints.
  std::array<Arm, 2> arms;      ///< Indexed by Side.
  std::array<Leg, 2> legs;

  [[nodiscard]] Arm& arm(Side side) { return arms[static_cast<std::size_t>(side)]; }
  [[nodiscard]] const Arm& arm(Side side) const { return arms[static_cast<std::size_t>(side)]; }
  [[nodiscard]] Leg& leg(Side side) { return legs[static_cast<std::size_t>(side)]; }
  [[nodiscard]] const Leg& leg(Side side) const { return legs[static_cast<std::size_t>(side)]; }
};

inline constexpr std::array kSides = {Side::kLeft, Side::kRight};

/// The left one of a sided degree of freedom, or its mirror.
[[nodiscard]] constexpr Dof OnSide(Dof left, Side side) { return side == Side::kLeft ? left : Mirrored(left); }

/// All segments from the joint angles, the pelvis at `root`. Contacts and
/// body_pitch are the caller's (contacts.h). Cost: O(1), no allocation.
[[nodiscard]] Skeleton ForwardKinematics(const Proportions& body, const JointAngles& angles, const Frame& root);

/// Bends the leg so that the ankle is at `ankle` (or as near as it reaches) and
/// the foot has `foot` axes; the knee keeps to the plane it was in.
void ReachAnkle(const Proportions& body, Side side, Vec3 ankle, const Mat3& foot, Skeleton& skeleton);

/// Bends the arm so that the wrist is at `wrist` (or as near as it reaches), the
/// elbow towards `pole`; the hand has `hand` axes.
void ReachWrist(const Proportions& body, Side side, Vec3 wrist, Vec3 pole, const Mat3& hand, Skeleton& skeleton);

/// The whole body carried by `move` (turned by its axes, then shifted).
[[nodiscard]] Skeleton Moved(const Skeleton& skeleton, const Frame& move);

/// A body between two others: joints on straight lines, axes re-orthogonalised.
/// For moving between places, where no exercise is measured.
[[nodiscard]] Skeleton Blend(const Skeleton& from, const Skeleton& to, double s);

/// Centre of mass. Source: docs/sources.md#anthropometry (Dempster's mass
/// fractions, as reprinted by Winter).
[[nodiscard]] Vec3 CentreOfMass(const Proportions& body, const Skeleton& skeleton);

/// COCO-17 joints in world metres, in COCO's order: where an annotator would
/// put them (eyes, ears and nose on the skin, the rest at the joint centres).
[[nodiscard]] std::array<Vec3, kCocoCount> CocoJoints(const Proportions& body, const Skeleton& skeleton);

/// Angle between thigh and shank, and upper arm and forearm, less the straight
/// limb's: what the body really does after contacts have had their say.
[[nodiscard]] Degrees KneeFlexionOf(const Skeleton& skeleton, Side side);
[[nodiscard]] Degrees ElbowFlexionOf(const Skeleton& skeleton, Side side);

}  // namespace ezpt::body
