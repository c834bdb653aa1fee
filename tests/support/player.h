#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "server/net/loopback_client.h"

// A page's side of a live session.
namespace ezpt::test {

/// Plays landmark streams to a live session, a message for each frame, one after the other's answer.
class Player {
 public:
  /// @param stream a file of docs/formats/landmark-stream.md, played `loops` times, of its frames one in `every`.
  Player(const std::filesystem::path& stream, int loops, int every);

  /// Begins the session, or goes on with one. The `welcome`; null when refused.
  nlohmann::json Begin(int port, const std::string& cookie, const std::string& exercise,
                       const std::string& resume = "");
  /// Plays that part of the whole, 0 to 1. False when the server closed.
  bool Play(double until);
  /// Leaves out what comes before.
  void SkipTo(double part) { next_ = static_cast<std::size_t>(part * static_cast<double>(frames_.size())); }
  /// Stops, and the `summary`.
  nlohmann::json Stop();

  [[nodiscard]] int count() const { return count_; }
  /// Codes of the notices that came, in order.
  [[nodiscard]] const std::vector<std::string>& notices() const { return notices_; }
  [[nodiscard]] server::LiveClient& client() { return *client_; }

 private:
  struct Frame {
    double t = 0;
    std::string payload;
  };
  [[nodiscard]] nlohmann::json NextOf(const std::string& type);

  int width_ = 0;
  int height_ = 0;
  std::vector<Frame> frames_;
  std::size_t next_ = 0;
  int count_ = 0;
  std::vector<std::string> notices_;
  std::unique_ptr<server::LiveClient> client_;
};

}  // namespace ezpt::test
