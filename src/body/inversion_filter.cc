#include "body/inversion_filter.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/math.h"

namespace ezpt::body {
namespace {

constexpr std::array kJoints = {Joint::kLeftElbow, Joint::kLeftWrist, Joint::kLeftKnee, Joint::kLeftAnkle};
// What was seen longer ago says nothing about where it is now.
constexpr Seconds kRecent{0.3};
// Shares of the trunk: two joints farther apart than the first are told apart by where
// they were; two nearer than the second are on one place.
constexpr double kApart = 0.3, kOnePlace = 0.2;
// A joint that fell on the other went most of the way between them in one frame, and at
// more than about three metres a second, the most that foot or hand do in haste.
constexpr double kJumped = 0.6, kJumpSpeed = 6;  // trunks a second
// Both on one place for this long is no slip.
constexpr Seconds kBelieved{1.0};
// Badly seen: less sure than this, and than this share of the other side's score.
constexpr float kBadScore = 0.4F, kBadShare = 0.8F;
// Two joints are beside each other that are farther apart than the first, and as high whose heights differ by no more
// than the second.
constexpr double kBeside = 0.15, kLevel = 0.2;
// An exchange spares each of the two the way to the other's place: half of that is clear.
constexpr double kClear = 1.0;
// Two that together went less than this share of the way between them did not change places.
constexpr double kSteady = 0.5;
// Which of the two is the left one is voted on by what the network says while they are
// apart; it takes the first to be sure, and to be sure of the opposite. More votes than
// the second are not kept, so that a wrong beginning is mended.
constexpr double kSure = 0.35, kMostVotes = 2;  // seconds

template <typename A, typename B>
double Distance(const A& a, const B& b) {
  const double dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
  return math::Sqrt(dx * dx + dy * dy + dz * dz);
}

/// Standing legs do not cross below the knees: where both feet are as high and stand the other way round than the knees
/// above them, they have each other's name.
void Uncross(Pose& pose, double trunk, float min_score) {
  const Landmark knee_l = At(pose, Joint::kLeftKnee), knee_r = At(pose, Joint::kRightKnee);
  const Landmark foot_l = At(pose, Joint::kLeftAnkle), foot_r = At(pose, Joint::kRightAnkle);
  if (std::min({knee_l.score, knee_r.score, foot_l.score, foot_r.score}) < min_score) return;
  const double knees = static_cast<double>(knee_l.x) - knee_r.x, feet = static_cast<double>(foot_l.x) - foot_r.x;
  if (knees * feet >= 0 || std::min(std::fabs(knees), std::fabs(feet)) < kBeside * trunk) return;
  const auto apart = [](const Landmark& a, const Landmark& b) { return std::fabs(static_cast<double>(a.y) - b.y); };
  if (std::max(apart(knee_l, knee_r), apart(foot_l, foot_r)) > kLevel * trunk) return;
  if (std::min(foot_l.y, foot_r.y) <= std::max(knee_l.y, knee_r.y)) return;
  for (const Joint left : {Joint::kLeftAnkle, Joint::kLeftHeel, Joint::kLeftToe}) ExchangeSides(pose, left);
}

}  // namespace

/// Whether one of two on one place came there by a jump: it is not seen then.
bool InversionFilter::HideFallen(Pair& pair, Landmark& left, Landmark& right, Seconds t, double trunk) {
  const double were = Distance(pair.a, pair.b), dt = (t - pair.seen_at).value;
  const double to_a = std::min(Distance(left, pair.a), Distance(right, pair.a));
  const double to_b = std::min(Distance(left, pair.b), Distance(right, pair.b));
  const double jump = std::max(to_a, to_b);
  if (!pair.fallen_since && jump > kJumped * were && jump > kJumpSpeed * trunk * dt) pair.fallen_since = t;
  if (!pair.fallen_since || t - *pair.fallen_since > kBelieved) return false;
  const bool a_gone = to_a > to_b;
  (a_gone ? pair.b : pair.a) = {left.x, left.y, left.z};
  const bool a_is_left = pair.name == Name::kUnsure ? pair.called_left : pair.name == Name::kLeft;
  (a_gone == a_is_left ? left : right).score = 0;
  return true;
}

/// Gives each of the two the name that it had.
void InversionFilter::Rename(Pair& pair, Landmark& left, Landmark& right, Seconds t) {
  const double were = Distance(pair.a, pair.b), dt = (t - pair.seen_at).value;
  // A limb that swings past the other fits either way: then nothing was exchanged.
  const double as_named = Distance(left, pair.a) + Distance(right, pair.b);
  const double exchanged = Distance(left, pair.b) + Distance(right, pair.a);
  const double gain = pair.called_left ? as_named - exchanged : exchanged - as_named;
  const bool a_is_left = gain > kClear * were ? !pair.called_left : pair.called_left;
  pair.called_left = a_is_left;
  pair.a = a_is_left ? Place{left.x, left.y, left.z} : Place{right.x, right.y, right.z};
  pair.b = a_is_left ? Place{right.x, right.y, right.z} : Place{left.x, left.y, left.z};
  const bool steady = std::min(as_named, exchanged) < kSteady * were;
  pair.vote = std::clamp((steady ? pair.vote : 0) + (a_is_left ? dt : -dt), -kMostVotes, kMostVotes);
  if (pair.vote >= kSure) pair.name = Name::kLeft;
  if (pair.vote <= -kSure) pair.name = Name::kRight;
  if (pair.name == (a_is_left ? Name::kRight : Name::kLeft)) std::swap(left, right);
}

void InversionFilter::Tell(Pair& pair, Landmark& left, Landmark& right, Seconds t, double trunk) {
  const bool known = t - pair.seen_at <= kRecent && Distance(pair.a, pair.b) > kApart * trunk;
  const bool on_one_place = Distance(left, right) < kOnePlace * trunk;
  if (!on_one_place) pair.fallen_since.reset();
  if (!known) {
    pair = {.a = {left.x, left.y, left.z}, .b = {right.x, right.y, right.z}};
  } else if (!on_one_place || !HideFallen(pair, left, right, t, trunk)) {
    Rename(pair, left, right, t);
  }
  pair.seen_at = t;
}

void InversionFilter::Apply(Pose& pose, Seconds t, double trunk, float min_score) {
  if (!(trunk > 0)) return;
  Uncross(pose, trunk, min_score);
  for (std::size_t i = 0; i < kJoints.size(); ++i) {
    const auto left = IndexOf(kJoints[i], pose.topology);
    const auto right = IndexOf(OnSide(kJoints[i], Side::kRight), pose.topology);
    if (!left || !right) continue;
    Landmark &l = pose.points[*left], &r = pose.points[*right];
    if (l.score >= min_score && r.score >= min_score) Tell(pairs_[i], l, r, t, trunk);
  }
}

/// Ends of limbs only: the farther knee or elbow of a body in profile is where the nearer one is, badly seen or not.
void HideBadlySeen(Pose& pose, double trunk) {
  for (const Joint joint : {Joint::kLeftWrist, Joint::kLeftAnkle}) {
    const auto left = IndexOf(joint, pose.topology);
    const auto right = IndexOf(OnSide(joint, Side::kRight), pose.topology);
    if (!left || !right) continue;
    Landmark &l = pose.points[*left], &r = pose.points[*right];
    Landmark& worse = l.score < r.score ? l : r;
    const bool bad = worse.score < kBadScore && worse.score < kBadShare * std::max(l.score, r.score);
    if (bad && Distance(l, r) < kOnePlace * trunk) worse.score = 0;
  }
}

}  // namespace ezpt::body
