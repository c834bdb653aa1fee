#include "motion/person_watch.h"

#include <algorithm>
#include <cmath>

#include "base/math.h"

namespace ezpt::motion {
namespace {

using body::Joint;

// A trunk that jumps by its own length between two frames this close is another person.
constexpr double kJumpTrunks = 1.2;
constexpr Seconds kJumpWithin{0.2};
// Another person is that much larger or smaller, from one frame to the next.
constexpr double kSizeJump = 1.8;
// A tracker that was on somebody else comes back within this time; whoever is seen for longer is the person.
constexpr Seconds kComesBack{0.6};
// Without a person for this long, position and lengths are learnt anew.
constexpr Seconds kForgetAfter{2.0};
// Nobody becomes so much larger or smaller within this time, every segment by the same factor: the picture did. In
// between, a tracker may have yet to find the body again.
constexpr Seconds kSuddenly{0.35}, kSizeSpacing{0.08};
// … and it stays so.
constexpr Seconds kStays{0.3};
constexpr double kAnotherSize = 1.5, kSameFactor = 1.15;
constexpr int kTellingSegments = 4;
constexpr std::array kRigid = {&body::BodyScale::trunk, &body::BodyScale::thigh, &body::BodyScale::shank,
                               &body::BodyScale::upper_arm, &body::BodyScale::forearm};

bool IsSameSize(const body::BodyScale& before, const body::BodyScale& now) {
  return now.trunk <= kSameFactor * before.trunk && before.trunk <= kSameFactor * now.trunk;
}

bool IsAnotherSize(const body::BodyScale& before, const body::BodyScale& now) {
  if (before.trunk <= 0 || now.trunk <= 0) return false;
  const double growth = now.trunk / before.trunk;
  if (growth < kAnotherSize && growth > 1 / kAnotherSize) return false;
  double least = growth, most = growth;
  int seen = 0;
  for (const auto segment : kRigid) {
    if (before.*segment <= 0 || now.*segment <= 0) continue;
    least = std::min(least, now.*segment / before.*segment);
    most = std::max(most, now.*segment / before.*segment);
    ++seen;
  }
  return seen >= kTellingSegments && most <= kSameFactor * least;
}

}  // namespace

std::optional<PersonWatch::Blob> PersonWatch::BlobOf(const body::Pose& pose, float min_score) {
  double x = 0, y = 0, n = 0;
  for (const Joint joint : {Joint::kLeftShoulder, Joint::kRightShoulder, Joint::kLeftHip, Joint::kRightHip}) {
    const body::Landmark p = body::At(pose, joint);
    if (p.score < min_score || !std::isfinite(p.x) || !std::isfinite(p.y)) continue;
    x += p.x;
    y += p.y;
    n += 1;
  }
  if (n < 3) return std::nullopt;
  return Blob{x / n, y / n, body::MeasureScale(pose, min_score).trunk};
}

bool PersonWatch::Away(const Blob& now, double trunk) const {
  return math::Hypot(now.x - last_->x, now.y - last_->y) > kJumpTrunks * std::max(trunk, now.size);
}

PersonWatch::Who PersonWatch::Judge(const body::Pose& pose, Seconds t, double trunk, bool moving, float min_score) {
  const auto now = BlobOf(pose, min_score);
  if (!now) return elsewhere_since_ ? Who::kElsewhere : Who::kSame;
  Who who = Who::kSame;
  if (elsewhere_since_) {
    if (Away(*now, trunk)) who = t - *elsewhere_since_ <= kComesBack ? Who::kElsewhere : Who::kSomebodyElse;
  } else if (last_ && t - last_at_ <= kJumpWithin && Away(*now, trunk)) {
    const double ratio = last_->size > 0 ? now->size / last_->size : 1;
    // Only together: a trunk seen end-on changes its length quickly on its own.
    if (ratio > kSizeJump || ratio < 1 / kSizeJump || moving) who = Who::kElsewhere;
  }
  if (who == Who::kElsewhere) {
    if (!elsewhere_since_) elsewhere_since_ = t;
    return who;
  }
  elsewhere_since_.reset();
  last_ = now;
  last_at_ = t;
  return who;
}

bool PersonWatch::Resized(const body::Pose& pose, Seconds t, double trunk, float min_score) {
  const auto blob = BlobOf(pose, min_score);
  if (!blob || (last_ && Away(*blob, trunk))) return false;  // That is somebody else, or a moment on a passer-by.
  const body::BodyScale now = body::MeasureScale(pose, min_score);
  if (resized_) {
    if (!IsSameSize(resized_->scale, now)) resized_.reset();  // A tracker that flickers.
    if (!resized_ || t - resized_->t < kStays) return false;
    resized_.reset();
    sizes_ = {};
    return true;
  }
  const bool sudden = std::any_of(sizes_.begin(), sizes_.end(), [&](const Size& before) {
    return t - before.t <= kSuddenly && IsAnotherSize(before.scale, now);
  });
  if (sudden) resized_ = Size{t, now};
  if (t - sizes_[0].t >= kSizeSpacing) {
    std::rotate(sizes_.begin(), sizes_.end() - 1, sizes_.end());
    sizes_[0] = {t, now};
  }
  return false;
}

bool PersonWatch::LongGone(Seconds t) {
  if (!last_ || t - last_at_ <= kForgetAfter) return false;
  last_.reset();
  elsewhere_since_.reset();
  return true;
}

}  // namespace ezpt::motion
