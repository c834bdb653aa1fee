#include "server/live/messages.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/random.h"

namespace ezpt::server {
namespace {

using nlohmann::json;

json ValidHello() {
  return {{"type", "hello"},
          {"protocol", 1},
          {"exercise", "squat"},
          {"side", "left"},
          {"language", "de"},
          {"resume", nullptr},
          {"view", {{"width", 640}, {"height", 480}}},
          {"source", "virtual_patient"}};
}

TEST(ParseClientText, ReadsEveryMessage) {
  const auto hello = ParseClientText(ValidHello().dump());
  ASSERT_TRUE(hello.ok());
  const auto* read = std::get_if<Hello>(&*hello);
  ASSERT_NE(read, nullptr);
  EXPECT_EQ(read->exercise, "squat");
  EXPECT_EQ(read->side, coach::SideChoice::kLeft);
  EXPECT_EQ(read->language, "de");
  EXPECT_EQ(read->resume, "");
  EXPECT_EQ(read->width, 640);
  EXPECT_EQ(read->source, VideoSource::kVirtualPatient);

  const auto command = [](const char* text) {
    const auto message = ParseClientText(text);
    return message.ok() ? std::get<coach::Command>(*message) : coach::Command{};
  };
  EXPECT_EQ(command(R"({"type":"resume"})").kind, coach::CommandKind::kResume);
  EXPECT_EQ(command(R"({"type":"skip_rest"})").kind, coach::CommandKind::kSkipRest);
  EXPECT_EQ(command(R"({"type":"stop","reason":"pain"})").kind, coach::CommandKind::kStop);
  EXPECT_EQ(command(R"({"type":"stop","reason":"pain"})").reason, coach::StopReason::kPain);
}

TEST(ParseClientText, RefusesWhatTheProtocolDoesNotAllow) {
  const auto refused = [](const char* field, json value) {
    json hello = ValidHello();
    hello[field] = std::move(value);
    return !ParseClientText(hello.dump()).ok();
  };
  EXPECT_TRUE(refused("protocol", "1"));
  EXPECT_TRUE(refused("side", "middle"));
  EXPECT_TRUE(refused("exercise", 7));
  EXPECT_TRUE(refused("exercise", std::string(65, 'a')));
  EXPECT_TRUE(refused("language", std::string(16, 'a')));
  EXPECT_TRUE(refused("view", {{"width", 640}}));
  EXPECT_TRUE(refused("view", {{"width", 640}, {"height", 1e9}}));
  EXPECT_TRUE(refused("view", {{"width", 31}, {"height", 480}}));
  for (const char* text :
       {"", "{", "[]", "null", "7", R"({"type":7})", R"({"type":"hello"})", R"({"type":"stop","reason":"bored"})"}) {
    EXPECT_FALSE(ParseClientText(text).ok()) << text;
  }
}

// Seeded mutations of valid messages: an answer or an error, never a crash.
TEST(ParseClientText, SurvivesMutations) {
  constexpr int kRounds = 20000;
  Random random(7);
  const std::string valid = ValidHello().dump();
  int accepted = 0;
  for (int round = 0; round < kRounds; ++round) {
    std::string text = valid;
    for (uint64_t i = 0; i <= random.Next() % 3; ++i)
      text[random.Next() % text.size()] = static_cast<char>(random.Next());
    accepted += ParseClientText(text).ok() ? 1 : 0;
  }
  EXPECT_GT(accepted, 0);
  EXPECT_LT(accepted, kRounds);
}

TEST(FeedbackText, HasEveryFieldOfTheProtocolAndFractionsOfThePicture) {
  coach::Feedback feedback;
  feedback.sequence = 9;
  feedback.state = coach::SessionState::kActive;
  feedback.pose.emplace();
  feedback.pose->points[0] = {320.0F, 120.0F, 0.0F, 0.876F};
  feedback.cue = coach::Cue{{"shallow", "Go a little lower.", coach::Speak::kNow}, coach::CueSeverity::kMinor};
  FeedbackContext context;
  context.width = 640;
  context.height = 480;
  context.chunks = 31;
  const json message = json::parse(FeedbackText(feedback, context));
  EXPECT_EQ(message["server"]["chunks"], 31);
  EXPECT_EQ(message["landmarks"].size(), 3 * body::kCocoCount);
  EXPECT_DOUBLE_EQ(message["landmarks"][0].get<double>(), 0.5);
  EXPECT_DOUBLE_EQ(message["landmarks"][1].get<double>(), 0.25);
  EXPECT_DOUBLE_EQ(message["landmarks"][2].get<double>(), 0.88);
  EXPECT_EQ(message["cue"]["speak"], true);
  EXPECT_EQ(message["cue"]["severity"], "minor");
  for (const char* field : {"pause_reason", "instruction", "checks", "starts_in", "rest_left", "hold", "arc", "praise",
                            "why", "rep", "view", "recognised"}) {
    ASSERT_TRUE(message.contains(field)) << field;
    EXPECT_TRUE(message[field].is_null()) << field;
  }
  for (const char* field :
       {"type", "sequence", "t", "state", "set", "sets", "count", "target", "phase", "progress", "server"}) {
    ASSERT_TRUE(message.contains(field)) << field;
    EXPECT_FALSE(message[field].is_null()) << field;
  }
}

}  // namespace
}  // namespace ezpt::server
