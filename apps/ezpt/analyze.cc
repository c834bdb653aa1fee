#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis_text.h"
#include "annotate.h"
#include "coach/analysis_json.h"
#include "coach/limits.h"
#include "coach/reasons.h"
#include "coach/target_arc.h"
#include "command.h"
#include "home.h"
#include "input.h"
#include "motion/analyzer.h"
#include "motion/classifier.h"
#include "motion/personal_limit.h"
#include "motion/recogniser.h"
#include "motion/recording_analyzer.h"
#include "motion/reference_vectors.h"
#include "motion/unnamed_analyzer.h"
#include "progress.h"

namespace ezpt::app {
namespace {

struct Flags {
  std::string input;
  std::string exercise = "auto";
  std::string side;
  std::string limit;
  std::string model = kDefaultModel;
  std::string annotate;
  bool json = false;
};

constexpr const char* kAuto = "auto";
constexpr const char* kNone = "none";

using coach::Verdict;

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
                         const motion::MotionUpdate& update, std::optional<coach::TargetArc> arc) {
  media::Overlay overlay;
  overlay.title = exercise::In(definition.names, "en");
  overlay.counter = std::to_string(update.rep_count);
  if (frame.pose) overlay.pose = &*frame.pose;
  overlay.arc = std::move(arc);
  const exercise::Fault* fault =
      update.active_faults.empty() ? nullptr : exercise::FindFault(definition, update.active_faults.front());
  if (fault != nullptr) {
    overlay.caption = exercise::In(fault->cue, "en");
    overlay.tone =
        fault->severity == exercise::Severity::kHarmful ? media::CaptionTone::kHarm : media::CaptionTone::kCue;
  } else {
    overlay.caption = coach::ObstacleText(update.obstacle, definition, "en");
  }
  return overlay;
}

/// Analyses the recording as one exercise and, where there is an annotator,
/// draws over each frame what was known at that moment.
Result<motion::Analysis> AnalyzeAs(const exercise::Definition& definition, PoseSource& source, const std::string& label,
                                   const motion::AnalyzerOptions& options, Annotator* annotator) {
  motion::AnalyzerOptions own = options;
  EZPT_TRY(own.others, LoadMovements());
  EZPT_TRY(motion::RecordingAnalyzer analyzer, motion::RecordingAnalyzer::Create(definition, source.info(), own));
  const coach::ArcFinder arcs(definition);
  const auto latest = [&](body::Signal signal, body::Side side) { return analyzer.Latest(signal, side); };
  EZPT_CHECK_OK(ForEachFrame(source, label, [&](const PosedFrame& posed) -> Status {
    const motion::MotionUpdate update = analyzer.Push(posed.frame);
    if (annotator == nullptr) return {};
    std::optional<coach::TargetArc> arc;
    if (const auto& pose = posed.frame.pose)
      arc = arcs.Find(*pose, update.view, coach::SideShown(options.side, update), latest);
    return annotator->Write(posed, OverlayOf(definition, posed.frame, update, std::move(arc)));
  }));
  return analyzer.Finish();
}

/// The skeleton alone, of a recording that is none of the exercises; and how often was done what repeats in it.
Status DrawPoses(PoseSource& source, const std::string& label, const std::optional<motion::RepeatedMovement>& movement,
                 Annotator& annotator) {
  return ForEachFrame(source, label, [&](const PosedFrame& posed) {
    media::Overlay overlay;
    if (posed.frame.pose) overlay.pose = &*posed.frame.pose;
    if (movement) {
      overlay.counter = std::to_string(std::count_if(movement->cycles.begin(), movement->cycles.end(),
                                                     [&](const auto& cycle) { return cycle.end <= posed.frame.t; }));
    }
    return annotator.Write(posed, overlay);
  });
}

Result<Verdict> Recognise(PoseSource& source, const std::string& label, const motion::AnalyzerOptions& options) {
  EZPT_TRY(const Library library, LoadExercises());
  EZPT_TRY(motion::Recogniser recogniser, motion::Recogniser::Create(library, source.info(), options));
  EZPT_CHECK_OK(ForEachFrame(source, label, [&](const PosedFrame& posed) -> Status {
    recogniser.Push(posed.frame);
    return {};
  }));
  return coach::VerdictOf(recogniser, library);
}

Result<Verdict> CountWhatRepeats(PoseSource& source, const std::string& label, const motion::AnalyzerOptions& options) {
  motion::UnnamedAnalyzer analyzer(source.info(), options);
  EZPT_CHECK_OK(ForEachFrame(source, label, [&](const PosedFrame& posed) -> Status {
    analyzer.Push(posed.frame);
    return {};
  }));
  motion::UnnamedAnalysis found = analyzer.Finish();
  Verdict verdict;
  verdict.analysis = std::move(found.analysis);
  verdict.unnamed = std::move(found.movement);
  return verdict;
}

/// Draws over a recording whose exercise is known only now: goes through it again.
Status AnnotateAfterwards(const Flags& flags, const Verdict& verdict, const motion::AnalyzerOptions& options,
                          Annotator& annotator) {
  EZPT_TRY(PoseSource again, PoseSource::Open(flags.input, flags.model));
  if (verdict.definition == nullptr) return DrawPoses(again, flags.annotate, verdict.unnamed, annotator);
  EZPT_CHECK_OK(AnalyzeAs(*verdict.definition, again, flags.annotate, options, &annotator));
  return {};
}

/// "knee_flexion=..45": a measure's id, the least and the most, of which one may be left out.
Result<motion::PersonalLimit> ParseLimit(const std::string& text) {
  const Error malformed{ErrorCode::kInvalidArgument,
                        "--limit " + text + ": expected QUANTITY=LEAST..MOST, such as knee_flexion=..45"};
  const std::size_t equals = text.find('='), dots = text.find("..");
  if (equals == std::string::npos || dots == std::string::npos || dots < equals) return malformed;
  const auto bound = [](std::string_view digits, double unbounded) -> std::optional<double> {
    double value = unbounded;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty()) return unbounded;
    if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value)) return std::nullopt;
    return value;
  };
  const std::string_view bounds = std::string_view(text).substr(equals + 1);
  const auto least = bound(bounds.substr(0, dots - equals - 1), -coach::kUnbounded);
  const auto most = bound(bounds.substr(dots - equals + 1), coach::kUnbounded);
  if (!least || !most) return malformed;
  return motion::PersonalLimit{text.substr(0, equals), motion::SideChoice::kAuto, *least, *most};
}

Result<std::shared_ptr<const exercise::Definition>> NamedExercise(const Flags& flags, motion::SideChoice side) {
  EZPT_TRY(std::shared_ptr<const exercise::Definition> definition, FindExercise(flags.exercise));
  if (flags.limit.empty()) return definition;
  EZPT_TRY(const motion::PersonalLimit limit, ParseLimit(flags.limit));
  EZPT_TRY(exercise::Definition own, motion::WithinLimit(*definition, limit, side));
  return std::make_shared<const exercise::Definition>(std::move(own));
}

Result<Verdict> Analyze(const Flags& flags, const motion::AnalyzerOptions& options) {
  const bool recognise = flags.exercise == kAuto, unnamed = flags.exercise == kNone;
  std::shared_ptr<const exercise::Definition> definition;
  if (!recognise && !unnamed) {
    EZPT_TRY(definition, NamedExercise(flags, options.side));
  } else if (!flags.limit.empty()) {
    return Error{ErrorCode::kInvalidArgument, "--limit: name the exercise that it is for with --exercise"};
  } else if (unnamed && !flags.side.empty()) {
    return Error{ErrorCode::kInvalidArgument, "--side: name the exercise that it is for with --exercise"};
  }
  if (definition == nullptr && !flags.annotate.empty() && IsCamera(flags.input)) {
    return Error{ErrorCode::kInvalidArgument, "--annotate of a camera: name the exercise with --exercise"};
  }
  EZPT_CHECK_OK(CheckMoves(flags.input));
  EZPT_TRY(PoseSource source, PoseSource::Open(flags.input, flags.model));
  std::unique_ptr<Annotator> annotator;
  if (!flags.annotate.empty()) {
    EZPT_TRY(annotator, Annotator::Create(flags.annotate, source));
  }
  Verdict verdict;
  verdict.definition = definition;
  if (definition == nullptr) {
    EZPT_TRY(verdict,
             recognise ? Recognise(source, flags.input, options) : CountWhatRepeats(source, flags.input, options));
    if (annotator) EZPT_CHECK_OK(AnnotateAfterwards(flags, verdict, options, *annotator));
  } else {
    EZPT_TRY(verdict.analysis, AnalyzeAs(*definition, source, flags.input, options, annotator.get()));
  }
  verdict.side = options.side;
  if (annotator) EZPT_CHECK_OK(annotator->Close());
  return verdict;
}

Status RunAnalyze(const Flags& flags, Output& output) {
  EZPT_TRY(const motion::SideChoice side, ParseSide(flags.side));
  EZPT_CHECK_OK(CheckOutput("--annotate", flags.annotate, flags.input));
  EZPT_TRY(const Verdict verdict, Analyze(flags, {.side = side}));
  if (flags.json) {
    output.Line(coach::AnalysisJson(verdict));
  } else {
    PrintAnalysis(verdict, output);
  }
  return {};
}

}  // namespace

void AddAnalyzeCommand(CLI::App& app, Action& action) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = app.add_subcommand("analyze", "Counts and judges the repetitions of a recording");
  command->add_option("INPUT", flags->input, "A video, a camera's index (0 is the first) or a landmark stream")
      ->required();
  command->add_option("--exercise", flags->exercise,
                      "The exercise's id (`ezpt exercise list` names them); default auto, which recognises it; "
                      "none: counts whatever repeats");
  command->add_option("--side", flags->side, "The side that works: left, right or both");
  command->add_option("--limit", flags->limit,
                      "How far this person may go, QUANTITY=LEAST..MOST (knee_flexion=..45); one end may be left out");
  command->add_option("--model", flags->model, "movenet_lightning, or the path of a TF.js graph model");
  command->add_option("--annotate", flags->annotate,
                      "Also write the recording with what was seen drawn over it, OUT.mp4");
  command->add_flag("--json", flags->json, "One JSON object");
  command->callback([&action, flags] { action = [flags](Output& out) { return RunAnalyze(*flags, out); }; });
}

}  // namespace ezpt::app
