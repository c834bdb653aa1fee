// What the command line does to files: it keeps what stood there, and says when it cannot write.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "media/video_reader.h"
#include "support/command_line.h"

namespace ezpt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::CommandLine;
using test::kBadRequest;
using test::kFailed;
using test::kUnreadable;
using test::Outcome;
using test::ReadAll;

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

}  // namespace
}  // namespace ezpt
