#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "server/application.h"
#include "server/live/live_hub.h"
#include "server/live/live_places.h"
#include "server/net/patience.h"
#include "server/tls/certificate.h"

/// The sockets. Only net/*.cc include Beast and Asio.
namespace ezpt::server {

struct ListenOptions {
  std::string address = "127.0.0.1";
  int port = 8080;  ///< 0: any free one.
  int max_connections = 256;
  int max_per_address = 64;
  /// Addresses of proxies that this server stands behind: their connections are
  /// many people's, and whom they name in X-Forwarded-For is believed.
  std::vector<std::string> proxies;
  /// Set: every connection is encrypted.
  std::shared_ptr<CertificateSource> certificates = {};
  Patience patience;
  LivePlaces::Options live;
  int handler_threads = 4;
  std::chrono::seconds goodbye{3};  ///< How long connections may take to end at shutdown.
};

/// "127.0.0.1:8080" or "[::1]:8080" to address and port. Errors: kInvalidArgument.
[[nodiscard]] Result<ListenOptions> ParseListen(const std::string& text);

/// HTTP/1.1 and WebSockets on one port: one I/O thread, handlers on a few others.
class Listener {
 public:
  /// Binds, so that `port` is known. Errors: kUnavailable (the port is taken, the
  /// address is not this machine's), those of the certificates.
  [[nodiscard]] static Result<std::unique_ptr<Listener>> Open(const ListenOptions& options);
  virtual ~Listener() = default;

  [[nodiscard]] virtual int port() const = 0;

  /// Who answers what comes unencrypted where connections are to be encrypted; without it those are closed.
  /// REQUIRES: before Serve; outlives it.
  virtual void AnswerUnencryptedWith(const Application& application) = 0;

  /// Serves until Stop, SIGINT or SIGTERM; then lets requests and sessions end.
  /// @param on_stop called once when that begins: ends what a handler may wait for.
  virtual void Serve(const Application& application, LiveHub& hub, std::function<void()> on_stop) = 0;
  /// Any thread.
  virtual void Stop() = 0;
};

}  // namespace ezpt::server
