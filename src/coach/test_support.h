#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "coach/pipeline.h"
#include "motion/classifier.h"
#include "motion/reference_stream.h"
#include "pose/tracker.h"

/// What the pipeline's tests share: a set as a page would have shown it, and movements to feed it.
namespace ezpt::coach {

using Frames = std::vector<body::PoseFrame>;

/// The library's exercise of that id.
[[nodiscard]] std::shared_ptr<const exercise::Definition> Load(const std::string& id);

inline const body::StreamInfo kStream = motion::ReferenceStreamInfo(30);

/// Runs frames through a pipeline and keeps what a page would have shown.
class Session {
 public:
  explicit Session(const std::string& id, SessionOptions options = {}, Pipeline::Parts parts = {})
      : Session(Load(id), std::move(options), std::move(parts)) {}
  Session(const std::shared_ptr<const exercise::Definition>& definition, SessionOptions options,
          Pipeline::Parts parts = {}) {
    auto created = Pipeline::Create(definition, kStream, std::move(options), std::move(parts));
    EXPECT_TRUE(created.ok());
    pipeline = std::make_unique<Pipeline>(*std::move(created));
  }

  void Play(const Frames& frames) {
    const double origin = last_t + 1.0 / 30;
    for (const body::PoseFrame& frame : frames) {
      body::PoseFrame shifted = frame;
      shifted.t = Seconds(origin) + frame.t;
      Step(shifted);
    }
  }
  void Step(const body::PoseFrame& frame) {
    auto result = pipeline->ProcessLandmarks(frame, sequence++);
    ASSERT_TRUE(result.ok()) << result.error().message;
    last_t = frame.t.value;
    feedback = *std::move(result);
    for (const Event& event : feedback.events) said.push_back(std::string(Name(event.kind)) + ":" + event.id);
    if (feedback.rep) reps.push_back(*feedback.rep);
    for (std::string& chunk : pipeline->TakeChunks(Pipeline::Take::kClosed)) chunks.push_back(std::move(chunk));
  }
  void BeAway(double seconds) {
    Frames frames;
    for (int i = 0; i < static_cast<int>(seconds * 30); ++i) frames.push_back({Seconds(i / 30.0), std::nullopt});
    Play(frames);
  }
  std::vector<std::string> AllChunks() {
    auto all = chunks;
    for (std::string& chunk : pipeline->TakeChunks(Pipeline::Take::kEverything)) all.push_back(std::move(chunk));
    return all;
  }
  int Said(const std::string& what) const { return static_cast<int>(std::count(said.begin(), said.end(), what)); }

  std::unique_ptr<Pipeline> pipeline;
  Feedback feedback;
  std::vector<std::string> said;
  std::vector<RepReport> reps;
  std::vector<std::string> chunks;
  uint32_t sequence = 1;
  double last_t = 100.0;
};

/// Squats of a clean kinematic body, or with the fault.
[[nodiscard]] Frames Squats(int reps, const exercise::Fault* fault = nullptr, uint64_t seed = 1001);

/// Stands still for some seconds, then moves.
inline Frames AfterStanding(double seconds, const Frames& movement) {
  constexpr double kStill = 3.0;
  Frames frames;
  for (double from = 0; from < seconds; from += kStill) {
    for (const body::PoseFrame& frame : movement) {
      if (frame.t.value < kStill) frames.push_back({Seconds(from) + frame.t, frame.pose});
    }
  }
  for (const body::PoseFrame& frame : movement) frames.push_back({Seconds(seconds) + frame.t, frame.pose});
  return frames;
}

}  // namespace ezpt::coach
