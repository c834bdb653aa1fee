#include "coach/setup_check.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "motion/reference_movement.h"

namespace ezpt::coach {
namespace {

using body::Joint;

constexpr float kSeen = 0.2F;             ///< Score of a landmark that is seen.
constexpr double kMinExtent = 1.0 / 3.0;  ///< Of the picture, the larger of width and height.
constexpr double kMaxExtent = 0.98;
constexpr int kDark = 30;              ///< Mean luminance of 255.
constexpr double kSeatedThigh = 0.55;  ///< Thigh's height ÷ shank's height: below it, seated.

struct Point {
  double x = 0;
  double y = 0;
};

bool Seen(const body::Landmark& point) { return point.score >= kSeen; }

/// The mean of the pair's seen landmarks.
std::optional<Point> PairMean(const body::Pose& pose, Joint left, Joint right) {
  const body::Landmark a = body::At(pose, left);
  const body::Landmark b = body::At(pose, right);
  if (Seen(a) && Seen(b)) return Point{(double{a.x} + b.x) / 2, (double{a.y} + b.y) / 2};
  if (Seen(a)) return Point{a.x, a.y};
  if (Seen(b)) return Point{b.x, b.y};
  return std::nullopt;
}

bool Inside(const body::Landmark& point, const body::StreamInfo& stream) {
  return point.x >= 0 && point.y >= 0 && point.x <= static_cast<float>(stream.width) &&
         point.y <= static_cast<float>(stream.height);
}

bool PairInside(const body::Pose& pose, Joint left, Joint right, const body::StreamInfo& stream) {
  for (const Joint joint : {left, right}) {
    const body::Landmark point = body::At(pose, joint);
    if (Seen(point) && Inside(point, stream)) return true;
  }
  return false;
}

/// Larger than 1 in neither direction for a body that is wholly in the picture.
double Extent(const body::Pose& pose, const body::StreamInfo& stream) {
  double min_x = 1e9;
  double max_x = -1e9;
  double min_y = 1e9;
  double max_y = -1e9;
  for (const body::Landmark& point : pose.view()) {
    if (!Seen(point)) continue;
    min_x = std::min<double>(min_x, point.x);
    max_x = std::max<double>(max_x, point.x);
    min_y = std::min<double>(min_y, point.y);
    max_y = std::max<double>(max_y, point.y);
  }
  if (max_x < min_x) return 0;
  return std::max((max_x - min_x) / stream.width, (max_y - min_y) / stream.height);
}

/// Who does it with the arms may sit behind a table.
std::optional<Phrase> WhyNotInFrame(const body::Pose& pose, const body::StreamInfo& stream, bool legs_work) {
  const bool feet = !legs_work || PairInside(pose, Joint::kLeftAnkle, Joint::kRightAnkle, stream);
  const bool limbs = legs_work ? PairInside(pose, Joint::kLeftKnee, Joint::kRightKnee, stream)
                               : PairInside(pose, Joint::kLeftWrist, Joint::kRightWrist, stream);
  const bool head = PairInside(pose, Joint::kLeftEar, Joint::kRightEar, stream) ||
                    PairInside(pose, Joint::kNose, Joint::kNose, stream);
  const bool middle = PairInside(pose, Joint::kLeftShoulder, Joint::kRightShoulder, stream) &&
                      PairInside(pose, Joint::kLeftHip, Joint::kRightHip, stream) && limbs;
  if (feet && head && middle) return std::nullopt;
  const auto hip = PairMean(pose, Joint::kLeftHip, Joint::kRightHip);
  const double edge = 0.1 * stream.width;
  if (hip && (hip->x < edge || hip->x > stream.width - edge)) return Phrase::kOffCentre;
  if (!feet) return Phrase::kFeetHidden;
  return head ? Phrase::kHandsHidden : Phrase::kHeadHidden;
}

enum class Posture { kUpright, kLying, kUnknown };

/// Picture plane only: upright when the trunk is steeper than 45° and the feet
/// hang well below the hips (a plank seen from the front has a short steep trunk,
/// but its feet are no lower than its hands).
Posture PostureOf(const body::Pose& pose) {
  const auto shoulder = PairMean(pose, Joint::kLeftShoulder, Joint::kRightShoulder);
  const auto hip = PairMean(pose, Joint::kLeftHip, Joint::kRightHip);
  const auto ankle = PairMean(pose, Joint::kLeftAnkle, Joint::kRightAnkle);
  if (!shoulder || !hip || !ankle) return Posture::kUnknown;
  const double rise = hip->y - shoulder->y;
  const bool steep = rise > std::fabs(hip->x - shoulder->x);
  return steep && ankle->y - hip->y > 0.5 * rise ? Posture::kUpright : Posture::kLying;
}

/// Whether thighs are closer to horizontal than the shanks.
std::optional<bool> LooksSeated(const body::Pose& pose) {
  const auto hip = PairMean(pose, Joint::kLeftHip, Joint::kRightHip);
  const auto knee = PairMean(pose, Joint::kLeftKnee, Joint::kRightKnee);
  const auto ankle = PairMean(pose, Joint::kLeftAnkle, Joint::kRightAnkle);
  if (!hip || !knee || !ankle || ankle->y <= hip->y) return std::nullopt;
  return knee->y - hip->y < kSeatedThigh * (ankle->y - knee->y);
}

Phrase TurnTo(body::View view) {
  switch (view) {
    case body::View::kFront:
      return Phrase::kFaceCamera;
    case body::View::kSideLeft:
      return Phrase::kLeftSide;
    case body::View::kSideRight:
      return Phrase::kRightSide;
    case body::View::kOblique:
      return Phrase::kTurnALittle;
  }
  return Phrase::kFaceCamera;
}

body::View Opposite(body::View side) {
  return side == body::View::kSideLeft ? body::View::kSideRight : body::View::kSideLeft;
}

}  // namespace

SetupCheck::SetupCheck(const exercise::Definition& definition, SideChoice side)
    : definition_(definition), side_(side), legs_work_(motion::ReferenceMovement(definition).legs_work()) {}

bool SetupCheck::IsPerson(const std::optional<body::Pose>& pose) {
  return pose && PairMean(*pose, Joint::kLeftShoulder, Joint::kRightShoulder) &&
         PairMean(*pose, Joint::kLeftHip, Joint::kRightHip);
}

std::optional<Phrase> SetupCheck::WhyNotPosition(const body::Pose& pose) const {
  const Posture posture = PostureOf(pose);
  // Only legs that work have to stand, or to be sat on.
  const bool sits = legs_work_ && LooksSeated(pose).value_or(false);
  const bool stands = legs_work_ && !LooksSeated(pose).value_or(true);
  switch (definition_.position) {
    case exercise::Position::kStanding:
      if (posture == Posture::kLying || sits) return Phrase::kStandUp;
      break;
    case exercise::Position::kSeated:
      if (posture == Posture::kLying || stands) return Phrase::kSitDown;
      break;
    case exercise::Position::kSupine:
      if (posture == Posture::kUpright) return Phrase::kLieOnBack;
      break;
    case exercise::Position::kPlank:
      if (posture == Posture::kUpright) return Phrase::kPlank;
      break;
  }
  return std::nullopt;
}

std::optional<body::View> SetupCheck::OwnSide() const {
  const bool sided = definition_.laterality == exercise::Laterality::kUnilateral &&
                     (side_ == SideChoice::kLeft || side_ == SideChoice::kRight);
  const body::View own = side_ == SideChoice::kLeft ? body::View::kSideLeft : body::View::kSideRight;
  return sided && Shows(own) ? std::optional(own) : std::nullopt;
}

std::optional<Phrase> SetupCheck::WhyHidden(std::optional<body::View> view) const {
  const auto own = OwnSide();
  return own && view && *view == Opposite(*own) ? std::optional(TurnTo(*own)) : std::nullopt;
}

std::optional<Phrase> SetupCheck::BetterView(std::optional<body::View> view) const {
  if (view && Shows(*view)) return std::nullopt;
  const body::View best = definition_.views.front();
  const auto own = OwnSide();
  return TurnTo(own && best == Opposite(*own) ? *own : best);
}

bool SetupCheck::Shows(body::View view) const {
  return std::find(definition_.views.begin(), definition_.views.end(), view) != definition_.views.end();
}

SetupResult SetupCheck::Check(const std::optional<body::Pose>& pose, const body::StreamInfo& stream,
                              std::optional<body::View> view, int light, Stillness stillness) const {
  SetupResult result;
  bool reached = true;  // items after the first failure are not judged: they do not hold yet
  const auto add = [&](std::string_view id, std::optional<Phrase> problem) {
    result.items.push_back({id, reached && !problem});
    if (reached && problem) {
      result.instruction = problem;
      reached = false;
    }
  };
  const bool dark = light > 0 && light < kDark;
  const bool person = IsPerson(pose);
  // In the dark nobody is found: say what to do about it.
  add("person", person || dark ? std::nullopt : std::optional(Phrase::kNobody));
  add("light", dark ? std::optional(Phrase::kTooDark) : std::nullopt);
  const bool has_picture = stream.space != body::Space::kWorld && stream.width > 0 && stream.height > 0;
  std::optional<Phrase> frame;
  std::optional<Phrase> distance;
  std::optional<Phrase> position;
  if (person && has_picture) {
    frame = WhyNotInFrame(*pose, stream, legs_work_);
    const double extent = Extent(*pose, stream);
    if (extent < kMinExtent) distance = Phrase::kComeCloser;
    if (extent > kMaxExtent) distance = Phrase::kStepBack;
  }
  if (person) position = WhyNotPosition(*pose);
  add("in_frame", frame);
  add("distance", distance);
  add("position", position);
  const auto hidden = WhyHidden(view);
  if (reached && !hidden) result.advice = BetterView(view);
  add("view", hidden);
  result.items.back().ok = result.items.back().ok && !result.advice;
  const bool standing = definition_.position == exercise::Position::kStanding;
  const Phrase be_still = standing ? Phrase::kStandStill : Phrase::kKeepStill;
  add("still", stillness == Stillness::kMoves ? std::optional(be_still) : std::nullopt);
  result.seated = result.instruction == Phrase::kStandUp && LooksSeated(*pose).value_or(false);
  return result;
}

}  // namespace ezpt::coach
