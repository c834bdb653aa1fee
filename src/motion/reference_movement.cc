#include "motion/reference_movement.h"

#include <algorithm>
#include <cmath>

#include "base/math.h"
#include "body/skeleton.h"
#include "motion/reference_body.h"

namespace ezpt::motion {
namespace {

using body::Side;
using body::Vec3;
using exercise::Definition;

/// Shares of the way at which a part of the movement is known: who goes less far does not move along the same line.
constexpr std::array kMoments = {0.15, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0};
/// The head turns as it likes.
constexpr double kHeadWeight = 0.3;
/// With less of the movement seen than this share of its energy it is not known how far along it is.
constexpr double kSeenShare = 0.15;

/// A joint that moves by more than this, in trunks, works.
constexpr double kWorks = 0.1;
/// Of the movement's energy: with less of it across the picture it cannot be told from trembling.
constexpr double kVisibleShare = 0.12;

/// Degrees of the turn beyond which limbs hide one another.
constexpr double kProfile = 63;

// A pose is known within about this, in square trunks.
constexpr double kPoseNoise = 0.03;
// What likeness adds to the evidence of the poses, up to that of one that is perfect.
constexpr double kLikenessWorth = 0.5, kBeyondPerfect = 1.05;
/// A distance, in square trunks, farther than any.
constexpr double kUnknown = 1e9;

/// Of middling build: what differs from body to body is small beside what differs from person to person.
const body::Physique kBody{body::Sex::kFemale, Metres(1.7), 0.0};

bool IsArm(std::size_t i) {
  using body::Joint;
  const Joint joint = kBodyJoints[i];
  return joint == Joint::kLeftElbow || joint == Joint::kRightElbow || joint == Joint::kLeftWrist ||
         joint == Joint::kRightWrist;
}

bool IsLeg(std::size_t i) {
  using body::Joint;
  const Joint joint = kBodyJoints[i];
  return joint == Joint::kLeftKnee || joint == Joint::kRightKnee || joint == Joint::kLeftAnkle ||
         joint == Joint::kRightAnkle;
}

/// Joints come left and right in turn, the head first.
bool IsOn(Side side, std::size_t i) { return i > 0 && (i % 2 == 1) == (side == Side::kLeft); }

/// Whether people hold their arms as they like.
bool LeavesArmsFree(const Definition& definition) {
  const auto on_hands = [](const exercise::Contact& contact) {
    return contact.part >= exercise::ContactPart::kLeftHand && contact.part <= exercise::ContactPart::kOtherHand;
  };
  return definition.region != exercise::Region::kShoulder && definition.region != exercise::Region::kArm &&
         std::none_of(definition.contacts.begin(), definition.contacts.end(), on_hands);
}

Displacement PlaceJoints(const std::array<Vec3, body::kCocoCount>& joints, double trunk) {
  const auto at = [&](body::Joint joint) { return joints[body::CocoIndex(joint)]; };
  const Vec3 origin = (at(body::Joint::kLeftHip) + at(body::Joint::kRightHip)) * 0.5;
  Displacement places;
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = (at(kBodyJoints[i]) - origin) * (1.0 / trunk);
  return places;
}

double TrunkOf(const std::array<Vec3, body::kCocoCount>& joints) {
  const auto middle = [&](body::Joint left) {
    return (joints[body::CocoIndex(left)] + joints[body::CocoIndex(body::OnSide(left, Side::kRight))]) * 0.5;
  };
  return body::Norm(middle(body::Joint::kLeftShoulder) - middle(body::Joint::kLeftHip));
}

double EnergyOf(const Displacement& way, const std::array<double, BodyPoints::kCount>& weights) {
  double energy = 0;
  for (std::size_t i = 0; i < way.size(); ++i) energy += weights[i] * body::Dot(way[i], way[i]);
  return energy;
}

Displacement Between(const Displacement& to, const Displacement& from) {
  Displacement out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = to[i] - from[i];
  return out;
}

/// As seen from there: a picture has no depth.
Displacement Seen(const Displacement& in, const body::Mat3& turn, bool metres) {
  if (metres) return in;
  Displacement out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = {body::Dot(in[i], turn.x), in[i].y, 0};
  return out;
}

/// Mean square distance of two poses from the start of a movement and from a part of its way; `kUnknown` where nothing
/// of them is seen.
double Apart(const BodyPoints& rest, const BodyPoints& far, const Displacement& start, const Displacement& way,
             const std::array<double, BodyPoints::kCount>& weights, bool legs) {
  double sum = 0, seen = 0;
  for (std::size_t i = 0; i < BodyPoints::kCount; ++i) {
    if (!rest.seen[i] || !far.seen[i] || (IsLeg(i) && !legs)) continue;
    const Vec3 at_rest = rest.at[i] - start[i], at_far = far.at[i] - start[i] - way[i];
    seen += weights[i];
    sum += weights[i] * (body::Dot(at_rest, at_rest) + body::Dot(at_far, at_far));
  }
  return seen > 0 ? sum / seen : kUnknown;
}

}  // namespace

ReferenceMovement::ReferenceMovement(const Definition& definition)
    : one_sided_(definition.laterality != exercise::Laterality::kBilateral) {
  const bool free = LeavesArmsFree(definition);
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    weights_[i] = free && IsArm(i) ? 0 : kBodyJoints[i] == body::Joint::kNose ? kHeadWeight : 1;
  }
  std::vector<const exercise::Fault*> ways = {nullptr};
  for (const exercise::Fault& fault : definition.faults) {
    const exercise::FaultExample& example = fault.example;
    if (!example.start.empty() || !example.middle.empty() || !example.end.empty()) ways.push_back(&fault);
  }
  for (const Side side : body::kSides) {
    const auto index = static_cast<std::size_t>(side == Side::kLeft ? 0 : 1);
    for (const exercise::Fault* fault : ways) {
      const ReferenceBody reference(definition, side, kBody, fault);
      const auto first = reference.JointsAt(0);
      const double trunk = TrunkOf(first);
      const Displacement start = PlaceJoints(first, trunk);
      if (fault == nullptr) starts_[index] = start;
      Course course;
      for (const double share : kMoments) {
        course.push_back(Between(PlaceJoints(reference.JointsAt(share), trunk), start));
      }
      courses_[index].push_back(std::move(course));
    }
  }
  const Displacement& whole = courses_[0].front().back();
  for (std::size_t i = 0; i < whole.size(); ++i) legs_work_ |= IsLeg(i) && body::Norm(whole[i]) > kWorks;
}

namespace {

/// What people do between exercises: a hand to the face or the head, bowing to the floor.
std::vector<MovementLibrary::Entry> EverydayMovements() {
  const auto movement = [](std::string id, std::initializer_list<std::pair<const char*, double>> working,
                           std::initializer_list<std::pair<const char*, double>> both) {
    Definition definition;
    definition.id = std::move(id);
    definition.region = exercise::Region::kArm;
    for (const auto& [family, degrees] : working) {
      definition.reference.end.push_back({exercise::Limb::kWorking, family, Degrees(degrees)});
    }
    for (const auto& [family, degrees] : both) {
      definition.reference.end.push_back({exercise::Limb::kBoth, family, Degrees(degrees)});
    }
    return MovementLibrary::Entry{definition.id, ReferenceMovement(definition), true};
  };
  return {
      movement("hand to the face", {{"shoulder_flexion", 90}, {"shoulder_abduction", 30}, {"elbow_flexion", 135}}, {}),
      movement(
          "hand to the head",
          {{"shoulder_flexion", 75}, {"shoulder_abduction", 40}, {"shoulder_rotation", 45}, {"elbow_flexion", 130}},
          {}),
      movement("hand to the side of the head", {{"shoulder_abduction", 85}, {"elbow_flexion", 130}}, {}),
      movement("bow to the floor", {},
               {{"hip_flexion", 95}, {"trunk_flexion", 45}, {"knee_flexion", 25}, {"shoulder_flexion", 80}})};
}

}  // namespace

double PoseFit(double distance) { return -math::Log(distance + kPoseNoise); }
double MovementFit(double likeness) { return -kLikenessWorth * math::Log(kBeyondPerfect - likeness); }

std::shared_ptr<const MovementLibrary> MakeMovementLibrary(
    std::span<const std::shared_ptr<const Definition>> definitions) {
  auto library = std::make_shared<MovementLibrary>();
  library->movements = EverydayMovements();
  for (const auto& definition : definitions) {
    library->movements.push_back({definition->id, ReferenceMovement(*definition), false});
  }
  return library;
}

AimedMovement::AimedMovement(const ReferenceMovement& movement, const Heading& heading)
    : legs_work_(movement.legs_work()),
      turn_(body::RotateY(heading.yaw())),
      metres_(heading.metres()),
      yaw_(heading.yaw()) {
  const double turned = std::fabs(heading.yaw().value);
  profile_ = !metres_ && turned > kProfile && turned < 180 - kProfile;
  const Side nearer = heading.yaw().value > 0 ? Side::kLeft : Side::kRight;
  for (const Side side : body::kSides) {
    Sided& sided = sides_[side == Side::kLeft ? 0 : 1];
    const auto seen = [&](const Displacement& in) { return Seen(in, turn_, metres_); };
    sided.weights = movement.weights();
    // Both sides of what is bilateral are told by the nearer one; where one works, its own is looked at.
    const Side hidden = movement.one_sided() ? body::Opposite(side) : body::Opposite(nearer);
    for (std::size_t i = 0; profile_ && hidden != nearer && i < BodyPoints::kCount; ++i) {
      if ((IsArm(i) || IsLeg(i)) && IsOn(hidden, i)) sided.weights[i] = 0;
    }
    sided.start = seen(movement.Start(side));
    for (const ReferenceMovement::Course& course : movement.Courses(side)) {
      for (const Displacement& way : course) sided.ways.push_back(seen(way));
    }
    const Displacement& whole = movement.Courses(side).front().back();
    sided.whole = seen(whole);
    visible_ =
        visible_ && EnergyOf(sided.whole, movement.weights()) > kVisibleShare * EnergyOf(whole, movement.weights());
  }
}

std::optional<double> AimedMovement::Along(const BodyPoints& body, Side working) const {
  const Sided& sided = On(working);
  double sum = 0, seen = 0, all = 0;
  for (std::size_t i = 0; i < BodyPoints::kCount; ++i) {
    const double energy = sided.weights[i] * body::Dot(sided.whole[i], sided.whole[i]);
    all += energy;
    if (!body.seen[i]) continue;
    seen += energy;
    sum += sided.weights[i] * body::Dot(body.at[i] - sided.start[i], sided.whole[i]);
  }
  if (!(seen > kSeenShare * all)) return std::nullopt;
  return sum / seen;
}

double AimedMovement::Likeness(const BodyPoints& moved, Side working) const {
  double best = -1;
  for (const Displacement& way : On(working).ways) {
    BodyPoints reference;
    reference.at = way;
    reference.seen.fill(true);
    best = std::max(best, Likeness(moved, reference, working));
  }
  return best;
}

double AimedMovement::LikenessOfOther(const BodyPoints& moved, Side working, const ReferenceMovement& other) const {
  double best = -1;
  for (const Side side : body::kSides) {
    for (const Displacement& way : other.Courses(side).front()) {
      BodyPoints reference;
      reference.at = Seen(way, turn_, metres_);
      reference.seen.fill(true);
      best = std::max(best, Likeness(moved, reference, working));
    }
  }
  return best;
}

double AimedMovement::PoseDistance(const BodyPoints& rest, const BodyPoints& far, Side working) const {
  const Sided& sided = On(working);
  double least = kUnknown;
  for (const Displacement& way : sided.ways) {
    least = std::min(least, Apart(rest, far, sided.start, way, sided.weights, legs_work_));
  }
  return least;
}

double AimedMovement::PoseDistanceOfOther(const BodyPoints& rest, const BodyPoints& far, Side working,
                                          const ReferenceMovement& other) const {
  double least = kUnknown;
  for (const Side side : body::kSides) {
    const Displacement start = Seen(other.Start(side), turn_, metres_);
    for (const Displacement& way : other.Courses(side).front()) {
      least = std::min(least, Apart(rest, far, start, Seen(way, turn_, metres_), On(working).weights,
                                    legs_work_ || other.legs_work()));
    }
  }
  return least;
}

double AimedMovement::Likeness(const BodyPoints& a, const BodyPoints& b, Side working) const {
  const Weights& weights = On(working).weights;
  double product = 0, of_a = 0, of_b = 0;
  for (std::size_t i = 0; i < BodyPoints::kCount; ++i) {
    if (!a.seen[i] || !b.seen[i]) continue;
    product += weights[i] * body::Dot(a.at[i], b.at[i]);
    of_a += weights[i] * body::Dot(a.at[i], a.at[i]);
    of_b += weights[i] * body::Dot(b.at[i], b.at[i]);
  }
  const double norms = std::sqrt(of_a * of_b);
  return norms > 0 ? product / norms : -1;
}

}  // namespace ezpt::motion
