// tests/cases: small landmark streams that the virtual patient made, and beside each its
// whole results, so that a changed measurement is seen in a diff. A case is EXERCISE.WHAT.jsonl.gz;
// adding one is adding that file and running tests/update_golden.sh. The streams of now are
// from tests/make_cases.cc.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "coach/engine_version.h"
#include "coach/pipeline.h"
#include "coach/stored_summary.h"
#include "exercise_yaml/yaml.h"
#include "media/landmark_stream.h"
#include "pose/tracker.h"
#include "support/command_line.h"

namespace ezpt::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kUpdate = "EZPT_UPDATE_GOLDEN";
constexpr std::string_view kStreamEnd = ".jsonl.gz";
constexpr std::size_t kMostLinesShown = 40;

const fs::path& Folder() {
  static const fs::path folder = EZPT_SOURCE_DIR "/tests/cases";
  return folder;
}

std::vector<std::string> Cases() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(Folder())) {
    const std::string name = entry.path().filename();
    if (name.ends_with(kStreamEnd)) names.push_back(name.substr(0, name.size() - kStreamEnd.size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// The lines of the middle that differ, after and before what both have in common.
std::string Difference(const std::string& kept, const std::string& now) {
  std::vector<std::string> a = LinesOf(kept), b = LinesOf(now);
  std::size_t from = 0;
  while (from < std::min(a.size(), b.size()) && a[from] == b[from]) ++from;
  while (a.size() > from && b.size() > from && a.back() == b.back()) a.pop_back(), b.pop_back();
  std::string text = "from line " + std::to_string(from + 1) + ":\n";
  for (std::size_t i = from; i < std::min(a.size(), from + kMostLinesShown); ++i) text += "- " + a[i] + "\n";
  for (std::size_t i = from; i < std::min(b.size(), from + kMostLinesShown); ++i) text += "+ " + b[i] + "\n";
  return text;
}

class Golden : public CommandLine {
 protected:
  /// What a coached session of the stream comes to, stopped at its end.
  static Json Coached(const std::string& stream, const std::string& exercise) {
    auto definition = exercise::LoadDefinition(EZPT_SOURCE_DIR "/exercises/" + exercise + ".yaml");
    auto reader = media::LandmarkReader::Open(stream);
    EXPECT_TRUE(definition.ok() && reader.ok()) << stream;
    auto pipeline = coach::Pipeline::Create(std::make_shared<exercise::Definition>(*definition), (*reader)->info(),
                                            {.sets = 1}, {});
    EXPECT_TRUE(pipeline.ok()) << pipeline.error().message;
    uint32_t sequence = 0;
    while (true) {
      const auto frame = (*reader)->Next();
      EXPECT_TRUE(frame.ok()) << frame.error().message;
      if (!frame.ok() || !*frame) break;
      EXPECT_TRUE(pipeline->ProcessLandmarks(**frame, ++sequence).ok()) << sequence;
    }
    pipeline->Apply(coach::CommandKind::kStop);
    return Json::parse(coach::StoredSummary(pipeline->Summary()));
  }

  /// The whole results, a field a line.
  std::string ResultsOf(const std::string& name) {
    const std::string stream = (Folder() / (name + std::string(kStreamEnd))).string();
    const std::string exercise = name.substr(0, name.find('.'));
    const Outcome recognised = Run("analyze --json " + stream);
    const Outcome named = Run("analyze --json --exercise " + exercise + " " + stream);
    EXPECT_EQ(recognised.code, 0) << recognised.err;
    EXPECT_EQ(named.code, 0) << named.err;
    const Json results = {{"engine", coach::kEngineVersion},
                          {"exercise", exercise},
                          {"recognised", Json::parse(recognised.out, nullptr, false)},
                          {"analysis", Json::parse(named.out, nullptr, false)},
                          {"summary", Coached(stream, exercise)}};
    return results.dump(1) + "\n";
  }
};

std::string WithoutEngine(const std::string& golden) {
  const std::size_t begin = golden.find("\"engine\"");
  const std::size_t end = golden.find('\n', begin);
  return begin == std::string::npos ? golden : golden.substr(0, begin) + golden.substr(end);
}

void Update(const fs::path& path, const std::string& kept, const std::string& now) {
  const bool same_engine = kept.find("\"engine\": \"" + std::string(coach::kEngineVersion) + "\"") != std::string::npos;
  if (!kept.empty() && same_engine && kept != now) {
    ADD_FAILURE() << path.filename() << " changes, and the engine's version does not: raise kEngineVersion in "
                  << "src/coach/engine_version.h, then update again. " << Difference(kept, now);
    return;
  }
  std::ofstream(path) << now;
}

TEST_F(Golden, ResultsAreTheKeptOnes) {
  const std::vector<std::string> cases = Cases();
  ASSERT_GE(cases.size(), 8u);
  for (const std::string& name : cases) {
    const fs::path path = Folder() / (name + ".golden.json");
    const std::string kept = ReadAll(path);
    const std::string now = ResultsOf(name);
    if (std::getenv(kUpdate) != nullptr) {
      Update(path, kept, now);
      continue;
    }
    EXPECT_TRUE(kept == now) << name << ": results are not the kept ones. "
                             << (WithoutEngine(kept) == WithoutEngine(now) ? "Only the engine's version changed. " : "")
                             << "If that is meant, raise kEngineVersion (src/coach/engine_version.h), run "
                                "tests/update_golden.sh and read the diff. "
                             << Difference(kept, now);
  }
}

TEST_F(Golden, EveryKeptResultHasItsStream) {
  for (const auto& entry : fs::directory_iterator(Folder())) {
    std::string name = entry.path().filename();
    if (!name.ends_with(".golden.json")) continue;
    name = name.substr(0, name.find(".golden.json")) + std::string(kStreamEnd);
    EXPECT_TRUE(fs::exists(Folder() / name)) << name;
  }
}

}  // namespace
}  // namespace ezpt::test
