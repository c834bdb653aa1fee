#pragma once

// Between Beast's messages and the server's own. Included by net/*.cc only: Beast compiles slowly.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <string>

#include "server/http.h"

namespace ezpt::server {

inline constexpr auto kRequestWithin = std::chrono::seconds(30);
inline constexpr auto kLookForMore = std::chrono::milliseconds(40);
inline constexpr std::size_t kPieceBytes = 64u << 10;

[[nodiscard]] inline Method ToMethod(boost::beast::http::verb verb) {
  using Verb = boost::beast::http::verb;
  switch (verb) {
    case Verb::get:
      return Method::kGet;
    case Verb::head:
      return Method::kHead;
    case Verb::post:
      return Method::kPost;
    case Verb::put:
      return Method::kPut;
    case Verb::delete_:
      return Method::kDelete;
    default:
      return Method::kOther;
  }
}

/// Errors: those of ParseTarget.
[[nodiscard]] inline Result<Request> ToRequest(
    const boost::beast::http::request<boost::beast::http::string_body>& message) {
  Request request;
  request.method = ToMethod(message.method());
  EZPT_CHECK_OK(ParseTarget({message.target().data(), message.target().size()}, request));
  for (const auto& field : message) {
    std::string name(field.name_string());
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    request.headers.emplace_back(std::move(name), std::string(field.value()));
  }
  request.body = message.body();
  return request;
}

/// True where a request could not be read because of what was sent, rather than of the network.
[[nodiscard]] inline bool IsTheirFault(const boost::beast::error_code& error) {
  static const boost::beast::error_code example = boost::beast::http::error::bad_target;
  return error.category() == example.category();
}

[[nodiscard]] inline Response RefusalOf(const boost::beast::error_code& error) {
  using Http = boost::beast::http::error;
  if (error == Http::header_limit) return ErrorReply(431, "The request's header is over 16 KiB.");
  if (error == Http::body_limit) return ErrorReply(413, "The request's body is too large.");
  return ErrorReply(400, "The request is malformed.");
}

/// How an answer is to be sent.
struct Reply11 {
  unsigned version = 11;
  Method method = Method::kGet;
  bool keep_alive = false;
};

template <typename Message>
void FillHeader(Message& message, const Response& response, const Reply11& how) {
  message.version(how.version);
  message.result(static_cast<unsigned>(response.status));
  message.keep_alive(how.keep_alive);
  for (const auto& [name, value] : response.headers) message.set(name, value);
}

/// The pieces of a growing file as HTTP chunks, each as soon as it is there.
/// True if all of it was sent; on failure the answer stays without its end.
inline boost::asio::awaitable<bool> SendPieces(boost::beast::tcp_stream& stream, const GrowingFile& file) {
  namespace asio = boost::asio;
  namespace http = boost::beast::http;
  boost::beast::error_code error;
  asio::steady_timer timer(stream.get_executor());
  uint64_t offset = 0;
  while (!error) {
    const GrowingFile::Piece piece = file.Read(offset, kPieceBytes);
    if (piece.state == GrowingFile::State::kFailed) co_return false;
    stream.expires_after(kRequestWithin);
    if (!piece.bytes.empty()) {
      offset += piece.bytes.size();
      co_await asio::async_write(stream, http::make_chunk(asio::buffer(piece.bytes)),
                                 asio::redirect_error(asio::use_awaitable, error));
    } else if (piece.state == GrowingFile::State::kWhole) {
      co_await asio::async_write(stream, http::make_chunk_last(), asio::redirect_error(asio::use_awaitable, error));
      co_return !error;
    } else {
      timer.expires_after(kLookForMore);
      co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
    }
  }
  co_return false;
}

/// True if the connection can be used again.
inline boost::asio::awaitable<bool> SendGrowing(boost::beast::tcp_stream& stream, const Response& response,
                                                const Reply11& how) {
  namespace asio = boost::asio;
  namespace http = boost::beast::http;
  boost::beast::error_code error;
  http::response<http::empty_body> message;
  FillHeader(message, response, how);
  message.chunked(true);
  http::response_serializer<http::empty_body> serializer(message);
  co_await http::async_write_header(stream, serializer, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return false;
  co_return co_await SendPieces(stream, *response.growing) && how.keep_alive;
}

/// True if the connection can be used again.
inline boost::asio::awaitable<bool> Send(boost::beast::tcp_stream& stream, const Response& response, Reply11 how) {
  namespace asio = boost::asio;
  namespace http = boost::beast::http;
  constexpr unsigned kHttp11 = 11;
  boost::beast::error_code error;
  stream.expires_after(kRequestWithin);
  const bool growing = response.growing != nullptr;
  if (growing && how.version >= kHttp11 && how.method != Method::kHead) {
    co_return co_await SendGrowing(stream, response, how);
  }
  const bool bodiless = response.status == 204 || response.status == 304;
  if (growing && how.method != Method::kHead) {  // HTTP/1.0 knows no chunks.
    co_return co_await Send(stream, ErrorReply(503, "This is still being made: ask again in a minute."), how);
  }
  if (how.method == Method::kHead || bodiless) {
    http::response<http::empty_body> message;
    FillHeader(message, response, how);
    if (!bodiless && !growing) message.content_length(response.body->size());
    http::response_serializer<http::empty_body> serializer(message);
    co_await http::async_write_header(stream, serializer, asio::redirect_error(asio::use_awaitable, error));
  } else {
    http::response<http::span_body<const char>> message;
    message.body() = {response.body->data(), response.body->size()};
    FillHeader(message, response, how);
    message.content_length(response.body->size());
    co_await http::async_write(stream, message, asio::redirect_error(asio::use_awaitable, error));
  }
  co_return !error && how.keep_alive;
}

}  // namespace ezpt::server
