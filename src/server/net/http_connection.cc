#include "server/net/http_connection.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <optional>

#include "server/net/address.h"
#include "server/net/client_stream.h"
#include "server/net/progress.h"
#include "server/net/request_head.h"
#include "server/net/websocket.h"
#include "server/net/wire.h"

namespace ezpt::server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Phase = ConnectionTable::Phase;
using Message = http::request<http::string_body>;

constexpr uint32_t kMaxHeaderBytes = 16u << 10;
constexpr uint64_t kMaxBodyBytes = 64u << 10;
constexpr std::size_t kMaxBuffer = 96u << 10;
constexpr std::size_t kReadStep = 4u << 10;
/// How long, and over how many bytes, a refused request is still listened to: closed at once the answer may be lost.
constexpr auto kLingerFor = std::chrono::seconds(1);
constexpr std::size_t kLingerBytes = 256u << 10;

/// Counts while it lives; on the I/O thread only.
class Counted {
 public:
  explicit Counted(int& count) : count_(count) { ++count_; }
  ~Counted() { --count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  int& count_;
};

/// One HTTP connection; on the I/O thread.
class Connection {
 public:
  Connection(ConnectionContext& context, const Application& application, ClientStream stream,
             ConnectionTable::Place place, Peer peer)
      : context_(context),
        application_(application),
        stream_(std::move(stream)),
        place_(std::move(place)),
        peer_(std::move(peer)) {
    const std::string read = stream_.TakeRead();
    buffer_.commit(asio::buffer_copy(buffer_.prepare(read.size()), asio::buffer(read)));
    place_.OnGiveWay([this] { stream_.close(); });
  }
  ~Connection() { place_.OnGiveWay(nullptr); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  asio::awaitable<void> Serve() {
    bool keep_alive = true;
    while (keep_alive && !context_.stopping) {
      auto message = co_await Read();
      if (!message) break;
      const Counted busy(context_.busy);
      auto request = ToRequest(*message);
      if (!request.ok()) {
        co_await Refuse(ErrorReply(request.error()));
        break;
      }
      request->peer = peer_.text;
      const std::string address = peer_.is_proxy ? ForwardedFor(*request) : peer_.address;
      if (beast::websocket::is_upgrade(*message) && application_.IsWebSocket(request->path)) {
        co_return co_await Upgrade(*std::move(message), *request, address);
      }
      const Reply11 how{message->version(), request->method, message->keep_alive()};
      place_.Enter(Phase::kBusy);
      // Named, not a temporary: GCC 12 destroys the captures of a temporary in a co_await expression twice.
      auto handle = [application = &application_, request = *request, address] {
        return application->Handle(request, address);
      };
      const Response response = co_await OnHandler(std::move(handle));
      keep_alive = co_await Answer(response, how);
    }
    co_await stream_.End();
  }

 private:
  /// The next request. Nothing: there is none, or it was refused.
  asio::awaitable<std::optional<Message>> Read() {
    place_.Enter(Phase::kWaiting);
    const std::size_t head = co_await ReadHead();
    if (head == 0) co_return std::nullopt;
    const Status well = CheckHead({static_cast<const char*>(buffer_.data().data()), head});
    if (!well.ok()) {
      co_await Refuse(ErrorReply(400, well.error().message));
      co_return std::nullopt;
    }
    co_return co_await ReadMessage();
  }

  /// Fills the buffer up to the end of a header. Its length, or 0: there is none, or it was refused.
  asio::awaitable<std::size_t> ReadHead() {
    constexpr std::string_view kEnd = "\r\n\r\n";
    const Patience& patience = context_.patience;
    const auto at_most = [&](Patience::Duration usual) {
      return context_.table.IsCrowded() ? std::min(usual, patience.crowded) : usual;
    };
    bool counts = !answered_ || buffer_.size() > 0;  // Whether the time for the header runs already.
    stream_.expires_after(at_most(counts ? patience.head : patience.idle));
    std::size_t searched = 0;
    while (true) {
      const std::string_view bytes(static_cast<const char*>(buffer_.data().data()), buffer_.size());
      const std::size_t end = bytes.substr(0, kMaxHeaderBytes).find(kEnd, searched);
      if (end != std::string_view::npos) co_return end + kEnd.size();
      if (bytes.size() >= kMaxHeaderBytes) {
        co_await Refuse(ErrorReply(431, "The request's header is over 16 KiB."));
        co_return 0;
      }
      searched = bytes.size() < kEnd.size() ? 0 : bytes.size() - (kEnd.size() - 1);
      beast::error_code error;
      const std::size_t got = co_await stream_.async_read_some(buffer_.prepare(kReadStep),
                                                               asio::redirect_error(asio::use_awaitable, error));
      if (error) co_return 0;
      buffer_.commit(got);
      if (!std::exchange(counts, true)) stream_.expires_after(at_most(patience.head));
    }
  }

  /// REQUIRES: a whole header is in the buffer.
  asio::awaitable<std::optional<Message>> ReadMessage() {
    http::request_parser<http::string_body> parser;
    parser.header_limit(kMaxHeaderBytes);
    parser.body_limit(kMaxBodyBytes);
    beast::error_code error;
    Progress progress(stream_, context_.patience);
    co_await http::async_read_header(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
    const auto fields = CountFields(parser.get());
    if (!error && !parser.is_done() && !co_await Invite(parser.get())) co_return std::nullopt;
    place_.Enter(Phase::kTransfer);
    while (!error && !parser.is_done()) {
      const std::size_t bytes =
          co_await http::async_read_some(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
      progress.Moved(bytes);
    }
    if (error) {
      if (IsTheirFault(error)) co_await Refuse(RefusalOf(error));
      co_return std::nullopt;
    }
    // Fields after a chunked body would stand among those that CheckHead saw.
    if (CountFields(parser.get()) != fields) {
      co_await Refuse(ErrorReply(400, "The request is malformed: it has header lines after its body."));
      co_return std::nullopt;
    }
    co_return parser.release();
  }

  /// Says "go on" to who waits for that before the body. False: what is expected is not known here, and was refused.
  asio::awaitable<bool> Invite(const Message& message) {
    const auto expected = message.find(http::field::expect);
    if (expected == message.end() || message.version() < 11) co_return true;
    if (!EqualsIgnoringCase(std::string(expected->value()), "100-continue")) {
      co_await Refuse(ErrorReply(417, "Only 100-continue may be expected."));
      co_return false;
    }
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    Progress progress(stream_, context_.patience);
    co_return co_await WriteAll(stream_, asio::buffer(kContinue), progress);
  }

  static std::ptrdiff_t CountFields(const Message& message) { return std::distance(message.begin(), message.end()); }

  asio::awaitable<bool> Answer(const Response& response, const Reply11& how) {
    place_.Enter(Phase::kTransfer);
    const bool reusable = co_await Send(stream_, response, how, context_.patience, context_.clock.Now());
    answered_ = true;
    co_return reusable;
  }

  /// Answers, and hears out what is still being sent: a close with bytes unread would take the answer back.
  asio::awaitable<void> Refuse(Response response) {
    (void)co_await Answer(response, {});
    place_.Enter(Phase::kWaiting);
    beast::error_code error;
    stream_.EndSending();
    stream_.expires_after(kLingerFor);
    buffer_.clear();
    for (std::size_t heard = 0; !error && heard < kLingerBytes;) {
      heard += co_await stream_.async_read_some(buffer_.prepare(kReadStep),
                                                asio::redirect_error(asio::use_awaitable, error));
    }
  }

  asio::awaitable<void> Upgrade(Message message, const Request& request, const std::string& address) {
    place_.Enter(Phase::kBusy);
    using Admitted = std::optional<Result<Person>>;  // What a coroutine of another thread gives must have a default.
    auto admit = [application = &application_, request, address]() -> Admitted {
      return application->AdmitUpgrade(request, address);
    };
    const Admitted person = co_await OnHandler(std::move(admit));
    if (!person->ok()) co_return co_await Refuse(ErrorReply(person->error()));
    LiveUpgrade upgrade{std::move(message), **person, context_.clock.Now(), *context_.hub, context_.live_places};
    place_.Enter(Phase::kWaiting);
    place_.OnGiveWay(nullptr);  // The stream moves.
    co_await ServeWebSocket(std::move(stream_), std::move(upgrade), place_);
  }

  /// Runs `work` on a handler thread: it may wait for the store, where an old cookie is looked up, or make a video.
  template <typename Work>
  asio::awaitable<std::invoke_result_t<Work&>> OnHandler(Work work) {
    return asio::co_spawn(
        *context_.handlers,
        [work = std::move(work)]() mutable -> asio::awaitable<std::invoke_result_t<Work&>> { co_return work(); },
        asio::use_awaitable);
  }

  ConnectionContext& context_;
  const Application& application_;
  ClientStream stream_;
  ConnectionTable::Place place_;
  Peer peer_;
  beast::flat_buffer buffer_{kMaxBuffer};
  bool answered_ = false;  ///< A first request was.
};

}  // namespace

asio::awaitable<void> ServeConnection(ConnectionContext& context, beast::tcp_stream tcp, ConnectionTable::Place place,
                                      Peer peer) {
  ClientStream stream(std::move(tcp));
  const Application* application = context.application;
  if (context.tls != nullptr) {
    place.OnGiveWay([&stream] { stream.close(); });
    stream.expires_after(context.table.IsCrowded() ? context.patience.crowded : context.patience.head);
    const auto opening = co_await stream.Open(*context.tls);
    place.OnGiveWay(nullptr);
    if (opening == ClientStream::Opening::kPlain) application = context.unencrypted;
    if (opening == ClientStream::Opening::kFailed || application == nullptr) co_return;
  }
  Connection connection(context, *application, std::move(stream), std::move(place), std::move(peer));
  co_await connection.Serve();
}

}  // namespace ezpt::server
