#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eval.h"
#include "input.h"
#include "json.h"
#include "media/file.h"
#include "motion/embedding.h"
#include "posedb/collection.h"
#include "progress.h"

namespace ezpt::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxJsonBytes = std::size_t{64} << 20;
constexpr std::size_t kNeighbours = 5;

/// Distance of each named point of one frame from the reference's, pixels.
void Compare(const body::Pose& pose, const Json& reference, std::vector<double>& distances) {
  for (std::size_t i = 0; i < pose.size(); ++i) {
    const std::string name(body::LandmarkName(pose.topology, i));
    if (!reference.is_object() || !reference.contains(name)) continue;
    const Json& point = reference[name];
    if (!point.is_object() || !point.value("x", Json()).is_number() || !point.value("y", Json()).is_number()) continue;
    distances.push_back(
        std::hypot(pose.points[i].x - point["x"].get<double>(), pose.points[i].y - point["y"].get<double>()));
  }
}

/// One labelled pose file: how its columns name the points.
struct PoseTable {
  std::string file;
  body::Topology topology;
  bool has_scores;  ///< Columns s0 …; without them every point is seen.
};

std::optional<body::Pose> PoseOf(const CsvRow& row, const PoseTable& table) {
  body::Pose pose;
  pose.topology = table.topology;
  for (std::size_t i = 0; i < pose.size(); ++i) {
    const std::string index = std::to_string(i);
    const std::optional<double> x = FieldNumber(row, "x" + index);
    const std::optional<double> y = FieldNumber(row, "y" + index);
    const std::optional<double> score = table.has_scores ? FieldNumber(row, "s" + index) : std::optional(1.0);
    if (!x || !y || !score) return std::nullopt;
    pose.points[i] = {static_cast<float>(*x), static_cast<float>(*y), 0, static_cast<float>(*score)};
  }
  return pose;
}

/// The label of most of the nearest, the nearest first among equals; the point itself is left out.
std::string Vote(const std::vector<posedb::Match>& matches, posedb::PointId own) {
  std::map<std::string, int> votes;
  std::string winner;
  for (const posedb::Match& match : matches) {
    if (match.id == own) continue;
    const std::string& label = match.payload->find("label")->second;
    ++votes[label];
    if (winner.empty() || votes[label] > votes[winner]) winner = label;
  }
  return winner;
}

Status LeaveOneOut(const PoseTable& table, Evaluation& evaluation) {
  EZPT_TRY(const auto rows, ReadCsv(evaluation.folder + "/poses/" + table.file, {"label"}));
  if (!rows) return {};
  EZPT_TRY(posedb::Collection collection, posedb::Collection::Create({"eval", motion::kEmbeddingSize, "1"}));
  for (const CsvRow& row : *rows) {
    const std::optional<body::Pose> pose = PoseOf(row, table);
    const std::optional<motion::Embedding> vector = pose ? motion::Embed(*pose) : std::nullopt;
    if (!vector) continue;
    EZPT_TRY([[maybe_unused]] const posedb::PointId id, collection.Insert(*vector, {{"label", row.at("label")}}));
  }
  int right = 0;
  Progress progress(table.file, static_cast<int64_t>(collection.size()));
  for (std::size_t i = 0; i < collection.size(); ++i) {
    const posedb::Point point = collection.PointAt(i);
    EZPT_TRY(const auto matches, collection.Search(point.vector, kNeighbours + 1));
    right += Vote(matches, point.id) == point.payload.at("label") ? 1 : 0;
    progress.Update(static_cast<int64_t>(i));
  }
  const int count = static_cast<int>(collection.size());
  if (count > 0) evaluation.Add("poses/" + table.file, "5-NN leave-one-out accuracy", 1.0 * right / count, "", count);
  return {};
}

}  // namespace

Status MeasureGoldenPoses(Evaluation& evaluation) {
  const std::string video = evaluation.folder + "/golden/pose_1.mp4";
  const std::string truth = evaluation.folder + "/golden/pose_1.json";
  std::error_code error;
  if (!fs::exists(video, error) || !fs::exists(truth, error)) return {};
  EZPT_TRY(const std::vector<uint8_t> bytes, media::ReadFile(truth, kMaxJsonBytes));
  const Json reference = Json::parse(bytes, nullptr, false);
  if (!reference.is_array()) return Error{ErrorCode::kDamaged, truth + ": expected a list of frames"};
  EZPT_TRY(PoseSource source, PoseSource::Open(video, evaluation.model));
  std::vector<double> distances;
  int frames = 0;
  Progress progress("golden", source.expected_frames());
  while (true) {
    EZPT_TRY(const std::optional<PosedFrame> posed, source.Next());
    if (!posed || static_cast<std::size_t>(frames) >= reference.size()) break;
    if (posed->frame.pose) Compare(*posed->frame.pose, reference[static_cast<std::size_t>(frames)], distances);
    progress.Update(++frames);
  }
  if (distances.empty()) return {};
  double sum = 0;
  for (const double distance : distances) sum += distance;
  evaluation.Add("golden/pose_1", "keypoint error, mean", sum / static_cast<double>(distances.size()), "px", frames);
  evaluation.Add("golden/pose_1", "keypoint error, worst", *std::max_element(distances.begin(), distances.end()), "px",
                 frames);
  return {};
}

Status MeasureNeighbours(Evaluation& evaluation) {
  EZPT_CHECK_OK(LeaveOneOut({"mlkit_blazepose33_xyz.csv", body::Topology::kBlazePose33, false}, evaluation));
  return LeaveOneOut({"yoga_train_coco17_xys.csv", body::Topology::kCoco17, true}, evaluation);
}

}  // namespace ezpt::app
