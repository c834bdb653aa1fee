#include "coach/phrases.h"

#include <array>

namespace ezpt::coach {
namespace {

struct Entry {
  Phrase phrase;
  std::string_view id;
  std::string_view english;
  std::string_view german;
};

constexpr std::array<Entry, kPhraseCount> kEntries = {{
    {Phrase::kNobody, "nobody", "Step in front of the camera.", "Stellen Sie sich vor die Kamera."},
    {Phrase::kTooDark, "too_dark", "It is too dark. Please turn on a light.",
     "Es ist zu dunkel. Bitte machen Sie Licht."},
    {Phrase::kFeetHidden, "feet_hidden", "Step back until I can see your feet.",
     "Gehen Sie zurück, bis ich Ihre Füße sehe."},
    {Phrase::kHeadHidden, "head_hidden", "Step back until I can see your head.",
     "Gehen Sie zurück, bis ich Ihren Kopf sehe."},
    {Phrase::kOffCentre, "off_centre", "Move to the middle of the picture.", "Gehen Sie in die Mitte des Bildes."},
    {Phrase::kHandsHidden, "body_hidden", "I cannot see all of you. Clear the space in front of you.",
     "Ich sehe Sie nicht ganz. Machen Sie den Platz vor sich frei."},
    {Phrase::kComeCloser, "come_closer", "Come a little closer.", "Kommen Sie etwas näher."},
    {Phrase::kStepBack, "step_back", "Step back a little.", "Gehen Sie etwas zurück."},
    {Phrase::kStandUp, "stand_up", "Please stand up.", "Bitte stehen Sie auf."},
    {Phrase::kSitDown, "sit_down", "Please sit down on the chair.", "Bitte setzen Sie sich auf den Stuhl."},
    {Phrase::kLieOnBack, "lie_on_back", "Please lie down on your back.", "Bitte legen Sie sich auf den Rücken."},
    {Phrase::kPlank, "plank", "Get into the push-up position.", "Gehen Sie in die Liegestützposition."},
    {Phrase::kFaceCamera, "face_camera", "Turn to face the camera.", "Drehen Sie sich zur Kamera."},
    {Phrase::kLeftSide, "left_side", "Turn so that your left side faces the camera.",
     "Drehen Sie die linke Seite zur Kamera."},
    {Phrase::kRightSide, "right_side", "Turn so that your right side faces the camera.",
     "Drehen Sie die rechte Seite zur Kamera."},
    {Phrase::kTurnALittle, "turn_a_little", "Turn a little away from the camera.",
     "Drehen Sie sich etwas von der Kamera weg."},
    {Phrase::kTurnSideways, "turn_sideways", "Turn sideways to the camera.", "Drehen Sie sich seitlich zur Kamera."},
    {Phrase::kTurnEitherWay, "turn_either_way", "Turn to face the camera, or fully sideways to it.",
     "Drehen Sie sich zur Kamera oder ganz seitlich zu ihr."},
    {Phrase::kWholeBody, "whole_body", "Step back so that your whole body is in the picture.",
     "Gehen Sie zurück, bis Sie ganz im Bild sind."},
    {Phrase::kTurned, "turned", "You turned: stay facing the same way.",
     "Sie haben sich gedreht: Bleiben Sie in der gleichen Richtung."},
    {Phrase::kTooShort, "too_short", "Not far enough to count.", "Nicht weit genug, um zu zählen."},
    {Phrase::kTooFast, "too_fast", "Too quick to be a repetition.", "Zu schnell für eine Wiederholung."},
    {Phrase::kTooSlow, "too_slow", "Too slow to be one repetition.", "Zu langsam für eine Wiederholung."},
    {Phrase::kLeftPicture, "left_picture", "Part of you left the picture.", "Ein Teil von Ihnen war nicht im Bild."},
    {Phrase::kNoPictures, "no_pictures", "Pictures were missing. I could not count that.",
     "Es fehlten Bilder. Das konnte ich nicht zählen."},
    {Phrase::kOtherMovement, "other_movement", "That looked like another movement.",
     "Das sah nach einer anderen Bewegung aus."},
    {Phrase::kFeetMoved, "feet_moved", "Keep your feet in place.", "Lassen Sie die Füße am Platz."},
    {Phrase::kNotFromTheSide, "measure_from_the_side", "cannot be measured from the side. Face the camera.",
     "von der Seite nicht messbar. Drehen Sie sich zur Kamera."},
    {Phrase::kNotFromTheFront, "measure_from_the_front", "cannot be measured from the front. Turn sideways.",
     "von vorn nicht messbar. Drehen Sie sich seitlich."},
    {Phrase::kNotAtAnAngle, "measure_at_an_angle", "cannot be measured at this angle. Turn fully sideways.",
     "in diesem Winkel nicht messbar. Drehen Sie sich ganz seitlich."},
    {Phrase::kNotSeen, "measure_not_seen", "was not seen. Keep the whole body in the picture.",
     "nicht zu sehen. Bleiben Sie ganz im Bild."},
    {Phrase::kPartlyHidden, "measure_partly_hidden",
     "was hidden for part of the movement. Keep the whole body in the picture.",
     "zeitweise verdeckt. Bleiben Sie ganz im Bild."},
    {Phrase::kTooFewFrames, "measure_too_few_pictures",
     "seen in too few pictures a second to be exact. Close what else runs on the device.",
     "in zu wenigen Bildern gesehen, um genau zu sein. Schließen Sie, was sonst auf dem Gerät läuft."},
    {Phrase::kForeshortened, "measure_foreshortened",
     "seen at an angle. Turn fully sideways or face the camera for an exact figure.",
     "schräg gesehen. Drehen Sie sich für einen genauen Wert ganz seitlich oder zur Kamera."},
    {Phrase::kNoShape, "measure_no_shape", "cannot be measured: the stream does not say what size its picture has.",
     "nicht messbar: Die Aufzeichnung nennt die Größe ihres Bildes nicht."},
    {Phrase::kOnlyStanding, "only_standing", "You are seated. So far I can count this exercise only while you stand.",
     "Sie sitzen. Bisher kann ich diese Übung nur im Stehen zählen."},
    {Phrase::kFrozen, "frozen", "The picture stands still. Please check the camera.",
     "Das Bild steht still. Bitte prüfen Sie die Kamera."},
    {Phrase::kStoodStill, "stood_still", "For {} the picture stood still. A repetition may be missing.",
     "Das Bild stand {} lang still. Vielleicht fehlt eine Wiederholung."},
    {Phrase::kSeldom, "seldom", "Pictures come too seldom to count: one in {}. Close what else runs on the device.",
     "Bilder kommen zu selten, um zu zählen: eines in {}. Schließen Sie, was sonst auf dem Gerät läuft."},
    {Phrase::kNoPictureAtAll, "no_picture_at_all", "There was no picture.", "Es gab kein Bild."},
    {Phrase::kFewPictures, "few_pictures", "There were too few pictures to see a movement in.",
     "Es waren zu wenige Bilder, um eine Bewegung zu sehen."},
    {Phrase::kNobodyFound, "nobody_found", "Nobody was found in the picture.", "Im Bild war niemand zu finden."},
    {Phrase::kOtherSideLeft, "other_side", "The left side moved, not the right one that was asked for: {} repetitions.",
     "Die linke Seite hat sich bewegt, nicht die rechte, die gefragt war: {} Wiederholungen."},
    {Phrase::kOtherSideRight, "other_side",
     "The right side moved, not the left one that was asked for: {} repetitions.",
     "Die rechte Seite hat sich bewegt, nicht die linke, die gefragt war: {} Wiederholungen."},
    {Phrase::kUnseenJoints, "unseen_joints", "Not seen: {}.", "Nicht zu sehen: {}."},
    {Phrase::kNotFarEnough, "not_far_enough", "Not far enough to count: {}.", "Nicht weit genug, um zu zählen: {}."},
    {Phrase::kOfWay, "of_way", "{} of the way needed", "{} des nötigen Wegs"},
    {Phrase::kNoMovement, "no_movement", "No movement of this exercise was seen.",
     "Es war keine Bewegung dieser Übung zu sehen."},
    {Phrase::kLooksLike, "looks_like",
     "{} was counted {} times, but the movement does not look enough like it to be named.",
     "{} wurde {}-mal gezählt, aber die Bewegung sieht dem nicht ähnlich genug, um sie so zu nennen."},
    {Phrase::kNotRecognised, "not_recognised",
     "No movement here is one of the exercises that are known. Name the exercise to learn why it does not count.",
     "Keine Bewegung hier ist eine der bekannten Übungen. Nennen Sie die Übung, um zu erfahren, warum sie nicht "
     "zählt."},
    {Phrase::kNothingRepeated, "nothing_repeated", "No movement came a second time. What is done once is not counted.",
     "Keine Bewegung kam ein zweites Mal. Was einmal getan wird, zählt nicht."},
    {Phrase::kNeverBegan, "never_began", "The set did not begin: {}", "Die Übung hat nicht begonnen: {}"},
    {Phrase::kLeftShoulder, "left_shoulder", "left shoulder", "linke Schulter"},
    {Phrase::kRightShoulder, "right_shoulder", "right shoulder", "rechte Schulter"},
    {Phrase::kLeftElbow, "left_elbow", "left elbow", "linker Ellbogen"},
    {Phrase::kRightElbow, "right_elbow", "right elbow", "rechter Ellbogen"},
    {Phrase::kLeftWrist, "left_wrist", "left wrist", "linkes Handgelenk"},
    {Phrase::kRightWrist, "right_wrist", "right wrist", "rechtes Handgelenk"},
    {Phrase::kLeftHip, "left_hip", "left hip", "linke Hüfte"},
    {Phrase::kRightHip, "right_hip", "right hip", "rechte Hüfte"},
    {Phrase::kLeftKnee, "left_knee", "left knee", "linkes Knie"},
    {Phrase::kRightKnee, "right_knee", "right knee", "rechtes Knie"},
    {Phrase::kLeftAnkle, "left_ankle", "left ankle", "linkes Fußgelenk"},
    {Phrase::kRightAnkle, "right_ankle", "right ankle", "rechtes Fußgelenk"},
    {Phrase::kNoPictureLately, "no_picture_lately", "No picture came for a moment. A repetition may be missing.",
     "Kurz kam kein Bild an. Vielleicht fehlt eine Wiederholung."},
    {Phrase::kNoPictureInSet, "no_picture", "For {} of the set no picture came. A repetition may be missing.",
     "Für {} der Übung kam kein Bild an. Vielleicht fehlt eine Wiederholung."},
    {Phrase::kOnlyCounted, "only_counted", "From here I can count, but not see your form.",
     "Von hier kann ich zählen, aber Ihre Ausführung nicht sehen."},
    {Phrase::kStandStill, "stand_still", "Stand still for a moment.", "Bleiben Sie kurz ruhig stehen."},
    {Phrase::kKeepStill, "keep_still", "Keep still for a moment.", "Bleiben Sie kurz ganz ruhig."},
    {Phrase::kHoldStill, "hold_still", "Good. Stay there, we are about to start.", "Gut so. Gleich geht es los."},
    {Phrase::kBegin, "begin", "Begin.", "Los geht's."},
    {Phrase::kGoOn, "go_on", "Go on.", "Weiter geht's."},
    {Phrase::kLastOne, "last", "Last one.", "Die letzte."},
    {Phrase::kHold, "hold", "Hold.", "Halten."},
    {Phrase::kAndUp, "turn", "And up.", "Und hoch."},
    {Phrase::kAndDown, "turn", "And down.", "Und runter."},
    {Phrase::kAndBack, "turn", "And back.", "Und zurück."},
    {Phrase::kPausedLeft, "paused_left", "Paused. Come back when you are ready.",
     "Pause. Kommen Sie zurück, wenn Sie bereit sind."},
    {Phrase::kPausedHands, "paused_hands", "Paused. Raise both hands to go on.",
     "Pause. Heben Sie beide Hände, um weiterzumachen."},
    {Phrase::kPausedAsked, "paused_asked", "Paused.", "Pause."},
    {Phrase::kRest, "rest", "Well done. Rest now.", "Gut gemacht. Ruhen Sie sich aus."},
    {Phrase::kNextSet, "next_set", "Time for the next set.", "Zeit für den nächsten Satz."},
    {Phrase::kDone, "done", "You have finished. Well done.", "Sie sind fertig. Gut gemacht."},
    {Phrase::kStopped, "stopped", "The session has ended.", "Die Übung ist beendet."},
    {Phrase::kStoppedHurt, "stopped_pain", "stopped because it hurt", "beendet, weil es wehtat"},
    {Phrase::kStoppedTired, "stopped_fatigue", "stopped because you were tired", "beendet, weil Sie müde waren"},
    {Phrase::kStoppedOther, "stopped_other", "stopped for another reason", "aus einem anderen Grund beendet"},
    {Phrase::kAfterPain, "after_pain",
     "You stopped because it hurt. Rest, and ask your therapist or doctor before you do this exercise again.",
     "Sie haben aufgehört, weil es wehtat. Ruhen Sie sich aus und fragen Sie Ihre Therapeutin oder Ihren Arzt, bevor "
     "Sie diese Übung wieder machen."},
    {Phrase::kCountedLive, "counted_live",
     "Counted live: the part {} of the recording could not be stored, so these figures cannot be computed from it "
     "again.",
     "Live gezählt: Der Teil {} der Aufzeichnung konnte nicht gespeichert werden, die Zahlen lassen sich daraus nicht "
     "noch einmal berechnen."},
    {Phrase::kNotSavedYet, "not_saved_yet", "This could not be saved yet. The server goes on trying.",
     "Das konnte noch nicht gespeichert werden. Der Server versucht es weiter."},
    {Phrase::kPraiseBetter, "better", "That's it.", "Genau so."},
    {Phrase::kPraiseSteady, "steady", "Good, keep going.", "Gut, weiter so."},
    {Phrase::kPraiseLast, "last", "Very good.", "Sehr gut."},
}};

const Entry& EntryOf(Phrase phrase) { return kEntries[static_cast<std::size_t>(phrase)]; }

std::string_view PrimaryOf(std::string_view tag) { return tag.substr(0, tag.find('-')); }

}  // namespace

std::string_view IdOf(Phrase phrase) { return EntryOf(phrase).id; }

bool HasPhrases(std::string_view language) { return PrimaryOf(language) == "en" || PrimaryOf(language) == "de"; }

std::string_view TextOf(Phrase phrase, std::string_view language) {
  return PrimaryOf(language) == "de" ? EntryOf(phrase).german : EntryOf(phrase).english;
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
