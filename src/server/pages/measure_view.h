#pragma once

#include <string>
#include <vector>

#include "coach/feedback.h"
#include "exercise/definition.h"
#include "server/view.h"

/// What a session's page says of measures: each value beside its goal, and what they come to.
namespace ezpt::server {

/// One measure of one repetition.
struct MeasureView {
  std::string id;
  std::string name;
  std::string value;       ///< "2.4" in every language, for a script.
  std::string value_text;  ///< As the reader's language writes it.
  std::string unit;
  std::string status;
  bool is_ok = false;
  std::string why;  ///< Why it is not, in words.
  bool has_target = false;
  Omittable<double> target_min;
  Omittable<double> target_max;
  bool off_goal = false;
  std::string goal_text;  ///< "below your goal"; empty within it.
};
BOOST_DESCRIBE_STRUCT(MeasureView, (),
                      (id, name, value, value_text, unit, status, is_ok, why, has_target, target_min, target_max,
                       off_goal, goal_text))

/// One measure over a session.
struct MeasureTotalView {
  std::string id;
  std::string name;
  std::string unit;
  std::string mean_text;     ///< Of the repetitions without a fault, of all where none is.
  std::string mean_of_text;  ///< Of which.
  std::string best_text;
  bool has_target = false;
  std::string target_text;
  int within_count = 0;  ///< Of the measured ones, those that reached the goal.
  int measured_count = 0;
};
BOOST_DESCRIBE_STRUCT(MeasureTotalView, (),
                      (id, name, unit, mean_text, mean_of_text, best_text, has_target, target_text, within_count,
                       measured_count))

/// "80–120", or "at most 12" of a goal that begins at zero or below.
[[nodiscard]] std::string GoalRange(const exercise::Target& target, const std::string& language);

[[nodiscard]] MeasureView MakeMeasureView(const coach::MeasureValue& measure, const exercise::Definition& definition,
                                          const std::string& language);

/// One entry a measure that was measured at all: the mean of the repetitions without a fault (of all, where none is),
/// the best, and how many reached the goal.
[[nodiscard]] std::vector<MeasureTotalView> MeasureTotals(const coach::SessionSummary& summary,
                                                          const exercise::Definition& definition,
                                                          const std::string& language);

/// What the session came to, in one to three sentences: how many of how many, how many without a fault, and how many
/// reached the goal. Says what was seen and praises nothing. Empty without a repetition.
[[nodiscard]] std::string VerdictText(const coach::SessionSummary& summary, const exercise::Definition& definition,
                                      const std::string& language);

}  // namespace ezpt::server
