#include "coach/reasons.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include "coach/phrases.h"

namespace ezpt::coach {
namespace {

using motion::Dismissal;
using motion::Doubt;
using motion::Obstacle;

/// Towards a view that the exercise can be counted from.
Phrase HowToTurn(const std::vector<body::View>& views) {
  const auto claims = [&](body::View view) { return std::find(views.begin(), views.end(), view) != views.end(); };
  const bool side = claims(body::View::kSideLeft) || claims(body::View::kSideRight);
  if (!side) return Phrase::kFaceCamera;
  return claims(body::View::kFront) ? Phrase::kTurnEitherWay : Phrase::kTurnSideways;
}

Phrase PhraseOf(Dismissal reason) {
  switch (reason) {
    case Dismissal::kTurned:
      return Phrase::kTurned;
    case Dismissal::kTooShort:
      return Phrase::kTooShort;
    case Dismissal::kTooFast:
      return Phrase::kTooFast;
    case Dismissal::kTooSlow:
      return Phrase::kTooSlow;
    case Dismissal::kLeftPicture:
      return Phrase::kLeftPicture;
    case Dismissal::kNoPictures:
      return Phrase::kNoPictures;
    case Dismissal::kOtherMovement:
      return Phrase::kOtherMovement;
    case Dismissal::kFeetMoved:
      return Phrase::kFeetMoved;
  }
  return Phrase::kOtherMovement;
}

std::optional<Phrase> PhraseOf(Doubt doubt) {
  switch (doubt) {
    case Doubt::kNone:
      return std::nullopt;
    case Doubt::kFromTheSide:
      return Phrase::kNotFromTheSide;
    case Doubt::kFromTheFront:
      return Phrase::kNotFromTheFront;
    case Doubt::kAtAnAngle:
      return Phrase::kNotAtAnAngle;
    case Doubt::kNotSeen:
      return Phrase::kNotSeen;
    case Doubt::kPartlyHidden:
      return Phrase::kPartlyHidden;
    case Doubt::kTooFewFrames:
      return Phrase::kTooFewFrames;
    case Doubt::kForeshortened:
      return Phrase::kForeshortened;
    case Doubt::kNoShape:
      return Phrase::kNoShape;
  }
  return std::nullopt;
}

}  // namespace

std::string ObstacleText(Obstacle obstacle, const exercise::Definition& definition, std::string_view language) {
  switch (obstacle) {
    case Obstacle::kNone:
      return "";
    case Obstacle::kNobody:
      return std::string(TextOf(Phrase::kNobody, language));
    case Obstacle::kNotSeen:
      return std::string(TextOf(Phrase::kWholeBody, language));
    case Obstacle::kWrongView:
      return std::string(TextOf(HowToTurn(definition.views), language));
    case Obstacle::kSeated:
      return std::string(TextOf(Phrase::kOnlyStanding, language));
    case Obstacle::kNotInPosition:
      return exercise::In(definition.start_cue, language);
  }
  return "";
}

std::string DismissalText(const motion::Dismissed& dismissed, std::string_view language) {
  return std::string(TextOf(PhraseOf(dismissed.reason), language));
}

std::string DoubtText(const motion::MeasureValue& measure, const exercise::Definition& definition,
                      std::string_view language) {
  const auto phrase = PhraseOf(measure.doubt);
  if (!phrase) return "";
  const exercise::Measure* known = exercise::FindMeasure(definition, measure.id);
  const std::string name = known != nullptr ? exercise::In(known->names, language) + ": " : "";
  return name + std::string(TextOf(*phrase, language));
}

std::string StopText(StopReason reason, std::string_view language) {
  switch (reason) {
    case StopReason::kDone:
      return "";
    case StopReason::kPain:
      return std::string(TextOf(Phrase::kStoppedHurt, language));
    case StopReason::kFatigue:
      return std::string(TextOf(Phrase::kStoppedTired, language));
    case StopReason::kOther:
      return std::string(TextOf(Phrase::kStoppedOther, language));
  }
  return "";
}

std::vector<Message> NotesOf(const SessionSummary& summary, std::string_view language) {
  std::vector<Message> notes;
  if (summary.stop_reason == Name(StopReason::kPain)) notes.push_back(MessageOf(Phrase::kAfterPain, language));
  if (summary.unseen > Seconds(0)) {
    Message note = MessageOf(Phrase::kNoPictureInSet, language);
    note.text.replace(note.text.find(kDurationSlot), kDurationSlot.size(), DurationText(summary.unseen));
    notes.push_back(std::move(note));
  }
  notes.insert(notes.end(), summary.reasons.begin(), summary.reasons.end());
  return notes;
}

Message CountedLiveNote(std::string_view missing, std::string_view language) {
  Message note = MessageOf(Phrase::kCountedLive, language);
  note.text.replace(note.text.find(kDurationSlot), kDurationSlot.size(), missing);
  return note;
}

Message NotSavedNote(std::string_view language) { return MessageOf(Phrase::kNotSavedYet, language); }

std::string DurationText(Seconds duration) {
  const auto whole = static_cast<int64_t>(std::llround(std::max(duration.value, 0.0)));
  const int64_t minutes = whole / 60, seconds = whole % 60;
  if (minutes == 0) return std::to_string(seconds) + " s";
  const std::string text = std::to_string(minutes) + " min";
  return seconds == 0 ? text : text + " " + std::to_string(seconds) + " s";
}

}  // namespace ezpt::coach
