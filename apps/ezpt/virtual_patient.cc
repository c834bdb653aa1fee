#include "body/virtual_patient/virtual_patient.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "command.h"
#include "exercise/vocabulary.h"
#include "home.h"
#include "json.h"
#include "media/file.h"
#include "media/landmark_stream.h"
#include "media/video_writer.h"
#include "motion/exercise_motion.h"
#include "progress.h"

namespace ezpt::app {
namespace {

constexpr double kFps = 30.0;
constexpr int kMaxRepetitions = 200;
constexpr double kMaxStillSeconds = 600;

struct Flags {
  std::string exercise;
  int reps = 5;
  std::string view;
  std::string side;
  std::string fault;
  std::string body;
  std::string scene;
  uint64_t seed = body::kFirstDemoSeed;
  std::string out;
  std::string truth;
};

Error Invalid(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

Result<body::View> ViewOf(const Flags& flags, const exercise::Definition& definition) {
  if (flags.view.empty()) return definition.views.front();
  const std::optional<body::View> view = body::ParseView(flags.view);
  if (!view) return Invalid("--view " + flags.view + ": expected front, side_left, side_right or oblique");
  return *view;
}

/// The side that works: as asked, else the nearer one, else the left.
Result<body::Side> SideOf(const Flags& flags, body::View view) {
  if (flags.side == "left") return body::Side::kLeft;
  if (flags.side == "right") return body::Side::kRight;
  if (!flags.side.empty()) return Invalid("--side " + flags.side + ": expected left or right");
  return view == body::View::kSideRight ? body::Side::kRight : body::Side::kLeft;
}

Result<const exercise::Fault*> FaultOf(const Flags& flags, const exercise::Definition& definition) {
  if (flags.fault.empty()) return nullptr;
  if (const exercise::Fault* fault = exercise::FindFault(definition, flags.fault)) return fault;
  std::string known;
  for (const exercise::Fault& fault : definition.faults) known += (known.empty() ? "" : ", ") + fault.id;
  return Invalid("--fault " + flags.fault + ": " + definition.id + " has " + known);
}

/// The parts of `text` between commas.
std::vector<std::string> Split(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    parts.push_back(text.substr(from, comma - from));
    from = comma + 1;
  }
  return parts;
}

/// A plain number of `text`, or nothing.
std::optional<double> NumberIn(const std::string& text, double min, double max) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_number()) return std::nullopt;
  const double value = json.get<double>();
  return value >= min && value <= max ? std::optional(value) : std::nullopt;
}

/// One word of --scene: walk_in, still=SECONDS, reps, towel or scratch.
Result<body::Event> EventOf(const std::string& word, const body::Event& repetitions) {
  using Kind = body::Event::Kind;
  if (word == "reps") return repetitions;
  body::Event event;
  if (word == "walk_in" || word == "towel" || word == "scratch") {
    event.kind = word == "walk_in" ? Kind::kWalkIn : word == "towel" ? Kind::kTowel : Kind::kScratch;
    return event;
  }
  constexpr std::string_view kStill = "still=";
  const std::optional<double> seconds =
      word.starts_with(kStill) ? NumberIn(word.substr(kStill.size()), 0.1, kMaxStillSeconds) : std::nullopt;
  if (!seconds) return Invalid("--scene " + word + ": expected walk_in, still=SECONDS, reps, towel or scratch");
  event.kind = Kind::kStandStill;
  event.duration = Seconds(*seconds);
  return event;
}

/// --body female|male,HEIGHT_CM: replaces those of the person that the seed draws.
Status ApplyBody(const std::string& text, body::Physique& physique) {
  const std::vector<std::string> parts = Split(text);
  const std::optional<double> height = parts.size() == 2 ? NumberIn(parts[1], 140, 210) : std::nullopt;
  if (!height || (parts[0] != "female" && parts[0] != "male")) {
    return Invalid("--body " + text + ": expected female or male and a height in cm, as female,165");
  }
  physique.sex = parts[0] == "female" ? body::Sex::kFemale : body::Sex::kMale;
  physique.height = Metres(*height / 100);
  return {};
}

Result<body::Script> ScriptOf(const Flags& flags, const exercise::Definition& definition) {
  if (flags.reps < 1 || flags.reps > kMaxRepetitions) {
    return Invalid("--reps " + std::to_string(flags.reps) + ": expected 1 to " + std::to_string(kMaxRepetitions));
  }
  body::Script script;
  EZPT_TRY(script.view, ViewOf(flags, definition));
  EZPT_TRY(const body::Side side, SideOf(flags, script.view));
  EZPT_TRY(const exercise::Fault* fault, FaultOf(flags, definition));
  script.exercise = motion::ExerciseMotionOf(definition, side);
  body::Event repetitions;
  repetitions.repetitions = flags.reps;
  for (int i = 0; fault != nullptr && i < flags.reps; ++i) {
    repetitions.overrides.push_back(motion::FaultyRepetition(definition, *fault, side, i));
  }
  for (const std::string& word : Split(flags.scene)) {
    EZPT_TRY(body::Event event, EventOf(word, repetitions));
    script.events.push_back(std::move(event));
  }
  script.seed = flags.seed;
  script.look = body::SamplePatient(flags.seed);
  if (!flags.body.empty()) EZPT_CHECK_OK(ApplyBody(flags.body, script.look.physique));
  return script;
}

Json PointsJson(const body::Pose& pose, int places) {
  Json points = Json::array();
  for (const body::Landmark& p : pose.view()) {
    points.push_back({Number(p.x, places), Number(p.y, places), Number(p.z, places), Number(p.score, 0)});
  }
  return points;
}

Json TruthJson(const body::VirtualPatient& patient, const Flags& flags, const body::Script& script, int frames) {
  Json reps = Json::array();
  for (const body::RepetitionTruth& rep : patient.repetitions()) {
    reps.push_back({{"start", Number(rep.start.value, 4)},
                    {"peak", Number(rep.peak.value, 4)},
                    {"end", Number(rep.end.value, 4)},
                    {"side", rep.side == body::Side::kLeft ? "left" : "right"},
                    {"fault", rep.fault_id.empty() ? Json(nullptr) : Json(rep.fault_id)}});
  }
  Json moments = Json::array();
  for (int i = 0; i < frames; ++i) {
    const body::TruthFrame truth = patient.Truth(Seconds(i / kFps));
    moments.push_back({{"t", Number(truth.t.value, 4)},
                       {"repetition", truth.repetition < 0 ? Json(nullptr) : Json(truth.repetition)},
                       {"progress", Number(truth.progress, 4)},
                       {"image", PointsJson(truth.image, 2)},
                       {"world", PointsJson(truth.world, 4)},
                       {"occluded", truth.occluded}});
  }
  return {{"exercise", flags.exercise}, {"view", body::ViewName(script.view)},
          {"seed", flags.seed},         {"fps", kFps},
          {"width", script.width},      {"height", script.height},
          {"reps", std::move(reps)},    {"frames", std::move(moments)}};
}

Status WriteStream(const body::VirtualPatient& patient, const Flags& flags, const body::Script& script, int frames) {
  body::StreamInfo info;
  info.width = script.width;
  info.height = script.height;
  info.fps = kFps;
  EZPT_TRY(const auto writer, media::LandmarkWriter::Create(flags.out, info));
  for (int i = 0; i < frames; ++i) {
    const body::TruthFrame truth = patient.Truth(Seconds(i / kFps));
    EZPT_CHECK_OK(writer->Write({truth.t, truth.image}));
  }
  return writer->Close();
}

Status WriteVideo(body::VirtualPatient& patient, const Flags& flags, const body::Script& script, int frames) {
  EZPT_TRY(const auto writer, media::VideoWriter::Create(flags.out, {script.width, script.height, kFps}));
  Progress progress(flags.out, frames);
  Image image;
  for (int i = 0; i < frames; ++i) {
    const Seconds t(i / kFps);
    patient.Render(patient.At(t), image);
    EZPT_CHECK_OK(writer->Write(image.view(), t));
    progress.Update(i + 1);
  }
  return writer->Close();
}

Status RunVirtualPatient(const Flags& flags, Output&) {
  EZPT_TRY(const std::shared_ptr<const exercise::Definition> definition, FindExercise(flags.exercise));
  EZPT_TRY(const body::Script script, ScriptOf(flags, *definition));
  EZPT_TRY(body::VirtualPatient patient, body::VirtualPatient::Create(script));
  const int frames = static_cast<int>(std::floor(patient.duration().value * kFps)) + 1;
  const bool is_stream = flags.out.ends_with(".jsonl") || flags.out.ends_with(".jsonl.gz");
  if (!flags.truth.empty()) {  // First: rendering takes long, and a bad path is to be told at once.
    const std::string truth = Dump(TruthJson(patient, flags, script, frames)) + "\n";
    EZPT_CHECK_OK(media::WriteFile(flags.truth, {reinterpret_cast<const uint8_t*>(truth.data()), truth.size()}));
  }
  return is_stream ? WriteStream(patient, flags, script, frames) : WriteVideo(patient, flags, script, frames);
}

}  // namespace

void AddVirtualPatientCommand(CLI::App& app, Action& action) {
  auto flags = std::make_shared<Flags>();
  flags->scene = "still=1.5,reps,still=1.5";
  CLI::App* command = app.add_subcommand("virtual-patient", "Renders an invented person who does an exercise");
  command->add_option("--exercise", flags->exercise, "The exercise's id; `ezpt exercise list` names them")->required();
  command->add_option("--reps", flags->reps, "Repetitions; default 5");
  command->add_option("--view", flags->view, "front, side_left, side_right or oblique; default the exercise's first");
  command->add_option("--side", flags->side, "The side that works: left or right; default the nearer one");
  command->add_option("--fault", flags->fault,
                      "Every repetition shows this fault of the exercise; `ezpt exercise show ID` names its faults");
  command->add_option("--body", flags->body, "Sex and height in cm, as female,165; default drawn by the seed");
  command->add_option("--scene", flags->scene,
                      "What happens: walk_in, still=SECONDS, reps, towel, scratch; default still=1.5,reps,still=1.5");
  command->add_option("--seed", flags->seed, "Draws the person, the room and the camera; default 1000")
      ->check(CLI::Range(int64_t{0}, std::numeric_limits<int64_t>::max()));
  command->add_option("-o,--out", flags->out, "OUT.mp4, OUT.mjpeg, or OUT.jsonl[.gz] for exact landmarks")->required();
  command->add_option("--truth", flags->truth, "Also write what is true of every frame, OUT.json");
  command->callback([&action, flags] { action = [flags](Output& out) { return RunVirtualPatient(*flags, out); }; });
}

}  // namespace ezpt::app
