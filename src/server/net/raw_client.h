#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace ezpt::server {

/// A TCP connection for tests that say things no client library would. Another
/// address of 127.0.0.0/8 as `from` is another address to the server.
class RawClient {
 public:
  explicit RawClient(int port, const char* from = "127.0.0.1", int receive_bytes = 0)
      : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int one = 1;
    (void)setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    if (receive_bytes > 0) (void)setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof(receive_bytes));
    sockaddr_in own = Address(from, 0);
    sockaddr_in server = Address("127.0.0.1", port);
    (void)bind(socket_, reinterpret_cast<sockaddr*>(&own), sizeof(own));
    connected_ = connect(socket_, reinterpret_cast<sockaddr*>(&server), sizeof(server)) == 0;
  }
  ~RawClient() {
    if (socket_ >= 0) close(socket_);
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  RawClient(RawClient&& other) noexcept : socket_(std::exchange(other.socket_, -1)), connected_(other.connected_) {}
  RawClient& operator=(RawClient&&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }

  /// False once the server has closed.
  bool Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  /// What has come, at most `most`; empty when the server closed, or nothing came within `wait`.
  std::string Receive(std::size_t most = 1 << 16, std::chrono::milliseconds wait = kWait) {
    pollfd ready{socket_, POLLIN, 0};
    if (poll(&ready, 1, static_cast<int>(wait.count())) <= 0) return "";
    std::string bytes(most, '\0');
    const ssize_t got = recv(socket_, bytes.data(), bytes.size(), 0);
    closed_ = got <= 0;
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
  }

  /// Everything up to the server's close.
  std::string ReceiveAll(std::chrono::milliseconds wait = kWait) {
    std::string all;
    while (true) {
      const std::string more = Receive(1 << 16, wait);
      if (more.empty()) return all;
      all += more;
    }
  }

  /// Whether the server closes within `wait`, whatever it says before.
  bool IsClosedWithin(std::chrono::milliseconds wait) {
    const auto deadline = std::chrono::steady_clock::now() + wait;
    while (!closed_ && std::chrono::steady_clock::now() < deadline) {
      (void)Receive(1 << 16, std::chrono::milliseconds(5));
    }
    return closed_;
  }

  static constexpr std::chrono::milliseconds kWait{5000};

 private:
  static sockaddr_in Address(const char* address, int port) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(static_cast<uint16_t>(port));
    (void)inet_pton(AF_INET, address, &in.sin_addr);
    return in;
  }

  int socket_;
  bool connected_ = false;
  bool closed_ = false;
};

}  // namespace ezpt::server
