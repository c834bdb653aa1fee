#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "server/http.h"

/// What the loopback tests talk to the server with. Free of Beast, which compiles
/// slowly: loopback_client_test.cc has it.
namespace ezpt::server {

struct HttpAnswer {
  int status = 0;
  std::string body;
  std::string cookie;  ///< "name=value" of Set-Cookie.
  std::string location;
};

/// One request on a connection of its own.
[[nodiscard]] HttpAnswer Fetch(int port, Method method, const std::string& target,
                               const std::vector<std::pair<std::string, std::string>>& headers = {},
                               const std::string& body = "");

/// Sends `bytes` as they are; the first line of the answer.
[[nodiscard]] std::string RawFirstLine(int port, const std::string& bytes);

/// A page's side of the live protocol.
class LiveClient {
 public:
  struct Headers {
    std::string origin;
    std::string host;
    std::string cookie;
  };

  explicit LiveClient(int port);
  ~LiveClient();
  LiveClient(const LiveClient&) = delete;
  LiveClient& operator=(const LiveClient&) = delete;

  /// The HTTP status: 101 when upgraded.
  int Connect(const Headers& headers);
  int ConnectAs(const std::string& cookie);

  void SendText(const std::string& text);
  void SendJson(const nlohmann::json& message) { SendText(message.dump()); }
  void SendBinary(const std::string& bytes);
  /// One binary message of `bytes` bytes, past the WebSocket stream, so that
  /// another thread may read from it meanwhile. Ends early where the server hangs up.
  void SendRaw(std::size_t bytes);

  /// The next message, or null when the server closed; `close_code` says how.
  nlohmann::json Next();
  /// The next message of that type, skipping others; null when closed.
  nlohmann::json NextOf(const std::string& type);
  /// Reads until the server closes.
  int CloseCode();
  /// As when Wi-Fi goes: no closing handshake.
  void Vanish();

  int close_code = 0;
  std::string close_reason;

 private:
  struct Connection;
  int port_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace ezpt::server
