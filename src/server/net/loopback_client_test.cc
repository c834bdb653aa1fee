// The client of the loopback tests: the one test file that includes Beast.
#include "server/net/loopback_client.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

namespace ezpt::server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

constexpr std::size_t kMaxBody = 64u << 20;
constexpr std::size_t kMaxMessage = 16u << 20;

tcp::endpoint Loopback(int port) { return {asio::ip::make_address("127.0.0.1"), static_cast<unsigned short>(port)}; }

std::string HostOf(int port) { return "127.0.0.1:" + std::to_string(port); }

http::verb VerbOf(Method method) {
  switch (method) {
    case Method::kHead:
      return http::verb::head;
    case Method::kPost:
      return http::verb::post;
    case Method::kPut:
      return http::verb::put;
    case Method::kDelete:
      return http::verb::delete_;
    default:
      return http::verb::get;
  }
}

}  // namespace

HttpAnswer Fetch(int port, Method method, const std::string& target,
                 const std::vector<std::pair<std::string, std::string>>& headers, const std::string& body) {
  asio::io_context io;
  beast::tcp_stream stream(io);
  stream.connect(Loopback(port));
  http::request<http::string_body> request(VerbOf(method), target, 11);
  request.set(http::field::host, HostOf(port));
  for (const auto& [name, value] : headers) request.set(name, value);
  request.body() = body;
  request.prepare_payload();
  http::write(stream, request);
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.skip(method == Method::kHead);
  parser.body_limit(kMaxBody);
  http::read(stream, buffer, parser);
  const auto& response = parser.get();
  HttpAnswer answer{static_cast<int>(response.result_int()), response.body(), std::string(response["Set-Cookie"]),
                    std::string(response["Location"])};
  answer.cookie = answer.cookie.substr(0, answer.cookie.find(';'));
  return answer;
}

std::string RawFirstLine(int port, const std::string& bytes) {
  asio::io_context io;
  tcp::socket socket(io);
  socket.connect(Loopback(port));
  beast::error_code error;
  asio::write(socket, asio::buffer(bytes), error);
  std::string answer(4096, '\0');
  answer.resize(socket.read_some(asio::buffer(answer), error));
  return answer.substr(0, answer.find("\r\n"));
}

struct LiveClient::Connection {
  asio::io_context io;
  beast::websocket::stream<beast::tcp_stream> socket{io};
};

LiveClient::LiveClient(int port) : port_(port), connection_(std::make_unique<Connection>()) {}
LiveClient::~LiveClient() = default;

int LiveClient::Connect(const Headers& headers) {
  auto& socket = connection_->socket;
  socket.next_layer().connect(Loopback(port_));
  socket.set_option(beast::websocket::stream_base::decorator([&](beast::websocket::request_type& request) {
    if (!headers.origin.empty()) request.set(http::field::origin, headers.origin);
    if (!headers.cookie.empty()) request.set(http::field::cookie, headers.cookie);
  }));
  socket.read_message_max(kMaxMessage);
  beast::websocket::response_type response;
  beast::error_code error;
  socket.handshake(response, headers.host.empty() ? HostOf(port_) : headers.host, "/live", error);
  return static_cast<int>(response.result_int());
}

int LiveClient::ConnectAs(const std::string& cookie) { return Connect({"http://" + HostOf(port_), "", cookie}); }

void LiveClient::SendText(const std::string& text) {
  beast::error_code error;
  connection_->socket.text(true);
  connection_->socket.write(asio::buffer(text), error);
}

void LiveClient::SendBinary(const std::string& bytes) {
  beast::error_code error;
  connection_->socket.binary(true);
  connection_->socket.write(asio::buffer(bytes), error);
}

void LiveClient::SendRaw(std::size_t bytes) {
  std::string message = {'\x82', '\xff'};  // final binary frame; masked, with a 64-bit length
  for (int shift = 56; shift >= 0; shift -= 8) message.push_back(static_cast<char>(bytes >> shift & 0xff));
  message.append(4, '\0');  // a mask of zeros leaves the payload as it is
  message.append(bytes, 'x');
  beast::error_code error;
  asio::write(connection_->socket.next_layer().socket(), asio::buffer(message), error);
}

nlohmann::json LiveClient::Next() {
  beast::flat_buffer buffer;
  beast::error_code error;
  connection_->socket.read(buffer, error);
  if (error) {
    close_code = connection_->socket.reason().code;
    close_reason = std::string(connection_->socket.reason().reason.c_str());
    return nullptr;
  }
  return nlohmann::json::parse(beast::buffers_to_string(buffer.data()), nullptr, false);
}

nlohmann::json LiveClient::NextOf(const std::string& type) {
  while (true) {
    nlohmann::json message = Next();
    if (message.is_null() || message.value("type", "") == type) return message;
  }
}

int LiveClient::CloseCode() {
  while (!Next().is_null()) {
  }
  return close_code;
}

void LiveClient::Vanish() {
  beast::error_code error;
  connection_->socket.next_layer().socket().close(error);
}

}  // namespace ezpt::server
