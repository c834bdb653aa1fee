// The command line as a person meets it: what it prints, where, and how it ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "base/image.h"
#include "base/random.h"
#include "media/video_reader.h"
#include "media/video_writer.h"

namespace ezpt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;

constexpr int kFailed = 1;
constexpr int kBadRequest = 2;
constexpr int kUnreadable = 3;

struct Outcome {
  int code = -1;
  std::string out;
  std::string err;
};

std::string ReadAll(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

class CommandLine : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("ezpt_cli_" + std::to_string(getpid()) + "_" +
                                           ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string Path(const std::string& name) const { return (folder_ / name).string(); }

  std::string Write(const std::string& name, const std::string& bytes) const {
    std::ofstream(Path(name), std::ios::binary) << bytes;
    return Path(name);
  }

  /// Runs `ezpt arguments` through the shell; no argument holds a quote.
  [[nodiscard]] Outcome Run(const std::string& arguments) const {
    const std::string command =
        std::string(EZPT_BINARY) + " " + arguments + " >" + Path("stdout") + " 2>" + Path("stderr") + " </dev/null";
    const int status = std::system(command.c_str());
    Outcome outcome;
    outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    outcome.out = ReadAll(folder_ / "stdout");
    outcome.err = ReadAll(folder_ / "stderr");
    return outcome;
  }

  /// Fails with `code`: one line on standard error, nothing on standard output.
  void ExpectError(const std::string& arguments, int code) const {
    const Outcome outcome = Run(arguments);
    EXPECT_EQ(outcome.code, code) << arguments << ": " << outcome.err;
    EXPECT_EQ(outcome.out, "") << arguments;
    EXPECT_TRUE(outcome.err.starts_with("ezpt: ")) << arguments << ": " << outcome.err;
    EXPECT_EQ(outcome.err.find('\n'), outcome.err.size() - 1) << arguments << ": " << outcome.err;
  }

  /// A short video of moving noise, so that every part of the file matters.
  [[nodiscard]] std::string MakeVideo(const std::string& name) const {
    constexpr int kWidth = 160, kHeight = 120, kFrames = 40;
    auto writer = media::VideoWriter::Create(Path(name), {kWidth, kHeight, 30.0});
    EXPECT_TRUE(writer.ok());
    Image image(kWidth, kHeight);
    Random random(1);
    for (int i = 0; i < kFrames; ++i) {
      for (int y = 0; y < kHeight; ++y) {
        for (int x = 0; x < kWidth * 3; ++x) image.Row(y)[x] = static_cast<uint8_t>(random.Next());
      }
      EXPECT_TRUE((*writer)->Write(image.view(), Seconds(i / 30.0)).ok());
    }
    EXPECT_TRUE((*writer)->Close().ok());
    return Path(name);
  }

  fs::path folder_;
};

/// A landmark stream's header and `frames` of it.
std::string Stream(const std::string& frames) {
  return R"({"format":"ezpt.landmarks/1","topology":"coco17","space":"image","width":640,"height":480,"fps":30})"
         "\n" +
         frames;
}

TEST_F(CommandLine, BadRequestsEndWithTwo) {
  for (const char* arguments : {"",
                                "nonsense",
                                "exercise",
                                "exercise list --nonsense",
                                "exercise show nonsense",
                                "analyze",
                                "pose",
                                "analyze x.mp4 --exercise nonsense",
                                "analyze x.mp4 --side middle --exercise squat",
                                "pose x.jpg --model blazepose_full",
                                "pose x.jpg --model nonsense",
                                "bench model --isa nonsense",
                                "bench model --precision int8",
                                "bench model --runs many",
                                "virtual-patient --exercise squat",
                                "virtual-patient --exercise squat --view above -o x.mp4",
                                "virtual-patient --exercise squat -o x.txt",
                                "virtual-patient --exercise squat --fault nonsense -o x.mp4",
                                "virtual-patient --exercise squat --reps 0 -o x.mp4",
                                "posedb stats",
                                "posedb --db x.db nonsense",
                                "posedb --db x.db classify",
                                "posedb --db x.db search x.jsonl -k -1",
                                "posedb --db x.db add x.jsonl --at nan",
                                "analyze x.mp4 --report x.html",
                                "analyze x.mp4 --exercise none",
                                "analyze 0 --annotate x.mp4",
                                "virtual-patient --exercise squat --seed -1 -o x.jsonl",
                                "exercise learn squat",
                                "serve --nonsense"}) {
    ExpectError(arguments, kBadRequest);
  }
}

TEST_F(CommandLine, UnreadableInputEndsWithThree) {
  const std::string text = Write("text.mp4", "this is no video, whatever its name says\n");
  const std::string empty = Write("empty.mp4", "");
  std::string noise;
  Random random(2);
  for (int i = 0; i < 5000; ++i) noise.push_back(static_cast<char>(random.Next()));
  const std::string bytes = Write("bytes.mp4", noise);
  for (const std::string& file : {text, empty, bytes, Path("absent.mp4"), folder_.string()}) {
    ExpectError("pose " + file, kUnreadable);
    ExpectError("analyze " + file + " --exercise squat --json", kUnreadable);
    ExpectError("analyze " + file + " --json", kUnreadable);
    ExpectError("posedb --db " + Path("p.db") + " add " + file, kUnreadable);
  }
  ExpectError("pose " + text + " --model " + bytes, kUnreadable);
  ExpectError("bench model --model " + Write("model.json", noise), kUnreadable);
}

TEST_F(CommandLine, CutShortOrCorruptedVideoIsNoShorterVideo) {
  const std::string whole = ReadAll(MakeVideo("whole.mp4"));
  ExpectError("pose " + Write("half.mp4", whole.substr(0, whole.size() / 2)), kUnreadable);
  std::string corrupted = whole;
  for (std::size_t i = whole.size() / 2; i < whole.size() / 2 + whole.size() / 10; ++i) corrupted[i] = 'x';
  ExpectError("pose " + Write("corrupted.mp4", corrupted), kUnreadable);
  ExpectError("pose " + Path("corrupted.mp4") + " --landmarks " + Path("out.jsonl"), kUnreadable);
  EXPECT_FALSE(fs::exists(Path("out.jsonl"))) << "a partial stream looks whole";
}

TEST_F(CommandLine, HalfAnAviIsDamaged) {
  const fs::path avi = EZPT_SOURCE_DIR "/../shared/data/videos/squat_correct_001.avi";
  if (!fs::exists(avi)) GTEST_SKIP() << "skipped: no evaluation data";
  const std::string whole = ReadAll(avi);
  ExpectError("analyze " + Write("half.avi", whole.substr(0, whole.size() / 2)) + " --exercise squat --json",
              kUnreadable);
}

TEST_F(CommandLine, AnUnknownCommandIsNamed) {
  EXPECT_THAT(Run("nonsense").err, HasSubstr("unknown command \"nonsense\"; see ezpt --help"));
  EXPECT_THAT(Run("posedb --db x.db classify").err, HasSubstr("unknown command \"classify\"; see ezpt posedb --help"));
  EXPECT_THAT(Run("exercise show sqat").err, HasSubstr("did you mean squat?"));
}

TEST_F(CommandLine, NoOutputReplacesItsInput) {
  const std::string video = MakeVideo("mine.mp4");
  const std::string whole = ReadAll(video);
  ExpectError("analyze " + video + " --exercise squat --annotate " + video, kBadRequest);
  ExpectError("pose " + video + " --annotate " + Path("./mine.mp4"), kBadRequest);
  ExpectError("pose " + video + " --landmarks " + video, kBadRequest);
  EXPECT_EQ(ReadAll(video), whole);
}

TEST_F(CommandLine, AFailedRunKeepsWhatStoodThere) {
  const std::string whole = ReadAll(MakeVideo("whole.mp4"));
  const std::string half = Write("half.mp4", whole.substr(0, whole.size() / 2));
  const std::string earlier = Write("earlier.jsonl", "of an earlier run\n");
  ExpectError("pose " + half + " --landmarks " + earlier, kUnreadable);
  EXPECT_EQ(ReadAll(earlier), "of an earlier run\n");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 5) << "nothing is left beside it";
}

TEST_F(CommandLine, AFullDiskIsSaid) {
  if (!fs::is_character_file("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  for (const char* link : {"full.jsonl", "full.mjpeg", "full.mp4"}) {
    fs::create_symlink("/dev/full", Path(link));
    ExpectError("virtual-patient --exercise squat --reps 1 --scene reps -o " + Path(link), kFailed);
  }
  EXPECT_TRUE(fs::is_character_file("/dev/full")) << "a device is not a file of ours to remove";
  const int status = std::system(EZPT_BINARY " exercise list >/dev/full 2>/dev/null");
  EXPECT_EQ(WEXITSTATUS(status), kFailed);
}

TEST_F(CommandLine, PipesAndFoldersAreNoRecordings) {
  ASSERT_EQ(mkfifo(Path("pipe").c_str(), 0600), 0);
  ExpectError("analyze " + Path("pipe") + " --exercise squat", kUnreadable);
  ExpectError("pose " + folder_.string(), kUnreadable);
  ExpectError("analyze 97 --exercise squat", kUnreadable);  // No machine has that many cameras.
}

TEST_F(CommandLine, TinyPictureIsUnreadable) {
  const unsigned char png[] = {0x89, 'P',  'N',  'G',  0x0d, 0x0a, 0x1a, 0x0a, 0,    0,    0,    0x0d, 'I',  'H',
                               'D',  'R',  0,    0,    0,    1,    0,    0,    0,    1,    8,    2,    0,    0,
                               0,    0x90, 0x77, 0x53, 0xde, 0,    0,    0,    0x0c, 'I',  'D',  'A',  'T',  0x08,
                               0xd7, 0x63, 0xf8, 0xcf, 0xc0, 0,    0,    0x03, 0x01, 0x01, 0,    0x18, 0xdd, 0x8d,
                               0xb0, 0,    0,    0,    0,    'I',  'E',  'N',  'D',  0xae, 0x42, 0x60, 0x82};
  ExpectError("pose " + Write("one.png", std::string(reinterpret_cast<const char*>(png), sizeof(png))), kUnreadable);
}

TEST_F(CommandLine, DamagedLandmarksNameTheLine) {
  std::string points;
  for (int i = 0; i < 17; ++i) points += i == 5 ? ",[NaN,2,0.9]" : ",[1,2,0.9]";
  const std::string nan = Write("nan.jsonl", Stream("{\"t\":0,\"p\":[" + points.substr(1) + "]}\n"));
  ExpectError("analyze " + nan + " --exercise squat --json", kUnreadable);
  EXPECT_THAT(Run("analyze " + nan + " --exercise squat --json").err, HasSubstr("nan.jsonl:2"));
  ExpectError("analyze " + Write("short.jsonl", Stream("{\"t\":0,\"p\":[[1,2,1]]}\n")) + " --exercise squat",
              kUnreadable);
  ExpectError("analyze " + Write("cut.jsonl", Stream("{\"t\":0,\"p\":nu")) + " --exercise squat", kUnreadable);
  ExpectError("analyze " + Write("zero.jsonl", Stream("{\"t\":0,\"p\":null}") + '\0' + "x\n{\"t\":1,\"p\":null}\n") +
                  " --exercise squat",
              kUnreadable);
  ExpectError(
      "analyze " + Write("back.jsonl", Stream("{\"t\":1,\"p\":null}\n{\"t\":0,\"p\":null}\n")) + " --exercise squat",
      kUnreadable);
}

TEST_F(CommandLine, EmptyRecordingCountsNothing) {
  const std::string stream = Write("nobody.jsonl", Stream("{\"t\":0,\"p\":null}\n{\"t\":1,\"p\":null}\n"));
  for (const char* exercise : {"squat", "auto"}) {
    const Outcome outcome = Run("analyze " + stream + " --exercise " + exercise + " --json");
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    const json result = json::parse(outcome.out, nullptr, false);
    EXPECT_EQ(result["rep_count"], 0);
    EXPECT_EQ(result["exercise"]["id"].is_null(), std::string(exercise) == "auto");
  }
}

TEST_F(CommandLine, ExerciseCheckNamesFileLineAndField) {
  std::string squat = ReadAll(EZPT_SOURCE_DIR "/exercises/squat.yaml");
  const std::size_t dose = squat.find("dose:");
  squat.erase(dose, squat.find('\n', dose) - dose);
  const std::string file = Write("squat.yaml", squat);
  ExpectError("exercise check " + file, kUnreadable);
  EXPECT_THAT(Run("exercise check " + file).err, HasSubstr("squat.yaml:1:1: dose: missing"));
  ExpectError("exercise check " + Write("empty.yaml", ""), kUnreadable);
  const Outcome good = Run("exercise check " EZPT_SOURCE_DIR "/exercises/squat.yaml");
  EXPECT_EQ(good.code, 0);
  EXPECT_THAT(good.out, HasSubstr("ok (squat)"));
}

TEST_F(CommandLine, ListsEveryExercise) {
  const Outcome outcome = Run("exercise list --json");
  ASSERT_EQ(outcome.code, 0);
  std::istringstream lines(outcome.out);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const json row = json::parse(line, nullptr, false);
    EXPECT_TRUE(row["id"].is_string());
    EXPECT_EQ(Run("exercise show " + row["id"].get<std::string>() + " --json").code, 0);
  }
  EXPECT_GE(count, 12);
}

TEST_F(CommandLine, VirtualPatientIsCountedAndRecognised) {
  constexpr int kReps = 3;
  const std::string stream = Path("squat.jsonl.gz");
  const Outcome made = Run("virtual-patient --exercise squat --view side_left --reps " + std::to_string(kReps) +
                           " --seed 1234 -o " + stream + " --truth " + Path("truth.json"));
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(made.out, "");
  const json truth = json::parse(ReadAll(Path("truth.json")), nullptr, false);
  ASSERT_EQ(truth["reps"].size(), kReps);
  for (const char* exercise : {"squat", "auto"}) {
    const Outcome outcome = Run("analyze " + stream + " --exercise " + exercise + " --json");
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    const json result = json::parse(outcome.out, nullptr, false);
    EXPECT_EQ(result["exercise"]["id"], "squat");
    EXPECT_EQ(result["rep_count"], kReps);
  }
}

TEST_F(CommandLine, AnnotatedRecordingPlaysAsLong) {
  const std::string stream = Path("squat.jsonl");
  ASSERT_EQ(Run("virtual-patient --exercise squat --reps 1 --scene reps -o " + stream).code, 0);
  const Outcome outcome = Run("analyze " + stream + " --exercise squat --json --annotate " + Path("drawn.mp4"));
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const json result = json::parse(outcome.out, nullptr, false);
  auto video = media::VideoReader::Open(Path("drawn.mp4"));
  ASSERT_TRUE(video.ok());
  int frames = 0;
  while (true) {
    const auto frame = (*video)->Next();
    ASSERT_TRUE(frame.ok()) << frame.error().message;
    if (!frame->has_value()) break;
    ++frames;
  }
  EXPECT_EQ(frames, result["quality"]["frames"]);
  const Outcome recognised = Run("analyze " + stream + " --json --annotate " + Path("again.mp4"));
  EXPECT_EQ(recognised.code, 0) << recognised.err;
  EXPECT_EQ(ReadAll(Path("again.mp4")), ReadAll(Path("drawn.mp4"))) << "recognised or named, it is the same film";
  ExpectError("analyze " + stream + " --exercise squat --annotate " + Path("drawn.txt"), kBadRequest);
  ExpectError("analyze " + Path("drawn.mp4") + " --exercise squat --annotate " + Path("no/such/folder.mp4"),
              kBadRequest);
}

TEST_F(CommandLine, PoseDatabaseKeepsAndFinds) {
  const std::string stream = Path("squat.jsonl");
  ASSERT_EQ(Run("virtual-patient --exercise squat --reps 1 --scene reps -o " + stream).code, 0);
  const std::string db = "posedb --db " + Path("poses.db");
  ASSERT_EQ(Run(db + " add " + stream + " --at 0 --payload exercise=squat --payload phase=start").code, 0);
  ASSERT_EQ(Run(db + " add " + stream + " --at 2 --payload exercise=squat --payload phase=peak").code, 0);
  const Outcome found = Run(db + " search " + stream + " --at 0 -k 1");
  ASSERT_EQ(found.code, 0) << found.err;
  EXPECT_EQ(json::parse(found.out, nullptr, false)["payload"]["phase"], "start");
  const Outcome filtered = Run(db + " search " + stream + " --at 0 -k 5 --filter phase=peak");
  EXPECT_EQ(json::parse(filtered.out, nullptr, false)["payload"]["phase"], "peak");
  EXPECT_EQ(json::parse(Run(db + " stats").out, nullptr, false)["points"], 2);
  ExpectError("posedb --db " + Path("absent.db") + " stats", kUnreadable);
  ExpectError("posedb --db " + Write("noise.db", std::string(4096, 'x')) + " stats", kUnreadable);
}

TEST_F(CommandLine, BenchNamesWhatRan) {
  const Outcome outcome = Run("bench model --isa sse4 --runs 2 --json");
  if (outcome.code != 0) GTEST_SKIP() << "this processor has no SSE4";
  const json result = json::parse(outcome.out, nullptr, false);
  EXPECT_EQ(result["isa"], "sse4");
  EXPECT_GT(result["median_ms"].get<double>(), 0);
}

}  // namespace
}  // namespace ezpt
