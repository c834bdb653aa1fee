#include "pose/tracker.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "pose/crop.h"

namespace ezpt::pose {
namespace {

/// Presence (see PresenceScore) in the whole picture that is worth a closer
/// look; at that closer look to be somebody; and to stay somebody. Pictures
/// without a person reach 0.27 in the whole picture, photographs of circuit
/// boards 0.37; people at 8 m score 0.3 before the closer look and 0.5 after.
constexpr float kWorthALook = 0.2f;
constexpr float kAppears = 0.33f;
constexpr float kStays = 0.2f;
/// So well seen that no other orientation need be tried.
constexpr float kUpright = 0.5f;
/// By how much a turned look must be better. Turning a real picture by 90° costs
/// the network about 0.2; who pushes up before the camera differs by less.
constexpr float kTurnGain = 0.1f;

constexpr Radians kTiltTolerance = ToRadians(Degrees(45));
constexpr Seconds kRotationInterval{1.0};

/// How far the body's centre may go and still be the same person's, in sides of
/// the region: at once, and for each second since.
constexpr double kJump = 0.25;
constexpr double kJumpPerSecond = 1.5;
/// Someone hidden for longer is looked for everywhere.
constexpr Seconds kPatience{0.5};

/// Of the region's side: about the length of a trunk.
constexpr double kTrunkShare = 0.25;

double WrapAngle(double radians) { return std::remainder(radians, 2 * kPi); }

}  // namespace

PoseTracker::PoseTracker(movenet::Network network, const TrackerOptions& options)
    : network_(std::move(network)), options_(options) {
  const auto side = static_cast<std::size_t>(network_.input_side());
  crop_.resize(side * side * 3);
}

Result<PoseTracker> PoseTracker::Create(std::shared_ptr<const nn::Model> model, const TrackerOptions& options) {
  EZPT_TRY(movenet::Network network, movenet::Network::Create(std::move(model), options.session));
  return PoseTracker(std::move(network), options);
}

void PoseTracker::Lose() {
  followed_.reset();
  for (OneEuroPoint& filter : filters_) filter.Reset();
  facing_.Reset();
  inversions_.Reset();
}

void PoseTracker::Reset() {
  Lose();
  last_t_.reset();
  has_searched_ = false;
  next_turn_ = 1;
}

Result<body::PoseFrame> PoseTracker::Process(const ImageView& picture, Seconds t) {
  if (picture.empty()) return Error{ErrorCode::kInvalidArgument, "pose: the picture is empty"};
  if (last_t_ && t <= *last_t_) Reset();
  last_t_ = t;
  std::optional<Sighting> sighting;
  if (followed_) {
    EZPT_TRY(sighting, Follow(picture, t));
  }
  if (!followed_) {
    EZPT_TRY(sighting, Search(picture));
    rotation_tried_at_ = t - kRotationInterval;  // A new person may lie: find out in the next frame.
  }
  if (!sighting) return body::PoseFrame{t, std::nullopt};
  followed_ = sighting;
  seen_at_ = t;
  return body::PoseFrame{t, Smooth(*sighting, t)};
}

Result<PoseTracker::Sighting> PoseTracker::Look(const ImageView& picture, const Region& region) {
  CropSquare(picture, region, network_.input_side(), crop_);
  EZPT_TRY(movenet::Keypoints keypoints, network_.Run(crop_));
  const std::optional<movenet::Keypoints> before = followed_ ? std::optional(Before(region)) : std::nullopt;
  network_.Refine(before ? &*before : nullptr, keypoints);
  ++network_runs_;
  Sighting sighting;
  sighting.region = region;
  for (std::size_t i = 0; i < keypoints.size(); ++i) {
    const PicturePoint at = ToPicture(region, keypoints[i].x, keypoints[i].y);
    sighting.pose.points[i] = {static_cast<float>(at.x), static_cast<float>(at.y), 0, keypoints[i].score};
  }
  sighting.presence = PresenceScore(sighting.pose);
  return sighting;
}

/// The last sighting, in a crop of this region.
movenet::Keypoints PoseTracker::Before(const Region& region) const {
  movenet::Keypoints before;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const body::Landmark& joint = followed_->pose.points[i];
    const CropPoint at = ToCrop(region, {joint.x, joint.y});
    before[i] = {static_cast<float>(at.v), static_cast<float>(at.u), joint.score};
  }
  return before;
}

/// Looks where the person was. Nothing, and still followed: hidden for a moment.
Result<std::optional<PoseTracker::Sighting>> PoseTracker::Follow(const ImageView& picture, Seconds t) {
  const Radians rotation = followed_->region.rotation;
  const auto next = NextRegion(followed_->pose, picture.width, picture.height, rotation);
  EZPT_TRY(Sighting sighting, Look(picture, next.value_or(WholePicture(picture.width, picture.height, rotation))));
  if (sighting.presence >= kStays && IsSamePerson(sighting, t)) {
    EZPT_TRY(sighting, TryRotations(picture, sighting, t));
    return std::optional<Sighting>(sighting);
  }
  if (t - seen_at_ > kPatience || sighting.presence < kStays) Lose();
  return std::optional<Sighting>();
}

/// Looks at the whole picture; where the upright look is not sure, turned too:
/// all three turns in the first frame, then one a frame. Then closer.
Result<std::optional<PoseTracker::Sighting>> PoseTracker::Search(const ImageView& picture) {
  EZPT_TRY(Sighting best, Look(picture, WholePicture(picture.width, picture.height)));
  const float upright = best.presence;
  const int turns = upright >= kUpright ? 0 : has_searched_ ? 1 : 3;
  has_searched_ = true;
  for (int i = 0; i < turns; ++i) {
    const Radians turn(next_turn_ * kPi / 2);
    next_turn_ = next_turn_ % 3 + 1;
    EZPT_TRY(const Sighting turned, Look(picture, WholePicture(picture.width, picture.height, turn)));
    if (turned.presence > std::max(best.presence, upright + kTurnGain)) best = turned;
  }
  if (best.presence < kWorthALook) return std::optional<Sighting>();
  if (const auto closer = NextRegion(best.pose, picture.width, picture.height, best.region.rotation)) {
    EZPT_TRY(const Sighting close, Look(picture, *closer));
    if (close.presence > best.presence) best = close;
  }
  if (best.presence < kAppears) return std::optional<Sighting>();
  return std::optional<Sighting>(best);
}

/// Where the body lies across the region, sees whether another rotation shows it
/// better: real people in push-ups are often seen best upright, turned pictures
/// never are, and only the network can say.
Result<PoseTracker::Sighting> PoseTracker::TryRotations(const ImageView& picture, Sighting sighting, Seconds t) {
  const double current = sighting.region.rotation.value;
  const auto tilt = BodyTilt(sighting.pose);
  if (!tilt || t - rotation_tried_at_ < kRotationInterval) return sighting;
  if (std::fabs(WrapAngle(tilt->value - current)) < kTiltTolerance.value) return sighting;
  rotation_tried_at_ = t;
  Sighting best = sighting;
  for (const double rotation : {tilt->value, 0.0}) {
    if (std::fabs(WrapAngle(rotation - current)) < kTiltTolerance.value) continue;
    const auto region = NextRegion(sighting.pose, picture.width, picture.height, Radians(rotation));
    if (!region) continue;
    EZPT_TRY(const Sighting turned, Look(picture, *region));
    if (turned.presence > best.presence + kTurnGain && IsSamePerson(turned, t)) best = turned;
  }
  return best;
}

bool PoseTracker::IsSamePerson(const Sighting& sighting, Seconds t) const {
  const PicturePoint now = BodyCenter(sighting.pose);
  const PicturePoint before = BodyCenter(followed_->pose);
  const double moved = std::hypot(now.x - before.x, now.y - before.y);
  return moved <= followed_->region.side * (kJump + kJumpPerSecond * (t - seen_at_).value);
}

/// Left and right told apart, then without jitter: joints that the network exchanges would be smeared between the two.
body::Pose PoseTracker::Smooth(const Sighting& sighting, Seconds t) {
  body::Pose pose = sighting.pose;
  const double trunk = kTrunkShare * sighting.region.side;
  facing_.Apply(pose, t, trunk, kMinJointScore);
  inversions_.Apply(pose, t, trunk, kMinJointScore);
  if (options_.smoothing == Smoothing::kNone) return pose;
  for (std::size_t i = 0; i < filters_.size(); ++i) {
    const OneEuroPoint::Point smooth =
        filters_[i].Filter({pose.points[i].x, pose.points[i].y}, t, sighting.region.side, options_.one_euro);
    pose.points[i].x = static_cast<float>(smooth.x);
    pose.points[i].y = static_cast<float>(smooth.y);
  }
  return pose;
}

}  // namespace ezpt::pose
