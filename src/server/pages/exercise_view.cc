#include "server/pages/exercise_view.h"

#include <fmt/format.h>

#include "coach/measure_text.h"
#include "coach/pause_gesture.h"
#include "exercise/vocabulary.h"

namespace ezpt::server {
namespace {

using exercise::In;

std::string PositionName(exercise::Position position) {
  switch (position) {
    case exercise::Position::kStanding:
      return "Standing";
    case exercise::Position::kSeated:
      return "Sitting";
    case exercise::Position::kSupine:
      return "Lying on the back";
    case exercise::Position::kPlank:
      return "Plank";
  }
  return "";
}

std::string ViewText(body::View view) {
  switch (view) {
    case body::View::kFront:
      return "From the front";
    case body::View::kSideLeft:
      return "Left side to the camera";
    case body::View::kSideRight:
      return "Right side to the camera";
    case body::View::kOblique:
      return "Turned halfway";
  }
  return "";
}

std::string DoseText(const exercise::Dose& dose) {
  std::string text =
      dose.sets == 1 ? fmt::format("{} repetitions", dose.reps) : fmt::format("{} sets of {}", dose.sets, dose.reps);
  if (dose.hold.value > 0) text += fmt::format(", hold {:g} s", dose.hold.value);
  return text;
}

std::vector<std::string> List(const exercise::LocalizedList& list, const std::string& language) {
  auto it = list.find(language);
  if (it == list.end()) it = list.find("en");
  return it != list.end() ? it->second : std::vector<std::string>();
}

/// What to fetch, in a word or two: "A mat" of "A mat; the camera at mat height, across your body."
std::vector<std::string> Needs(const exercise::Definition& definition, const std::string& language) {
  std::vector<std::string> needs = List(definition.equipment, language);
  for (std::string& need : needs) need = need.substr(0, need.find_first_of(";,."));
  return needs;
}

std::vector<CameraView> Views(const exercise::Definition& definition) {
  std::vector<CameraView> views;
  views.reserve(definition.views.size());
  for (const body::View view : definition.views) {
    views.push_back({.id = std::string(body::ViewName(view)), .name = ViewText(view)});
  }
  return views;
}

std::vector<GoalView> Goals(const exercise::Definition& definition, const std::string& language) {
  std::vector<GoalView> goals;
  goals.reserve(definition.measures.size());
  for (const exercise::Measure& measure : definition.measures) {
    goals.push_back({.name = In(measure.names, language),
                     .unit = coach::UnitText(body::UnitOf(measure.signal)),
                     .has_target = measure.target.has_value(),
                     .target_text = measure.target ? coach::TargetText(*measure.target) : ""});
  }
  return goals;
}

std::vector<CorrectionView> Corrections(const exercise::Definition& definition, const std::string& language) {
  std::vector<CorrectionView> corrections;
  corrections.reserve(definition.faults.size());
  for (const exercise::Fault& fault : definition.faults) {
    corrections.push_back({.name = In(fault.names, language), .cue = In(fault.cue, language)});
  }
  return corrections;
}

}  // namespace

std::string RegionName(exercise::Region region) {
  switch (region) {
    case exercise::Region::kNeck:
      return "Neck";
    case exercise::Region::kShoulder:
      return "Shoulder";
    case exercise::Region::kArm:
      return "Arm";
    case exercise::Region::kTrunk:
      return "Trunk";
    case exercise::Region::kHip:
      return "Hip";
    case exercise::Region::kKnee:
      return "Knee";
    case exercise::Region::kAnkle:
      return "Ankle";
    case exercise::Region::kBalance:
      return "Balance";
    case exercise::Region::kFunctional:
      return "Everyday movements";
  }
  return "";
}

CardView MakeCard(const exercise::Definition& definition, const std::string& language) {
  const auto instructions = List(definition.instructions, language);
  const std::string url = "/exercises/" + definition.id;
  return {.id = definition.id,
          .name = In(definition.names, language),
          .region = std::string(exercise::NameOf(definition.region)),
          .region_name = RegionName(definition.region),
          .position = std::string(exercise::NameOf(definition.position)),
          .position_name = PositionName(definition.position),
          .dose_text = DoseText(definition.dose),
          .needs = Needs(definition, language),
          .first_instruction = instructions.empty() ? "" : instructions.front(),
          .url = url,
          .session_url = url + "/session",
          .figure_url = url + "/figure.json"};
}

ExerciseView MakeExerciseView(const exercise::Definition& definition, const std::string& language) {
  const exercise::Dose& dose = definition.dose;
  ExerciseView view;
  static_cast<CardView&>(view) = MakeCard(definition, language);
  view.instructions = List(definition.instructions, language);
  view.equipment = List(definition.equipment, language);
  view.contraindications = List(definition.contraindications, language);
  view.has_contraindications = !view.contraindications.empty();
  view.has_sides = definition.laterality == exercise::Laterality::kUnilateral;
  view.hands_pause = coach::PauseGesture(definition).enabled();
  view.sets = dose.sets;
  view.reps = dose.reps;
  view.has_hold = dose.hold.value > 0;
  view.hold_s = fmt::format("{:g}", dose.hold.value);
  view.rest_s = fmt::format("{:g}", dose.rest.value);
  view.views = Views(definition);
  view.best_view = body::ViewName(definition.views.front());
  view.best_view_name = ViewText(definition.views.front());
  view.measures = Goals(definition, language);
  view.faults = Corrections(definition, language);
  return view;
}

}  // namespace ezpt::server
