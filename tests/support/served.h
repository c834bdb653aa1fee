#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "server/net/loopback_client.h"

// The built `ezpt serve`, as its own process, and a page's side of it.
namespace ezpt::test {

/// One `ezpt serve` on a free port of this machine; killed when it goes.
class Served {
 public:
  /// @param home a folder as EZPT_HOME; @param flags more words of the command line.
  Served(const std::filesystem::path& home, const std::filesystem::path& database,
         const std::vector<std::string>& flags);
  ~Served();
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  [[nodiscard]] int port() const { return port_; }
  void Signal(int signal) const;
  /// Ends it by that signal and waits for it.
  void End(int signal);
  /// No file of it may grow over `bytes` from now on, as on a full disk; -1: as they like.
  void LimitFiles(long long bytes) const;

 private:
  pid_t pid_ = -1;
  int port_ = 0;
};

/// A folder that `ezpt serve` runs from: this source tree's, with pages that need not be built.
void MakeHome(const std::filesystem::path& home);

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
