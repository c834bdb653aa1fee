// Why there is no repetition, by what was observed of the pictures, the person and the movement.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "coach/phrases.h"
#include "coach/reasons.h"

namespace ezpt::coach {
namespace {

using motion::Analysis;
using motion::Dismissal;
using motion::Observed;
using motion::Obstacle;

constexpr int kFewestPictures = 5;
/// Of the prescribed way: less is standing, with what standing moves; more is far enough.
constexpr double kLeastWay = 0.05, kFarEnough = 0.5;
/// What stood in the way on more of the frames than this is the reason.
constexpr double kMostly = 0.5;

Phrase PhraseOf(body::Joint joint) {
  switch (joint) {
    case body::Joint::kLeftShoulder:
      return Phrase::kLeftShoulder;
    case body::Joint::kRightShoulder:
      return Phrase::kRightShoulder;
    case body::Joint::kLeftElbow:
      return Phrase::kLeftElbow;
    case body::Joint::kRightElbow:
      return Phrase::kRightElbow;
    case body::Joint::kLeftWrist:
      return Phrase::kLeftWrist;
    case body::Joint::kRightWrist:
      return Phrase::kRightWrist;
    case body::Joint::kLeftHip:
      return Phrase::kLeftHip;
    case body::Joint::kRightHip:
      return Phrase::kRightHip;
    case body::Joint::kLeftKnee:
      return Phrase::kLeftKnee;
    case body::Joint::kRightKnee:
      return Phrase::kRightKnee;
    case body::Joint::kLeftAnkle:
      return Phrase::kLeftAnkle;
    default:
      return Phrase::kRightAnkle;
  }
}

Message With(Phrase phrase, std::string_view language, const std::vector<std::string>& slots) {
  return MessageOf(phrase, language, slots);
}

std::string Whole(double value) { return std::to_string(std::lround(value)); }

Message UnseenJoints(const Observed& observed, std::string_view language) {
  std::string list;
  for (const body::Joint joint : observed.missing) {
    list += (list.empty() ? "" : ", ") + std::string(TextOf(PhraseOf(joint), language));
  }
  return With(Phrase::kUnseenJoints, language, {list});
}

/// How far the movement went.
Message NotFarEnough(double way, std::string_view language) {
  return With(Phrase::kNotFarEnough, language, {With(Phrase::kOfWay, language, {Whole(way * 100) + " %"}).text});
}

/// What the pictures themselves are to blame for, whatever the exercise; nothing where they show somebody.
std::vector<Message> OfPictures(const Observed& observed, std::string_view language) {
  if (observed.frames == 0) return {MessageOf(Phrase::kNoPictureAtAll, language)};
  if (observed.frames_with_person == 0) return {MessageOf(Phrase::kNobodyFound, language)};
  if (observed.frames < kFewestPictures) return {MessageOf(Phrase::kFewPictures, language)};
  if (observed.step > motion::kSeldom) return {SeldomMessage(observed.step, language)};
  return {};
}

const motion::Dismissed& Commonest(const std::vector<motion::DismissedMovement>& dismissed) {
  std::map<Dismissal, int> counts;
  const motion::Dismissed* best = &dismissed.front().why;
  int most = 0;
  for (const auto& movement : dismissed) {
    const int count = ++counts[movement.why.reason];
    if (count <= most) continue;
    most = count;
    best = &movement.why;
  }
  return *best;
}

bool FellShort(const Observed& observed) {
  return observed.way && *observed.way >= kLeastWay && *observed.way < kFarEnough;
}

Message OfMovement(const Analysis& analysis, const exercise::Definition& definition, std::string_view language) {
  const Observed& observed = analysis.observed;
  const auto& problems = analysis.quality.problems;
  if (!analysis.dismissed.empty()) {
    const motion::Dismissed& why = Commonest(analysis.dismissed);
    if (why.reason == Dismissal::kTooShort && FellShort(observed)) return NotFarEnough(*observed.way, language);
    return {"not_counted", DismissalText(why, language), Speak::kNo};
  }
  if (analysis.quality.countable_share < kMostly && !problems.empty()) {
    const Obstacle obstacle = problems.front();
    const bool unseen = obstacle == Obstacle::kNotSeen && !observed.missing.empty();
    if (unseen) return UnseenJoints(observed, language);
    std::string text = ObstacleText(obstacle, definition, language);
    if (!text.empty()) return {"not_counted", std::move(text), Speak::kNo};
  }
  if (FellShort(observed)) return NotFarEnough(*observed.way, language);
  return observed.missing.empty() ? MessageOf(Phrase::kNoMovement, language) : UnseenJoints(observed, language);
}

}  // namespace

Message SeldomMessage(Seconds step, std::string_view language) {
  const long tenths = std::lround(step.value * 10);
  return With(Phrase::kSeldom, language, {std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s"});
}

std::vector<Message> ReasonsOf(const Analysis& analysis, const exercise::Definition& definition,
                               motion::SideChoice side, std::string_view language) {
  const Observed& observed = analysis.observed;
  std::vector<Message> reasons;
  if (observed.still > Seconds(0)) {
    reasons.push_back(With(Phrase::kStoodStill, language, {DurationText(observed.still)}));
  }
  if (!analysis.reps.empty()) return reasons;
  const std::vector<Message> of_pictures = OfPictures(observed, language);
  reasons.insert(reasons.end(), of_pictures.begin(), of_pictures.end());
  if (!of_pictures.empty()) return reasons;
  if (observed.other_side_reps > 0) {
    const bool left = side == motion::SideChoice::kRight;
    reasons.push_back(With(left ? Phrase::kOtherSideLeft : Phrase::kOtherSideRight, language,
                           {std::to_string(observed.other_side_reps)}));
    return reasons;
  }
  reasons.push_back(OfMovement(analysis, definition, language));
  return reasons;
}

std::vector<Message> UnnamedReasons(const Observed& observed, std::size_t counted, std::string_view language) {
  if (counted > 0) return {};
  std::vector<Message> reasons = OfPictures(observed, language);
  if (reasons.empty() && observed.still > Seconds(0)) {
    reasons.push_back(With(Phrase::kStoodStill, language, {DurationText(observed.still)}));
  }
  if (reasons.empty()) reasons.push_back(MessageOf(Phrase::kNothingRepeated, language));
  return reasons;
}

std::vector<Message> UnrecognisedReasons(const Observed& observed, const std::string& nearest, int counted,
                                         std::string_view language) {
  std::vector<Message> reasons = OfPictures(observed, language);
  if (observed.still > Seconds(0)) {
    reasons.push_back(With(Phrase::kStoodStill, language, {DurationText(observed.still)}));
  }
  if (!reasons.empty()) return reasons;
  if (!observed.missing.empty()) reasons.push_back(UnseenJoints(observed, language));
  if (counted > 0) {
    reasons.push_back(With(Phrase::kLooksLike, language, {nearest, std::to_string(counted)}));
  } else {
    reasons.push_back(MessageOf(Phrase::kNotRecognised, language));
  }
  return reasons;
}

}  // namespace ezpt::coach
