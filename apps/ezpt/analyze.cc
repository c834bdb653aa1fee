#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "annotate.h"
#include "coach/target_arc.h"
#include "command.h"
#include "exercise/vocabulary.h"
#include "home.h"
#include "input.h"
#include "json.h"
#include "motion/analyzer.h"
#include "motion/classifier.h"
#include "motion/recogniser.h"
#include "motion/reference_vectors.h"
#include "progress.h"

namespace ezpt::app {
namespace {

struct Flags {
  std::string input;
  std::string exercise = "auto";
  std::string side;
  std::string model = kDefaultModel;
  std::string annotate;
  bool json = false;
};

constexpr const char* kAuto = "auto";
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

/// What one analysis came to; no definition: none of these exercises.
struct Verdict {
  std::shared_ptr<const exercise::Definition> definition;
  double confidence = 1.0;
  motion::Analysis analysis;
  std::vector<motion::Recognition::Candidate> candidates;  ///< Of `auto`.
};

Json AnalysisJson(const Verdict& verdict) {
  const motion::Analysis& analysis = verdict.analysis;
  Json reps = Json::array();
  for (const motion::Repetition& rep : analysis.reps) reps.push_back(RepetitionJson(rep));
  Json holds = Json::array();
  for (const motion::Hold& hold : analysis.holds) {
    holds.push_back({{"start", Number(hold.start.value, kTimePlaces)},
                     {"end", Number(hold.end.value, kTimePlaces)},
                     {"complete", hold.complete}});
  }
  Json candidates = Json::array();
  for (const motion::Recognition::Candidate& candidate : verdict.candidates) {
    candidates.push_back(
        {{"id", candidate.id}, {"rep_count", candidate.reps}, {"support", Number(candidate.support, kValuePlaces)}});
  }
  return {{"exercise",
           {{"id", verdict.definition ? Json(verdict.definition->id) : Json(nullptr)},
            {"confidence", Number(verdict.confidence, kValuePlaces)},
            {"candidates", std::move(candidates)}}},
          {"rep_count", analysis.reps.size()},
          {"reps", std::move(reps)},
          {"holds", std::move(holds)},
          {"quality", QualityJson(analysis.quality)}};
}

void PrintText(const Verdict& verdict, Output& output) {
  const motion::Analysis& analysis = verdict.analysis;
  const std::string name = verdict.definition ? exercise::In(verdict.definition->names, "en") : "None of the exercises";
  output.Line(name + ": " + std::to_string(analysis.reps.size()) + " repetitions");
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

/// Calls `take(frame)` for every frame of the input, until it returns an error.
template <typename Take>
Status ForEachFrame(PoseSource& source, const std::string& label, Take&& take) {
  Progress progress(label, source.expected_frames());
  while (true) {
    EZPT_TRY(const std::optional<PosedFrame> posed, source.Next());
    if (!posed) return {};
    EZPT_CHECK_OK(take(*posed));
    progress.Update(posed->number + 1);
  }
}

/// What is drawn over one frame of an analysis.
media::Overlay OverlayOf(const exercise::Definition& definition, const body::PoseFrame& frame,
                         const motion::MotionUpdate& update, motion::SideChoice side) {
  media::Overlay overlay;
  overlay.title = exercise::In(definition.names, "en");
  overlay.counter = std::to_string(update.rep_count);
  if (frame.pose) {
    overlay.pose = &*frame.pose;
    overlay.arc = coach::ArcOf(definition, *frame.pose, update.view, side);
  }
  const exercise::Fault* fault =
      update.active_faults.empty() ? nullptr : exercise::FindFault(definition, update.active_faults.front());
  if (fault != nullptr) {
    overlay.caption = exercise::In(fault->cue, "en");
    overlay.tone =
        fault->severity == exercise::Severity::kHarmful ? media::CaptionTone::kHarm : media::CaptionTone::kCue;
  } else {
    overlay.caption = update.why;
  }
  return overlay;
}

/// Analyses the recording as one exercise and, where there is an annotator,
/// draws over each frame what was known at that moment.
Result<motion::Analysis> AnalyzeAs(const exercise::Definition& definition, PoseSource& source, const std::string& label,
                                   const motion::AnalyzerOptions& options, Annotator* annotator) {
  EZPT_TRY(motion::Analyzer analyzer, motion::Analyzer::Create(definition, source.info(), options));
  EZPT_CHECK_OK(ForEachFrame(source, label, [&](const PosedFrame& posed) -> Status {
    const motion::MotionUpdate update = analyzer.Push(posed.frame);
    if (annotator == nullptr) return {};
    return annotator->Write(posed, OverlayOf(definition, posed.frame, update, options.side));
  }));
  return analyzer.Finish();
}

/// The skeleton alone, of a recording that is none of the exercises.
Status DrawPoses(PoseSource& source, const std::string& label, Annotator& annotator) {
  return ForEachFrame(source, label, [&](const PosedFrame& posed) {
    media::Overlay overlay;
    if (posed.frame.pose) overlay.pose = &*posed.frame.pose;
    return annotator.Write(posed, overlay);
  });
}

Result<Verdict> Recognise(PoseSource& source, const std::string& label, const motion::AnalyzerOptions& options) {
  EZPT_TRY(const Library library, LoadExercises());
  EZPT_TRY(auto references, motion::MakeReferenceCollection(library, motion::ReferenceOptions{}));
  EZPT_TRY(auto classifier, motion::PoseClassifier::Create(std::move(references)));
  EZPT_TRY(motion::Recogniser recogniser,
           motion::Recogniser::Create(library, std::move(classifier), source.info(), options));
  EZPT_CHECK_OK(ForEachFrame(source, label, [&](const PosedFrame& posed) -> Status {
    recogniser.Push(posed.frame);
    return {};
  }));
  const motion::Recognition recognition = recogniser.Finish();
  Verdict verdict{nullptr, recognition.confidence, {}, recognition.candidates};
  // Of no exercise: only how far the recording could be seen.
  const std::string& seen_by = recognition.id ? *recognition.id : library.front()->id;
  std::optional<motion::Analysis> analysis = recogniser.AnalysisOf(seen_by);
  if (!analysis) return Error{ErrorCode::kInternal, "the recognised exercise has no analysis"};
  if (!recognition.id) {
    verdict.analysis.quality = analysis->quality;
    verdict.analysis.quality.problems.clear();
    return verdict;
  }
  verdict.analysis = *std::move(analysis);
  for (const auto& definition : library) {
    if (definition->id == *recognition.id) verdict.definition = definition;
  }
  return verdict;
}

/// Draws over a recording whose exercise is known only now: goes through it again.
Status AnnotateAfterwards(const Flags& flags, const Verdict& verdict, const motion::AnalyzerOptions& options,
                          Annotator& annotator) {
  EZPT_TRY(PoseSource again, PoseSource::Open(flags.input, flags.model));
  if (verdict.definition == nullptr) return DrawPoses(again, flags.annotate, annotator);
  EZPT_CHECK_OK(AnalyzeAs(*verdict.definition, again, flags.annotate, options, &annotator));
  return {};
}

Result<Verdict> Analyze(const Flags& flags, const motion::AnalyzerOptions& options) {
  const bool recognise = flags.exercise == kAuto;
  std::shared_ptr<const exercise::Definition> definition;
  if (!recognise) {
    EZPT_TRY(definition, FindExercise(flags.exercise));
  }
  if (recognise && !flags.annotate.empty() && IsCamera(flags.input)) {
    return Error{ErrorCode::kInvalidArgument, "--annotate of a camera: name the exercise with --exercise"};
  }
  EZPT_TRY(PoseSource source, PoseSource::Open(flags.input, flags.model));
  std::unique_ptr<Annotator> annotator;
  if (!flags.annotate.empty()) {
    EZPT_TRY(annotator, Annotator::Create(flags.annotate, source));
  }
  Verdict verdict{definition, 1.0, {}, {}};
  if (recognise) {
    EZPT_TRY(verdict, Recognise(source, flags.input, options));
    if (annotator) EZPT_CHECK_OK(AnnotateAfterwards(flags, verdict, options, *annotator));
  } else {
    EZPT_TRY(verdict.analysis, AnalyzeAs(*definition, source, flags.input, options, annotator.get()));
  }
  if (annotator) EZPT_CHECK_OK(annotator->Close());
  return verdict;
}

Status RunAnalyze(const Flags& flags, Output& output) {
  if (flags.exercise == "none") {
    return Error{ErrorCode::kUnsupported, "--exercise none cannot be used yet; name an exercise, or auto"};
  }
  EZPT_TRY(const motion::SideChoice side, ParseSide(flags.side));
  EZPT_CHECK_OK(CheckOutput("--annotate", flags.annotate, flags.input));
  EZPT_TRY(const Verdict verdict, Analyze(flags, {.side = side}));
  if (flags.json) {
    output.Line(Dump(AnalysisJson(verdict)));
  } else {
    PrintText(verdict, output);
  }
  return {};
}

}  // namespace

void AddAnalyzeCommand(CLI::App& app, Action& action) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = app.add_subcommand("analyze", "Counts and judges the repetitions of a recording");
  command->add_option("INPUT", flags->input, "A video or a landmark stream")->required();
  command->add_option("--exercise", flags->exercise, "The exercise's id; default auto, which recognises it");
  command->add_option("--side", flags->side, "The side that works: left, right or both");
  command->add_option("--model", flags->model, "movenet_lightning, or the path of a TF.js graph model");
  command->add_option("--annotate", flags->annotate,
                      "Also write the recording with what was seen drawn over it, OUT.mp4");
  command->add_flag("--json", flags->json, "One JSON object");
  command->callback([&action, flags] { action = [flags](Output& out) { return RunAnalyze(*flags, out); }; });
}

}  // namespace ezpt::app
