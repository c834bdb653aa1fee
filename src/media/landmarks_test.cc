#include <gtest/gtest.h>

#include <filesystem>

#include "media/file.h"
#include "media/landmark_format.h"
#include "media/landmark_stream.h"

namespace ezpt::media {
namespace {

constexpr const char* kHeader =
    R"({"format":"ezpt.landmarks/1","topology":"coco17","space":"image","width":640,"height":480,"fps":30})";

std::string FrameLine(const std::string& t, const std::string& third_point) {
  std::string line = "{\"t\":" + t + ",\"p\":[";
  for (int i = 0; i < 17; ++i) line += (i > 0 ? "," : "") + (i == 2 ? third_point : std::string("[1.5,2.25,0.5]"));
  return line + "]}";
}

class LandmarkFile : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path_); }
  void Write(const std::string& text) {
    ASSERT_TRUE(WriteFile(path_, {reinterpret_cast<const uint8_t*>(text.data()), text.size()}).ok());
  }
  /// The first error of reading the whole file, or an empty message.
  std::string ErrorOfReading() {
    auto reader = LandmarkReader::Open(path_);
    if (!reader.ok()) return reader.error().message;
    for (;;) {
      auto frame = (*reader)->Next();
      if (!frame.ok()) return frame.error().message;
      if (!*frame) return "";
    }
  }
  std::string path_ = (std::filesystem::temp_directory_path() / "ezpt_landmarks_test.jsonl").string();
};

body::PoseFrame SomeFrame(double t) {
  body::PoseFrame frame;
  frame.t = Seconds(t);
  frame.pose.emplace();
  for (std::size_t i = 0; i < body::kCocoCount; ++i) {
    frame.pose->points[i] = {0.1f * static_cast<float>(i) + static_cast<float>(t), 333.3333f, 0, 0.7654321f};
  }
  return frame;
}

TEST_F(LandmarkFile, WhatIsWrittenReadsBackToTheBit) {
  for (const char* ending : {"", ".gz"}) {
    const std::string path = path_ + ending;
    auto writer = LandmarkWriter::Create(path, {.width = 640, .height = 480, .fps = 29.97});
    ASSERT_TRUE(writer.ok());
    ASSERT_TRUE((*writer)->Write(SomeFrame(1.0 / 3.0)).ok());
    ASSERT_TRUE((*writer)->Write({Seconds(0.5), std::nullopt}).ok());
    ASSERT_TRUE((*writer)->Close().ok());
    auto reader = LandmarkReader::Open(path);
    ASSERT_TRUE(reader.ok()) << reader.error().message;
    EXPECT_EQ((*reader)->info().width, 640);
    EXPECT_EQ((*reader)->info().fps, 29.97);
    const auto first = (*reader)->Next();
    ASSERT_TRUE(first.ok() && *first && (*first)->pose);
    EXPECT_EQ((*first)->t.value, 1.0 / 3.0);
    const body::Pose expected = *SomeFrame(1.0 / 3.0).pose;
    for (std::size_t i = 0; i < body::kCocoCount; ++i) {
      EXPECT_EQ((*first)->pose->points[i].x, expected.points[i].x);
      EXPECT_EQ((*first)->pose->points[i].score, expected.points[i].score);
    }
    const auto second = (*reader)->Next();
    ASSERT_TRUE(second.ok() && *second);
    EXPECT_FALSE((*second)->pose.has_value());
    const auto end = (*reader)->Next();
    EXPECT_TRUE(end.ok() && !*end);
    std::filesystem::remove(path);
  }
}

TEST_F(LandmarkFile, BadFramesAreNamedByLine) {
  const std::string good = FrameLine("0.0", "[1,2,0.5]");
  const struct {
    std::string line;
    const char* message;
  } cases[] = {
      {FrameLine("0.1", "[NaN,2,0.5]"), ":3: not a JSON object"},
      {FrameLine("0.1", "[1e999,2,0.5]"), ":3: not a JSON object"},
      {FrameLine("0.1", "[null,2,0.5]"), ":3: point 2 is not a number"},
      {FrameLine("0.1", "[1e7,2,0.5]"), ":3: point 2 is out of range"},
      {FrameLine("0.1", "[1,2]"), ":3: point 2 has not 3 numbers"},
      {FrameLine("0.1", "[1,2,3,0.5]"), ":3: point 2 has not 3 numbers"},
      {FrameLine("0.1", "[1,2,55]"), ":3: the score of point 2 is out of range"},
      {FrameLine("0.1", "[1,2,-0.5]"), ":3: the score of point 2 is out of range"},
      {FrameLine("1.7e12", "[1,2,0.5]"), ":3: t is out of range"},
      {FrameLine("0.1", "[20000,2,0.5]"), ":3: point 2 is out of range"},
      {FrameLine("0.1", "[1,2,0.5],[1,2,0.5]"), ":3: p has not 17 points"},
      {FrameLine("0.0", "[1,2,0.5]"), ":3: t does not increase"},
      {FrameLine("\"now\"", "[1,2,0.5]"), ":3: t is not a number"},
      {"{\"t\":1}", ":3: p is missing"},
      {"{\"t\":1,\"p\":7}", ":3: p has not 17 points"},
      {good.substr(0, 40), ":3: not a JSON object"},
      {std::string(kMaxLandmarkLine + 50, ' '), ":3: longer than"},
  };
  for (const auto& bad : cases) {
    Write(std::string(kHeader) + "\n" + good + "\n" + bad.line + "\n");
    EXPECT_NE(ErrorOfReading().find(bad.message), std::string::npos)
        << bad.line.substr(0, 60) << ": " << ErrorOfReading();
  }
  Write(std::string(kHeader) + "\n" + good + "\n\n");
  EXPECT_EQ(ErrorOfReading(), "");
}

TEST_F(LandmarkFile, BadHeadersAreRefused) {
  const struct {
    std::string text;
    const char* message;
  } cases[] = {
      {"", "empty file"},
      {"hello", ":1: not a JSON object"},
      {"{\"format\":\"other\"}", "format is not"},
      {R"({"format":"ezpt.landmarks/1","topology":"coco18","space":"image","width":6,"height":4})", "topology"},
      {R"({"format":"ezpt.landmarks/1","topology":"coco17","space":"image"})", "width or height is missing"},
      {R"({"format":"ezpt.landmarks/1","topology":"coco17","space":"image","width":-6,"height":4})",
       "width is out of range"},
  };
  for (const auto& bad : cases) {
    Write(bad.text);
    EXPECT_NE(ErrorOfReading().find(bad.message), std::string::npos) << bad.text << ": " << ErrorOfReading();
  }
}

TEST_F(LandmarkFile, HalfAGzipIsDamaged) {
  const std::string gz = path_ + ".gz";
  auto writer = LandmarkWriter::Create(gz, {.width = 640, .height = 480});
  ASSERT_TRUE(writer.ok());
  for (int i = 0; i < 200; ++i) ASSERT_TRUE((*writer)->Write(SomeFrame(i / 30.0)).ok());
  ASSERT_TRUE((*writer)->Close().ok());
  const auto bytes = ReadFile(gz, 1 << 20);
  ASSERT_TRUE(bytes.ok());
  ASSERT_TRUE(WriteFile(path_, {bytes->data(), bytes->size() / 2}).ok());
  std::filesystem::remove(gz);
  EXPECT_NE(ErrorOfReading(), "");
}

TEST_F(LandmarkFile, AnUnclosedWriterLeavesNoFile) {
  {
    auto writer = LandmarkWriter::Create(path_, {.width = 640, .height = 480});
    ASSERT_TRUE(writer.ok());
    ASSERT_TRUE((*writer)->Write(SomeFrame(0)).ok());
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(LandmarkFile, EveryEvaluationStreamReads) {
  const std::filesystem::path data = EZPT_SOURCE_DIR "/../shared/data/pushfit";
  if (!std::filesystem::exists(data)) GTEST_SKIP() << "skipped: no evaluation data";
  int streams = 0;
  for (const auto& entry : std::filesystem::directory_iterator(data)) {
    if (!entry.path().string().ends_with(".jsonl.gz")) continue;
    auto reader = LandmarkReader::Open(entry.path().string());
    ASSERT_TRUE(reader.ok()) << reader.error().message;
    for (;;) {
      const auto frame = (*reader)->Next();
      ASSERT_TRUE(frame.ok()) << frame.error().message;
      if (!*frame) break;
    }
    ++streams;
  }
  EXPECT_GT(streams, 0);
}

}  // namespace
}  // namespace ezpt::media
