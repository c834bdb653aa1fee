#include "motion/side_keeper.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/math.h"

namespace ezpt::motion {
namespace {

using body::Joint;
using body::Landmark;

constexpr std::array kJoints = {Joint::kLeftElbow, Joint::kLeftWrist, Joint::kLeftKnee, Joint::kLeftAnkle};
// What was seen longer ago says nothing about where it is now.
constexpr Seconds kRecent{0.3};
// Two joints farther apart than this share of the trunk are told apart by where they
// were; two nearer than the second have fallen on one point.
constexpr double kApart = 0.3, kTogether = 0.12;
// A joint that fell on the other went most of the way between them in one frame, and at
// more than this: about three metres a second, the most that foot or hand do in haste.
constexpr double kJumped = 0.6, kJumpSpeed = 6;  // trunks a second
// An exchange spares each of the two the way to the other's place: half of that is clear.
constexpr double kClear = 1.0;
// Both on one point for this long is no slip.
constexpr Seconds kBelieved{0.5};
// Which of the two is the left one is voted on by what the network said lately, while
// they were apart; it takes the second to be sure, and to be sure of the opposite.
constexpr double kMemory = 0.7, kSure = 0.35;  // seconds

template <typename A, typename B>
double Distance(const A& a, const B& b) {
  const double dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
  return math::Sqrt(dx * dx + dy * dy + dz * dz);
}

}  // namespace

void SideKeeper::MendPair(Pair& pair, Landmark& left, Landmark& right, Seconds t, double trunk, float min_score) {
  const double dt = std::clamp((t - pair.seen_at).value, 0.0, kRecent.value);
  const bool both = left.score >= min_score && right.score >= min_score;
  if (!both) return;
  const double were = Distance(pair.a, pair.b);
  const bool known = t - pair.seen_at <= kRecent && were > kApart * trunk;
  if (!known) {
    pair = {.a = {left.x, left.y, left.z}, .b = {right.x, right.y, right.z}, .seen_at = t};
    return;
  }
  pair.seen_at = t;
  const bool sure = pair.name != Name::kUnsure;
  Landmark& a = pair.name == Name::kLeft ? left : right;
  Landmark& b = pair.name == Name::kLeft ? right : left;
  const double to_a = std::min(Distance(left, pair.a), Distance(right, pair.a));
  const double to_b = std::min(Distance(left, pair.b), Distance(right, pair.b));
  const double jump = std::max(to_a, to_b);
  const bool jumped = pair.fallen_since || (jump > kJumped * were && jump > kJumpSpeed * trunk * dt);
  if (sure && jumped && Distance(left, right) < kTogether * trunk) {
    if (!pair.fallen_since) pair.fallen_since = t;
    if (t - *pair.fallen_since <= kBelieved) {
      Landmark& gone = to_a > to_b ? a : b;
      gone.score = 0;
      (to_a > to_b ? pair.b : pair.a) = {left.x, left.y, left.z};
      return;
    }
  }
  pair.fallen_since.reset();
  // A limb that swings past the other fits either way: then nothing was exchanged.
  const double as_named = Distance(left, pair.a) + Distance(right, pair.b);
  const double exchanged = Distance(left, pair.b) + Distance(right, pair.a);
  const double gain = pair.called_left ? as_named - exchanged : exchanged - as_named;
  const bool a_is_left = gain > kClear * were ? !pair.called_left : pair.called_left;
  pair.called_left = a_is_left;
  pair.a = a_is_left ? Place{left.x, left.y, left.z} : Place{right.x, right.y, right.z};
  pair.b = a_is_left ? Place{right.x, right.y, right.z} : Place{left.x, left.y, left.z};
  pair.vote = pair.vote * math::Exp(-dt / kMemory) + (a_is_left ? 1 : -1) * dt;
  if (pair.vote >= kSure) pair.name = Name::kLeft;
  if (pair.vote <= -kSure) pair.name = Name::kRight;
  if (pair.name == (a_is_left ? Name::kRight : Name::kLeft)) std::swap(left, right);
}

void SideKeeper::Mend(body::Pose& pose, Seconds t, double trunk, float min_score) {
  if (!(trunk > 0)) return;
  for (std::size_t i = 0; i < kJoints.size(); ++i) {
    const auto left = body::IndexOf(kJoints[i], pose.topology);
    const auto right = body::IndexOf(body::OnSide(kJoints[i], body::Side::kRight), pose.topology);
    if (left && right) MendPair(pairs_[i], pose.points[*left], pose.points[*right], t, trunk, min_score);
  }
}

}  // namespace ezpt::motion
