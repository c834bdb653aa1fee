#pragma once

// Between Beast's messages and the server's own. Included by net/*.cc only: Beast compiles slowly.
#include <poll.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <string>

#include "server/http.h"
#include "server/net/client_stream.h"
#include "server/net/progress.h"

namespace ezpt::server {

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

/// One answer under way.
struct Sending {
  ClientStream& stream;
  const Response& response;
  Reply11 how;
  const std::string& date;
  Progress progress;
};

template <typename Message>
void FillHeader(Message& message, const Sending& sending) {
  message.version(sending.how.version);
  message.result(static_cast<unsigned>(sending.response.status));
  message.keep_alive(sending.how.keep_alive);
  message.set(boost::beast::http::field::date, sending.date);
  for (const auto& [name, value] : sending.response.headers) message.insert(name, value);  // Set-Cookie stands twice.
}

/// Whether the other side has closed: while nothing is written, nothing else would say so. What it
/// sent before, as the farewell of TLS, is not in the way.
[[nodiscard]] inline bool HasGone(ClientStream& stream) {
  pollfd socket{stream.next_layer().socket().native_handle(), POLLRDHUP, 0};
  return poll(&socket, 1, 0) > 0;
}

/// The pieces of a growing file as HTTP chunks, each as soon as it is there.
/// True if all of it was sent; on failure the answer stays without its end.
inline boost::asio::awaitable<bool> SendPieces(Sending& sending) {
  namespace asio = boost::asio;
  namespace http = boost::beast::http;
  boost::beast::error_code error;
  asio::steady_timer timer(sending.stream.get_executor());
  uint64_t offset = 0;
  while (!error) {
    const GrowingFile::Piece piece = sending.response.growing->Read(offset, kPieceBytes);
    if (piece.state == GrowingFile::State::kFailed) co_return false;
    if (!piece.bytes.empty()) {
      offset += piece.bytes.size();
      const auto chunk = http::make_chunk(asio::buffer(piece.bytes));
      if (!co_await WriteAll(sending.stream, chunk, sending.progress)) co_return false;
    } else if (piece.state == GrowingFile::State::kWhole) {
      co_return co_await WriteAll(sending.stream, http::make_chunk_last(), sending.progress);
    } else {
      if (HasGone(sending.stream)) co_return false;
      timer.expires_after(kLookForMore);
      co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
      sending.progress.Restart();  // It is the writer that is slow.
    }
  }
  co_return false;
}

inline boost::asio::awaitable<bool> SendGrowing(Sending& sending) {
  namespace asio = boost::asio;
  namespace http = boost::beast::http;
  boost::beast::error_code error;
  http::response<http::empty_body> message;
  FillHeader(message, sending);
  message.chunked(true);
  http::response_serializer<http::empty_body> serializer(message);
  co_await http::async_write_header(sending.stream, serializer, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return false;
  co_return co_await SendPieces(sending);
}

/// The header alone: HEAD, and statuses that have no body.
inline boost::asio::awaitable<bool> SendHeader(Sending& sending) {
  namespace http = boost::beast::http;
  const Response& response = sending.response;
  http::response<http::empty_body> message;
  FillHeader(message, sending);
  const bool has_length = response.status != 204 && response.status != 304 && response.growing == nullptr;
  if (has_length) message.content_length(response.body->size());
  co_return co_await WriteMessage(sending.stream, message, sending.progress);
}

inline boost::asio::awaitable<bool> SendBody(Sending& sending) {
  namespace http = boost::beast::http;
  const std::string& body = *sending.response.body;
  http::response<http::span_body<const char>> message;
  message.body() = {body.data(), body.size()};
  FillHeader(message, sending);
  message.content_length(body.size());
  co_return co_await WriteMessage(sending.stream, message, sending.progress);
}

/// Sends the answer. True if the connection can be used again.
/// @param date the Date field's value.
inline boost::asio::awaitable<bool> Send(ClientStream& stream, const Response& response, Reply11 how,
                                         const Patience& patience, const std::string& date) {
  constexpr unsigned kHttp11 = 11;
  const bool growing = response.growing != nullptr;
  const bool bodiless = how.method == Method::kHead || response.status == 204 || response.status == 304;
  if (growing && !bodiless && how.version < kHttp11) {  // HTTP/1.0 knows no chunks.
    const Response later = ErrorReply(503, "This is still being made: ask again in a minute.");
    co_return co_await Send(stream, later, how, patience, date);
  }
  Sending sending{stream, response, how, date, Progress(stream, patience)};
  // One branch at a time: GCC 12 evaluates both sides of a conditional expression that holds co_await.
  bool sent = false;
  if (bodiless) {
    sent = co_await SendHeader(sending);
  } else if (growing) {
    sent = co_await SendGrowing(sending);
  } else {
    sent = co_await SendBody(sending);
  }
  if (!sent) co_return false;
  co_return how.keep_alive;
}

}  // namespace ezpt::server
