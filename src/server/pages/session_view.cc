#include "server/pages/session_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "coach/engine_version.h"
#include "coach/language.h"
#include "coach/reasons.h"
#include "exercise/vocabulary.h"
#include "server/pages/exercise_view.h"
#include "server/pages/safety.h"
#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

using exercise::In;
using nlohmann::json;

std::string EndedText(const store::SessionRow& row, const std::string& language) {
  if (row.ended_ms == 0) return "not finished";
  if (row.ended == "done") return row.count >= row.target ? "completed" : "ended early";
  if (row.ended == "lost") return "connection lost";
  const auto reason = coach::ParseStopReason(row.ended);
  return reason ? coach::StopText(*reason, language) : row.ended;
}

/// Degrees and seconds in whole steps that a camera can tell apart.
std::string ValueText(double value, std::string_view unit) {
  if (unit == "°") return fmt::format("{:.0f}", value);
  return unit == "s" ? fmt::format("{:.1f}", value) : fmt::format("{:.2f}", value);
}

std::string UnitOfMeasure(const exercise::Definition& definition, const std::string& id) {
  const exercise::Measure* known = exercise::FindMeasure(definition, id);
  return known != nullptr ? UnitText(known->signal) : "";
}

std::string NameOfMeasure(const exercise::Definition& definition, const std::string& id, const std::string& language) {
  const exercise::Measure* known = exercise::FindMeasure(definition, id);
  return known != nullptr ? In(known->names, language) : id;
}

json MeasureView(const coach::MeasureValue& measure, const exercise::Definition& definition,
                 const std::string& language) {
  const std::string unit = UnitOfMeasure(definition, measure.id);
  return {{"id", measure.id},
          {"name", NameOfMeasure(definition, measure.id, language)},
          {"value_text", measure.value ? ValueText(*measure.value, unit) : ""},
          {"unit", unit},
          {"status", motion::MeasureStatusName(measure.status)},
          {"is_ok", measure.value.has_value() && measure.status == motion::MeasureStatus::kOk},
          {"why", coach::DoubtText(measure, definition, language)}};
}

json FaultView(const exercise::Definition& definition, const std::string& id, const std::string& language) {
  const exercise::Fault* known = exercise::FindFault(definition, id);
  if (known == nullptr) return {{"id", id}, {"name", id}, {"cue", ""}, {"severity", "minor"}};
  return {{"id", id},
          {"name", In(known->names, language)},
          {"cue", In(known->cue, language)},
          {"severity", exercise::NameOf(known->severity)}};
}

json RepView(const coach::RepReport& rep, int number, const exercise::Definition& definition,
             const std::string& language) {
  json measures = json::array();
  for (const auto& measure : rep.measures) measures.push_back(MeasureView(measure, definition, language));
  json faults = json::array();
  for (const auto& fault : rep.faults) faults.push_back(FaultView(definition, fault.id, language));
  return {{"number", number},
          {"set", rep.set},
          {"duration_text", fmt::format("{:.1f} s", (rep.end - rep.start).value)},
          {"has_score", rep.score.has_value()},
          {"score_text", rep.score ? fmt::format("{:.0f} %", *rep.score * 100) : ""},
          {"is_correct", rep.correct},
          {"side", rep.side ? json(*rep.side == body::Side::kLeft ? "left" : "right") : json(nullptr)},
          {"measures", std::move(measures)},
          {"faults", std::move(faults)}};
}

/// The measured value that is nearest to the target's far end, or the largest.
double Best(const std::vector<double>& values, const exercise::Measure& measure) {
  if (!measure.target) return *std::max_element(values.begin(), values.end());
  const double goal = (measure.target->min + measure.target->max) / 2;
  return *std::min_element(values.begin(), values.end(),
                           [goal](double a, double b) { return std::abs(a - goal) < std::abs(b - goal); });
}

json MeasureTotals(const coach::SessionSummary& summary, const exercise::Definition& definition,
                   const std::string& language) {
  json totals = json::array();
  for (const exercise::Measure& measure : definition.measures) {
    std::vector<double> values;
    for (const auto& rep : summary.reps) {
      for (const auto& value : rep.measures) {
        if (value.id == measure.id && value.value && value.status == motion::MeasureStatus::kOk)
          values.push_back(*value.value);
      }
    }
    if (values.empty()) continue;
    double sum = 0;
    for (const double value : values) sum += value;
    const std::string unit = UnitText(measure.signal);
    totals.push_back({{"id", measure.id},
                      {"name", In(measure.names, language)},
                      {"unit", unit},
                      {"mean_text", ValueText(sum / static_cast<double>(values.size()), unit)},
                      {"best_text", ValueText(Best(values, measure), unit)},
                      {"has_target", measure.target.has_value()},
                      {"target_text", measure.target ? TargetText(*measure.target) : ""},
                      {"measured_count", values.size()}});
  }
  return totals;
}

/// What is to be known about where the figures come from; empty where they can be read again from the record.
std::string StandingText(const SessionAccount& account) {
  if (account.counted_live && account.missing.empty()) {
    return "Counted live: the recording could not be read again when the session ended.";
  }
  if (account.counted_live) {
    return fmt::format("Counted live: a part of the recording could not be stored ({}).", account.missing);
  }
  if (!account.missing.empty()) {
    return "The recording cannot be read any more: these are the figures that were stored when the session ended.";
  }
  if (account.recomputable) return "";
  return fmt::format(
      "Measured by version {} of this program. This server has another version: the figures cannot be recomputed as "
      "they were.",
      account.engine);
}

json Notes(const SessionAccount& account, const std::string& language) {
  json notes = json::array();
  for (const coach::Message& note : coach::NotesOf(account.summary, language)) {
    notes.push_back({{"id", note.id}, {"text", note.text}});
  }
  if (std::string text = StandingText(account); !text.empty()) {
    notes.push_back({{"id", account.counted_live ? "counted_live" : "not_recomputable"}, {"text", std::move(text)}});
  }
  return notes;
}

/// What this program's engine makes of the same record; null where the figures are its own.
json NowView(const SessionAccount& account) {
  if (!account.now) return nullptr;
  return {{"engine", coach::kEngineVersion}, {"count", account.now->count}, {"correct", account.now->correct}};
}

}  // namespace

json SessionRowView(const store::SessionRow& row, const exercise::Definition* definition) {
  const std::string language(definition != nullptr ? coach::LanguageOf(*definition, row.language) : "en");
  return {{"id", row.id},
          {"url", "/sessions/" + row.id},
          {"delete_url", "/api/sessions/" + row.id + "/delete"},
          {"exercise", row.exercise},
          {"exercise_name", definition != nullptr ? In(definition->names, language) : row.exercise},
          {"side", row.side},
          {"started", FormatUtc(row.started_ms)},
          {"started_text", FormatDay(row.started_ms)},
          {"duration_text", coach::DurationText(Seconds(row.duration_s))},
          {"duration_s", row.duration_s},
          {"count", row.count},
          {"target", row.target},
          {"correct", row.correct},
          {"is_finished", row.ended_ms != 0},
          {"ended_text", EndedText(row, language)},
          {"is_demo", row.source == "demo"}};
}

json SessionView(const store::SessionRow& row, const SessionAccount& account) {
  const exercise::Definition& definition = *account.definition;
  const coach::SessionSummary& summary = account.summary;
  const std::string language(coach::LanguageOf(definition, row.language));
  json reps = json::array();
  for (std::size_t i = 0; i < summary.reps.size(); ++i) {
    reps.push_back(RepView(summary.reps[i], static_cast<int>(i) + 1, definition, language));
  }
  json faults = json::array();
  for (const auto& fault : summary.faults) {
    faults.push_back(FaultView(definition, fault.id, language));
    faults.back()["count"] = fault.count;
  }
  json measures = MeasureTotals(summary, definition, language);
  json view = SessionRowView(row, &definition);
  // The summary, not the row: a session that still runs shows what it has so far.
  view.update({{"count", summary.count},
               {"target", summary.target},
               {"correct", summary.correct},
               {"clean", std::count_if(summary.reps.begin(), summary.reps.end(),
                                       [](const coach::RepReport& rep) { return rep.faults.empty(); })},
               {"duration_s", summary.duration.value},
               {"duration_text", coach::DurationText(summary.duration)},
               {"notes", Notes(account, language)},
               {"engine", account.engine},
               {"recomputable", account.recomputable},
               {"now", NowView(account)},
               {"limit_text", LimitText(definition, summary.limit, language)},
               {"hurt", summary.stop_reason == coach::Name(coach::StopReason::kPain)},
               {"has_reps", !reps.empty()},
               {"reps", std::move(reps)},
               {"has_faults", !faults.empty()},
               {"faults", std::move(faults)},
               {"has_measures", !measures.empty()},
               {"measures", std::move(measures)},
               {"exercise_url", "/exercises/" + row.exercise},
               {"again_url", "/exercises/" + row.exercise + "/session"},
               {"json_url", "/api/sessions/" + row.id}});
  return view;
}

}  // namespace ezpt::server
