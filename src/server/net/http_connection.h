#pragma once

// Included by net/*.cc only: Beast compiles slowly.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include "server/application.h"
#include "server/live/live_hub.h"
#include "server/live/live_places.h"
#include "server/net/connection_table.h"
#include "server/net/http_date.h"
#include "server/net/patience.h"
#include "server/net/tls_contexts.h"

namespace ezpt::server {

/// What the connections of one listener share; all of it on the I/O thread.
struct ConnectionContext {
  Patience patience;
  ConnectionTable table;
  LivePlaces live_places;
  HttpClock clock;
  const Application* application = nullptr;
  /// Where connections are encrypted: with what, and who answers those that are not (null: nobody).
  std::unique_ptr<TlsContexts> tls = {};
  const Application* unencrypted = nullptr;
  LiveHub* hub = nullptr;
  boost::asio::thread_pool* handlers = nullptr;
  int busy = 0;  ///< Connections with a request or a live session.
  bool stopping = false;
};

/// Where a connection comes from.
struct Peer {
  std::string address;    ///< AddressKey.
  std::string text;       ///< The address itself.
  bool is_proxy = false;  ///< One that the operator trusts: the person's address is in the request.
};

/// Answers the requests of one connection until one side ends it, or hands it
/// to the live protocol. REQUIRES: `context` outlives it.
boost::asio::awaitable<void> ServeConnection(ConnectionContext& context, boost::beast::tcp_stream stream,
                                             ConnectionTable::Place place, Peer peer);

}  // namespace ezpt::server
