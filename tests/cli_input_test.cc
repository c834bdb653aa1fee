// What the command line refuses, and how it says so: one line, the right exit status, nothing that looks whole.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "base/random.h"
#include "support/command_line.h"

namespace ezpt {
namespace {

namespace fs = std::filesystem;
using test::CommandLine;
using test::kBadRequest;
using test::kUnreadable;
using test::ReadAll;
using test::Stream;
using ::testing::HasSubstr;

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
                                "analyze x.mp4 --exercise none --side left",
                                "analyze 0 --annotate x.mp4",
                                "virtual-patient --exercise squat --seed -1 -o x.jsonl",
                                "exercise learn squat",
                                "serve --nonsense"}) {
    ExpectError(arguments, kBadRequest);
  }
}

TEST_F(CommandLine, AnUnknownCommandIsNamed) {
  EXPECT_THAT(Run("nonsense").err, HasSubstr("unknown command \"nonsense\"; see ezpt --help"));
  EXPECT_THAT(Run("posedb --db x.db classify").err, HasSubstr("unknown command \"classify\"; see ezpt posedb --help"));
  EXPECT_THAT(Run("exercise show sqat").err, HasSubstr("did you mean squat?"));
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

}  // namespace
}  // namespace ezpt
