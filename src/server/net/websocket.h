#pragma once

// Included by net/*.cc only: Beast compiles slowly.
#include <boost/asio/awaitable.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <string>

#include "server/live/live_hub.h"
#include "server/live/live_places.h"
#include "server/net/client_stream.h"
#include "server/net/connection_table.h"

namespace ezpt::server {

/// Who upgrades, and what the live protocol has of the server.
struct LiveUpgrade {
  boost::beast::http::request<boost::beast::http::string_body> request;
  Person person;
  std::string date;  ///< The Date field of the answer.
  LiveHub& hub;
  LivePlaces& places;
};

/// Answers the upgrade and serves the live protocol until the connection ends.
/// Without a session the connection stays one that may have to give way.
/// REQUIRES: hub, places and `place` outlive it.
boost::asio::awaitable<void> ServeWebSocket(ClientStream stream, LiveUpgrade upgrade, ConnectionTable::Place& place);

}  // namespace ezpt::server
