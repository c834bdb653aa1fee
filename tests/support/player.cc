#include "support/player.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "server/live/frame_message.h"

namespace ezpt::test {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

/// The server takes 120 messages a second.
constexpr auto kBetweenFrames = std::chrono::milliseconds(9);

}  // namespace

Player::Player(const fs::path& stream, int loops, int every) {
  std::ifstream lines(stream);
  std::string line;
  std::getline(lines, line);
  const json head = json::parse(line);
  width_ = head["width"];
  height_ = head["height"];
  std::vector<Frame> once;
  while (std::getline(lines, line)) {
    const json frame = json::parse(line);
    const bool anyone = frame["p"].is_array();
    std::string payload{'\0', anyone ? '\1' : '\0', '\0', '\0'};
    for (const json& point : anyone ? frame["p"] : json::array()) {
      const float values[3] = {point[0].get<float>() / static_cast<float>(width_),
                               point[1].get<float>() / static_cast<float>(height_), point[2].get<float>()};
      payload.append(reinterpret_cast<const char*>(values), sizeof(values));
    }
    once.push_back({frame["t"], payload});
  }
  const double length = once.back().t + 1.0 / 30;
  for (int loop = 0; loop < loops; ++loop) {
    for (std::size_t i = 0; i < once.size(); i += static_cast<std::size_t>(every)) {
      frames_.push_back({loop * length + once[i].t, once[i].payload});
    }
  }
}

json Player::Begin(int port, const std::string& cookie, const std::string& exercise, const std::string& resume) {
  client_ = std::make_unique<server::LiveClient>(port);
  constexpr int kSwitched = 101;
  EXPECT_EQ(client_->ConnectAs(cookie), kSwitched);
  client_->SendJson({{"type", "hello"},
                     {"protocol", 1},
                     {"exercise", exercise},
                     {"side", nullptr},
                     {"language", "en"},
                     {"resume", resume.empty() ? json(nullptr) : json(resume)},
                     {"view", {{"width", width_}, {"height", height_}}},
                     {"source", "camera"}});
  return NextOf("welcome");
}

bool Player::Play(double until) {
  const auto end = static_cast<std::size_t>(until * static_cast<double>(frames_.size()));
  for (; next_ < end; ++next_) {
    const Frame& frame = frames_[next_];
    client_->SendBinary(server::EncodeFrameMessage(
        {server::FrameType::kLandmarks, static_cast<uint32_t>(next_ + 1), frame.t, width_, height_, frame.payload}));
    std::this_thread::sleep_for(kBetweenFrames);
    const json feedback = NextOf("feedback");
    if (feedback.is_null()) return false;
    count_ = feedback["count"];
  }
  return true;
}

json Player::Stop() {
  client_->SendJson({{"type", "stop"}, {"reason", "done"}});
  return NextOf("summary");
}

json Player::NextOf(const std::string& type) {
  while (true) {
    json message = client_->Next();
    if (message.is_null() || message["type"] == type) return message;
    if (message["type"] == "notice") notices_.push_back(message["code"]);
  }
}

}  // namespace ezpt::test
