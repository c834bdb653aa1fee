#include "server/net/listener.h"

#include <fmt/format.h>
#include <netinet/tcp.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>

#include "base/error.h"
#include "server/guard.h"
#include "server/net/address.h"
#include "server/net/http_connection.h"

namespace ezpt::server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;

constexpr auto kTick = std::chrono::seconds(1);
/// What waits in the kernel for a slow reader: little, so that what was written has soon been taken, or not.
constexpr int kUnsentBytes = 32 << 10;

/// Ends a coroutine that nobody waits for: what it threw is logged.
auto Logging(const char* event) {
  return [event](const std::exception_ptr& thrown) { LogCaught(event, thrown); };
}

class BeastListener final : public Listener {
 public:
  explicit BeastListener(const ListenOptions& options)
      : options_(options),
        context_{.patience = options.patience,
                 .table = ConnectionTable({options.max_connections, options.max_per_address}),
                 .live_places = LivePlaces(options.live),
                 .clock = {},
                 .tls = {}},
        acceptor_(io_),
        signals_(io_),
        handlers_(static_cast<std::size_t>(options.handler_threads)) {}

  Status ReadCertificates() {
    if (options_.certificates == nullptr) return {};
    EZPT_TRY(context_.tls, TlsContexts::Create(options_.certificates));
    return {};
  }

  Status Bind() {
    beast::error_code error;
    const auto address = asio::ip::make_address(options_.address, error);
    if (error) return Error{ErrorCode::kInvalidArgument, options_.address + ": not an address; try 127.0.0.1:8080"};
    const tcp::endpoint endpoint(address, static_cast<unsigned short>(options_.port));
    const auto failed = [&](const char* what) {
      return Error{ErrorCode::kUnavailable, fmt::format("cannot {} {}:{}: {}; choose another with --listen", what,
                                                        options_.address, options_.port, error.message())};
    };
    if (acceptor_.open(endpoint.protocol(), error)) return failed("open");
    if (acceptor_.set_option(tcp::acceptor::reuse_address(true), error)) return failed("set up");
    if (acceptor_.bind(endpoint, error)) return failed("listen on");
    if (acceptor_.listen(asio::socket_base::max_listen_connections, error)) return failed("listen on");
    return {};
  }

  int port() const override {
    beast::error_code error;
    return acceptor_.local_endpoint(error).port();
  }

  void AnswerUnencryptedWith(const Application& application) override { context_.unencrypted = &application; }

  void Serve(const Application& application, LiveHub& hub, std::function<void()> on_stop) override {
    context_.application = &application;
    context_.hub = &hub;
    context_.handlers = &handlers_;
    on_stop_ = std::move(on_stop);
    beast::error_code error;
    signals_.add(SIGINT, error);
    signals_.add(SIGTERM, error);
    signals_.async_wait([this](beast::error_code failed, int) {
      if (!failed) BeginStop();
    });
    StartAccepting();
    asio::co_spawn(io_, Tick(), Logging("ticking_failed"));
    while (!Guarded("io_failed", [this] { io_.run(); })) {  // What was posted threw: the rest goes on.
    }
    handlers_.join();
  }

  void Stop() override {
    asio::post(io_, [this] { BeginStop(); });
  }

 private:
  void BeginStop() {
    if (stopping()) return io_.stop();  // A second signal does not wait.
    context_.stopping = true;
    on_stop_();
    beast::error_code error;
    acceptor_.close(error);
    signals_.async_wait([this](beast::error_code failed, int) {
      if (!failed) io_.stop();
    });
    asio::co_spawn(io_, Goodbye(), Logging("goodbye_failed"));
  }

  asio::awaitable<void> Goodbye() {
    co_await asio::co_spawn(
        handlers_,
        [this]() -> asio::awaitable<void> {
          Guarded("shut_down_failed", [this] { context_.hub->ShutDown(); });
          co_return;
        },
        asio::use_awaitable);
    asio::steady_timer timer(io_);
    const auto deadline = std::chrono::steady_clock::now() + options_.goodbye;
    while (context_.busy > 0 && std::chrono::steady_clock::now() < deadline) {
      timer.expires_after(std::chrono::milliseconds(20));
      co_await timer.async_wait(asio::use_awaitable);
    }
    io_.stop();
  }

  asio::awaitable<void> Tick() {
    asio::steady_timer timer(io_);
    while (!stopping()) {
      Guarded("tick_failed", [this] { context_.hub->Tick(); });
      if (context_.tls != nullptr) Guarded("certificate_not_read", [this] { context_.tls->Refresh(); });
      timer.expires_after(kTick);
      co_await timer.async_wait(asio::use_awaitable);
    }
  }

  void StartAccepting() {
    asio::co_spawn(io_, Accept(), [this](const std::exception_ptr& thrown) {
      LogCaught("accepting_failed", thrown);
      if (thrown && !stopping()) StartAccepting();
    });
  }

  asio::awaitable<void> Accept() {
    while (!stopping()) {
      beast::error_code error;
      tcp::socket socket = co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
      if (stopping()) co_return;
      if (error) {  // Out of file descriptors, most likely: give some time to come back.
        asio::steady_timer timer(io_, std::chrono::milliseconds(100));
        co_await timer.async_wait(asio::use_awaitable);
        continue;
      }
      Guarded("connection_not_taken", [&] { Take(std::move(socket)); });
    }
  }

  void Take(tcp::socket socket) {
    beast::error_code error;
    socket.set_option(tcp::no_delay(true), error);
    (void)setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kUnsentBytes, sizeof(kUnsentBytes));
    const auto endpoint = socket.remote_endpoint(error);
    if (error) return;  // It has gone already.
    Peer peer = PeerAt(endpoint);
    auto place = context_.table.Admit(peer.address);
    if (!place) {
      const std::string full = fmt::format(
          "HTTP/1.1 503 Service Unavailable\r\nDate: {}\r\nConnection: close\r\nRetry-After: 10\r\n"
          "Content-Length: 0\r\n\r\n",
          context_.clock.Now());
      socket.write_some(asio::buffer(full), error);  // A new socket has room for it: nothing waits.
      socket.shutdown(tcp::socket::shutdown_send, error);
      return;
    }
    asio::co_spawn(io_,
                   ServeConnection(context_, beast::tcp_stream(std::move(socket)), *std::move(place), std::move(peer)),
                   Logging("connection_failed"));
  }

  /// A proxy's connections are many people's: its address says nothing.
  [[nodiscard]] Peer PeerAt(const tcp::endpoint& endpoint) const {
    const std::string address = endpoint.address().to_string();
    const auto& proxies = options_.proxies;
    if (std::find(proxies.begin(), proxies.end(), address) != proxies.end()) return {"", address, true};
    return {AddressKey(address), address, false};
  }

  [[nodiscard]] bool stopping() const { return context_.stopping; }

  ListenOptions options_;
  ConnectionContext context_;  ///< Outlives io_, whose coroutines hold places.
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  asio::signal_set signals_;
  asio::thread_pool handlers_;
  std::function<void()> on_stop_;
};

}  // namespace

Result<ListenOptions> ParseListen(const std::string& text) {
  const Error wrong{ErrorCode::kInvalidArgument,
                    fmt::format("--listen {}: must be ADDRESS:PORT, as 127.0.0.1:8080", text)};
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return wrong;
  ListenOptions options;
  options.address = text.substr(0, colon);
  if (options.address == "localhost") options.address = "127.0.0.1";
  if (options.address.front() == '[' && options.address.back() == ']') {
    options.address = options.address.substr(1, options.address.size() - 2);
  }
  const char* const end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data() + colon + 1, end, options.port);
  if (error != std::errc() || parsed != end || options.port < 0 || options.port > 65535) return wrong;
  return options;
}

Result<std::unique_ptr<Listener>> Listener::Open(const ListenOptions& options) {
  auto listener = std::make_unique<BeastListener>(options);
  EZPT_CHECK_OK(listener->ReadCertificates());
  EZPT_CHECK_OK(listener->Bind());
  return std::unique_ptr<Listener>(std::move(listener));
}

}  // namespace ezpt::server
