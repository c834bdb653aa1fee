#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ezpt::bench {

/// A page's side of one WebSocket (RFC 6455) over a plain TCP socket: just what a
/// load generator needs, with no thread of its own. One thread at a time.
class SocketClient {
 public:
  using Clock = std::chrono::steady_clock;

  /// The owner's cookie ("name=value") of a page of `host`:`port`; empty where the server gives none.
  [[nodiscard]] static Result<std::string> FetchCookie(const std::string& host, int port);

  /// Connects and upgrades /live with that cookie. Errors: kUnavailable.
  [[nodiscard]] static Result<SocketClient> Connect(const std::string& host, int port, const std::string& cookie);

  SocketClient(SocketClient&& other) noexcept;
  SocketClient& operator=(SocketClient&& other) = delete;
  ~SocketClient();

  enum class Kind : unsigned char { kText = 1, kBinary = 2, kPong = 10 };
  /// Blocks while the socket's buffer is full. Errors: kUnavailable.
  [[nodiscard]] Status Send(Kind kind, std::string_view payload);

  /// The next text message, or nothing by `deadline`. Answers pings.
  /// Errors: kUnavailable once the server has closed.
  [[nodiscard]] Result<std::optional<std::string>> Receive(Clock::time_point deadline);

 private:
  explicit SocketClient(int descriptor) : descriptor_(descriptor) {}

  /// A whole message at the front of `received_`, taken out of it.
  struct Frame {
    unsigned char opcode = 0;
    std::string payload;
  };
  [[nodiscard]] std::optional<Frame> TakeFrame();

  int descriptor_ = -1;
  std::string received_;
};

}  // namespace ezpt::bench
