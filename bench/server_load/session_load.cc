#include "session_load.h"

#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "server/live/frame_message.h"
#include "socket_client.h"

namespace ezpt::bench {
namespace {

using Clock = SocketClient::Clock;
using nlohmann::json;

constexpr auto kAnsweredWithin = std::chrono::seconds(10);
constexpr auto kLastAnswers = std::chrono::milliseconds(500);

Clock::duration ToClock(double seconds) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

double Milliseconds(Clock::duration duration) { return std::chrono::duration<double, std::milli>(duration).count(); }

/// One session that was welcomed, while it sends and listens.
class Load {
 public:
  Load(const SessionPlan& plan, SocketClient& client, SessionFigures& figures)
      : plan_(plan), client_(client), figures_(figures), started_(Clock::now()) {}

  Status Run() {
    const auto end = started_ + ToClock(plan_.duration.value);
    auto next = started_;
    while (next < end) {
      EZPT_CHECK_OK(ListenUntil(next));
      EZPT_CHECK_OK(SendFrame());
      next = started_ + ToClock(sequence_ / plan_.fps);
    }
    return ListenUntil(end + kLastAnswers);
  }

 private:
  bool Counts(Clock::time_point sent) const { return sent - started_ >= ToClock(plan_.left_out.value); }

  Status SendFrame() {
    const std::string& jpeg = (*plan_.frames)[sequence_ % plan_.frames->size()];
    const std::string message = server::EncodeFrameMessage(
        {server::FrameType::kJpeg, sequence_ + 1, 100.0 + sequence_ / plan_.fps, 640, 480, jpeg});
    ++sequence_;
    const auto now = Clock::now();
    sent_[sequence_] = now;
    if (Counts(now)) ++figures_.sent;
    return client_.Send(SocketClient::Kind::kBinary, message);
  }

  Status ListenUntil(Clock::time_point deadline) {
    while (true) {
      EZPT_TRY(const std::optional<std::string> text, client_.Receive(deadline));
      if (!text) return {};
      const auto now = Clock::now();
      const json message = json::parse(*text, nullptr, false);
      if (!message.is_object() || message.value("type", "") != "feedback") continue;
      const auto sent = sent_.find(message.value("sequence", 0u));
      if (sent == sent_.end()) continue;
      if (Counts(sent->second)) {
        figures_.reply_ms.push_back(Milliseconds(now - sent->second));
        figures_.server_ms.push_back(message["server"].value("latency_ms", 0.0));
      }
      figures_.count = message.value("count", 0);
      sent_.erase(sent_.begin(), std::next(sent));  // Older ones were replaced.
    }
  }

  const SessionPlan& plan_;
  SocketClient& client_;
  SessionFigures& figures_;
  const Clock::time_point started_;
  uint32_t sequence_ = 0;
  std::map<uint32_t, Clock::time_point> sent_;
};

}  // namespace

Result<SessionFigures> RunSession(const SessionPlan& plan) {
  std::this_thread::sleep_for(ToClock(plan.starts_in.value));
  EZPT_TRY(const std::string cookie, SocketClient::FetchCookie(plan.host, plan.port));
  EZPT_TRY(SocketClient client, SocketClient::Connect(plan.host, plan.port, cookie));
  const json hello = {{"type", "hello"},
                      {"protocol", 1},
                      {"exercise", "squat"},
                      {"side", nullptr},
                      {"language", "en"},
                      {"resume", nullptr},
                      {"view", {{"width", 640}, {"height", 480}}},
                      {"source", "virtual_patient"}};
  SessionFigures figures;
  const auto asked = Clock::now();
  EZPT_CHECK_OK(client.Send(SocketClient::Kind::kText, hello.dump()));
  EZPT_TRY(const std::optional<std::string> answer, client.Receive(asked + kAnsweredWithin));
  if (!answer) return Error{ErrorCode::kUnavailable, "load: no answer to hello"};
  figures.told_ms = Milliseconds(Clock::now() - asked);
  const json told = json::parse(*answer, nullptr, false);
  figures.refused = !told.is_object() || told.value("type", "") != "welcome";
  if (figures.refused) return figures;
  EZPT_CHECK_OK(Load(plan, client, figures).Run());
  return figures;
}

}  // namespace ezpt::bench
