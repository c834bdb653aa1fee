// One recorded stream through all that the server does with a frame, stage by
// stage: JPEG → landmarks → movement and coaching → message. bench/sections/pipeline.mjs runs it.
// usage: ezpt_pipeline draw FOLDER   a virtual patient that squats, 640×480 at 15 frames a second: FOLDER/000.jpg …
//        ezpt_pipeline run FOLDER    times those files and prints one JSON object
#include "coach/pipeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "coach/feedback_json.h"
#include "exercise_yaml/yaml.h"
#include "media/file.h"
#include "media/jpeg.h"
#include "motion/analyzer.h"
#include "motion/classifier.h"
#include "pose/tracker.h"
#include "server_load/footage.h"

namespace ezpt::bench {
namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

constexpr double kFps = 15;
constexpr int kFrames = 300;
constexpr int kDecodeLongSide = 480;  // As src/server/live/live_set.cc.
constexpr std::size_t kMaxFileBytes = std::size_t{1} << 26;
constexpr const char* kExercise = "squat";

std::string NameOf(const std::string& folder, int frame) { return fmt::format("{}/{:03}.jpg", folder, frame); }

/// Times of one stage, a frame each.
class Stage {
 public:
  template <class Work>
  auto Time(const Work& work) {
    const Clock::time_point start = Clock::now();
    auto result = work();
    ms_.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    return result;
  }

  void Add(double ms) { ms_.push_back(ms); }
  [[nodiscard]] double last() const { return ms_.back(); }

  [[nodiscard]] json Report() const {
    std::vector<double> sorted = ms_;
    std::sort(sorted.begin(), sorted.end());
    const auto at = [&sorted](double q) {
      return sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size()))];
    };
    const double mean = std::accumulate(sorted.begin(), sorted.end(), 0.0) / static_cast<double>(sorted.size());
    return {{"mean_ms", mean}, {"p50_ms", at(0.5)}, {"p99_ms", at(0.99)}};
  }

 private:
  std::vector<double> ms_;
};

Status Draw(const std::string& folder) {
  const std::string definition = std::string(EZPT_SOURCE_DIR "/exercises/") + kExercise + ".yaml";
  EZPT_TRY(const Footage footage, DrawFootage(definition, 1, kFrames, kFps));
  for (int i = 0; i < kFrames; ++i) {
    const std::string& jpeg = footage.patients.front()[static_cast<std::size_t>(i)];
    const std::vector<uint8_t> bytes(jpeg.begin(), jpeg.end());
    EZPT_CHECK_OK(media::WriteFile(NameOf(folder, i), bytes));
  }
  return {};
}

Result<std::shared_ptr<const nn::Model>> LoadModel() {
  const std::string base = EZPT_SOURCE_DIR "/build/models/movenet-lightning";
  EZPT_TRY(const auto document, media::ReadFile(base + ".json", kMaxFileBytes));
  EZPT_TRY(const auto weights, media::ReadFile(base + ".bin", kMaxFileBytes));
  return nn::Model::LoadTfjs({reinterpret_cast<const char*>(document.data()), document.size()},
                             std::as_bytes(std::span(weights)));
}

/// What one session has, and how long each part of it takes.
struct Session {
  pose::PoseTracker tracker;
  motion::Analyzer analyzer;  ///< Beside the pipeline's own, to time it alone.
  coach::Pipeline pipeline;
  Image picture = {};
  Stage decode = {};
  Stage landmarks = {};
  Stage movement = {};
  Stage coaching = {};
  Stage message = {};
  Stage frame = {};
};

Result<Session> Open(const body::StreamInfo& stream) {
  using Entry = std::shared_ptr<const exercise::Definition>;
  EZPT_TRY(std::vector<exercise::Definition> library, exercise::LoadLibrary(EZPT_SOURCE_DIR "/exercises"));
  std::vector<Entry> entries;
  Entry trained;
  for (exercise::Definition& definition : library) {
    entries.push_back(std::make_shared<const exercise::Definition>(std::move(definition)));
    if (entries.back()->id == kExercise) trained = entries.back();
  }
  EZPT_TRY(const auto model, LoadModel());
  EZPT_TRY(pose::PoseTracker tracker, pose::PoseTracker::Create(model, {}));
  EZPT_TRY(motion::Analyzer analyzer, motion::Analyzer::Create(*trained, stream));
  coach::Pipeline::Parts parts;
  EZPT_TRY(auto references, motion::MakeReferenceCollection(entries, {}));
  EZPT_TRY(parts.classifier, motion::PoseClassifier::Create(std::move(references)));
  EZPT_TRY(coach::Pipeline pipeline, coach::Pipeline::Create(trained, stream, {}, std::move(parts)));
  return Session{std::move(tracker), std::move(analyzer), std::move(pipeline)};
}

Status RunFrame(Session& session, const std::vector<uint8_t>& jpeg, int index) {
  const Seconds t(index / kFps);
  const auto decoded = session.decode.Time(
      [&] { return media::DecodeJpegInto(jpeg, {.min_long_side = kDecodeLongSide}, session.picture); });
  EZPT_TRY(const media::JpegInfo info, decoded);
  EZPT_TRY(body::PoseFrame found,
           session.landmarks.Time([&] { return session.tracker.Process(session.picture.view(), t); }));
  const float scale = static_cast<float>(info.width) / static_cast<float>(session.picture.width());
  if (found.pose) {
    for (body::Landmark& point : found.pose->points) {
      point.x *= scale;
      point.y *= scale;
    }
  }
  session.movement.Time([&] { return session.analyzer.Push(found); });
  EZPT_TRY(const coach::Feedback feedback, session.coaching.Time([&] {
    return session.pipeline.ProcessLandmarks(found, static_cast<uint32_t>(index + 1));
  }));
  const std::string text = session.message.Time([&] {
    return coach::Dump(
        coach::ToJson(feedback, {static_cast<double>(info.width), static_cast<double>(info.height)}, ""));
  });
  if (text.empty()) return Error{ErrorCode::kDamaged, "pipeline: no message"};
  session.frame.Add(session.decode.last() + session.landmarks.last() + session.coaching.last() +
                    session.message.last());
  return {};
}

Status Run(const std::string& folder) {
  body::StreamInfo stream;
  stream.width = 640;
  stream.height = 480;
  stream.fps = kFps;
  std::vector<std::vector<uint8_t>> jpegs;
  for (int i = 0; i < kFrames; ++i) {
    EZPT_TRY(jpegs.emplace_back(), media::ReadFile(NameOf(folder, i), kMaxFileBytes));
  }
  EZPT_TRY(Session session, Open(stream));
  for (int i = 0; i < kFrames; ++i) EZPT_CHECK_OK(RunFrame(session, jpegs[static_cast<std::size_t>(i)], i));
  const json report = {{"frames", kFrames},
                       {"count", session.pipeline.Summary().count},
                       {"network_runs", session.tracker.network_runs()},
                       {"frame", session.frame.Report()},
                       {"decode", session.decode.Report()},
                       {"landmarks", session.landmarks.Report()},
                       {"movement", session.movement.Report()},
                       {"coaching", session.coaching.Report()},
                       {"message", session.message.Report()}};
  std::puts(report.dump().c_str());
  return {};
}

}  // namespace
}  // namespace ezpt::bench

int main(int count, char** arguments) {
  const std::string what = count == 3 ? arguments[1] : "";
  if (what != "draw" && what != "run") {
    std::fputs("usage: ezpt_pipeline draw|run FOLDER\n", stderr);
    return 2;
  }
  const ezpt::Status status = what == "draw" ? ezpt::bench::Draw(arguments[2]) : ezpt::bench::Run(arguments[2]);
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.error().message.c_str());
  return status.ok() ? 0 : 1;
}
