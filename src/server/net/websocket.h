#pragma once

// Included by net/*.cc only: Beast compiles slowly.
#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <string>

#include "server/live/live_hub.h"

namespace ezpt::server {

/// Answers the upgrade and serves the live protocol until the connection ends.
/// REQUIRES: `hub` outlives it.
boost::asio::awaitable<void> ServeWebSocket(boost::beast::tcp_stream stream,
                                            boost::beast::http::request<boost::beast::http::string_body> upgrade,
                                            std::string owner, LiveHub& hub);

}  // namespace ezpt::server
