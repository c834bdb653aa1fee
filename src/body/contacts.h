#pragma once

#include <array>
#include <span>
#include <vector>

#include "body/posture.h"
#include "body/skeleton.h"

namespace ezpt::body {

/// What carries the body, decided from the posture, the contacts and the two key poses.
enum class Support {
  kFeet,          ///< Standing, or rising from a chair.
  kSeat,          ///< The pelvis stays on the chair.
  kBack,          ///< The back and pelvis stay on the mat.
  kBackAndFeet,   ///< A bridge: shoulders and feet stay, the pelvis moves.
  kHandsAndFeet,  ///< A push-up.
};

/// Turns joint angles into a body whose contacts do not slide: they fix the root,
/// and by inverse kinematics the limbs that two contacts close into a loop.
///
/// - Feet: a flat foot leans the pelvis by ankle_dorsiflexion − knee_flexion +
///   hip_flexion, whatever body_pitch says. Both feet stay where the start pose has them. A
///   foot that the angles lift more than 3 cm leaves the floor, except in a split
///   stance, where the hind foot stands on its ball and the front one sets the
///   lean. Where the centre of mass would leave the feet, the body leans,
///   mostly at the hips, until it does not, less so the nearer the pelvis is to the seat.
/// - Seat, back: the pelvis stays; feet that touched the ground at the start stay
///   until the angles lift them.
/// - Back and feet: the shoulders and feet stay, the pelvis rises until the hips
///   have their angle; the knees follow.
/// - Hands and feet: ankles and hands stay, the whole body turns about the ankles
///   until the elbows have their angle.
///
/// Immutable after construction; thread-safe. Solve costs some microseconds.
class ContactSolver {
 public:
  /// `start`, `end`: the exercise's key poses; the start pose sets the anchors.
  ContactSolver(const Proportions& body, Posture posture, std::span<const Contact> contacts, const JointAngles& start,
                const JointAngles& end);

  [[nodiscard]] Skeleton Solve(const JointAngles& angles) const;

  [[nodiscard]] Support support() const { return support_; }
  /// Height of the seat's top; 0 where no chair is needed.
  [[nodiscard]] double seat_height() const { return seat_height_; }
  /// Pelvis centre in the start pose, for placing a chair or a mat.
  [[nodiscard]] Vec3 start_pelvis() const { return start_pelvis_; }

 private:
  struct FootAnchor {
    Vec3 ankle;  ///< Of the flat foot.
    Mat3 axes;   ///< Flat, turned as in the start pose.
    bool used = false;
  };

  [[nodiscard]] bool Has(ContactPart part) const;
  void Plan(const JointAngles& start, const JointAngles& end);
  void AnchorStanding(const JointAngles& start);
  void AnchorSeat(const JointAngles& start);
  void AnchorBack(const JointAngles& start);
  void AnchorPlank(const JointAngles& start);

  [[nodiscard]] std::array<double, 2> FootWeights(const JointAngles& angles) const;
  [[nodiscard]] Skeleton StandOnFeet(const JointAngles& angles) const;
  [[nodiscard]] Skeleton Balanced(const JointAngles& angles) const;
  void HoldFoot(Side side, double weight, Degrees heel_rise, Skeleton& skeleton) const;
  [[nodiscard]] Skeleton OnSeat(const JointAngles& angles) const;
  [[nodiscard]] Skeleton OnBack(const JointAngles& angles) const;
  [[nodiscard]] Skeleton Bridge(const JointAngles& angles) const;
  [[nodiscard]] Skeleton BridgeAt(const JointAngles& angles, Degrees lift) const;
  [[nodiscard]] Skeleton Plank(const JointAngles& angles) const;
  [[nodiscard]] Skeleton PlankAt(const JointAngles& angles, Degrees pitch) const;
  void HoldHands(Skeleton& skeleton) const;

  Proportions body_;
  Posture posture_;
  std::vector<Contact> contacts_;
  Support support_ = Support::kFeet;
  bool split_stance_ = false;
  Side front_ = Side::kLeft;
  double seat_height_ = 0.0;
  Vec3 start_pelvis_;
  Vec3 shoulders_;  ///< Mid-shoulder anchor of a bridge.
  std::array<FootAnchor, 2> feet_;
  std::array<Vec3, 2> wrists_;
  std::array<bool, 2> hand_held_{};
  JointAngles start_;
};

}  // namespace ezpt::body
