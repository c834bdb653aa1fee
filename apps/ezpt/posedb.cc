#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "command.h"
#include "home.h"
#include "input.h"
#include "json.h"
#include "motion/embedding.h"
#include "posedb/collection.h"
#include "progress.h"
#include "store/database.h"
#include "store/pose_vector_repository.h"

namespace ezpt::app {
namespace {

namespace fs = std::filesystem;

struct Flags {
  std::string db;
  std::string collection = "poses";
  std::string input;
  std::string model = kDefaultModel;
  std::optional<double> at;
  std::vector<std::string> pairs;  ///< key=value: the payload to add, or the filter.
  int neighbours = 5;
  bool json = false;  ///< Always JSON; the flag says so to scripts.
};

enum class Opening { kMayCreate, kMustExist };

Result<std::shared_ptr<store::Database>> OpenDatabase(const std::string& db, Opening opening) {
  const std::string spec = db.find(':') == std::string::npos ? "sqlite:" + db : db;
  const std::string path = spec.substr(spec.find(':') + 1);
  std::error_code error;
  if (opening == Opening::kMustExist && spec.starts_with("sqlite:") && !fs::exists(path, error)) {
    return Error{ErrorCode::kDamaged, path + ": no such database"};
  }
  return store::Database::Open(spec);
}

posedb::CollectionInfo InfoOf(const std::string& name) {
  return {name, motion::kEmbeddingSize, std::string(motion::kEmbeddingVersion)};
}

Result<std::pair<std::string, std::string>> SplitPair(const std::string& pair) {
  const std::size_t equals = pair.find('=');
  if (equals == std::string::npos || equals == 0) {
    return Error{ErrorCode::kInvalidArgument, "\"" + pair + "\": expected key=value"};
  }
  return std::pair(pair.substr(0, equals), pair.substr(equals + 1));
}

struct EmbeddedFrame {
  Seconds t;
  motion::Embedding vector;
};

/// The input's frames in which a body can be embedded; the one nearest to `at`
/// where that is given. Errors: kNotMeasurable when there is none.
Result<std::vector<EmbeddedFrame>> EmbedInput(const Flags& flags) {
  if (flags.at && !std::isfinite(*flags.at)) {
    return Error{ErrorCode::kInvalidArgument, "--at: expected a time in seconds"};
  }
  EZPT_TRY(PoseSource source, PoseSource::Open(flags.input, flags.model));
  Progress progress(flags.input, source.expected_frames());
  std::vector<EmbeddedFrame> frames;
  while (true) {
    EZPT_TRY(const std::optional<PosedFrame> posed, source.Next());
    if (!posed) break;
    progress.Update(posed->number + 1);
    if (!posed->frame.pose) continue;
    const std::optional<motion::Embedding> vector = motion::Embed(*posed->frame.pose);
    if (!vector) continue;
    const EmbeddedFrame frame{posed->frame.t, *vector};
    if (!flags.at || frames.empty()) {
      frames.push_back(frame);
    } else if (std::fabs(frame.t.value - *flags.at) < std::fabs(frames.front().t.value - *flags.at)) {
      frames.front() = frame;
    }
  }
  if (frames.empty()) return Error{ErrorCode::kNotMeasurable, flags.input + ": no whole body found"};
  return frames;
}

Status Add(const Flags& flags, Output& output) {
  posedb::Payload payload;
  for (const std::string& pair : flags.pairs) {
    EZPT_TRY(auto entry, SplitPair(pair));
    payload.insert(std::move(entry));
  }
  EZPT_TRY(const std::vector<EmbeddedFrame> frames, EmbedInput(flags));
  EZPT_TRY(std::shared_ptr<store::Database> database, OpenDatabase(flags.db, Opening::kMayCreate));
  store::PoseVectorRepository repository(std::move(database));
  EZPT_TRY(posedb::Collection collection, repository.Open(InfoOf(flags.collection)));
  std::vector<posedb::Collection::Unnumbered> points;
  points.reserve(frames.size());
  for (const EmbeddedFrame& frame : frames) {
    points.push_back({{frame.vector.begin(), frame.vector.end()}, payload});
    points.back().payload.emplace("t", Dump(Number(frame.t.value, 3)));
  }
  EZPT_TRY([[maybe_unused]] const posedb::PointId first, collection.InsertAll(std::move(points)));
  output.Line(Dump(Json{{"collection", flags.collection}, {"added", frames.size()}, {"points", collection.size()}}));
  return {};
}

/// Pairs with the same key are alternatives.
Result<posedb::Filter> FilterOf(const std::vector<std::string>& pairs) {
  std::map<std::string, std::vector<std::string>> values;
  for (const std::string& pair : pairs) {
    EZPT_TRY(const auto entry, SplitPair(pair));
    values[entry.first].push_back(entry.second);
  }
  posedb::Filter filter;
  for (auto& [key, any_of] : values) filter.push_back({key, std::move(any_of)});
  return filter;
}

Status Search(const Flags& flags, Output& output) {
  EZPT_TRY(const posedb::Filter filter, FilterOf(flags.pairs));
  EZPT_TRY(std::shared_ptr<store::Database> database, OpenDatabase(flags.db, Opening::kMustExist));
  store::PoseVectorRepository repository(std::move(database));
  EZPT_TRY(const posedb::CollectionInfo info, repository.Find(flags.collection));
  EZPT_TRY(const posedb::Collection collection, posedb::Collection::Open(info, repository));
  EZPT_TRY(const std::vector<EmbeddedFrame> frames, EmbedInput(flags));
  EZPT_TRY(const std::vector<posedb::Match> matches,
           collection.Search(frames.front().vector, static_cast<std::size_t>(flags.neighbours), filter));
  for (const posedb::Match& match : matches) {
    output.Line(Dump(Json{{"id", match.id}, {"distance", Number(match.distance)}, {"payload", *match.payload}}));
  }
  return {};
}

Status Stats(const Flags& flags, Output& output) {
  EZPT_TRY(std::shared_ptr<store::Database> database, OpenDatabase(flags.db, Opening::kMustExist));
  store::PoseVectorRepository repository(std::move(database));
  EZPT_TRY(const std::vector<store::CollectionRow> rows, repository.Collections());
  for (const store::CollectionRow& row : rows) {
    output.Line(Dump(Json{{"collection", row.info.name},
                          {"points", row.points},
                          {"dimension", row.info.dimension},
                          {"embedding_version", row.info.embedding_version}}));
  }
  return {};
}

void AddInputOptions(CLI::App* command, const std::shared_ptr<Flags>& flags) {
  command->add_option("INPUT", flags->input, "A picture, a video or a landmark stream")->required();
  command->add_option("--at", flags->at, "Only the frame nearest to this time, in seconds");
  command->add_option("--model", flags->model, "movenet_lightning, or the path of a TF.js graph model");
  command->add_option("--collection", flags->collection, "The collection; default poses");
}

}  // namespace

void AddPosedbCommand(CLI::App& app, Action& action) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = app.add_subcommand("posedb", "The pose vector database: add, search, stats");
  command->add_option("--db", flags->db, "The database: a path, or sqlite:PATH")->required();
  command->add_flag("--json", flags->json, "JSON lines (always so)");
  command->require_subcommand(1);

  CLI::App* add = command->add_subcommand("add", "Adds the poses of an input")->fallthrough();
  AddInputOptions(add, flags);
  add->add_option("--payload", flags->pairs, "key=value, e.g. exercise=squat; may be repeated");
  add->callback([&action, flags] { action = [flags](Output& out) { return Add(*flags, out); }; });

  CLI::App* search = command->add_subcommand("search", "The nearest poses to the first one of an input")->fallthrough();
  AddInputOptions(search, flags);
  search->add_option("-k", flags->neighbours, "How many; default 5")
      ->check(CLI::Range(1, static_cast<int>(posedb::kMaxNeighbours)));
  search->add_option("--filter", flags->pairs, "key=value of the payload; may be repeated");
  search->callback([&action, flags] { action = [flags](Output& out) { return Search(*flags, out); }; });

  CLI::App* stats = command->add_subcommand("stats", "Every collection and its size")->fallthrough();
  stats->callback([&action, flags] { action = [flags](Output& out) { return Stats(*flags, out); }; });
}

}  // namespace ezpt::app
