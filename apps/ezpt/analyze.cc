#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "command.h"
#include "exercise/vocabulary.h"
#include "home.h"
#include "input.h"
#include "json.h"
#include "motion/analyzer.h"
#include "progress.h"

namespace ezpt::app {
namespace {

struct Flags {
  std::string input;
  std::string exercise;
  std::string side;
  std::string model = kDefaultModel;
  bool json = false;
};

constexpr int kTimePlaces = 4, kValuePlaces = 3;

Json TextOrNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json OptionalNumber(const std::optional<double>& value) { return value ? Number(*value, kValuePlaces) : Json(nullptr); }

Json MeasureJson(const motion::MeasureValue& measure) {
  return {{"id", measure.id},
          {"value", OptionalNumber(measure.value)},
          {"plusminus", OptionalNumber(measure.plusminus)},
          {"unit", body::UnitName(measure.unit)},
          {"status", motion::MeasureStatusName(measure.status)},
          {"why", TextOrNull(measure.why)}};
}

Json FaultJson(const motion::FaultSpan& fault) {
  return {{"id", fault.id},
          {"from", Number(fault.from.value, kTimePlaces)},
          {"to", Number(fault.to.value, kTimePlaces)},
          {"severity", exercise::NameOf(fault.severity)}};
}

Json RepetitionJson(const motion::Repetition& rep) {
  Json measures = Json::array();
  for (const motion::MeasureValue& measure : rep.measures) measures.push_back(MeasureJson(measure));
  Json faults = Json::array();
  for (const motion::FaultSpan& fault : rep.faults) faults.push_back(FaultJson(fault));
  const Json side = rep.side ? Json(*rep.side == body::Side::kLeft ? "left" : "right") : Json(nullptr);
  return {{"start", Number(rep.start.value, kTimePlaces)},
          {"end", Number(rep.end.value, kTimePlaces)},
          {"peak", Number(rep.peak.value, kTimePlaces)},
          {"side", side},
          {"view", body::ViewName(rep.view)},
          {"hold", Number(rep.hold.value, kTimePlaces)},
          {"score", Number(rep.score, kValuePlaces)},
          {"correct", rep.correct},
          {"measures", std::move(measures)},
          {"faults", std::move(faults)}};
}

Json QualityJson(const motion::Quality& quality) {
  return {{"frames", quality.frames},
          {"frames_with_person", quality.frames_with_person},
          {"mean_score", Number(quality.mean_score, kValuePlaces)},
          {"countable_share", Number(quality.countable_share, kValuePlaces)},
          {"view", quality.view ? Json(body::ViewName(*quality.view)) : Json(nullptr)},
          {"problems", quality.problems}};
}

Json AnalysisJson(const std::string& exercise, double confidence, const motion::Analysis& analysis) {
  Json reps = Json::array();
  for (const motion::Repetition& rep : analysis.reps) reps.push_back(RepetitionJson(rep));
  Json holds = Json::array();
  for (const motion::Hold& hold : analysis.holds) {
    holds.push_back({{"start", Number(hold.start.value, kTimePlaces)},
                     {"end", Number(hold.end.value, kTimePlaces)},
                     {"complete", hold.complete}});
  }
  return {{"exercise", {{"id", TextOrNull(exercise)}, {"confidence", Number(confidence, kValuePlaces)}}},
          {"rep_count", analysis.reps.size()},
          {"reps", std::move(reps)},
          {"holds", std::move(holds)},
          {"quality", QualityJson(analysis.quality)}};
}

void PrintText(const exercise::Definition& definition, const motion::Analysis& analysis, Output& output) {
  output.Line(exercise::In(definition.names, "en") + ": " + std::to_string(analysis.reps.size()) + " repetitions");
  for (const motion::Repetition& rep : analysis.reps) {
    std::string line = "  " + Dump(Number(rep.start.value, 2)) + "-" + Dump(Number(rep.end.value, 2)) + " s";
    for (const motion::MeasureValue& measure : rep.measures) {
      if (!measure.value) continue;
      line +=
          ", " + measure.id + " " + Dump(Number(*measure.value, 1)) + " " + std::string(body::UnitName(measure.unit));
    }
    for (const motion::FaultSpan& fault : rep.faults) line += ", " + fault.id;
    output.Line(line + (rep.correct ? ", correct" : ""));
  }
  for (const std::string& problem : analysis.quality.problems) output.Line("  note: " + problem);
}

Result<motion::SideChoice> ParseSide(const std::string& side) {
  if (side.empty()) return motion::SideChoice::kAuto;
  if (side == "left") return motion::SideChoice::kLeft;
  if (side == "right") return motion::SideChoice::kRight;
  if (side == "both") return motion::SideChoice::kBoth;
  return Error{ErrorCode::kInvalidArgument, "--side " + side + ": expected left, right or both"};
}

Status RunAnalyze(const Flags& flags, Output& output) {
  EZPT_TRY(const motion::SideChoice side, ParseSide(flags.side));
  EZPT_TRY(const exercise::Definition definition, FindExercise(flags.exercise));
  EZPT_TRY(PoseSource source, PoseSource::Open(flags.input, flags.model));
  EZPT_TRY(motion::Analyzer analyzer, motion::Analyzer::Create(definition, source.info(), {side}));
  Progress progress(flags.input, source.expected_frames());
  while (true) {
    EZPT_TRY(const std::optional<PosedFrame> posed, source.Next());
    if (!posed) break;
    analyzer.Push(posed->frame);
    progress.Update(posed->number + 1);
  }
  const motion::Analysis analysis = analyzer.Finish();
  if (flags.json) {
    output.Line(Dump(AnalysisJson(definition.id, 1.0, analysis)));
  } else {
    PrintText(definition, analysis, output);
  }
  return {};
}

}  // namespace

void AddAnalyzeCommand(CLI::App& app, Action& action) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = app.add_subcommand("analyze", "Counts and judges the repetitions of a recording");
  command->add_option("INPUT", flags->input, "A video or a landmark stream")->required();
  command->add_option("--exercise", flags->exercise, "The exercise's id")->required();
  command->add_option("--side", flags->side, "The side that works: left, right or both");
  command->add_option("--model", flags->model, "movenet_lightning, or the path of a TF.js graph model");
  command->add_flag("--json", flags->json, "One JSON object");
  command->callback([&action, flags] { action = [flags](Output& out) { return RunAnalyze(*flags, out); }; });
}

}  // namespace ezpt::app
