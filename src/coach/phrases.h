#pragma once

#include <span>
#include <string>
#include <string_view>

#include "coach/feedback.h"

namespace ezpt::coach {

/// What the coach says that no exercise definition holds: the set-up check, why
/// a movement did not count or a figure is missing, the states of a session, praise. Short, for someone three metres
/// from the screen.
enum class Phrase {
  kNobody,
  kTooDark,
  kFeetHidden,
  kHeadHidden,
  kOffCentre,
  kHandsHidden,
  kComeCloser,
  kStepBack,
  kStandUp,
  kSitDown,
  kLieOnBack,
  kPlank,
  kFaceCamera,
  kLeftSide,
  kRightSide,
  kTurnALittle,
  kTurnSideways,
  kTurnEitherWay,
  kWholeBody,
  kTurned,
  kTooShort,
  kTooFast,
  kTooSlow,
  kLeftPicture,
  kNoPictures,
  kOtherMovement,
  kFeetMoved,
  kNotFromTheSide,
  kNotFromTheFront,
  kNotAtAnAngle,
  kNotSeen,
  kPartlyHidden,
  kTooFewFrames,
  kForeshortened,
  kNoShape,
  kOnlyStanding,
  kFrozen,
  kStoodStill,
  kSeldom,
  kNoPictureAtAll,
  kFewPictures,
  kNobodyFound,
  kOtherSideLeft,
  kOtherSideRight,
  kUnseenJoints,
  kNotFarEnough,
  kOfWay,
  kNoMovement,
  kLooksLike,
  kNotRecognised,
  kNothingRepeated,
  kNeverBegan,
  kLeftShoulder,
  kRightShoulder,
  kLeftElbow,
  kRightElbow,
  kLeftWrist,
  kRightWrist,
  kLeftHip,
  kRightHip,
  kLeftKnee,
  kRightKnee,
  kLeftAnkle,
  kRightAnkle,
  kNoPictureLately,
  kNoPictureInSet,  ///< With kDurationSlot where the time is to stand.
  kOnlyCounted,
  kStandStill,
  kKeepStill,
  kHoldStill,
  kBegin,
  kGoOn,
  kLastOne,
  kHold,
  kAndUp,
  kAndDown,
  kAndBack,
  kPausedLeft,
  kPausedHands,
  kPausedAsked,
  kRest,
  kNextSet,
  kDone,
  kStopped,
  kStoppedHurt,
  kStoppedTired,
  kStoppedOther,
  kAfterPain,
  kCountedLive,  ///< With kDurationSlot where the missing part of the recording is to stand.
  kNotSavedYet,
  kPraiseBetter,
  kPraiseSteady,
  kPraiseLast,
};
/// Stands in a phrase where a duration, a number or a name is to stand.
inline constexpr std::string_view kDurationSlot = "{}";
inline constexpr int kPhraseCount = static_cast<int>(Phrase::kPraiseLast) + 1;

/// Stable id of the phrase, e.g. "come_closer".
[[nodiscard]] std::string_view IdOf(Phrase phrase);
/// Whether there are phrases in the language of the tag ("en", "de", "de-AT").
[[nodiscard]] bool HasPhrases(std::string_view language);
/// The phrase in `language`, or in English. Which language a set speaks is LanguageOf (coach/language.h).
[[nodiscard]] std::string_view TextOf(Phrase phrase, std::string_view language);
/// Both, to be shown.
[[nodiscard]] Message MessageOf(Phrase phrase, std::string_view language);
/// And with the slots filled in order.
[[nodiscard]] Message MessageOf(Phrase phrase, std::string_view language, std::span<const std::string> slots);

}  // namespace ezpt::coach
