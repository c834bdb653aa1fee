// Pictures and recordings of the kinds that people report to break other programs, through the command line: what is
// whole is analysed, what is not read is named. Each file of tests/reports/ holds the virtual patient.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "support/command_line.h"

namespace ezpt {
namespace {

using test::CommandLine;
using test::kUnreadable;
using test::Outcome;
using test::ReadAll;
using ::testing::HasSubstr;

const std::string kReports = EZPT_SOURCE_DIR "/tests/reports/";
constexpr double kKneeTolerance = 6.0;  // Degrees, of pictures of 320×240 through the network.
constexpr double kKnee = 81.0;          // Degrees, what the network sees of the patient's squat.
constexpr double kOthersKnee = 88.0;    // Degrees, of another patient.

class ReportedRecording : public CommandLine {
 protected:
  nlohmann::json Analyze(const std::string& path) {
    const Outcome outcome = Run("analyze " + path + " --exercise squat --json");
    EXPECT_EQ(outcome.code, 0) << path << ": " << outcome.err;
    return nlohmann::json::parse(outcome.out, nullptr, false);
  }

  void ExpectSquats(const std::string& path, std::size_t count, int frames, double knee = kKnee) {
    SCOPED_TRACE(path);
    const nlohmann::json found = Analyze(path);
    ASSERT_TRUE(found.is_object());
    EXPECT_EQ(found["quality"]["frames"], frames);
    ASSERT_EQ(found["reps"].size(), count);
    for (const auto& rep : found["reps"]) {
      for (const auto& measure : rep["measures"]) {
        if (measure["id"] == "knee_flexion") {
          EXPECT_NEAR(measure["value"].get<double>(), knee, kKneeTolerance);
        }
      }
    }
  }

  void ExpectNamed(const std::string& path, const std::string& what, const std::string& advice) {
    for (const std::string& command : {"analyze " + path, "pose " + path}) {
      const Outcome outcome = Run(command);
      EXPECT_EQ(outcome.code, kUnreadable) << command;
      EXPECT_EQ(outcome.out, "") << command;
      EXPECT_THAT(outcome.err, HasSubstr(path + ": " + what));
      EXPECT_THAT(outcome.err, HasSubstr(advice));
    }
  }

  /// The first line of `ezpt pose`.
  nlohmann::json FirstPose(const std::string& path) {
    const Outcome outcome = Run("pose " + path);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return nlohmann::json::parse(outcome.out.substr(0, outcome.out.find('\n')), nullptr, false);
  }
};

TEST_F(ReportedRecording, APictureThatTurnsInMidRecordingIsSeenInItsOwnShape) {
  ExpectSquats(kReports + "turned_vp8.webm", 2, 105);
  ExpectSquats(kReports + "turned_vp9.webm", 2, 154, kOthersKnee);
  ExpectSquats(kReports + "turned_h264.mp4", 2, 154, kOthersKnee);  // Another sequence parameter set in the middle.
  EXPECT_EQ(Run("analyze " + kReports + "turned_vp8.webm --exercise squat --annotate " + Path("a.mp4")).code, 0);
  const nlohmann::json drawn = FirstPose(Path("a.mp4"));
  EXPECT_EQ(drawn["width"], 320);
  EXPECT_EQ(drawn["height"], 240);
}

TEST_F(ReportedRecording, AWholeOneIsNotCutShort) {
  ExpectSquats(kReports + "dropped_frame.avi", 1, 59);
  ExpectSquats(kReports + "starts_late_1s.mp4", 1, 60);
  ExpectSquats(kReports + "edit_list_ends_early.mp4", 1, 60);
  ExpectSquats(kReports + "open_gop_cut.mp4", 1, 137);
  ExpectSquats(kReports + "paused_recorder.webm", 1, 60);
}

TEST_F(ReportedRecording, HalfOfEachIsCutShort) {
  for (const char* name : {"turned_vp8.webm", "dropped_frame.avi", "starts_late_1s.mp4", "edit_list_ends_early.mp4",
                           "open_gop_cut.mp4", "paused_recorder.webm"}) {
    const std::string whole = ReadAll(kReports + name);
    for (const std::size_t percent : {50u, 80u}) {
      ExpectError("pose " + Write(name, whole.substr(0, whole.size() * percent / 100)), kUnreadable);
    }
  }
}

TEST_F(ReportedRecording, WithoutItsIndexItIsCutShort) {
  const std::string whole = ReadAll(kReports + "starts_late_1s.mp4");
  const std::size_t index = whole.find("moov");
  ASSERT_NE(index, std::string::npos);
  ExpectNamed(Write("within.mp4", whole.substr(0, index + 300)), "cut short: the file ends within its index", "");
  ExpectNamed(Write("without.mp4", whole.substr(0, index - 4)), "cut short: its index (moov)", "");
}

TEST_F(ReportedRecording, IsSeenUprightAsItsOwnDataSay) {
  for (const char* name : {"exif_turned.png", "sei_turned.mp4", "sei_turned.hevc"}) {
    const nlohmann::json pose = FirstPose(kReports + name);
    EXPECT_EQ(pose["width"], 320) << name;
    EXPECT_EQ(pose["height"], 240) << name;
    const auto& points = pose["points"];
    ASSERT_EQ(points.size(), 17u) << name;
    EXPECT_LT(points[0]["y"].get<double>() + 100, points[15]["y"].get<double>()) << name << ": nose over ankle";
  }
}

TEST_F(ReportedRecording, WhatIsNoVideoIsNamed) {
  ExpectNamed(kReports + "photo.heic", "a HEIC picture", "export it as JPEG or PNG");
  ExpectNamed(kReports + "animated.gif", "a GIF picture or animation", "convert it to a video");
  ExpectNamed(kReports + "animated_still.png", "an animated PNG", "convert it to a video");
  using namespace std::string_literals;
  ExpectNamed(Write("a.mp4", "RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0"s), "a WebP animation", "convert it");
  ExpectNamed(Write("a.jpg", "RIFF\x1a\0\0\0WEBPVP8 \x0a\0\0\0"s), "a WebP picture", "export it");
  ExpectNamed(Write("b.mp4",
                    "\0\0\0\x1c"
                    "ftypavif\0\0\0\0mif1"s),
              "an AVIF picture", "export it");
  ExpectNamed(Write("c.mp4", "II*\0\x08\0\0\0"s), "a TIFF or raw picture", "export it");
  ExpectNamed(Write("d.mp4", "BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"s), "a BMP picture", "export it");
  ExpectNamed(Write("e.mp4", "%PDF-1.7\n%\xe2\xe3"s), "a PDF document", "name a video");
  ExpectNamed(Write("f.mp4", "these are words\n"), "a text", "name a video");
  ExpectNamed(Write("h.mp4", "P6\n4 4\n255\n"s), "a picture without compression", "export it");
  ExpectNamed(Write("i.mp4", "YUV4MPEG2 W64 H64\n"s), "a video without compression", "convert it");
  ExpectNamed(Write("j.xz",
                    "\xFD"
                    "7zXZ\0\0\x04"s),
              "an xz archive", "unpack it");
  ExpectNamed(Write("k.jxl", "\xFF\x0A\x7A\x1F"s), "a JPEG XL picture", "export it");
  ExpectNamed(Write("g.mp4", "<!DOCTYPE html>\n<p>Sign in"), "a web page", "save the video itself");
}

TEST_F(ReportedRecording, AStillPictureShowsNoMovement) {
  for (const char* arguments : {"", " --exercise squat", " --exercise squat --json"}) {
    const std::string command = "analyze " + kReports + "exif_turned.png" + arguments;
    ExpectError(command, kUnreadable);
    EXPECT_THAT(Run(command).err, HasSubstr("exif_turned.png: a still picture"));
  }
}

}  // namespace
}  // namespace ezpt
