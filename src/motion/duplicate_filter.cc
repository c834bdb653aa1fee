#include "motion/duplicate_filter.h"

#include <algorithm>
#include <cmath>

namespace ezpt::motion {
namespace {

using body::At;
using body::Joint;
using body::Landmark;
using body::Pose;
using body::Side;

// Shares of the trunk's length in the picture: two limbs end on one place; one of them jumped there.
constexpr double kOnePlace = 0.2, kJump = 0.4;
// Between frames that are far apart a quick limb goes as far: a jump is faster than about three metres a second.
constexpr double kJumpSpeed = 6;  // trunks a second
// Of two that moved, one jumped if the other went less than this share of the way.
constexpr double kStayed = 0.5;
// Badly seen: less sure than this, and than this share of the other side's score.
constexpr float kBadScore = 0.4F, kBadShare = 0.8F;
// Surer than this, a place is remembered; where a limb was longer ago says nothing.
constexpr float kRemembered = 0.2F;
constexpr Seconds kForgotten{1.0};

double Distance(double ax, double ay, double bx, double by) {
  return std::sqrt((ax - bx) * (ax - bx) + (ay - by) * (ay - by));
}

double TrunkLength(const Pose& pose) {
  const Landmark ls = At(pose, Joint::kLeftShoulder), rs = At(pose, Joint::kRightShoulder);
  const Landmark lh = At(pose, Joint::kLeftHip), rh = At(pose, Joint::kRightHip);
  return Distance(0.5 * (ls.x + rs.x), 0.5 * (ls.y + rs.y), 0.5 * (lh.x + rh.x), 0.5 * (lh.y + rh.y));
}

/// Which of the two on one place is not seen there, if any.
std::optional<std::size_t> Lost(const std::array<const Landmark*, 2>& points, const std::array<double, 2>& moved,
                                double trunk, Seconds interval) {
  const std::size_t farther = moved[0] > moved[1] ? 0 : 1;
  const double least = std::max(kJump, kJumpSpeed * interval.value) * trunk;
  if (moved[farther] > least && moved[1 - farther] < kStayed * moved[farther]) return farther;
  const std::size_t worse = points[0]->score < points[1]->score ? 0 : 1;
  const float score = points[worse]->score;
  if (score < kBadScore && score < kBadShare * points[1 - worse]->score) return worse;
  return std::nullopt;
}

}  // namespace

void DuplicateFilter::Screen(End& end, Pose& pose, double trunk, Seconds t) {
  const auto left = body::IndexOf(body::OnSide(end.left, Side::kLeft), pose.topology);
  const auto right = body::IndexOf(body::OnSide(end.left, Side::kRight), pose.topology);
  if (!left || !right) return;
  const std::array<Landmark*, 2> points{&pose.points[*left], &pose.points[*right]};
  std::array<double, 2> moved{};
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& last = end.last[i];
    if (last && t - last->t <= kForgotten) moved[i] = Distance(points[i]->x, points[i]->y, last->x, last->y);
  }
  if (Distance(points[0]->x, points[0]->y, points[1]->x, points[1]->y) < kOnePlace * trunk) {
    const auto lost = Lost({points[0], points[1]}, moved, trunk, t - end.frame_at);
    if (lost) points[*lost]->score = 0;
  }
  end.frame_at = t;
  for (std::size_t i = 0; i < 2; ++i) {
    if (points[i]->score >= kRemembered) end.last[i] = Place{points[i]->x, points[i]->y, t};
  }
}

Pose DuplicateFilter::Apply(const Pose& pose, Seconds t) {
  Pose out = pose;
  for (Landmark& p : out.view()) {
    const bool sound = std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z) && std::isfinite(p.score);
    if (!sound) p = {};
  }
  if (out.space == body::Space::kWorld) return out;
  const double trunk = TrunkLength(out);
  for (End& end : ends_) Screen(end, out, trunk, t);
  return out;
}

}  // namespace ezpt::motion
