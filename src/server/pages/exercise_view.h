#pragma once

#include <string>
#include <vector>

#include "exercise/definition.h"
#include "server/view.h"

/// What pages show of exercises.
namespace ezpt::server {

/// In a list. `GET /exercises.json` answers these.
struct CardView {
  std::string id;
  std::string name;
  std::string region;
  std::string region_name;
  std::string position;
  std::string position_name;
  std::string dose_text;
  std::vector<std::string> needs;  ///< What to fetch, in a word or two: "A mat". May be empty.
  std::string first_instruction;
  std::string url;
  std::string session_url;
  std::string figure_url;  ///< The moving figure, JSON.
};
BOOST_DESCRIBE_STRUCT(CardView, (),
                      (id, name, region, region_name, position, position_name, dose_text, needs, first_instruction, url,
                       session_url, figure_url))

/// From where the camera sees the person.
struct CameraView {
  std::string id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(CameraView, (), (id, name))

/// What is measured, and the goal.
struct GoalView {
  std::string name;
  std::string unit;
  bool has_target = false;
  std::string target_text;
};
BOOST_DESCRIBE_STRUCT(GoalView, (), (name, unit, has_target, target_text))

/// What is corrected.
struct CorrectionView {
  std::string name;
  std::string cue;
};
BOOST_DESCRIBE_STRUCT(CorrectionView, (), (name, cue))

/// On its own page, and on that of a live session.
struct ExerciseView : CardView {
  std::vector<std::string> instructions;
  std::vector<std::string> equipment;  ///< `needs` in full.
  std::vector<std::string> contraindications;
  bool has_contraindications = false;
  bool has_sides = false;    ///< One working side a set: the page asks for it.
  bool hands_pause = false;  ///< Raised hands pause it.
  int sets = 0;
  int reps = 0;
  bool has_hold = false;
  std::string hold_s;
  std::string rest_s;
  std::vector<CameraView> views;  ///< Best first.
  std::string best_view;
  std::string best_view_name;
  std::vector<GoalView> measures;
  std::vector<CorrectionView> faults;
};
BOOST_DESCRIBE_STRUCT(ExerciseView, (CardView),
                      (instructions, equipment, contraindications, has_contraindications, has_sides, hands_pause, sets,
                       reps, has_hold, hold_s, rest_s, views, best_view, best_view_name, measures, faults))

[[nodiscard]] CardView MakeCard(const exercise::Definition& definition, const std::string& language);
[[nodiscard]] ExerciseView MakeExerciseView(const exercise::Definition& definition, const std::string& language);

[[nodiscard]] std::string RegionName(exercise::Region region, std::string_view language);

}  // namespace ezpt::server
