#include "body/facing_keeper.h"

#include <utility>

#include "base/math.h"

namespace ezpt::body {
namespace {

constexpr std::array kPairs = {Joint::kLeftShoulder, Joint::kLeftHip};
// What was seen longer ago says nothing about now.
constexpr Seconds kRecent{0.3};
// Shares of the trunk: nearer than the first, a pair says nothing about which is which; one whose
// middle has gone farther than the second in one frame is not the one of before.
constexpr double kApart = 0.3, kElsewhere = 0.3;
// Of a pair's product with itself a frame ago: above the first the body has hardly turned, below the
// second it has been exchanged.
constexpr double kHardlyTurned = 0.6, kExchangedBelow = -0.5;
// Names are kept after so long; others are believed when nothing else has been said for the second time.
constexpr Seconds kSure{0.35}, kBelieved{1.5};
// Unclear for longer than this is no slip.
constexpr Seconds kStillUnclear{1.0};

template <typename AnyPose>
auto Seen(AnyPose& pose, Joint joint, float min_score) -> decltype(&pose.points[0]) {
  const auto at = IndexOf(joint, pose.topology);
  return at && pose.points[*at].score >= min_score ? &pose.points[*at] : nullptr;
}

}  // namespace

/// How the pairs lie to what they were: their product with it over its square.
FacingKeeper::Reading FacingKeeper::Read(const Pose& pose, double trunk, float min_score) const {
  double product = 0, square = 0;
  for (std::size_t i = 0; i < kPairs.size(); ++i) {
    const Landmark* l = Seen(pose, kPairs[i], min_score);
    const Landmark* r = Seen(pose, OnSide(kPairs[i], Side::kRight), min_score);
    if (!pairs_[i] || l == nullptr || r == nullptr) continue;
    const Point& half = pairs_[i]->half;
    const double own = 4 * (half.x * half.x + half.y * half.y + half.z * half.z);
    if (own < kApart * trunk * kApart * trunk) continue;
    product += 2 * ((l->x - r->x) * half.x + (l->y - r->y) * half.y + (l->z - r->z) * half.z);
    square += own;
  }
  if (square <= 0) return Reading::kNothing;
  if (product > kHardlyTurned * square) return Reading::kAsBefore;
  return product < kExchangedBelow * square ? Reading::kExchanged : Reading::kUnclear;
}

/// Puts each pair as far apart as it was, about its middle.
void FacingKeeper::Spread(Pose& pose, double trunk, float min_score) const {
  for (std::size_t i = 0; i < kPairs.size(); ++i) {
    Landmark* l = Seen(pose, kPairs[i], min_score);
    Landmark* r = Seen(pose, OnSide(kPairs[i], Side::kRight), min_score);
    if (!pairs_[i] || l == nullptr || r == nullptr) continue;
    const Point middle{(static_cast<double>(l->x) + r->x) / 2, (static_cast<double>(l->y) + r->y) / 2,
                       (static_cast<double>(l->z) + r->z) / 2};
    const Point& was = pairs_[i]->middle;
    if (math::Hypot(middle.x - was.x, middle.y - was.y) > kElsewhere * trunk) continue;
    const Point& half = pairs_[i]->half;
    const auto put = [&](Landmark& joint, double sign) {
      joint.x = static_cast<float>(middle.x + sign * half.x);
      joint.y = static_cast<float>(middle.y + sign * half.y);
      joint.z = static_cast<float>(middle.z + sign * half.z);
    };
    put(*l, 1);
    put(*r, -1);
  }
}

void FacingKeeper::Remember(const Pose& pose, Seconds t, float min_score) {
  for (std::size_t i = 0; i < kPairs.size(); ++i) {
    const Landmark* l = Seen(pose, kPairs[i], min_score);
    const Landmark* r = Seen(pose, OnSide(kPairs[i], Side::kRight), min_score);
    pairs_[i].reset();
    if (l == nullptr || r == nullptr) continue;
    const auto middle = [](float a, float b) { return (static_cast<double>(a) + b) / 2; };
    const auto half = [](float a, float b) { return (static_cast<double>(a) - b) / 2; };
    pairs_[i] = Pair{{middle(l->x, r->x), middle(l->y, r->y), middle(l->z, r->z)},
                     {half(l->x, r->x), half(l->y, r->y), half(l->z, r->z)}};
  }
  seen_at_ = t;
}

/// Takes the names as the network gives them.
void FacingKeeper::Accept(Seconds t) {
  named_since_ = clear_at_ = t;
  exchanged_since_.reset();
}

void FacingKeeper::Apply(Pose& pose, Seconds t, double trunk, float min_score) {
  if (!(trunk > 0)) return;
  const Reading now = t - seen_at_ > kRecent ? Reading::kNothing : Read(pose, trunk, min_score);
  const bool sure = t - named_since_ >= kSure;
  if (now == Reading::kAsBefore) {
    clear_at_ = t;
    exchanged_since_.reset();
  } else if (now == Reading::kExchanged && sure && t - exchanged_since_.value_or(t) <= kBelieved) {
    if (!exchanged_since_) exchanged_since_ = t;
    clear_at_ = t;
    ExchangeSides(pose);
  } else if (now == Reading::kUnclear && sure && t - clear_at_ <= kStillUnclear) {
    Spread(pose, trunk, min_score);
  } else {
    Accept(t);
  }
  Remember(pose, t, min_score);
}

}  // namespace ezpt::body
