#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/live/live_hub.h"
#include "server/live/live_places.h"

namespace ezpt::server {

/// The server's side of the live protocol for one WebSocket, without the socket.
/// `On…` are called by one thread at a time; the ports from any.
class LiveConnection : public std::enable_shared_from_this<LiveConnection> {
 public:
  /// Begin is called before anything else. REQUIRES: `hub` and `places` outlive it; `places` is used by the thread of
  /// the `On…` alone.
  LiveConnection(LiveHub& hub, LivePlaces& places, Person person, ClientPorts ports);

  void Begin();
  void OnText(std::string_view text);
  void OnBinary(std::string message);
  /// The socket is gone; the session is kept for resumption.
  void OnClosed();
  /// More frames came than the protocol allows, of whatever kind.
  void OnTooFast();
  /// Call about once a second: closes those that never greet or have gone quiet.
  void OnTick();

  /// True from a `hello` that was accepted to the end of its session: before and
  /// after that the connection is worth no more than an idle one.
  [[nodiscard]] bool HoldsPlace() const { return place_ && !refused_; }

 private:
  using Clock = std::chrono::steady_clock;

  void Greet(const Hello& hello);
  void Hear(LivePlaces::Place::What what);
  void Leave();
  void GiveWay();
  void Started(const Result<LiveHub::Started>& started);
  /// What they read of it.
  [[nodiscard]] std::string ToldAs(std::string_view english) const;
  void SayBusy(const std::string& text);
  void Refuse(CloseCode code, std::string_view error_code, const std::string& text);

  LiveHub& hub_;
  LivePlaces& places_;
  Person person_;
  ClientPorts ports_;
  Clock::time_point opened_;
  Clock::time_point last_heard_;
  bool greeted_ = false;
  bool refused_ = false;
  std::optional<LivePlaces::Place> place_;
  SignInWatch::Ticket sign_in_;

  std::mutex mutex_;  ///< Guards what follows: a start ends on a worker.
  std::shared_ptr<LiveSet> set_;
  /// What came between `hello` and the end of the start: the newest frame, and every command.
  std::optional<std::string> early_frame_;
  std::vector<coach::Command> early_commands_;
  int attachment_ = 0;
  bool closed_ = false;
};

}  // namespace ezpt::server
