#include "server/live/frame_message.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/random.h"

namespace ezpt::server {
namespace {

std::string Landmarks(float first_x) {
  std::string payload("\0\1\0\0", 4);
  for (std::size_t i = 0; i < body::kCocoCount; ++i) {
    const float point[3] = {i == 0 ? first_x : 0.25F, 0.5F, 0.9F};
    payload.append(reinterpret_cast<const char*>(point), sizeof(point));
  }
  return payload;
}

FrameMessage Frame(std::string_view payload, FrameType type = FrameType::kJpeg) {
  return {type, 7, 12.5, 640, 480, payload};
}

TEST(FrameMessage, ReadsBackWhatWasWritten) {
  const std::string message = EncodeFrameMessage(Frame("picture"));
  const auto frame = ParseFrameMessage(message);
  ASSERT_TRUE(frame.ok());
  EXPECT_EQ(frame->sequence, 7u);
  EXPECT_EQ(frame->t, 12.5);
  EXPECT_EQ(frame->width, 640);
  EXPECT_EQ(frame->height, 480);
  EXPECT_EQ(frame->payload, "picture");
}

TEST(FrameMessage, RefusesEveryTruncation) {
  const std::string message = EncodeFrameMessage(Frame("picture"));
  for (std::size_t size = 0; size < message.size(); ++size) {
    EXPECT_FALSE(ParseFrameMessage(message.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(ParseFrameMessage(message + "x").ok());
}

TEST(FrameMessage, RefusesWhatTheFormatDoesNotAllow) {
  const auto changed = [](auto change) {
    FrameMessage frame = Frame("picture");
    change(frame);
    return ParseFrameMessage(EncodeFrameMessage(frame)).ok();
  };
  EXPECT_TRUE(changed([](FrameMessage&) {}));
  EXPECT_FALSE(changed([](FrameMessage& f) { f.t = std::numeric_limits<double>::quiet_NaN(); }));
  EXPECT_FALSE(changed([](FrameMessage& f) { f.t = std::numeric_limits<double>::infinity(); }));
  EXPECT_FALSE(changed([](FrameMessage& f) { f.width = 0; }));
  EXPECT_FALSE(changed([](FrameMessage& f) { f.height = 1921; }));
  EXPECT_FALSE(changed([](FrameMessage& f) { f.type = static_cast<FrameType>(3); }));
  const std::string big(kMaxMessageBytes, 'x');
  const auto refused = ParseFrameMessage(EncodeFrameMessage(Frame(big)));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kLimitExceeded);
}

TEST(FrameMessage, LandmarksBecomePixels) {
  const std::string payload = Landmarks(0.5F);
  const auto frame = ParseLandmarks(Frame(payload, FrameType::kLandmarks));
  ASSERT_TRUE(frame.ok());
  ASSERT_TRUE(frame->pose.has_value());
  EXPECT_FLOAT_EQ(frame->pose->points[0].x, 320.0F);
  EXPECT_FLOAT_EQ(frame->pose->points[0].y, 240.0F);
  EXPECT_EQ(frame->t.value, 12.5);
  const auto nobody = ParseLandmarks(Frame(std::string_view("\0\0\0\0", 4), FrameType::kLandmarks));
  ASSERT_TRUE(nobody.ok());
  EXPECT_FALSE(nobody->pose.has_value());
}

TEST(FrameMessage, AScoreOverOneIsOneAsInAStream) {
  const auto with_score = [](float score) {
    std::string payload = Landmarks(0.5F);
    const auto bits = std::bit_cast<uint32_t>(score);
    for (std::size_t i = 0; i < 4; ++i) payload[4 + 8 + i] = static_cast<char>(bits >> (8 * i));
    return ParseLandmarks(Frame(payload, FrameType::kLandmarks));
  };
  const auto frame = with_score(1.1F);
  ASSERT_TRUE(frame.ok());
  EXPECT_EQ(frame->pose->points[0].score, 1.0F);
  EXPECT_FALSE(with_score(87.0F).ok());
  EXPECT_FALSE(with_score(-0.5F).ok());
}

TEST(FrameMessage, LandmarksThatAreNoNumbersAreRefused) {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), -1e9F}) {
    const std::string payload = Landmarks(bad);
    EXPECT_FALSE(ParseLandmarks(Frame(payload, FrameType::kLandmarks)).ok());
  }
  const std::string payload = Landmarks(0.5F);
  EXPECT_FALSE(ParseLandmarks(Frame(std::string_view(payload).substr(0, 100), FrameType::kLandmarks)).ok());
}

// Seeded mutations: whatever the bytes, either an error or values within the format's limits.
TEST(FrameMessage, MutatedMessagesNeverYieldValuesOutsideTheLimits) {
  constexpr int kRounds = 200000;
  Random random(20240501);
  const std::string valid = EncodeFrameMessage(Frame(Landmarks(0.5F), FrameType::kLandmarks));
  int accepted = 0;
  for (int round = 0; round < kRounds; ++round) {
    std::string message = valid;
    const auto changes = 1 + random.Next() % 4;
    for (uint64_t i = 0; i < changes; ++i) message[random.Next() % message.size()] = static_cast<char>(random.Next());
    if (random.Next() % 8 == 0) message.resize(random.Next() % (message.size() + 1));
    const auto frame = ParseFrameMessage(message);
    if (!frame.ok()) continue;
    ASSERT_TRUE(std::isfinite(frame->t));
    ASSERT_LE(frame->width, 1920);
    ASSERT_EQ(frame->payload.size() + kFrameHeaderBytes, message.size());
    const auto landmarks = ParseLandmarks(*frame);
    if (!landmarks.ok() || !landmarks->pose) continue;
    ++accepted;
    for (const body::Landmark& point : landmarks->pose->view()) {
      ASSERT_TRUE(std::isfinite(point.x) && std::isfinite(point.y));
      ASSERT_TRUE(point.score >= 0.0F && point.score <= 1.0F);
    }
  }
  EXPECT_GT(accepted, kRounds / 100) << "the mutations must also reach what lies behind the header";
}

}  // namespace
}  // namespace ezpt::server
