// Landmark streams as other tools write them: read, or refused in one line that says what is wrong. The files are those
// of tests/reports; others of their kind are made from the plain one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/command_line.h"

namespace ezpt {
namespace {

using nlohmann::json;
using test::CommandLine;
using test::kUnreadable;
using test::Outcome;
using test::ReadAll;
using ::testing::HasSubstr;

constexpr double kKnee = 76.2, kKneeTolerance = 0.5;  // degrees

std::string Report(const std::string& name) { return std::string(EZPT_SOURCE_DIR "/tests/reports/") + name; }

class Streams : public CommandLine {
 protected:
  /// The plain stream: its header, then its frames.
  static std::vector<json> Good() {
    std::vector<json> lines;
    std::ifstream file(Report("good.jsonl"));
    for (std::string line; std::getline(file, line);) lines.push_back(json::parse(line));
    return lines;
  }

  std::string WriteLines(const std::string& name, const std::vector<json>& lines) const {
    std::string text;
    for (const json& line : lines) text += line.dump() + "\n";
    return Write(name, text);
  }

  /// The plain stream with every frame changed.
  std::string Changed(const std::string& name, const std::function<void(json&)>& change) const {
    std::vector<json> lines = Good();
    for (std::size_t i = 1; i < lines.size(); ++i) change(lines[i]);
    return WriteLines(name, lines);
  }

  std::string WithHeader(const std::string& name, const std::function<void(json&)>& change) const {
    std::vector<json> lines = Good();
    change(lines[0]);
    return WriteLines(name, lines);
  }

  json Analysis(const std::string& file, const std::string& flags = "--exercise squat") const {
    const Outcome outcome = Run("analyze " + file + " " + flags + " --json");
    EXPECT_EQ(outcome.code, 0) << file << ": " << outcome.err;
    return json::parse(outcome.out, nullptr, false);
  }

  void ExpectOneSquat(const std::string& file) const {
    const json analysis = Analysis(file);
    ASSERT_EQ(analysis.value("rep_count", -1), 1) << file;
    const json& knee = analysis["reps"][0]["measures"][0];
    ASSERT_EQ(knee["status"], "ok") << file;
    EXPECT_NEAR(knee["value"].get<double>(), kKnee, kKneeTolerance) << file;
  }

  void ExpectRefusal(const std::string& file, const std::string& why) const {
    const Outcome outcome = Run("analyze " + file + " --exercise squat --json");
    EXPECT_EQ(outcome.code, kUnreadable) << file << ": " << outcome.err;
    EXPECT_EQ(outcome.out, "") << file;
    EXPECT_EQ(outcome.err.find('\n'), outcome.err.size() - 1) << "one line: " << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(why)) << file;
  }
};

TEST_F(Streams, ThePlainOneCounts) { ExpectOneSquat(Report("good.jsonl")); }

TEST_F(Streams, FractionsUnderAPictureSizeAreRefused) {
  ExpectRefusal(Report("fractions.jsonl"), "fractions of the picture");
  // A limb that leaves the picture, the middle as origin, nobody on most frames: fractions all the same.
  const auto divide = [](json& frame, double shift) {
    for (json& p : frame["p"]) p = {p[0].get<double>() / 640 - shift, p[1].get<double>() / 480 - shift, p[2]};
  };
  ExpectRefusal(Changed("out.jsonl",
                        [&](json& frame) {
                          divide(frame, 0);
                          frame["p"][9] = {3.4, -1.8, 0.9};
                        }),
                "fractions of the picture");
  ExpectRefusal(Changed("middle.jsonl", [&](json& frame) { divide(frame, 0.5); }), "fractions of the picture");
  int n = 0;
  ExpectRefusal(Changed("sparse.jsonl",
                        [&](json& frame) {
                          divide(frame, 0);
                          if (++n % 5 != 0) frame["p"] = nullptr;
                        }),
                "fractions of the picture");
  ExpectError("analyze " + Report("fractions.jsonl"), kUnreadable);
  ExpectError("posedb --db " + Path("p.db") + " add " + Report("fractions.jsonl"), kUnreadable);
}

TEST_F(Streams, PlacesInOtherUnitsAreRefusedByName) {
  const auto placed = [&](double x_factor, double y_factor, double shift) {
    return Changed("places.jsonl", [=](json& frame) {
      for (json& p : frame["p"]) {
        p = {p[0].get<double>() * x_factor + shift, p[1].get<double>() * y_factor + shift, p[2]};
      }
    });
  };
  ExpectRefusal(placed(1 / 6.4, 1 / 4.8, 0), "per cent of the picture");
  ExpectRefusal(placed(3, 3, 0), "outside of the picture");
  ExpectRefusal(placed(1, 1, 3000), "outside of the picture");
  ExpectRefusal(placed(1, 1, -700), "outside of the picture");
  std::vector<json> lines = Good();
  lines[0]["space"] = "world";
  for (std::size_t i = 1; i < lines.size(); ++i) {
    for (json& p : lines[i]["p"]) p = {p[0].get<double>() * 4, p[1].get<double>() * 4, 0, p[2]};
  }
  ExpectRefusal(WriteLines("millimetres.jsonl", lines), "are metres");
}

TEST_F(Streams, APersonInTheCornerIsNoFraction) {
  ExpectOneSquat(Changed("corner.jsonl", [](json& frame) {
    for (json& p : frame["p"]) p = {p[0].get<double>() / 16, p[1].get<double>() / 16, p[2]};
  }));
  // A tracker's zeros where nobody was found are no place.
  int n = 0;
  ExpectOneSquat(Changed("zeros.jsonl", [&](json& frame) {
    if (++n > 20) return;
    for (json& p : frame["p"]) p = {0, 0, 0.3};
  }));
}

TEST_F(Streams, AHeaderOfOneByOneCountsAndMeasuresNoAngle) {
  std::vector<json> lines = Good();
  lines[0]["width"] = lines[0]["height"] = 1;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    for (json& p : lines[i]["p"]) p = {p[0].get<double>() / 640, p[1].get<double>() / 480, p[2]};
  }
  const json analysis = Analysis(WriteLines("one.jsonl", lines));
  ASSERT_EQ(analysis["rep_count"], 1);
  for (const json& measure : analysis["reps"][0]["measures"]) {
    EXPECT_EQ(measure["status"], "not_measurable");
    EXPECT_TRUE(measure["value"].is_null());
    EXPECT_THAT(measure["why"].get<std::string>(), HasSubstr("what size its picture has"));
  }
  for (const json& fault : analysis["reps"][0]["faults"]) EXPECT_EQ(fault["id"], "too_fast") << "no angle is judged";
  // Pixels under it are named.
  ExpectRefusal(WithHeader("pixels.jsonl", [](json& header) { header["width"] = header["height"] = 1; }),
                "for pixels give its size");
}

TEST_F(Streams, ASizeThatIsNoneIsRefused) {
  const struct {
    json width, height;
    const char* why;
  } cases[] = {{0, 0, "width is out of range"},
               {640, 0, "height is out of range"},
               {-640, 480, "width is out of range"},
               {1, 480, "both 1, for fractions, or neither"},
               {640, 1, "both 1"},
               {100000, 480, "width is out of range"},
               {640.5, 480, "width is no whole number"},
               {"640", 480, "width is not a number"},
               {nullptr, 480, "width is not a number"}};
  for (const auto& size : cases) {
    ExpectRefusal(WithHeader("size.jsonl",
                             [&](json& header) {
                               header["width"] = size.width;
                               header["height"] = size.height;
                             }),
                  size.why);
  }
  ExpectRefusal(WithHeader("missing.jsonl", [](json& header) { header.erase("height"); }),
                "width or height is missing");
}

TEST_F(Streams, TimesInOtherUnitsAreRefusedByName) {
  ExpectRefusal(Report("milliseconds.jsonl"), "milliseconds");
  const auto times = [](double factor, double shift) {
    return [factor, shift](json& frame) { frame["t"] = frame["t"].get<double>() * factor + shift; };
  };
  ExpectRefusal(Changed("us.jsonl", times(1e6, 0)), "microseconds");
  ExpectRefusal(Changed("ns.jsonl", times(1e9, 0)), "nanoseconds");
  ExpectRefusal(Changed("ms_late.jsonl", times(1e3, 5e6)), "milliseconds");
  ExpectRefusal(Changed("unix_ms.jsonl", times(1e3, 1.76e12)), "a clock in milliseconds");
  int n = 0;
  ExpectRefusal(Changed("numbers.jsonl", [&](json& frame) { frame["t"] = n++; }), "the frame's number");
  n = 0;
  ExpectRefusal(Changed("nobody.jsonl",
                        [&](json& frame) {
                          frame["t"] = 33.3 * n++;
                          frame["p"] = nullptr;
                        }),
                "milliseconds");
}

TEST_F(Streams, ClocksOfAnyOriginAndRateAreRead) {
  for (const double origin : {1.7643594211e9, 86400.0, -50.0}) {
    const std::string file =
        Changed("clock.jsonl", [&](json& frame) { frame["t"] = frame["t"].get<double>() + origin; });
    ExpectOneSquat(file);
  }
  const json day = Analysis(Changed("day.jsonl", [](json& f) { f["t"] = f["t"].get<double>() + 1.7643594211e9; }));
  EXPECT_NEAR(day["reps"][0]["start"].get<double>(), 1.97, 0.05) << "seconds since the first frame";
  // A rate that the header did not know; the times are what counts.
  ExpectOneSquat(WithHeader("nominal.jsonl", [](json& header) { header["fps"] = 1; }));
  ExpectOneSquat(WithHeader("fast.jsonl", [](json& header) { header["fps"] = 1000; }));
  ExpectOneSquat(WithHeader("absent.jsonl", [](json& header) { header.erase("fps"); }));
  // A thousand pictures a second, and one.
  std::vector<json> lines = Good();
  std::vector<json> thousand = {lines[0]};
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
    for (int k = 0; k < 33; ++k) {
      json frame = lines[i];
      frame["t"] = lines[i]["t"].get<double>() + k * 0.001;
      for (std::size_t j = 0; j < 17; ++j) {
        for (std::size_t c = 0; c < 2; ++c) {
          const double from = lines[i]["p"][j][c], to = lines[i + 1]["p"][j][c];
          frame["p"][j][c] = from + (to - from) * k / 33;
        }
      }
      thousand.push_back(std::move(frame));
    }
  }
  ExpectOneSquat(WriteLines("thousand.jsonl", thousand));
  std::vector<json> one = {lines[0]};
  one[0]["fps"] = 1;
  for (int i = 0; i < 40; ++i) {
    one.push_back(lines[static_cast<std::size_t>(1 + (i * 30) % 180)]);
    one.back()["t"] = i;
  }
  EXPECT_EQ(Analysis(WriteLines("one.jsonl", one))["rep_count"], 6) << "slow squats, six pictures each";
}

TEST_F(Streams, ScoresOverOneAreOne) {
  ExpectOneSquat(Report("score_above_1.jsonl"));
  ExpectOneSquat(Changed("logits.jsonl", [](json& frame) { frame["p"][13][2] = 6.5; }));
  ExpectRefusal(Changed("per_cent.jsonl", [](json& frame) { frame["p"][13][2] = 87; }), "from 0 to 1");
  ExpectRefusal(Changed("negative.jsonl", [](json& frame) { frame["p"][13][2] = -1; }), "from 0 to 1");
}

TEST_F(Streams, WhatEditorsPutAroundTheTextIsRead) {
  ExpectOneSquat(Report("bom.jsonl"));
  const std::string text = ReadAll(Report("good.jsonl"));
  std::string crlf;
  for (const char c : text) crlf += c == '\n' ? "\r\n" : std::string(1, c);
  ExpectOneSquat(Write("crlf.jsonl", crlf));
  ExpectOneSquat(Write("bom_crlf.jsonl", "\xEF\xBB\xBF\r\n \t\r\n" + crlf));
  ExpectOneSquat(Write("blank.jsonl", "\n\n  \n" + text));
  ExpectOneSquat(Write("open.jsonl", text.substr(0, text.size() - 1)));
  for (const bool big : {true, false}) {
    std::string wide = big ? "\xFE\xFF" : "\xFF\xFE";
    for (const char c : text) wide += big ? std::string(1, '\0') + c : std::string(1, c) + std::string(1, '\0');
    ExpectRefusal(Write("wide.jsonl", wide), "UTF-16");
  }
  std::string old_mac = text, listed = text;
  std::replace(old_mac.begin(), old_mac.end(), '\n', '\r');
  ExpectRefusal(Write("cr.jsonl", old_mac), "CR alone");
  listed.insert(text.find('\n'), ",");
  ExpectRefusal(Write("commas.jsonl", listed), "without commas");
  ExpectRefusal(Write("array.json", "[" + listed + "]"), "a JSON array");
  ExpectRefusal(Write("table.csv", "t,x,y\n0,1,2\n0.1,1,2\n"), "a table (CSV)");
  ExpectRefusal(Write("lines.jsonl", text + std::string(200'000, '\n')), "nothing but blank lines");
  std::string nan = text;
  nan.replace(nan.find("[364.0"), 6, "[NaN");
  ExpectRefusal(Write("nan.jsonl", nan), "NaN");
}

/// The texts of an analysis' notes.
std::string NotesOf(const json& analysis) {
  std::string notes;
  for (const json& note : analysis.value("notes", json::array())) notes += note["text"].get<std::string>() + "\n";
  return notes;
}

TEST_F(Streams, TheReasonIsTheReason) {
  const json one_arm = Analysis(Report("one_arm_arm_raise.jsonl"), "");
  EXPECT_EQ(one_arm["exercise"]["id"], "shoulder_abduction");
  EXPECT_EQ(one_arm["rep_count"], 2) << "an arm is raised, whatever became of the other";
  const json mirrored = Analysis(Report("mirrored_arm_raise.jsonl"), "--exercise shoulder_abduction --side left");
  EXPECT_EQ(mirrored["rep_count"], 0);
  EXPECT_THAT(NotesOf(mirrored), HasSubstr("The right side moved, not the left one that was asked for: 2"));
}

TEST_F(Streams, WhoSitsDoesWhatTheArmsDo) {
  EXPECT_EQ(Analysis(Report("seated_biceps_curl.jsonl"), "--exercise biceps_curl")["rep_count"], 2);
}

/// As where a phone is turned from upright to lying, or two recordings are joined.
TEST_F(Streams, AnotherSizeOfThePictureCostsNoRepetition) {
  for (const double factor : {0.4, 0.56, 1.8}) {
    std::vector<json> lines = Good();
    const std::size_t count = lines.size();
    const double shift = lines.back()["t"].get<double>() + 1.0 / 30;
    for (std::size_t i = 1; i < count; ++i) {
      json frame = lines[i];
      frame["t"] = frame["t"].get<double>() + shift;
      for (json& p : frame["p"]) {
        p = {320 + (p[0].get<double>() - 320) * factor, 240 + (p[1].get<double>() - 240) * factor, p[2]};
      }
      lines.push_back(frame);
    }
    const json analysis = Analysis(WriteLines("sizes.jsonl", lines));
    ASSERT_EQ(analysis["rep_count"], 2) << factor;
    for (const json& rep : analysis["reps"]) {
      EXPECT_NEAR(rep["measures"][0]["value"].get<double>(), kKnee, kKneeTolerance) << factor;
    }
  }
}

TEST_F(Streams, AMomentOnAPasserByCostsNoRepetition) {
  const json jump = Analysis(Report("jump_to_passer_by.jsonl"));
  EXPECT_EQ(jump["rep_count"], 2);
  EXPECT_EQ(jump["not_counted"].size(), 0U);
  EXPECT_EQ(NotesOf(jump), "");
}

TEST_F(Streams, NoRepetitionIsWithoutAReason) {
  const std::vector<json> good = Good();
  const std::vector<json> standing(good.begin(), good.begin() + 50);
  const std::string files[] = {
      WriteLines("empty.jsonl", {good[0]}),
      WriteLines("frame.jsonl", {good[0], good[1]}),
      WriteLines("standing.jsonl", standing),
      Changed("nobody.jsonl", [](json& frame) { frame["p"] = nullptr; }),
      Changed("unseen.jsonl",
              [](json& frame) {
                for (std::size_t i = 11; i < 17; ++i) frame["p"][i][2] = 0;
              }),
      Changed("out_of_view.jsonl",
              [](json& frame) {
                for (json& p : frame["p"]) p[2] = 0.05;
              }),
  };
  for (const std::string& file : files) {
    for (const char* flags : {"", "--exercise squat", "--exercise push_up"}) {
      const json analysis = Analysis(file, flags);
      EXPECT_EQ(analysis["rep_count"], 0) << file << " " << flags;
      EXPECT_NE(NotesOf(analysis), "") << file << " " << flags;
    }
  }
  EXPECT_THAT(NotesOf(Analysis(files[3])), HasSubstr("Nobody was found"));
  EXPECT_THAT(NotesOf(Analysis(files[4])), HasSubstr("Not seen: left hip, right hip, left knee"));
}

}  // namespace
}  // namespace ezpt
