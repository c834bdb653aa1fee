#include "motion/exercise_motion.h"

#include "exercise/reference.h"
#include "motion/reference_body.h"

namespace ezpt::motion {
namespace {

body::RepPoses PosesOf(const exercise::Definition& definition, body::Side working, const exercise::Fault* fault) {
  const exercise::ResolvedReference reference =
      exercise::ResolveReference(definition, working, fault, body::RestPose(PostureOf(definition.position)));
  body::RepPoses poses;
  poses.start = reference.start;
  if (reference.has_middle) poses.middle = reference.middle;
  poses.end = reference.end;
  poses.tempo.out = reference.tempo.out;
  poses.tempo.pause = reference.tempo.pause;
  poses.tempo.back = reference.tempo.back;
  return poses;
}

}  // namespace

body::ExerciseMotion ExerciseMotionOf(const exercise::Definition& definition, body::Side working) {
  body::ExerciseMotion motion;
  motion.exercise_id = definition.id;
  motion.posture = PostureOf(definition.position);
  motion.contacts = ContactsOf(definition, working);
  motion.poses = PosesOf(definition, working, nullptr);
  motion.working = working;
  if (definition.laterality == exercise::Laterality::kAlternating) {
    motion.other_side = PosesOf(definition, body::Opposite(working), nullptr);
  }
  return motion;
}

body::RepOverride FaultyRepetition(const exercise::Definition& definition, const exercise::Fault& fault,
                                   body::Side working, int repetition) {
  const bool alternates = definition.laterality == exercise::Laterality::kAlternating;
  const body::Side side = alternates && repetition % 2 == 1 ? body::Opposite(working) : working;
  return {repetition, PosesOf(definition, side, &fault), fault.id};
}

}  // namespace ezpt::motion
