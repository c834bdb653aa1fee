#include "server/pages/measure_view.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "coach/measure_text.h"
#include "coach/reasons.h"
#include "coach/session_record.h"
#include "server/say.h"

namespace ezpt::server {
namespace {

using exercise::In;

bool IsOk(const coach::MeasureValue& value) { return value.value && value.status == motion::MeasureStatus::kOk; }

/// A goal from zero or below is an angle or a distance to keep small: less is better.
bool LessIsBetter(const exercise::Target& target) { return target.min <= 0; }

/// Where a value stands beside its goal.
enum class Standing { kWithin, kBelow, kAbove };

/// By the value as it is shown: 80 that was 79.6 has reached 80.
Standing StandingOf(double value, const exercise::Target& target, body::SignalUnit unit) {
  const double shown = unit == body::SignalUnit::kDegrees ? std::round(value) : value;
  if (shown > target.max) return Standing::kAbove;
  return shown < target.min && !LessIsBetter(target) ? Standing::kBelow : Standing::kWithin;
}

std::string StandingText(Standing standing, const std::string& language) {
  switch (standing) {
    case Standing::kWithin:
      return "";
    case Standing::kBelow:
      return Say(language, "measure.below_goal");
    case Standing::kAbove:
      return Say(language, "measure.above_goal");
  }
  return "";
}

std::string GoalText(const exercise::Measure& measure, const std::string& language) {
  if (!measure.target) return "";
  return GoalRange(*measure.target, language) + coach::UnitText(body::UnitOf(measure.signal));
}

/// What a measure came to over a session.
struct Total {
  std::vector<double> clean;  ///< Of the repetitions without a fault.
  std::vector<double> all;
  int within = 0;  ///< Of all, those that reached the goal.
};

Total TotalOf(const coach::SessionSummary& summary, const exercise::Measure& measure) {
  Total total;
  for (const coach::RepReport& rep : summary.reps) {
    for (const coach::MeasureValue& value : rep.measures) {
      if (value.id != measure.id || !IsOk(value)) continue;
      total.all.push_back(*value.value);
      if (rep.faults.empty()) total.clean.push_back(*value.value);
      const auto unit = body::UnitOf(measure.signal);
      if (measure.target && StandingOf(*value.value, *measure.target, unit) == Standing::kWithin) ++total.within;
    }
  }
  return total;
}

double Mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

/// The measured value that is nearest to the middle of the goal, or the largest where there is none.
double Best(const std::vector<double>& values, const exercise::Measure& measure) {
  if (!measure.target) return *std::max_element(values.begin(), values.end());
  const double goal = (measure.target->min + measure.target->max) / 2;
  return *std::min_element(values.begin(), values.end(),
                           [goal](double a, double b) { return std::abs(a - goal) < std::abs(b - goal); });
}

/// "of the 7 without a fault", or of which others the mean is.
std::string MeanOf(const Total& total, const std::string& language) {
  const bool of_all = total.clean.empty() || total.clean.size() == total.all.size();
  if (of_all) return Say(language, "measure.mean_of", {{"count", std::to_string(total.all.size())}});
  return Say(language, "measure.mean_of_clean", {{"count", std::to_string(total.clean.size())}});
}

std::string CountSentence(const coach::SessionSummary& summary, const std::string& language) {
  const std::string count = std::to_string(summary.count);
  if (summary.target <= 0) {
    return summary.count == 1 ? Say(language, "verdict.counted_one")
                              : Say(language, "verdict.counted", {{"count", count}});
  }
  if (summary.count < summary.target) {
    return Say(language, "verdict.done_of", {{"count", count}, {"target", std::to_string(summary.target)}});
  }
  return summary.count == 1 ? Say(language, "verdict.done_one") : Say(language, "verdict.done_all", {{"count", count}});
}

/// Which fault weighs most, by how often it was seen.
std::string FaultSentence(const coach::SessionSummary& summary, const exercise::Definition& definition,
                          const std::string& language) {
  const auto clean = static_cast<int>(
      std::count_if(summary.reps.begin(), summary.reps.end(), [](const auto& rep) { return rep.faults.empty(); }));
  if (clean == summary.count) return Say(language, "verdict.no_fault");
  const auto most = std::max_element(summary.faults.begin(), summary.faults.end(),
                                     [](const auto& a, const auto& b) { return a.count < b.count; });
  const std::string text = clean == 0 ? Say(language, "verdict.each_fault")
                                      : Say(language, "verdict.some_clean", {{"count", std::to_string(clean)}});
  const exercise::Fault* fault = most != summary.faults.end() ? exercise::FindFault(definition, most->id) : nullptr;
  if (fault == nullptr) return text;
  return text + " " +
         Say(language, "verdict.most_often",
             {{"fault", In(fault->names, language)}, {"count", std::to_string(most->count)}});
}

}  // namespace

std::string GoalRange(const exercise::Target& target, const std::string& language) {
  const std::string most = Decimal(coach::NumberText(target.max), language);
  if (target.min <= 0) return Say(language, "measure.at_most", {{"most", most}});
  return Decimal(coach::NumberText(target.min), language) + "–" + most;
}

MeasureView MakeMeasureView(const coach::MeasureValue& measure, const exercise::Definition& definition,
                            const std::string& language) {
  const exercise::Measure* known = exercise::FindMeasure(definition, measure.id);
  const auto unit = known != nullptr ? body::UnitOf(known->signal) : body::SignalUnit::kRatio;
  MeasureView view;
  view.id = measure.id;
  view.name = known != nullptr ? In(known->names, language) : measure.id;
  if (measure.value) view.value = coach::ValueText(*measure.value, unit);
  view.value_text = Decimal(view.value, language);
  view.unit = coach::UnitText(unit);
  view.status = motion::MeasureStatusName(measure.status);
  view.is_ok = IsOk(measure);
  view.why = coach::DoubtText(measure, definition, language);
  if (known == nullptr || !known->target) return view;
  const Standing standing = view.is_ok ? StandingOf(*measure.value, *known->target, unit) : Standing::kWithin;
  view.has_target = true;
  view.target_min = known->target->min;
  view.target_max = known->target->max;
  view.off_goal = standing != Standing::kWithin;
  view.goal_text = StandingText(standing, language);
  return view;
}

std::vector<MeasureTotalView> MeasureTotals(const coach::SessionSummary& summary,
                                            const exercise::Definition& definition, const std::string& language) {
  std::vector<MeasureTotalView> totals;
  for (const exercise::Measure& measure : definition.measures) {
    const Total total = TotalOf(summary, measure);
    if (total.all.empty()) continue;
    const auto unit = body::UnitOf(measure.signal);
    totals.push_back(
        {.id = measure.id,
         .name = In(measure.names, language),
         .unit = coach::UnitText(unit),
         .mean_text = Decimal(coach::ValueText(Mean(total.clean.empty() ? total.all : total.clean), unit), language),
         .mean_of_text = MeanOf(total, language),
         .best_text = Decimal(coach::ValueText(Best(total.all, measure), unit), language),
         .has_target = measure.target.has_value(),
         .target_text = measure.target ? GoalRange(*measure.target, language) : "",
         .within_count = total.within,
         .measured_count = static_cast<int>(total.all.size())});
  }
  return totals;
}

std::string VerdictText(const coach::SessionSummary& summary, const exercise::Definition& definition,
                        const std::string& language) {
  if (summary.reps.empty()) return "";
  // Nothing that could be read as praise where it hurt.
  if (summary.stop_reason == coach::Name(coach::StopReason::kPain)) return CountSentence(summary, language);
  const std::string text = CountSentence(summary, language) + " " + FaultSentence(summary, definition, language);
  for (const exercise::Measure& measure : definition.measures) {
    const Total total = TotalOf(summary, measure);
    if (!measure.target || total.all.empty()) continue;
    return text + " " +
           Say(language, "verdict.within_goal",
               {{"measure", In(measure.names, language)},
                {"within", std::to_string(total.within)},
                {"count", std::to_string(total.all.size())},
                {"goal", GoalText(measure, language)}});
  }
  return text;
}

}  // namespace ezpt::server
