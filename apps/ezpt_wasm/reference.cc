// engine_reference landmarks|pictures ID FOLDER: what the engine answers natively,
// to hold the WebAssembly module to. Writes FOLDER/input (per frame: time as f64,
// then 51 f32 landmarks, or 320×240 RGBA), FOLDER/definition.json and
// FOLDER/answers (a line a frame, then the summary), FOLDER/chunks (framed).
//
// engine_reference session ID FOLDER: the same of landmarks for a whole session, seen from the side where the exercise
// can be: nobody, then two sets with a rest between them.
//
// engine_reference summary ID FOLDER: the summary recomputed from FOLDER/chunks.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "body/virtual_patient/virtual_patient.h"
#include "coach/feedback_json.h"
#include "engine.h"
#include "exercise/json.h"
#include "exercise_yaml/yaml.h"
#include "motion/exercise_motion.h"
#include "motion/reference_stream.h"

namespace ezpt::app {
namespace {

constexpr double kLandmarkFps = 15;
constexpr double kPictureFps = 5;
constexpr Seconds kPicturesFor{6.0};
constexpr int kWidth = 320;
constexpr int kHeight = 240;
constexpr uint64_t kSeed = 2024;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Status WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) return Error{ErrorCode::kUnavailable, path + ": could not be written"};
  return {};
}

template <typename T>
void Append(std::string& bytes, const T& value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

/// What the page would do, and what it would be answered.
struct Recording {
  std::string input;
  std::string answers;
};

constexpr const char* kOneSet = R"("reps":3,"sets":1)";

Status Open(Engine& engine, const exercise::Definition& definition, int width, int height,
            const std::string& dose = kOneSet) {
  EZPT_CHECK_OK(engine.LoadExercises(exercise::ToJson(definition)));
  EZPT_CHECK_OK(engine.PrepareRecognition());
  return engine.Open(R"({"exercise":")" + definition.id + R"(",)" + dose + R"(,"view":{"width":)" +
                     std::to_string(width) + R"(,"height":)" + std::to_string(height) + "}}");
}

Status Look(Engine& engine, const body::PoseFrame& frame, uint32_t sequence, Recording& recording) {
  std::vector<float> points;
  if (frame.pose) {
    for (const body::Landmark& point : frame.pose->view()) points.insert(points.end(), {point.x, point.y, point.score});
  }
  Append(recording.input, frame.t.value);
  for (std::size_t i = 0; i < 3 * body::kCocoCount; ++i) Append(recording.input, points.empty() ? -1.0F : points[i]);
  EZPT_TRY(const std::string answer, engine.ProcessLandmarks(points, frame.t.value, sequence));
  recording.answers += answer + "\n";
  return {};
}

Result<Recording> RunSession(Engine& engine, const exercise::Definition& definition) {
  constexpr double kNobodyFor = 3.0;
  constexpr int kReps = 5;
  constexpr int kSets = 2;
  const body::StreamInfo stream = motion::ReferenceStreamInfo(kLandmarkFps);
  EZPT_CHECK_OK(Open(engine, definition, stream.width, stream.height, R"("reps":5,"sets":2,"rest_s":5)"));
  const auto side = std::find(definition.views.begin(), definition.views.end(), body::View::kSideLeft);
  const body::View view = side == definition.views.end() ? definition.views.front() : *side;
  Recording recording;
  uint32_t sequence = 0;
  Seconds t{0.0};
  const auto look = [&](std::optional<body::Pose> pose) -> Status {
    t = t + Seconds(1 / kLandmarkFps);
    return Look(engine, {t, std::move(pose)}, ++sequence, recording);
  };
  while (t < Seconds(kNobodyFor)) EZPT_CHECK_OK(look(std::nullopt));
  for (int set = 0; set < kSets; ++set) {
    for (const body::PoseFrame& frame : motion::MakeReferenceStream(
             definition, {.reps = kReps, .view = view, .still = Seconds(7.0), .fps = kLandmarkFps})) {
      EZPT_CHECK_OK(look(frame.pose));
    }
  }
  return recording;
}

Result<Recording> RunLandmarks(Engine& engine, const exercise::Definition& definition) {
  const body::StreamInfo stream = motion::ReferenceStreamInfo(kLandmarkFps);
  EZPT_CHECK_OK(Open(engine, definition, stream.width, stream.height));
  Recording recording;
  uint32_t sequence = 0;
  const auto frames =
      motion::MakeReferenceStream(definition, {.reps = 3, .view = definition.views.front(), .fps = kLandmarkFps});
  for (const body::PoseFrame& frame : frames) EZPT_CHECK_OK(Look(engine, frame, ++sequence, recording));
  return recording;
}

Result<Recording> RunPictures(Engine& engine, const exercise::Definition& definition) {
  const std::string packed = ReadFile(EZPT_SOURCE_DIR "/build/models/movenet-lightning.packed");
  EZPT_CHECK_OK(engine.LoadModel({reinterpret_cast<const std::byte*>(packed.data()), packed.size()}));
  EZPT_CHECK_OK(Open(engine, definition, kWidth, kHeight));
  body::Script script;
  script.look = body::SamplePatient(kSeed);
  script.seed = kSeed;
  script.view = definition.views.front();
  script.exercise = motion::ExerciseMotionOf(definition, body::Side::kLeft);
  body::Event repetitions;
  repetitions.kind = body::Event::Kind::kRepetitions;
  repetitions.repetitions = 3;
  script.events = {repetitions};
  script.width = kWidth;
  script.height = kHeight;
  EZPT_TRY(body::VirtualPatient patient, body::VirtualPatient::Create(script));
  Recording recording;
  Image image;
  uint32_t sequence = 0;
  for (Seconds t{0.0}; t < kPicturesFor; t = t + Seconds(1 / kPictureFps)) {
    patient.Render(patient.At(t), image);
    uint8_t* rgba = engine.Pixels(kWidth, kHeight);
    const uint8_t* rgb = image.Row(0);
    for (int i = 0; i < kWidth * kHeight; ++i) {
      std::memcpy(rgba + 4 * i, rgb + 3 * i, 3);
      rgba[4 * i + 3] = 255;
    }
    Append(recording.input, t.value);
    recording.input.append(reinterpret_cast<const char*>(rgba), std::size_t{4} * kWidth * kHeight);
    EZPT_TRY(const std::string answer, engine.ProcessPicture(t.value, ++sequence));
    recording.answers += answer + "\n";
  }
  return recording;
}

Status Record(const std::string& what, const exercise::Definition& definition, const std::string& folder) {
  // Rounds as the plain module does: the same kernels on vectors of four without
  // fused multiply-add. The scalar ones add up in another order.
  Engine engine(nn::Isa::kSse4);
  EZPT_TRY(Recording recording, what == "pictures"  ? RunPictures(engine, definition)
                                : what == "session" ? RunSession(engine, definition)
                                                    : RunLandmarks(engine, definition));
  EZPT_TRY(const std::string summary, engine.Summary());
  EZPT_CHECK_OK(WriteFile(folder + "/definition.json", exercise::ToJson(definition)));
  EZPT_CHECK_OK(WriteFile(folder + "/input", recording.input));
  EZPT_CHECK_OK(WriteFile(folder + "/answers", recording.answers + summary));
  return WriteFile(folder + "/chunks", engine.TakeChunks(coach::Pipeline::Take::kEverything));
}

Status PrintSummary(exercise::Definition definition, const std::string& folder) {
  EZPT_TRY(const std::vector<std::string> chunks, SplitChunks(ReadFile(folder + "/chunks")));
  const auto shared = std::make_shared<const exercise::Definition>(std::move(definition));
  EZPT_TRY(const coach::SessionSummary summary, coach::Recompute(shared, chunks));
  std::puts(coach::Dump(coach::ToJson(summary, *shared, "en")).c_str());
  return {};
}

Status Run(const std::string& what, const std::string& id, const std::string& folder) {
  EZPT_TRY(std::vector<exercise::Definition> library, exercise::LoadLibrary(EZPT_SOURCE_DIR "/exercises"));
  for (exercise::Definition& definition : library) {
    if (definition.id != id) continue;
    if (what == "summary") return PrintSummary(std::move(definition), folder);
    return Record(what, definition, folder);
  }
  return Error{ErrorCode::kNotFound, id + ": no such exercise"};
}

}  // namespace
}  // namespace ezpt::app

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: engine_reference landmarks|session|pictures|summary ID FOLDER\n");
    return 2;
  }
  const ezpt::Status status = ezpt::app::Run(argv[1], argv[2], argv[3]);
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.error().message.c_str());
  return status.ok() ? 0 : 1;
}
