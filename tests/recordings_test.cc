// release-only: minutes of real video through the network
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

// Real recordings, through the command line as a user would run it. The
// recordings are not part of the project: without them, nothing is tested here.

namespace {

constexpr int kClipsExact = 16;   // of the 18 of videos/labels.csv
constexpr double kOverlap = 0.4;  // intersection over union of a repetition with its truth
const std::string kData = EZPT_SOURCE_DIR "/../shared/data";

nlohmann::json Analyze(const std::string& file, const std::string& exercise) {
  const std::string command = std::string(EZPT_BINARY) + " analyze '" + file + "' --exercise " + exercise + " --json";
  std::string output;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return nullptr;
  std::array<char, 4096> buffer{};
  while (const size_t n = fread(buffer.data(), 1, buffer.size(), pipe)) output.append(buffer.data(), n);
  EXPECT_EQ(pclose(pipe), 0) << command;
  return nlohmann::json::parse(output, nullptr, false);
}

double Overlap(const nlohmann::json& rep, double start, double end) {
  const double rep_start = rep["start"], rep_end = rep["end"];
  return std::max(0.0, std::min(end, rep_end) - std::max(start, rep_start)) /
         (std::max(end, rep_end) - std::min(start, rep_start));
}

struct Label {
  std::string file, exercise;
  int repetitions = 0;
  std::vector<std::pair<double, double>> times;
  bool last_is_optional = false;
};

std::vector<Label> ReadLabels() {
  std::vector<Label> labels;
  std::ifstream in(kData + "/videos/labels.csv");
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    Label label;
    std::istringstream fields(line);
    std::string count, times, span;
    std::getline(fields, label.file, ',');
    std::getline(fields, label.exercise, ',');
    std::getline(fields, count, ',');
    std::getline(fields, times, ',');
    label.repetitions = std::atoi(count.c_str());
    std::istringstream spans(times);
    while (spans >> span) {
      const auto dash = span.find('-');
      label.times.emplace_back(std::atof(span.c_str()), std::atof(span.c_str() + dash + 1));
    }
    label.last_is_optional = line.find("1 or 2 accepted") != std::string::npos;
    labels.push_back(label);
  }
  return labels;
}

class Recordings : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kData)) GTEST_SKIP() << "skipped: no evaluation data";
  }
};

TEST_F(Recordings, LabelledClipsAreCountedAsByEye) {
  int exact = 0;
  for (const Label& label : ReadLabels()) {
    const auto found = Analyze(kData + "/videos/" + label.file, label.exercise);
    ASSERT_TRUE(found.is_object()) << label.file;
    const int count = found["rep_count"];
    const bool optional_missing = label.last_is_optional && count == label.repetitions - 1;
    exact += (count == label.repetitions || optional_missing) ? 1 : 0;
    EXPECT_LE(std::abs(count - label.repetitions), 1) << label.file;
    const size_t expected = label.times.size() - (optional_missing ? 1 : 0);
    for (size_t i = 0; i < std::min(expected, label.times.size()); ++i) {
      double best = 0;
      for (const auto& rep : found["reps"]) {
        best = std::max(best, Overlap(rep, label.times[i].first, label.times[i].second));
      }
      EXPECT_GE(best, kOverlap) << label.file << ", repetition " << i + 1;
    }
  }
  EXPECT_GE(exact, kClipsExact);
}

TEST_F(Recordings, SquatsAreRecognised) {
  const auto found = Analyze(kData + "/golden/pose_squats.mp4", "auto");
  ASSERT_TRUE(found.is_object());
  EXPECT_EQ(found["exercise"]["id"], "squat");
  EXPECT_EQ(found["rep_count"], 2);
}

TEST_F(Recordings, PassersByAreNoExercise) {
  const auto found = Analyze(kData + "/images/openpose/video.avi", "auto");
  ASSERT_TRUE(found.is_object());
  EXPECT_TRUE(found["exercise"]["id"].is_null());
  for (const char* id : {"squat", "push_up", "marching_in_place", "split_squat"}) {
    EXPECT_EQ(Analyze(kData + "/images/openpose/video.avi", id)["rep_count"], 0) << id;
  }
}

}  // namespace
