#include "coach/analysis_json.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "coach/reasons.h"
#include "exercise/vocabulary.h"

namespace ezpt::coach {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kTimeSteps = 1e4;  ///< A second.
constexpr double kValueSteps = 1e3;
constexpr std::string_view kLanguage = "en";

Json Number(double value, double steps_per_unit) {
  if (!std::isfinite(value)) return nullptr;
  const double rounded = std::round(value * steps_per_unit) / steps_per_unit;
  return std::isfinite(rounded) ? rounded : value;
}

Json Time(Seconds t) { return Number(t.value, kTimeSteps); }

Json NumberOrNull(const std::optional<double>& value) { return value ? Number(*value, kValueSteps) : Json(nullptr); }

Json TextOrNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

template <typename T, typename ToItem>
Json List(const std::vector<T>& values, ToItem to_item) {
  Json list = Json::array();
  for (const T& value : values) list.push_back(to_item(value));
  return list;
}

Json MeasureJson(const motion::MeasureValue& measure, const exercise::Definition& definition) {
  return {{"id", measure.id},
          {"value", NumberOrNull(measure.value)},
          {"plusminus", NumberOrNull(measure.plusminus)},
          {"unit", body::UnitName(measure.unit)},
          {"status", motion::MeasureStatusName(measure.status)},
          {"why", TextOrNull(DoubtText(measure, definition, kLanguage))}};
}

Json FaultJson(const motion::FaultSpan& fault) {
  return {{"id", fault.id},
          {"from", Time(fault.from)},
          {"to", Time(fault.to)},
          {"severity", exercise::NameOf(fault.severity)}};
}

Json RepetitionJson(const motion::Repetition& rep, const exercise::Definition& definition) {
  const auto measure = [&](const motion::MeasureValue& value) { return MeasureJson(value, definition); };
  const Json side = rep.side ? Json(*rep.side == body::Side::kLeft ? "left" : "right") : Json(nullptr);
  return {{"start", Time(rep.start)},
          {"end", Time(rep.end)},
          {"peak", Time(rep.peak)},
          {"side", side},
          {"view", body::ViewName(rep.view)},
          {"hold", Time(rep.hold)},
          {"score", Number(rep.score, kValueSteps)},
          {"correct", rep.correct},
          {"measures", List(rep.measures, measure)},
          {"faults", List(rep.faults, FaultJson)}};
}

/// One time that a movement was done which nobody named: nothing to judge it by.
Json CycleJson(const motion::Cycle& cycle) {
  return {{"start", Time(cycle.start)},
          {"end", Time(cycle.end)},
          {"peak", Time(cycle.peak)},
          {"side", nullptr},
          {"view", nullptr},
          {"hold", nullptr},
          {"score", nullptr},
          {"correct", nullptr},
          {"measures", Json::array()},
          {"faults", Json::array()}};
}

Json HoldJson(const motion::Hold& hold) {
  return {{"start", Time(hold.start)}, {"end", Time(hold.end)}, {"complete", hold.complete}};
}

Json DismissedJson(const motion::DismissedMovement& movement) {
  return {{"t", Time(movement.t)}, {"why", DismissalText(movement.why, kLanguage)}};
}

Json NoteJson(const Message& note) { return {{"id", note.id}, {"text", note.text}}; }

Json CandidateJson(const motion::Recognition::Candidate& candidate) {
  return {{"id", candidate.id}, {"rep_count", candidate.reps}, {"support", Number(candidate.support, kValueSteps)}};
}

Json QualityJson(const motion::Quality& quality, const exercise::Definition& definition) {
  const auto problem = [&](motion::Obstacle obstacle) { return ObstacleText(obstacle, definition, kLanguage); };
  return {{"frames", quality.frames},
          {"frames_with_person", quality.frames_with_person},
          {"mean_score", Number(quality.mean_score, kValueSteps)},
          {"countable_share", Number(quality.countable_share, kValueSteps)},
          {"view", quality.view ? Json(body::ViewName(*quality.view)) : Json(nullptr)},
          {"problems", List(quality.problems, problem)}};
}

}  // namespace

Result<Verdict> VerdictOf(const motion::Recogniser& recogniser,
                          std::span<const std::shared_ptr<const exercise::Definition>> library) {
  const motion::Recognition recognition = recogniser.Finish();
  Verdict verdict;
  verdict.confidence = recognition.confidence;
  verdict.candidates = recognition.candidates;
  const std::string likeliest = recognition.candidates.empty() ? "" : recognition.candidates.front().id;
  for (const auto& definition : library) {
    if (!recognition.id && definition->id == likeliest) verdict.nearest = definition;
  }
  for (const auto& definition : library) {
    if (recognition.id ? definition->id != *recognition.id : definition != library.front()) continue;
    std::optional<motion::Analysis> analysis = recogniser.AnalysisOf(definition->id);
    if (!analysis) break;
    if (recognition.id) {
      verdict.definition = definition;
      verdict.analysis = *std::move(analysis);
    } else {
      verdict.analysis.quality = analysis->quality;
      verdict.analysis.quality.problems.clear();  // They are about that one exercise.
      verdict.analysis.observed = analysis->observed;
    }
    return verdict;
  }
  return Error{ErrorCode::kInternal, "recognition: the recognised exercise has no analysis"};
}

std::vector<Message> NotesOf(const Verdict& verdict, std::string_view language) {
  if (verdict.unnamed) return UnnamedReasons(verdict.analysis.observed, verdict.unnamed->cycles.size(), language);
  if (verdict.definition) return ReasonsOf(verdict.analysis, *verdict.definition, verdict.side, language);
  const std::string name = verdict.nearest ? exercise::In(verdict.nearest->names, language) : "";
  const int counted = verdict.candidates.empty() ? 0 : verdict.candidates.front().reps;
  return UnrecognisedReasons(verdict.analysis.observed, name, counted, language);
}

std::string AnalysisJson(const Verdict& verdict) {
  const motion::Analysis& analysis = verdict.analysis;
  // Of no exercise there are neither repetitions nor problems to name.
  static const exercise::Definition kNone;
  const exercise::Definition& definition = verdict.definition ? *verdict.definition : kNone;
  const auto repetition = [&](const motion::Repetition& rep) { return RepetitionJson(rep, definition); };
  const bool unnamed = verdict.unnamed.has_value();
  const Json reps = unnamed ? List(verdict.unnamed->cycles, CycleJson) : List(analysis.reps, repetition);
  const Json json = {{"exercise",
                      {{"id", verdict.definition ? Json(verdict.definition->id) : Json(nullptr)},
                       {"confidence", unnamed ? Json(nullptr) : Number(verdict.confidence, kValueSteps)},
                       {"candidates", List(verdict.candidates, CandidateJson)}}},
                     {"rep_count", reps.size()},
                     {"reps", reps},
                     {"holds", List(analysis.holds, HoldJson)},
                     {"not_counted", List(analysis.dismissed, DismissedJson)},
                     {"notes", List(NotesOf(verdict, kLanguage), NoteJson)},
                     {"quality", QualityJson(analysis.quality, definition)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace ezpt::coach
