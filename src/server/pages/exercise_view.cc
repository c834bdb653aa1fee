#include "server/pages/exercise_view.h"

#include <fmt/format.h>

#include "coach/measure_text.h"
#include "coach/pause_gesture.h"
#include "exercise/vocabulary.h"

namespace ezpt::server {
namespace {

using exercise::In;
using nlohmann::json;

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

std::string LateralityName(exercise::Laterality laterality) {
  switch (laterality) {
    case exercise::Laterality::kBilateral:
      return "Both sides together";
    case exercise::Laterality::kUnilateral:
      return "One side at a time";
    case exercise::Laterality::kAlternating:
      return "Sides in turn";
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

json Measures(const exercise::Definition& definition, const std::string& language) {
  json measures = json::array();
  for (const exercise::Measure& measure : definition.measures) {
    std::string views;
    for (const body::View view : measure.views) views += (views.empty() ? "" : ", ") + ViewText(view);
    measures.push_back({{"id", measure.id},
                        {"name", In(measure.names, language)},
                        {"unit", coach::UnitText(body::UnitOf(measure.signal))},
                        {"has_target", measure.target.has_value()},
                        {"target_text", measure.target ? coach::TargetText(*measure.target) : ""},
                        {"views_text", views}});
  }
  return measures;
}

json Faults(const exercise::Definition& definition, const std::string& language) {
  json faults = json::array();
  for (const exercise::Fault& fault : definition.faults) {
    faults.push_back({{"id", fault.id},
                      {"name", In(fault.names, language)},
                      {"cue", In(fault.cue, language)},
                      {"severity", exercise::NameOf(fault.severity)}});
  }
  return faults;
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

json ExerciseCard(const exercise::Definition& definition, const std::string& language) {
  const auto instructions = List(definition.instructions, language);
  const std::string url = "/exercises/" + definition.id;
  return {{"id", definition.id},
          {"name", In(definition.names, language)},
          {"region", exercise::NameOf(definition.region)},
          {"region_name", RegionName(definition.region)},
          {"position", exercise::NameOf(definition.position)},
          {"position_name", PositionName(definition.position)},
          {"dose_text", DoseText(definition.dose)},
          {"needs", Needs(definition, language)},
          {"first_instruction", instructions.empty() ? "" : instructions.front()},
          {"url", url},
          {"session_url", url + "/session"},
          {"figure_url", url + "/figure.json"}};
}

json ExerciseView(const exercise::Definition& definition, const std::string& language) {
  json view = ExerciseCard(definition, language);
  const exercise::Dose& dose = definition.dose;
  json views = json::array();
  for (const body::View claimed : definition.views) {
    views.push_back({{"id", body::ViewName(claimed)}, {"name", ViewText(claimed)}});
  }
  const auto contraindications = List(definition.contraindications, language);
  const auto equipment = List(definition.equipment, language);
  view.update({{"instructions", List(definition.instructions, language)},
               {"laterality", exercise::NameOf(definition.laterality)},
               {"laterality_name", LateralityName(definition.laterality)},
               {"has_sides", definition.laterality == exercise::Laterality::kUnilateral},
               {"contraindications", contraindications},
               {"has_contraindications", !contraindications.empty()},
               {"equipment", equipment},
               {"has_equipment", !equipment.empty()},
               {"hands_pause", coach::PauseGesture(definition).enabled()},
               {"sets", dose.sets},
               {"reps", dose.reps},
               {"hold_s", fmt::format("{:g}", dose.hold.value)},
               {"has_hold", dose.hold.value > 0},
               {"rest_s", fmt::format("{:g}", dose.rest.value)},
               {"tempo_out_s", fmt::format("{:g}", dose.tempo.out.value)},
               {"tempo_pause_s", fmt::format("{:g}", dose.tempo.pause.value)},
               {"tempo_back_s", fmt::format("{:g}", dose.tempo.back.value)},
               {"views", views},
               {"best_view", body::ViewName(definition.views.front())},
               {"best_view_name", ViewText(definition.views.front())},
               {"measures", Measures(definition, language)},
               {"faults", Faults(definition, language)},
               {"json_url", "/exercises/" + definition.id + ".json"}});
  return view;
}

}  // namespace ezpt::server
