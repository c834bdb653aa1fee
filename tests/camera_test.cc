// release-only: a device is preloaded into `ezpt`, which a sanitizer's own runtime would have to come before.
// The camera as the command line's input: what it films is analysed, and what goes wrong is said in one line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "support/command_line.h"

namespace ezpt {
namespace {

using test::CommandLine;
using test::kFailed;
using test::kUnreadable;
using test::Outcome;
using ::testing::HasSubstr;

constexpr int kRepetitions = 3;

class CameraInput : public CommandLine {
 protected:
  void TearDown() override {
    for (const char* name : {"LD_PRELOAD", "EZPT_CAMERA_FILM", "EZPT_CAMERA_CLOCK", "EZPT_CAMERA_STATE"})
      unsetenv(name);
    CommandLine::TearDown();
  }

  /// The virtual patient's film of squats.
  std::string Film() const {
    const std::string film = Path("film.mjpeg");
    const std::string arguments = "virtual-patient --exercise squat --view side_left --seed 2003 --reps ";
    EXPECT_EQ(Run(arguments + std::to_string(kRepetitions) + " -o " + film).code, 0);
    return film;
  }

  /// From now on /dev/video0 shows the film, four times as fast as a camera would, and is then unplugged.
  static void Connect(const std::string& film, const char* state) {
    setenv("EZPT_CAMERA_FILM", film.c_str(), 1);
    setenv("EZPT_CAMERA_CLOCK", "4", 1);
    setenv("EZPT_CAMERA_STATE", state, 1);
    setenv("LD_PRELOAD", EZPT_CAMERA_DEVICE, 1);
  }
};

TEST_F(CameraInput, RepetitionsBeforeACameraAreCountedAndOutliveItsUnplugging) {
  Connect(Film(), "ok");
  const Outcome outcome = Run("analyze 0 --exercise squat --json");
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(nlohmann::json::parse(outcome.out)["rep_count"], kRepetitions);
  EXPECT_EQ(outcome.err, "ezpt: /dev/video0: the camera stopped; connect it again; what it filmed before is kept\n");
}

TEST_F(CameraInput, ACameraWithoutJpegGivesPicturesToo) {
  Connect(Write("two_frames.mjpeg", "\xff\xd8\xff\xd9\xff\xd8\xff\xd9"), "raw");
  const Outcome outcome = Run("pose 0 --json --landmarks " + Path("kept.jsonl"));
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 2);
  EXPECT_THAT(outcome.out, HasSubstr(R"("width":640)"));
  EXPECT_THAT(test::ReadAll(Path("kept.jsonl")), HasSubstr(R"("t":0)"));
}

TEST_F(CameraInput, ACameraThatSendsNoPictureIsNamed) {
  std::string damaged;
  for (int i = 0; i < 20; ++i) damaged += "\xff\xd8 no picture \xff\xd9";
  Connect(Write("damaged.mjpeg", damaged), "ok");
  ExpectError("analyze 0 --exercise squat --json", kFailed);
  EXPECT_THAT(Run("pose 0").err, HasSubstr("/dev/video0: the camera sends damaged frames"));
}

TEST_F(CameraInput, ACameraInUseIsNamed) {
  Connect(Write("none.mjpeg", ""), "busy");
  ExpectError("analyze 0 --exercise squat", kFailed);
  EXPECT_THAT(Run("pose 0").err, HasSubstr("/dev/video0: the camera is in use by another program"));
}

TEST_F(CameraInput, ACameraThatIsNotThereIsNamed) {
  ExpectError("analyze 99 --exercise squat", kUnreadable);
  EXPECT_THAT(Run("pose 99").err, HasSubstr("/dev/video99: no such camera"));
}

}  // namespace
}  // namespace ezpt
