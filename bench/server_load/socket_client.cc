#include "socket_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace ezpt::bench {
namespace {

constexpr std::size_t kReadStep = 64u << 10;
constexpr unsigned char kFinal = 0x80;
constexpr unsigned char kMasked = 0x80;
constexpr unsigned char kClose = 8;
constexpr unsigned char kPing = 9;

Error Lost(const char* what) { return {ErrorCode::kUnavailable, std::string("load: ") + what}; }

Result<int> Open(const std::string& host, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  if (inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) return Lost("the host must be an IPv4 address");
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return Lost("no socket");
  const int on = 1;
  (void)setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    close(descriptor);
    return Lost("nothing listens there");
  }
  return descriptor;
}

Status WriteAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return Lost("the server closed the connection");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

/// The header of an HTTP answer; what follows it stays in `rest`.
Result<std::string> ReadHeader(int descriptor, std::string& rest) {
  std::string bytes;
  std::array<char, 4096> buffer;
  while (bytes.find("\r\n\r\n") == std::string::npos) {
    const ssize_t got = recv(descriptor, buffer.data(), buffer.size(), 0);
    if (got <= 0) return Lost("no answer to an HTTP request");
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
  }
  const std::size_t end = bytes.find("\r\n\r\n") + 4;
  rest = bytes.substr(end);
  bytes.resize(end);
  return bytes;
}

}  // namespace

Result<std::string> SocketClient::FetchCookie(const std::string& host, int port) {
  EZPT_TRY(const int descriptor, Open(host, port));
  SocketClient client(descriptor);
  const std::string place = host + ":" + std::to_string(port);
  EZPT_CHECK_OK(WriteAll(descriptor, "GET / HTTP/1.1\r\nHost: " + place + "\r\nConnection: close\r\n\r\n"));
  EZPT_TRY(const std::string header, ReadHeader(descriptor, client.received_));
  constexpr std::string_view kField = "\r\nSet-Cookie: ";
  const std::size_t at = header.find(kField);
  if (at == std::string::npos) return std::string();
  const std::size_t start = at + kField.size();
  return header.substr(start, header.find_first_of(";\r", start) - start);
}

Result<SocketClient> SocketClient::Connect(const std::string& host, int port, const std::string& cookie) {
  EZPT_TRY(const int descriptor, Open(host, port));
  SocketClient client(descriptor);
  const std::string place = host + ":" + std::to_string(port);
  EZPT_CHECK_OK(WriteAll(descriptor, "GET /live HTTP/1.1\r\nHost: " + place + "\r\nOrigin: http://" + place +
                                         "\r\nCookie: " + cookie +
                                         "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                                         "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
  EZPT_TRY(const std::string header, ReadHeader(descriptor, client.received_));
  if (!header.starts_with("HTTP/1.1 101")) return Lost("the upgrade was refused");
  return client;
}

SocketClient::SocketClient(SocketClient&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), received_(std::move(other.received_)) {}

SocketClient::~SocketClient() {
  if (descriptor_ >= 0) close(descriptor_);
}

Status SocketClient::Send(Kind kind, std::string_view payload) {
  std::string message;
  message.reserve(payload.size() + 14);
  message.push_back(static_cast<char>(kFinal | static_cast<unsigned char>(kind)));
  const int bytes = payload.size() < 126 ? 0 : payload.size() < 65536 ? 2 : 8;
  const std::size_t marker = bytes == 0 ? payload.size() : bytes == 2 ? 126 : 127;
  message.push_back(static_cast<char>(kMasked | marker));
  for (int i = bytes - 1; i >= 0; --i) message.push_back(static_cast<char>(payload.size() >> (8 * i)));
  message.append(4, '\0');  // A mask of zeros leaves the payload as it is.
  message.append(payload);
  return WriteAll(descriptor_, message);
}

Result<std::optional<std::string>> SocketClient::Receive(Clock::time_point deadline) {
  while (true) {
    while (auto frame = TakeFrame()) {
      if (frame->opcode == kClose) return Lost("the server closed the connection");
      if (frame->opcode == kPing) EZPT_CHECK_OK(Send(Kind::kPong, frame->payload));
      if (frame->opcode == static_cast<unsigned char>(Kind::kText)) return std::optional(std::move(frame->payload));
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd wait{descriptor_, POLLIN, 0};
    const int ready = poll(&wait, 1, static_cast<int>(std::max<int64_t>(left, 0)));
    if (ready < 0 && errno != EINTR) return Lost("cannot wait for the server");
    if (ready == 0) return std::optional<std::string>();
    if (ready < 0) continue;
    const std::size_t before = received_.size();
    received_.resize(before + kReadStep);
    const ssize_t got = recv(descriptor_, received_.data() + before, kReadStep, 0);
    received_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got <= 0) return Lost("the server closed the connection");
  }
}

std::optional<SocketClient::Frame> SocketClient::TakeFrame() {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(received_[i]); };
  if (received_.size() < 2) return std::nullopt;
  uint64_t size = byte(1) & 0x7f;
  const std::size_t extra = size == 126 ? 2 : size == 127 ? 8 : 0;
  if (received_.size() < 2 + extra) return std::nullopt;
  if (extra > 0) size = 0;
  for (std::size_t i = 0; i < extra; ++i) size = size << 8 | byte(2 + i);
  if (received_.size() - 2 - extra < size) return std::nullopt;
  Frame frame{static_cast<unsigned char>(byte(0) & 0x0f), received_.substr(2 + extra, size)};
  received_.erase(0, 2 + extra + size);
  return frame;
}

}  // namespace ezpt::bench
