#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/live/live_hub.h"

namespace ezpt::server {

/// The server's side of the live protocol for one WebSocket, without the socket.
/// `On…` are called by one thread at a time; the ports from any.
class LiveConnection : public std::enable_shared_from_this<LiveConnection> {
 public:
  LiveConnection(LiveHub& hub, std::string owner, ClientPorts ports);

  void OnText(std::string_view text);
  void OnBinary(std::string message);
  /// The socket is gone; the session is kept for resumption.
  void OnClosed();
  /// Call about once a second: closes those that never greet or have gone quiet.
  void OnTick();

 private:
  using Clock = std::chrono::steady_clock;

  void Greet(const Hello& hello);
  void Started(const Result<LiveHub::Started>& started);
  void SayBusy(const std::string& text);
  [[nodiscard]] bool WithinRate();
  void Refuse(CloseCode code, std::string_view error_code, const std::string& text);

  LiveHub& hub_;
  std::string owner_;
  ClientPorts ports_;
  Clock::time_point opened_;
  Clock::time_point last_heard_;
  Clock::time_point second_started_;
  int in_this_second_ = 0;
  bool greeted_ = false;
  bool refused_ = false;

  std::mutex mutex_;  ///< Guards what follows: a start ends on a worker.
  std::shared_ptr<LiveSet> set_;
  /// What came between `hello` and the end of the start: the newest frame, and every command.
  std::optional<std::string> early_frame_;
  std::vector<coach::Command> early_commands_;
  int attachment_ = 0;
  bool closed_ = false;
};

}  // namespace ezpt::server
