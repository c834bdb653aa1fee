// make_cases FOLDER: the streams of tests/cases, by the virtual patient's body: 15 frames a second, coordinates in
// halves of a pixel and scores in hundredths, so that they stay small. They are kept as files, because the body may
// change and the cases must not.
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "exercise_yaml/yaml.h"
#include "media/landmark_stream.h"
#include "motion/reference_stream.h"

namespace ezpt {
namespace {

using body::View;
using Frames = std::vector<body::PoseFrame>;

constexpr double kFps = 15;
constexpr double kFewFps = 8;
constexpr float kStepsPerPixel = 2;
constexpr float kStepsPerScore = 100;

void Quantise(Frames& frames) {
  const auto round = [](float value, float steps) { return std::round(value * steps) / steps; };
  for (body::PoseFrame& frame : frames) {
    frame.t = Seconds(std::round(frame.t.value * 1000) / 1000);
    if (!frame.pose) continue;
    for (body::Landmark& point : frame.pose->view()) {
      point = {round(point.x, kStepsPerPixel), round(point.y, kStepsPerPixel), 0, round(point.score, kStepsPerScore)};
    }
  }
}

struct Case {
  std::string name;      ///< EXERCISE.WHAT
  std::string movement;  ///< What is done, where that is something else.
  View view = View::kSideLeft;
  body::Side working = body::Side::kLeft;
  std::string fault;
  uint64_t seed = 2000;
  double fps = kFps;
  void (*change)(Frames&) = nullptr;
};

/// Nobody for 0.2 s every five seconds, and once no picture for two seconds.
void MakeGaps(Frames& frames) {
  Frames kept;
  for (body::PoseFrame& frame : frames) {
    const double t = frame.t.value;
    if (t > 9 && t < 11) continue;
    if (std::fmod(t, 5) < 0.2) frame.pose.reset();
    kept.push_back(frame);
  }
  frames = std::move(kept);
}

void Empty(Frames& frames) {
  frames.resize(static_cast<std::size_t>(8 * kFps));
  for (body::PoseFrame& frame : frames) frame.pose.reset();
}

const std::vector<Case> kCases = {
    {.name = "squat.correct_side", .movement = "", .fault = "", .seed = 2001},
    {.name = "squat.shallow_side", .movement = "", .view = View::kSideRight, .fault = "shallow", .seed = 2012},
    {.name = "squat.shallow_oblique", .movement = "", .view = View::kOblique, .fault = "shallow", .seed = 2002},
    {.name = "squat.gaps", .movement = "", .fault = "", .seed = 2003, .change = MakeGaps},
    {.name = "squat.nobody", .movement = "", .fault = "", .change = Empty},
    {.name = "squat.eight_frames_a_second", .movement = "", .fault = "", .seed = 2004, .fps = kFewFps},
    {.name = "sit_to_stand.does_squats", .movement = "squat", .view = View::kSideRight, .fault = "", .seed = 2005},
    {.name = "push_up.correct_side", .movement = "", .view = View::kSideRight, .fault = "", .seed = 2006},
    {.name = "shoulder_abduction.first_fault", .movement = "", .view = View::kFront, .fault = "first", .seed = 2007},
    {.name = "biceps_curl.right_arm",
     .movement = "",
     .view = View::kSideRight,
     .working = body::Side::kRight,
     .fault = "",
     .seed = 2008},
    {.name = "bridge.first_fault", .movement = "", .fault = "first", .seed = 2009},
    {.name = "standing_hip_abduction.right_leg",
     .movement = "",
     .view = View::kFront,
     .working = body::Side::kRight,
     .fault = "",
     .seed = 2010},
    {.name = "marching_in_place.correct_front", .movement = "", .view = View::kFront, .fault = "", .seed = 2011},
};

Status Write(const Case& one, const std::string& folder) {
  const std::string exercise = one.movement.empty() ? one.name.substr(0, one.name.find('.')) : one.movement;
  EZPT_TRY(const exercise::Definition definition,
           exercise::LoadDefinition(EZPT_SOURCE_DIR "/exercises/" + exercise + ".yaml"));
  motion::ReferenceStreamOptions options{.reps = 3, .view = one.view, .working = one.working, .seed = one.seed};
  options.fps = one.fps;
  if (!one.fault.empty()) {
    options.fault = one.fault == "first" ? &definition.faults.front() : exercise::FindFault(definition, one.fault);
  }
  Frames frames = motion::MakeReferenceStream(definition, options);
  if (one.change != nullptr) one.change(frames);
  Quantise(frames);
  EZPT_TRY(const auto writer,
           media::LandmarkWriter::Create(folder + "/" + one.name + ".jsonl.gz", motion::ReferenceStreamInfo(one.fps)));
  for (const body::PoseFrame& frame : frames) EZPT_CHECK_OK(writer->Write(frame));
  return writer->Close();
}

}  // namespace
}  // namespace ezpt

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_cases FOLDER\n");
    return 2;
  }
  for (const ezpt::Case& one : ezpt::kCases) {
    const ezpt::Status status = ezpt::Write(one, argv[1]);
    if (status.ok()) continue;
    std::fprintf(stderr, "%s: %s\n", one.name.c_str(), status.error().message.c_str());
    return 1;
  }
  return 0;
}
