#pragma once

// Included by loopback_test.cc only: Beast compiles slowly.
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "server/live/frame_message.h"

namespace ezpt::server {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

struct HttpAnswer {
  int status = 0;
  std::string body;
  std::string cookie;  ///< "name=value" of Set-Cookie.
  std::string location;
};

/// One request on a connection of its own.
inline HttpAnswer Fetch(int port, http::verb verb, const std::string& target,
                        const std::vector<std::pair<std::string, std::string>>& headers = {}) {
  asio::io_context io;
  beast::tcp_stream stream(io);
  stream.connect(tcp::endpoint(asio::ip::make_address("127.0.0.1"), static_cast<unsigned short>(port)));
  http::request<http::string_body> request(verb, target, 11);
  request.set(http::field::host, "127.0.0.1:" + std::to_string(port));
  for (const auto& [name, value] : headers) request.set(name, value);
  request.prepare_payload();
  http::write(stream, request);
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.skip(verb == http::verb::head);
  parser.body_limit(64u << 20);
  http::read(stream, buffer, parser);
  const auto& response = parser.get();
  HttpAnswer answer{static_cast<int>(response.result_int()), response.body(), std::string(response["Set-Cookie"]),
                    std::string(response["Location"])};
  answer.cookie = answer.cookie.substr(0, answer.cookie.find(';'));
  return answer;
}

/// Sends `bytes` as they are; the first line of the answer.
inline std::string RawFirstLine(int port, const std::string& bytes) {
  asio::io_context io;
  tcp::socket socket(io);
  socket.connect(tcp::endpoint(asio::ip::make_address("127.0.0.1"), static_cast<unsigned short>(port)));
  beast::error_code error;
  asio::write(socket, asio::buffer(bytes), error);
  std::string answer(4096, '\0');
  answer.resize(socket.read_some(asio::buffer(answer), error));
  return answer.substr(0, answer.find("\r\n"));
}

/// A page's side of the live protocol.
class LiveClient {
 public:
  struct Headers {
    std::string origin;
    std::string host;
    std::string cookie;
  };

  explicit LiveClient(int port) : port_(port), socket_(io_) {}

  /// The HTTP status: 101 when upgraded.
  int Connect(const Headers& headers) {
    socket_.next_layer().connect(
        tcp::endpoint(asio::ip::make_address("127.0.0.1"), static_cast<unsigned short>(port_)));
    socket_.set_option(beast::websocket::stream_base::decorator([&](beast::websocket::request_type& request) {
      if (!headers.origin.empty()) request.set(http::field::origin, headers.origin);
      if (!headers.cookie.empty()) request.set(http::field::cookie, headers.cookie);
    }));
    socket_.read_message_max(16u << 20);
    beast::websocket::response_type response;
    beast::error_code error;
    const std::string own = "127.0.0.1:" + std::to_string(port_);
    socket_.handshake(response, headers.host.empty() ? own : headers.host, "/live", error);
    return static_cast<int>(response.result_int());
  }

  int ConnectAs(const std::string& cookie) {
    return Connect({"http://127.0.0.1:" + std::to_string(port_), "", cookie});
  }

  void SendText(const std::string& text) {
    beast::error_code error;
    socket_.text(true);
    socket_.write(asio::buffer(text), error);
  }
  void SendJson(const nlohmann::json& message) { SendText(message.dump()); }
  void SendBinary(const std::string& bytes) {
    beast::error_code error;
    socket_.binary(true);
    socket_.write(asio::buffer(bytes), error);
  }

  /// One binary message of `bytes` bytes, past the WebSocket stream, so that
  /// another thread may read from it meanwhile. Ends early where the server hangs up.
  void SendRaw(std::size_t bytes) {
    std::string message = {'\x82', '\xff'};  // final binary frame; masked, with a 64-bit length
    for (int shift = 56; shift >= 0; shift -= 8) message.push_back(static_cast<char>(bytes >> shift & 0xff));
    message.append(4, '\0');  // a mask of zeros leaves the payload as it is
    message.append(bytes, 'x');
    beast::error_code error;
    asio::write(socket_.next_layer().socket(), asio::buffer(message), error);
  }

  /// The next message, or null when the server closed; `close_code` says how.
  nlohmann::json Next() {
    beast::flat_buffer buffer;
    beast::error_code error;
    socket_.read(buffer, error);
    if (error) {
      close_code = socket_.reason().code;
      close_reason = std::string(socket_.reason().reason.c_str());
      return nullptr;
    }
    return nlohmann::json::parse(beast::buffers_to_string(buffer.data()), nullptr, false);
  }

  /// The next message of that type, skipping others; null when closed.
  nlohmann::json NextOf(const std::string& type) {
    while (true) {
      nlohmann::json message = Next();
      if (message.is_null() || message.value("type", "") == type) return message;
    }
  }

  /// Reads until the server closes.
  int CloseCode() {
    while (!Next().is_null()) {
    }
    return close_code;
  }

  /// As when Wi-Fi goes: no closing handshake.
  void Vanish() {
    beast::error_code error;
    socket_.next_layer().socket().close(error);
  }

  int close_code = 0;
  std::string close_reason;

 private:
  int port_;
  asio::io_context io_;
  beast::websocket::stream<beast::tcp_stream> socket_;
};

}  // namespace ezpt::server
