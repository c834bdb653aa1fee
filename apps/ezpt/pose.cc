#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "annotate.h"
#include "command.h"
#include "home.h"
#include "input.h"
#include "json.h"
#include "progress.h"

namespace ezpt::app {
namespace {

struct Flags {
  std::vector<std::string> files;
  std::string model = kDefaultModel;
  std::string landmarks;
  std::string annotate;
  bool json = false;  ///< Always JSON; the flag says so to scripts.
};

/// `{"file","frame","t","width","height","points"}`; points null when nobody is there.
Json FrameJson(const std::string& file, const PosedFrame& posed, const body::StreamInfo& info) {
  constexpr int kPixelPlaces = 3, kScorePlaces = 4;
  Json points = nullptr;
  if (const std::optional<body::Pose>& pose = posed.frame.pose) {
    points = Json::array();
    for (std::size_t i = 0; i < pose->size(); ++i) {
      const body::Landmark& p = pose->points[i];
      points.push_back({{"name", body::LandmarkName(pose->topology, i)},
                        {"x", Number(p.x, kPixelPlaces)},
                        {"y", Number(p.y, kPixelPlaces)},
                        {"score", Number(p.score, kScorePlaces)}});
    }
  }
  return {{"file", file},        {"frame", posed.number}, {"t", Number(posed.frame.t.value)},
          {"width", info.width}, {"height", info.height}, {"points", std::move(points)}};
}

/// What one input writes beside its JSON; either may be absent.
struct Sinks {
  std::unique_ptr<media::LandmarkWriter> landmarks;
  std::unique_ptr<Annotator> annotated;

  static Result<Sinks> Create(const Flags& flags, const PoseSource& source) {
    Sinks sinks;
    if (!flags.landmarks.empty()) {
      EZPT_TRY(sinks.landmarks, media::LandmarkWriter::Create(flags.landmarks, source.info()));
    }
    if (!flags.annotate.empty()) {
      EZPT_TRY(sinks.annotated, Annotator::Create(flags.annotate, source));
    }
    return sinks;
  }

  Status Write(const PosedFrame& posed) const {
    if (landmarks) EZPT_CHECK_OK(landmarks->Write(posed.frame));
    if (!annotated) return {};
    media::Overlay overlay;
    overlay.pose = posed.frame.pose ? &*posed.frame.pose : nullptr;
    EZPT_CHECK_OK(annotated->Write(posed, overlay));
    return {};
  }

  Status Close() const {
    if (landmarks) EZPT_CHECK_OK(landmarks->Close());
    if (annotated) EZPT_CHECK_OK(annotated->Close());
    return {};
  }
};

Status PoseFile(const std::string& file, const std::shared_ptr<const nn::Model>& model, const Flags& flags,
                Output& output) {
  EZPT_CHECK_OK(CheckOutput("--landmarks", flags.landmarks, file));
  EZPT_CHECK_OK(CheckOutput("--annotate", flags.annotate, file));
  EZPT_TRY(PoseSource source, PoseSource::Open(file, model));
  if (source.kind() == InputKind::kLandmarks) {
    return Error{ErrorCode::kDamaged, file + ": neither a picture nor a video"};
  }
  EZPT_TRY(const Sinks sinks, Sinks::Create(flags, source));
  Progress progress(file, source.expected_frames());
  while (true) {
    EZPT_TRY(const std::optional<PosedFrame> posed, source.Next());
    if (!posed) break;
    output.Line(Dump(FrameJson(file, *posed, source.info())));
    EZPT_CHECK_OK(sinks.Write(*posed));
    progress.Update(posed->number + 1);
  }
  return sinks.Close();
}

Status RunPose(const Flags& flags, Output& output) {
  if (flags.files.size() > 1 && !(flags.landmarks.empty() && flags.annotate.empty())) {
    return Error{ErrorCode::kInvalidArgument, "--landmarks and --annotate write one file: name one input"};
  }
  EZPT_TRY(const std::shared_ptr<const nn::Model> model, LoadModel(flags.model));
  for (const std::string& file : flags.files) EZPT_CHECK_OK(PoseFile(file, model, flags, output));
  return {};
}

}  // namespace

void AddPoseCommand(CLI::App& app, Action& action) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = app.add_subcommand("pose", "Finds the person in pictures and videos: a JSON line a frame");
  command->add_option("FILE", flags->files, "Pictures (JPEG, PNG), videos or a camera's index (0)")->required();
  command->add_option("--model", flags->model, "movenet_lightning, or the path of a TF.js graph model");
  command->add_option("--landmarks", flags->landmarks, "Also write a landmark stream, OUT.jsonl or OUT.jsonl.gz");
  command->add_option("--annotate", flags->annotate,
                      "Also write the skeleton drawn over it, OUT.mp4 (of a picture OUT.png or OUT.jpg)");
  command->add_flag("--json", flags->json, "JSON lines (always so)");
  command->callback([&action, flags] { action = [flags](Output& out) { return RunPose(*flags, out); }; });
}

}  // namespace ezpt::app
