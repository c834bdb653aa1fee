#include "server/virtual_patient.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "body/figure.h"
#include "media/video_writer.h"
#include "motion/exercise_motion.h"
#include "server/owner.h"

namespace ezpt::server {
namespace {

constexpr double kFps = 20.0;
constexpr int kRepetitions = 5;
constexpr std::size_t kRenderers = 2;
constexpr Seconds kStillBefore{4.0};
constexpr Seconds kStillAfter{6.0};
constexpr std::string_view kDemo = "demo";

const exercise::Fault* FirstFaultSeenFrom(const exercise::Definition& definition, body::View view) {
  for (const exercise::Fault& fault : definition.faults) {
    if (std::find(fault.views.begin(), fault.views.end(), view) != fault.views.end()) return &fault;
  }
  return nullptr;
}

/// The side that works in footage from `view`: the one nearer to the camera.
body::Side WorkingSideFor(body::View view) {
  return view == body::View::kSideRight ? body::Side::kRight : body::Side::kLeft;
}

body::Event Happening(body::Event::Kind kind) {
  body::Event event;
  event.kind = kind;
  return event;
}

body::Event StandStill(Seconds duration) {
  body::Event event = Happening(body::Event::Kind::kStandStill);
  event.duration = duration;
  return event;
}

Result<std::vector<body::VirtualPatient>> Patients(const body::Script& script) {
  std::vector<body::VirtualPatient> patients;
  for (std::size_t i = 0; i < kRenderers; ++i) {
    EZPT_TRY(body::VirtualPatient patient, body::VirtualPatient::Create(script));
    patients.push_back(std::move(patient));
  }
  return patients;
}

/// Each patient draws one of the next frames; they are written in order.
Status WriteVideo(const body::Script& script, const std::string& path, const std::atomic<bool>& stopped) {
  EZPT_TRY(std::vector<body::VirtualPatient> patients, Patients(script));
  media::VideoWriterOptions options{.width = script.width, .height = script.height, .fps = kFps};
  EZPT_TRY(const std::unique_ptr<media::VideoWriter> writer, media::VideoWriter::Create(path, options));
  const auto frames = static_cast<std::size_t>(patients.front().duration().value * kFps);
  std::array<Image, kRenderers> images;
  for (std::size_t first = 0; first < frames; first += kRenderers) {
    if (stopped) return Error{ErrorCode::kUnavailable, "The server is shutting down."};
    const auto time_of = [&](std::size_t i) { return Seconds(static_cast<double>(first + i) / kFps); };
    const auto draw = [&](std::size_t i) { patients[i].Render(patients[i].At(time_of(i)), images[i]); };
    std::thread other(draw, 1);
    draw(0);
    other.join();
    for (std::size_t i = 0; i < kRenderers && first + i < frames; ++i) {
      EZPT_CHECK_OK(writer->Write(images[i].view(), time_of(i)));
    }
  }
  return writer->Close();
}

Result<std::string> MakeVideo(const body::Script& script, const std::atomic<bool>& stopped) {
  std::error_code error;
  const auto folder = std::filesystem::temp_directory_path(error);
  const std::string path = (folder / ("ezpt-" + RandomId() + ".mp4")).string();
  const Status written = WriteVideo(script, path, stopped);
  std::ostringstream content;
  if (written.ok()) content << std::ifstream(path, std::ios::binary).rdbuf();
  std::filesystem::remove(path, error);
  if (!written.ok()) return written.error();
  return content.str();
}

}  // namespace

body::View BestView(const exercise::Definition& definition, const body::Side* side) {
  for (const body::View view : definition.views) {
    if (side == nullptr || WorkingSideFor(view) == *side) return view;
  }
  return definition.views.front();
}

body::Script ScriptFor(const exercise::Definition& definition, const PatientClip& clip) {
  const body::Side working = WorkingSideFor(clip.view);
  body::Script script;
  script.look = body::SamplePatient(clip.seed);
  script.seed = clip.seed;
  script.view = clip.view;
  script.exercise = motion::ExerciseMotionOf(definition, working);
  if (definition.position == exercise::Position::kStanding)
    script.events.push_back(Happening(body::Event::Kind::kWalkIn));
  script.events.push_back(StandStill(kStillBefore));
  body::Event repetitions = Happening(body::Event::Kind::kRepetitions);
  repetitions.repetitions = clip.repetitions;
  if (clip.fault != nullptr) {
    for (const int i : clip.faulty) {
      repetitions.overrides.push_back(motion::FaultyRepetition(definition, *clip.fault, working, i));
    }
  }
  script.events.push_back(std::move(repetitions));
  script.events.push_back(StandStill(kStillAfter));
  return script;
}

std::vector<VirtualPatient::Scenario> VirtualPatient::ScenariosOf(const exercise::Definition& definition) {
  const auto url = [&](const std::string& id) {
    return fmt::format("/virtual-patient/{}.mp4?scenario={}", definition.id, id);
  };
  std::vector<Scenario> scenarios = {{std::string(kDemo), "A demonstration", url(std::string(kDemo))}};
  for (const exercise::Fault& fault : definition.faults) {
    scenarios.push_back({fault.id, exercise::In(fault.names, "en"), url(fault.id)});
  }
  return scenarios;
}

Result<VirtualPatient::Bytes> VirtualPatient::Video(const exercise::Definition& definition, std::string_view scenario,
                                                    std::string_view side) {
  const body::Side working = side == "right" ? body::Side::kRight : body::Side::kLeft;
  PatientClip clip;
  clip.repetitions = kRepetitions;
  clip.view = BestView(definition, side.empty() ? nullptr : &working);
  if (scenario.empty() || scenario == kDemo) {
    clip.fault = FirstFaultSeenFrom(definition, clip.view);
    clip.faulty = {2, 3};
  } else {
    clip.fault = exercise::FindFault(definition, scenario);
    if (clip.fault == nullptr) return Error{ErrorCode::kNotFound, "The virtual patient does not know that scenario."};
    if (std::find(clip.fault->views.begin(), clip.fault->views.end(), clip.view) == clip.fault->views.end()) {
      clip.view = clip.fault->views.front();
    }
    clip.faulty = {0, 1, 2, 3, 4};
  }
  const std::string key =
      fmt::format("{}/{}/{}", definition.id, clip.fault != nullptr ? scenario : kDemo, body::ViewName(clip.view));
  return Once(key, [&] { return MakeVideo(ScriptFor(definition, clip), stopped_); });
}

Result<VirtualPatient::Bytes> VirtualPatient::Figure(const exercise::Definition& definition, body::View view) {
  const std::string key = fmt::format("{}/figure/{}", definition.id, body::ViewName(view));
  return Once(key, [&]() -> Result<std::string> {
    EZPT_TRY(const body::Figure figure,
             body::MakeFigure(motion::ExerciseMotionOf(definition, WorkingSideFor(view)), view));
    return body::FigureJson(figure);
  });
}

Result<VirtualPatient::Bytes> VirtualPatient::Once(const std::string& key,
                                                   const std::function<Result<std::string>()>& make) {
  std::promise<Result<Bytes>> promise;
  std::shared_future<Result<Bytes>> made;
  bool mine = false;
  {
    const std::lock_guard lock(mutex_);
    const auto it = made_.find(key);
    mine = it == made_.end();
    made = mine ? promise.get_future().share() : it->second;
    if (mine) made_.emplace(key, made);
  }
  if (!mine) return made.get();
  Result<std::string> bytes = make();
  if (!bytes.ok()) {
    const std::lock_guard lock(mutex_);
    made_.erase(key);  // The next request tries again.
  }
  promise.set_value(bytes.ok() ? Result<Bytes>(std::make_shared<const std::string>(*std::move(bytes)))
                               : Result<Bytes>(bytes.error()));
  return made.get();
}

}  // namespace ezpt::server
