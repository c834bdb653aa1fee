#include "motion/view_estimator.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/math.h"

namespace ezpt::motion {
namespace {

using body::Joint;
using body::Side;
using body::View;

// Shoulder width ÷ trunk of a person who faces the camera, and how far the nose
// is ahead of the shoulders ÷ trunk in profile: medians over real recordings.
constexpr double kFrontalWidth = 0.69;
constexpr double kNoseAhead = 0.27;
// How far the nose may contradict the shoulders, as a sine: a head turned to the screen, and, since broad shoulders
// look as if they faced the camera, a body turned from it. Less than what undoes a front that was seen before.
constexpr double kHeadToScreen = 0.35, kBroadShoulders = 0.5;
// Smoothing of both cues.
constexpr double kTimeConstant = 0.35;                                  // seconds
constexpr double kSwitchTime = 0.45;                                    // seconds
constexpr double kFrontBelow = 22.0, kSideAbove = 63.0, kMargin = 5.0;  // degrees of yaw
// A trunk flatter than this lies; one steeper than the second stands.
constexpr double kLyingBelow = 38.0, kUprightAbove = 48.0;  // degrees
// Lying end-on, the shoulders are wider than the trunk is long.
constexpr double kEndOnRatio = 0.95, kLyingSideRatio = 0.55;

struct Point {
  double x, y;
};

std::optional<Point> Seen(const body::Pose& pose, Joint joint, float min_score) {
  const body::Landmark p = body::At(pose, joint);
  if (!(p.score >= min_score) || p.score <= 0 || !std::isfinite(p.x) || !std::isfinite(p.y)) return std::nullopt;
  return Point{p.x, p.y};
}

std::optional<Point> Middle(const body::Pose& pose, Joint left, float min_score) {
  const auto a = Seen(pose, left, min_score), b = Seen(pose, body::OnSide(left, Side::kRight), min_score);
  if (a && b) return Point{(a->x + b->x) / 2, (a->y + b->y) / 2};
  return a ? a : b;
}

double AngleOf(double opposite, double adjacent) { return math::Atan2(opposite, adjacent) * (180.0 / kPi); }

/// Knees bend forward: the knee's offset from the line of hip and ankle.
double KneeAhead(const body::Pose& pose, float min_score) {
  const auto hip = Middle(pose, Joint::kLeftHip, min_score), knee = Middle(pose, Joint::kLeftKnee, min_score);
  const auto ankle = Middle(pose, Joint::kLeftAnkle, min_score);
  if (!hip || !knee || !ankle) return 0;
  const double height = ankle->y - hip->y;
  if (!(std::fabs(height) > 1e-6)) return 0;
  const double along = std::clamp((knee->y - hip->y) / height, 0.0, 1.0);
  return knee->x - (hip->x + (ankle->x - hip->x) * along);
}

}  // namespace

/// What one frame says.
struct ViewEstimator::Cues {
  double width = 0;
  double facing = 0;
  double pitch = 90;
  bool head_right = false;
};

void ViewEstimator::Reset() { *this = ViewEstimator(position_); }

void ViewEstimator::Add(const body::Pose& pose, Seconds t, const body::BodyScale& scale, float min_score,
                        Freeze freeze) {
  const auto shoulder = Middle(pose, Joint::kLeftShoulder, min_score), hip = Middle(pose, Joint::kLeftHip, min_score);
  const auto left = Seen(pose, Joint::kLeftShoulder, min_score);
  const auto right = Seen(pose, Joint::kRightShoulder, min_score);
  if (!shoulder || !hip || !left || !right) return;
  const double x = shoulder->x - hip->x, y = shoulder->y - hip->y;
  const double length = math::Hypot(x, y);
  const double trunk = std::max(scale.trunk, length);
  if (!(trunk > 0) || !(length > 0)) return;

  Cues cues;
  cues.pitch = AngleOf(-y, std::fabs(x));
  cues.head_right = x > 0;
  if (pose.space == body::Space::kWorld) {
    const body::Landmark l = body::At(pose, Joint::kLeftShoulder), r = body::At(pose, Joint::kRightShoulder);
    const double across = static_cast<double>(l.x) - r.x, deep = static_cast<double>(l.z) - r.z;
    const double width = std::max(math::Hypot(across, deep), 1e-9);
    cues.width = across / width;
    // A person who faces the picture's right has the left shoulder farther away.
    cues.facing = kNoseAhead * deep / width;
  } else {
    // Across the trunk, so that a leaning or lying body reads the same.
    const double gap = std::fabs((left->x - right->x) * (y / length) - (left->y - right->y) * (x / length));
    cues.width = gap / trunk / kFrontalWidth;
    if (const auto nose = Seen(pose, Joint::kNose, min_score)) cues.facing += (nose->x - shoulder->x) / trunk;
    cues.facing += 0.7 * KneeAhead(pose, min_score) / trunk;
    const auto heel = Middle(pose, Joint::kLeftHeel, min_score), toe = Middle(pose, Joint::kLeftToe, min_score);
    if (heel && toe) cues.facing += (toe->x - heel->x) / trunk;
  }
  Blend(cues, t, freeze);
  if (freeze == Freeze::kNothing) Decide(t);
}

void ViewEstimator::Blend(const Cues& cues, Seconds t, Freeze freeze) {
  // 1 − e^(−dt/τ); the first frame sets the value.
  const double dt = std::max((t - last_).value, 0.0);
  const double share = started_ ? 1.0 - math::Exp(-dt / kTimeConstant) : 1.0;
  width_ += share * (cues.width - width_);
  facing_ += share * (cues.facing - facing_);
  last_ = t;
  started_ = true;
  // In exercises done upright a flat trunk is only a deep bow.
  const bool may_lie = position_ == exercise::Position::kPlank || position_ == exercise::Position::kSupine;
  lying_ = may_lie && cues.pitch < (lying_ ? kUprightAbove : kLyingBelow);
  if (position_ == exercise::Position::kPlank && width_ * kFrontalWidth > kEndOnRatio) lying_ = true;

  if (lying_) {
    const double ratio = width_ * kFrontalWidth;
    const double end_on = std::clamp((ratio - kLyingSideRatio) / (kEndOnRatio - kLyingSideRatio), 0.0, 1.0);
    yaw_ = ratio <= kLyingSideRatio ? 90.0 : 62.0 * (1.0 - end_on);
    // Prone with the head at the picture's right shows the right side; supine the left.
    const bool prone = position_ == exercise::Position::kPlank;
    if (freeze == Freeze::kNothing) estimate_.nearer = cues.head_right == prone ? Side::kRight : Side::kLeft;
    return;
  }
  const double cosine = std::clamp(width_, 0.0, 1.0);
  const double sine = math::Sqrt(1.0 - cosine * cosine);
  const double nose = std::clamp(std::fabs(facing_) / kNoseAhead, 0.0, 1.0);
  yaw_ = AngleOf(std::clamp(nose, sine - kHeadToScreen, sine + kBroadShoulders), cosine);
  // Near zero the sign is noise: keep the last one.
  const bool clear = std::fabs(facing_) > 0.03 || !estimate_.known;
  if (clear && freeze == Freeze::kNothing) estimate_.nearer = facing_ > 0 ? Side::kRight : Side::kLeft;
}

View ViewEstimator::Classify() const {
  const View side = estimate_.nearer == Side::kRight ? View::kSideRight : View::kSideLeft;
  const bool was_side = estimate_.known && (estimate_.view == View::kSideLeft || estimate_.view == View::kSideRight);
  const bool was_front = estimate_.known && estimate_.view == View::kFront;
  if (yaw_ > kSideAbove + (was_side ? -kMargin : estimate_.known ? kMargin : 0)) return side;
  if (yaw_ < kFrontBelow + (was_front ? kMargin : estimate_.known ? -kMargin : 0)) return View::kFront;
  return View::kOblique;
}

void ViewEstimator::Decide(Seconds t) {
  estimate_.yaw = Degrees(yaw_);
  const View now = Classify();
  if (!estimate_.known) {
    estimate_.known = true;
    estimate_.view = candidate_ = now;
    candidate_since_ = t;
    return;
  }
  if (now != candidate_) {
    candidate_ = now;
    candidate_since_ = t;
  }
  if (candidate_ != estimate_.view && t - candidate_since_ >= Seconds(kSwitchTime)) estimate_.view = candidate_;
}

}  // namespace ezpt::motion
