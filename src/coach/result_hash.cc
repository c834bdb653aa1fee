#include "coach/result_hash.h"

#include <bit>
#include <utility>
#include <vector>

#include "coach/pipeline.h"
#include "exercise/json.h"
#include "motion/classifier.h"
#include "motion/reference_stream.h"
#include "pose/tracker.h"

namespace ezpt::coach {
namespace {

using Library = std::vector<std::shared_ptr<const exercise::Definition>>;

constexpr double kFps = 15;  ///< Enough for every phase; the hash covers hundreds of sets.
constexpr int kReferenceBodies = 2;

Result<Library> ParseLines(std::string_view lines) {
  Library library;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    const std::string_view line = lines.substr(0, end);
    lines = end == std::string_view::npos ? std::string_view{} : lines.substr(end + 1);
    if (line.empty()) continue;
    EZPT_TRY(exercise::Definition definition, exercise::ParseDefinitionJson(line, "definition"));
    library.push_back(std::make_shared<exercise::Definition>(std::move(definition)));
  }
  return library;
}

Status HashSet(const std::shared_ptr<const exercise::Definition>& definition,
               const motion::ReferenceStreamOptions& options,
               const std::shared_ptr<const motion::PoseClassifier>& classifier, ResultHash& hash) {
  EZPT_TRY(Pipeline pipeline, Pipeline::Create(definition, motion::ReferenceStreamInfo(kFps), {.reps = 3, .sets = 1},
                                               {nullptr, classifier}));
  uint32_t sequence = 0;
  for (const body::PoseFrame& frame : motion::MakeReferenceStream(*definition, options)) {
    EZPT_TRY(const Feedback feedback, pipeline.ProcessLandmarks(frame, ++sequence));
    hash.Add(feedback);
  }
  hash.Add(pipeline.Summary());
  for (const std::string& chunk : pipeline.TakeChunks(Pipeline::Take::kEverything)) hash.Add(std::string_view(chunk));
  return {};
}

Status HashExercise(const std::shared_ptr<const exercise::Definition>& definition,
                    const std::shared_ptr<const motion::PoseClassifier>& classifier, ResultHash& hash) {
  uint64_t seed = 1000;
  std::vector<const exercise::Fault*> faults = {nullptr};
  for (const exercise::Fault& fault : definition->faults) faults.push_back(&fault);
  for (const body::View view : definition->views) {
    for (const exercise::Fault* fault : faults) {
      ++seed;
      EZPT_CHECK_OK(HashSet(definition,
                            {.reps = 2,
                             .view = view,
                             .working = seed % 2 == 0 ? body::Side::kLeft : body::Side::kRight,
                             .fault = fault,
                             .seed = seed,
                             .fps = kFps},
                            classifier, hash));
    }
  }
  return {};
}

}  // namespace

void ResultHash::AddByte(uint8_t byte) { hash_ = (hash_ ^ byte) * 0x100000001b3ULL; }

void ResultHash::Add(uint64_t value) {
  for (int i = 0; i < 8; ++i) AddByte(static_cast<uint8_t>(value >> (8 * i)));
}

void ResultHash::Add(double value) { Add(std::bit_cast<uint64_t>(value)); }

void ResultHash::Add(std::string_view text) {
  Add(uint64_t{text.size()});
  for (const char c : text) AddByte(static_cast<uint8_t>(c));
}

void ResultHash::Add(const RepReport& rep) {
  Add(static_cast<uint64_t>(rep.number));
  Add(static_cast<uint64_t>(rep.set));
  for (const Seconds t : {rep.start, rep.peak, rep.end}) Add(t.value);
  Add(rep.score.value_or(-1.0));
  Add(static_cast<uint64_t>(rep.correct));
  for (const MeasureValue& measure : rep.measures) {
    Add(std::string_view(measure.id));
    Add(measure.value.value_or(-1e9));
    Add(static_cast<uint64_t>(measure.doubt));
  }
  for (const FaultSpan& fault : rep.faults) {
    Add(std::string_view(fault.id));
    Add(fault.from.value);
    Add(fault.to.value);
  }
}

void ResultHash::Add(const Feedback& feedback) {
  Add(uint64_t{feedback.sequence});
  Add(feedback.t.value);
  Add(Name(feedback.state));
  Add(feedback.pause_reason);
  if (feedback.instruction) Add(std::string_view(feedback.instruction->text));
  for (const CheckItem& check : feedback.checks) Add(static_cast<uint64_t>(check.ok));
  Add(static_cast<uint64_t>(feedback.count));
  Add(Name(feedback.phase));
  Add(feedback.progress);
  if (feedback.hold) Add(feedback.hold->held.value);
  if (feedback.arc) {
    Add(uint64_t{feedback.arc->vertex});
    Add(feedback.arc->value.value);
  }
  if (feedback.cue) Add(std::string_view(feedback.cue->message.text));
  if (feedback.praise) Add(std::string_view(feedback.praise->text));
  for (const Message& moment : feedback.moments) Add(std::string_view(moment.text));
  Add(std::string_view(feedback.why));
  if (feedback.rep) Add(*feedback.rep);
  if (feedback.view) Add(body::ViewName(*feedback.view));
  if (feedback.recognised) {
    Add(std::string_view(feedback.recognised->exercise));
    Add(std::string_view(feedback.recognised->phase));
    Add(feedback.recognised->confidence);
  }
}

void ResultHash::Add(const SessionSummary& summary) {
  Add(static_cast<uint64_t>(summary.count));
  Add(static_cast<uint64_t>(summary.correct));
  Add(summary.duration.value);
  Add(summary.active.value);
  for (const RepReport& rep : summary.reps) Add(rep);
  for (const Event& event : summary.events) {
    Add(Name(event.kind));
    Add(event.t.value);
    Add(std::string_view(event.id));
  }
}

Result<uint64_t> HashLibrary(std::string_view definitions) {
  EZPT_TRY(const Library library, ParseLines(definitions));
  EZPT_TRY(auto references, motion::MakeReferenceCollection(library, {.bodies = kReferenceBodies}));
  EZPT_TRY(const auto classifier, motion::PoseClassifier::Create(std::move(references)));
  ResultHash hash;
  for (const auto& definition : library) {
    EZPT_CHECK_OK(HashExercise(definition, classifier, hash));
  }
  return hash.digest();
}

}  // namespace ezpt::coach
