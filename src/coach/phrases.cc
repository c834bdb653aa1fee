#include "coach/phrases.h"

#include <array>

#include "messages/coach.h"

namespace ezpt::coach {
namespace {

using Words = MessageId<messages::coach::kIds>;

struct Entry {
  Phrase phrase;
  std::string_view id;  ///< As programs know it; two that never come together may share one.
  Words words;
};

constexpr std::array<Entry, kPhraseCount> kEntries = {{
    {Phrase::kNobody, "nobody", "setup.nobody"},
    {Phrase::kTooDark, "too_dark", "setup.too_dark"},
    {Phrase::kFeetHidden, "feet_hidden", "setup.feet_hidden"},
    {Phrase::kHeadHidden, "head_hidden", "setup.head_hidden"},
    {Phrase::kOffCentre, "off_centre", "setup.off_centre"},
    {Phrase::kHandsHidden, "body_hidden", "setup.hands_hidden"},
    {Phrase::kComeCloser, "come_closer", "setup.come_closer"},
    {Phrase::kStepBack, "step_back", "setup.step_back"},
    {Phrase::kStandUp, "stand_up", "setup.stand_up"},
    {Phrase::kSitDown, "sit_down", "setup.sit_down"},
    {Phrase::kLieOnBack, "lie_on_back", "setup.lie_on_back"},
    {Phrase::kPlank, "plank", "setup.plank"},
    {Phrase::kFaceCamera, "face_camera", "setup.face_camera"},
    {Phrase::kLeftSide, "left_side", "setup.left_side"},
    {Phrase::kRightSide, "right_side", "setup.right_side"},
    {Phrase::kTurnALittle, "turn_a_little", "setup.turn_a_little"},
    {Phrase::kTurnSideways, "turn_sideways", "setup.turn_sideways"},
    {Phrase::kTurnEitherWay, "turn_either_way", "setup.turn_either_way"},
    {Phrase::kWholeBody, "whole_body", "setup.whole_body"},
    {Phrase::kTurned, "turned", "setup.turned"},
    {Phrase::kTooShort, "too_short", "not_counted.too_short"},
    {Phrase::kTooFast, "too_fast", "not_counted.too_fast"},
    {Phrase::kTooSlow, "too_slow", "not_counted.too_slow"},
    {Phrase::kLeftPicture, "left_picture", "not_counted.left_picture"},
    {Phrase::kNoPictures, "no_pictures", "not_counted.no_pictures"},
    {Phrase::kOtherMovement, "other_movement", "not_counted.other_movement"},
    {Phrase::kFeetMoved, "feet_moved", "not_counted.feet_moved"},
    {Phrase::kNotFromTheSide, "measure_from_the_side", "measure.not_from_the_side"},
    {Phrase::kNotFromTheFront, "measure_from_the_front", "measure.not_from_the_front"},
    {Phrase::kNotAtAnAngle, "measure_at_an_angle", "measure.not_at_an_angle"},
    {Phrase::kNotSeen, "measure_not_seen", "measure.not_seen"},
    {Phrase::kPartlyHidden, "measure_partly_hidden", "measure.partly_hidden"},
    {Phrase::kTooFewFrames, "measure_too_few_pictures", "measure.too_few_frames"},
    {Phrase::kForeshortened, "measure_foreshortened", "measure.foreshortened"},
    {Phrase::kNoShape, "measure_no_shape", "measure.no_shape"},
    {Phrase::kOnlyStanding, "only_standing", "reason.only_standing"},
    {Phrase::kFrozen, "frozen", "reason.frozen"},
    {Phrase::kStoodStill, "stood_still", "reason.stood_still"},
    {Phrase::kSeldom, "seldom", "reason.seldom"},
    {Phrase::kNoPictureAtAll, "no_picture_at_all", "reason.no_picture_at_all"},
    {Phrase::kFewPictures, "few_pictures", "reason.few_pictures"},
    {Phrase::kNobodyFound, "nobody_found", "reason.nobody_found"},
    {Phrase::kOtherSideLeft, "other_side", "reason.other_side_left"},
    {Phrase::kOtherSideRight, "other_side", "reason.other_side_right"},
    {Phrase::kUnseenJoints, "unseen_joints", "reason.unseen_joints"},
    {Phrase::kNotFarEnough, "not_far_enough", "reason.not_far_enough"},
    {Phrase::kOfWay, "of_way", "reason.of_way"},
    {Phrase::kNoMovement, "no_movement", "reason.no_movement"},
    {Phrase::kLooksLike, "looks_like", "reason.looks_like"},
    {Phrase::kNotRecognised, "not_recognised", "reason.not_recognised"},
    {Phrase::kNothingRepeated, "nothing_repeated", "reason.nothing_repeated"},
    {Phrase::kNeverBegan, "never_began", "reason.never_began"},
    {Phrase::kLeftShoulder, "left_shoulder", "joint.left_shoulder"},
    {Phrase::kRightShoulder, "right_shoulder", "joint.right_shoulder"},
    {Phrase::kLeftElbow, "left_elbow", "joint.left_elbow"},
    {Phrase::kRightElbow, "right_elbow", "joint.right_elbow"},
    {Phrase::kLeftWrist, "left_wrist", "joint.left_wrist"},
    {Phrase::kRightWrist, "right_wrist", "joint.right_wrist"},
    {Phrase::kLeftHip, "left_hip", "joint.left_hip"},
    {Phrase::kRightHip, "right_hip", "joint.right_hip"},
    {Phrase::kLeftKnee, "left_knee", "joint.left_knee"},
    {Phrase::kRightKnee, "right_knee", "joint.right_knee"},
    {Phrase::kLeftAnkle, "left_ankle", "joint.left_ankle"},
    {Phrase::kRightAnkle, "right_ankle", "joint.right_ankle"},
    {Phrase::kNoPictureLately, "no_picture_lately", "note.no_picture_lately"},
    {Phrase::kNoPictureInSet, "no_picture", "note.no_picture_in_set"},
    {Phrase::kOnlyCounted, "only_counted", "note.only_counted"},
    {Phrase::kStandStill, "stand_still", "session.stand_still"},
    {Phrase::kKeepStill, "keep_still", "session.keep_still"},
    {Phrase::kHoldStill, "hold_still", "session.hold_still"},
    {Phrase::kBegin, "begin", "session.begin"},
    {Phrase::kGoOn, "go_on", "session.go_on"},
    {Phrase::kLastOne, "last", "session.last_one"},
    {Phrase::kHold, "hold", "session.hold"},
    {Phrase::kAndUp, "turn", "session.and_up"},
    {Phrase::kAndDown, "turn", "session.and_down"},
    {Phrase::kAndBack, "turn", "session.and_back"},
    {Phrase::kPausedLeft, "paused_left", "session.paused_left"},
    {Phrase::kPausedHands, "paused_hands", "session.paused_hands"},
    {Phrase::kPausedAsked, "paused_asked", "session.paused_asked"},
    {Phrase::kRest, "rest", "session.rest"},
    {Phrase::kNextSet, "next_set", "session.next_set"},
    {Phrase::kDone, "done", "session.done"},
    {Phrase::kStopped, "stopped", "session.stopped"},
    {Phrase::kStoppedHurt, "stopped_pain", "stopped.hurt"},
    {Phrase::kStoppedTired, "stopped_fatigue", "stopped.tired"},
    {Phrase::kStoppedOther, "stopped_other", "stopped.other"},
    {Phrase::kAfterPain, "after_pain", "note.after_pain"},
    {Phrase::kCountedLive, "counted_live", "note.counted_live"},
    {Phrase::kNotSavedYet, "not_saved_yet", "note.not_saved_yet"},
    {Phrase::kPraiseBetter, "better", "praise.better"},
    {Phrase::kPraiseSteady, "steady", "praise.steady"},
    {Phrase::kPraiseLast, "last", "praise.last"},
}};

const Entry& EntryOf(Phrase phrase) { return kEntries[static_cast<std::size_t>(phrase)]; }

}  // namespace

std::string_view IdOf(Phrase phrase) { return EntryOf(phrase).id; }

bool HasPhrases(std::string_view language) { return messages::coach::kCatalogue.Has(language); }

std::string_view TextOf(Phrase phrase, std::string_view language) {
  return messages::coach::kCatalogue.Text(EntryOf(phrase).words.index, language);
}

Message MessageOf(Phrase phrase, std::string_view language) {
  return {std::string(IdOf(phrase)), std::string(TextOf(phrase, language)), Speak::kNo};
}

Message MessageOf(Phrase phrase, std::string_view language, std::span<const std::string> slots) {
  Message message = MessageOf(phrase, language);
  std::size_t from = 0;
  for (const std::string& slot : slots) {
    const std::size_t at = message.text.find(kDurationSlot, from);
    if (at == std::string::npos) break;
    message.text.replace(at, kDurationSlot.size(), slot);
    from = at + slot.size();
  }
  return message;
}

}  // namespace ezpt::coach
