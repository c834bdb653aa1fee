#include "server/pages/exercise_view.h"

#include <fmt/format.h>

#include "coach/measure_text.h"
#include "coach/pause_gesture.h"
#include "exercise/vocabulary.h"
#include "server/pages/measure_view.h"
#include "server/say.h"

namespace ezpt::server {
namespace {

using exercise::In;

std::string PositionName(exercise::Position position, std::string_view language) {
  switch (position) {
    case exercise::Position::kStanding:
      return Say(language, "position.standing");
    case exercise::Position::kSeated:
      return Say(language, "position.seated");
    case exercise::Position::kSupine:
      return Say(language, "position.supine");
    case exercise::Position::kPlank:
      return Say(language, "position.plank");
  }
  return "";
}

std::string ViewText(body::View view, std::string_view language) {
  switch (view) {
    case body::View::kFront:
      return Say(language, "camera_view.front");
    case body::View::kSideLeft:
      return Say(language, "camera_view.side_left");
    case body::View::kSideRight:
      return Say(language, "camera_view.side_right");
    case body::View::kOblique:
      return Say(language, "camera_view.oblique");
  }
  return "";
}

std::string DoseText(const exercise::Dose& dose, const std::string& language) {
  const std::string reps = std::to_string(dose.reps);
  const std::string text = dose.sets == 1
                               ? Say(language, "dose.repetitions", {{"reps", reps}})
                               : Say(language, "dose.sets", {{"sets", std::to_string(dose.sets)}, {"reps", reps}});
  if (dose.hold.value <= 0) return text;
  const std::string seconds = Decimal(fmt::format("{:g}", dose.hold.value), language);
  return Say(language, "dose.with_hold", {{"dose", text}, {"seconds", seconds}});
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

std::vector<CameraView> Views(const exercise::Definition& definition, std::string_view language) {
  std::vector<CameraView> views;
  views.reserve(definition.views.size());
  for (const body::View view : definition.views) {
    views.push_back({.id = std::string(body::ViewName(view)), .name = ViewText(view, language)});
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
                     .target_text = measure.target ? GoalRange(*measure.target, language) : ""});
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

std::string RegionName(exercise::Region region, std::string_view language) {
  switch (region) {
    case exercise::Region::kNeck:
      return Say(language, "region.neck");
    case exercise::Region::kShoulder:
      return Say(language, "region.shoulder");
    case exercise::Region::kArm:
      return Say(language, "region.arm");
    case exercise::Region::kTrunk:
      return Say(language, "region.trunk");
    case exercise::Region::kHip:
      return Say(language, "region.hip");
    case exercise::Region::kKnee:
      return Say(language, "region.knee");
    case exercise::Region::kAnkle:
      return Say(language, "region.ankle");
    case exercise::Region::kBalance:
      return Say(language, "region.balance");
    case exercise::Region::kFunctional:
      return Say(language, "region.functional");
  }
  return "";
}

CardView MakeCard(const exercise::Definition& definition, const std::string& language) {
  const auto instructions = List(definition.instructions, language);
  const std::string url = "/exercises/" + definition.id;
  return {.id = definition.id,
          .name = In(definition.names, language),
          .region = std::string(exercise::NameOf(definition.region)),
          .region_name = RegionName(definition.region, language),
          .position = std::string(exercise::NameOf(definition.position)),
          .position_name = PositionName(definition.position, language),
          .dose_text = DoseText(definition.dose, language),
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
  view.hold_s = Decimal(fmt::format("{:g}", dose.hold.value), language);
  view.rest_s = fmt::format("{:g}", dose.rest.value);
  view.views = Views(definition, language);
  view.best_view = body::ViewName(definition.views.front());
  view.best_view_name = ViewText(definition.views.front(), language);
  view.measures = Goals(definition, language);
  view.faults = Corrections(definition, language);
  return view;
}

}  // namespace ezpt::server
