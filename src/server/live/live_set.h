#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>

#include "base/image.h"
#include "coach/pipeline.h"
#include "server/library.h"
#include "server/live/frame_message.h"
#include "server/live/messages.h"
#include "server/live/worker_pool.h"
#include "store/session_repository.h"

namespace ezpt::server {

/// Closing codes of docs/formats/live-protocol.md.
enum class CloseCode {
  kNormal = 1000,
  kGoingAway = 1001,
  kTooBig = 1009,
  kInternal = 1011,
  kBadMessage = 4000,
  kNoHello = 4001,
  kVersion = 4002,
  kUnknownExercise = 4003,
  kBusy = 4005,
  kTakenOver = 4006,
  kIdle = 4007,
  kTooFast = 4008,
  kUnreadable = 4009,
};

/// The way back to one client. Callable from any thread; after the connection
/// is gone both do nothing.
struct ClientPorts {
  std::function<void(std::string text)> send;
  std::function<void(CloseCode code, std::string reason)> close;
};

/// One live session: frames and commands in, feedback out, chunks to the store.
/// It outlives its connection, so that a new one can go on with it. At most one
/// job of it is on the pool; while that runs one frame may wait, and a newer one
/// replaces it. Thread-safe.
class LiveSet : public std::enable_shared_from_this<LiveSet> {
 public:
  using Clock = std::chrono::steady_clock;

  struct Parts {
    store::SessionRow row;  ///< Already created in the store.
    std::shared_ptr<const exercise::Definition> definition;
    coach::Pipeline pipeline;
    body::StreamInfo stream;
    int stored_chunks = 0;
    const Library* library = nullptr;
    store::SessionRepository* sessions = nullptr;
    WorkerPool* pool = nullptr;
    std::function<void(const std::string& id)> on_finished;
  };
  explicit LiveSet(Parts parts);

  /// Makes `client` the one that is answered; an earlier one is closed as taken
  /// over. Sends `welcome` with the figures of now. Returns the attachment's
  /// number; nothing once the session is being ended, when nobody can go on with it.
  [[nodiscard]] std::optional<int> Attach(ClientPorts client, Welcome welcome);
  /// The connection of that attachment is gone; what is open is stored now.
  /// False: a newer one has taken over.
  bool Detach(int attachment);

  /// @param message a whole binary message, valid by ParseFrameMessage.
  void OfferFrame(std::string message);
  void OfferCommand(coach::Command command);
  /// Nobody came back: sum up what is stored. Does nothing while there is a client.
  void Expire();

  /// The session is deleted, or goes on elsewhere: the connection is closed, and
  /// after this call nothing more is stored. Waits for what is being stored now.
  void Abandon(CloseCode code, std::string reason);

  /// Stores what is open, and says goodbye. REQUIRES: the pool is drained.
  void ShutDown();

  [[nodiscard]] const std::string& id() const { return parts_.row.id; }
  [[nodiscard]] const std::string& owner() const { return parts_.row.owner; }
  /// When the connection was lost; nothing while there is one.
  [[nodiscard]] std::optional<Clock::time_point> lost_since() const;

 private:
  struct WaitingFrame {
    std::string message;
    Clock::time_point arrived;
  };
  struct Flush {};
  struct GiveUp {};
  struct Forget {
    CloseCode code;
    std::string reason;
  };
  using Task = std::variant<coach::Command, Flush, GiveUp, Forget>;

  void ScheduleLocked();
  void Work();
  void Do(const Task& task);
  void Process(const WaitingFrame& frame);
  [[nodiscard]] Result<coach::Feedback> Run(const FrameMessage& frame);
  void ReportDamaged(const Error& error);
  void StoreChunks(coach::Pipeline::Take take);
  void Finish(std::string_view ended);
  void Send(std::string text);
  void Close(CloseCode code, std::string reason);

  Parts parts_;  ///< The pipeline is touched only by the one job.
  Image picture_;
  int damaged_in_a_row_ = 0;
  bool finished_ = false;

  std::mutex store_mutex_;  ///< Held while something is stored; guards stored_chunks and the next.
  bool abandoned_ = false;

  mutable std::mutex mutex_;  ///< Guards what follows.
  std::optional<ClientPorts> client_;
  int attachment_ = 0;
  std::optional<Clock::time_point> lost_since_;
  std::optional<WaitingFrame> waiting_;
  std::deque<Task> tasks_;
  FrameCounters counters_;
  int set_ = 1;
  int count_ = 0;
  coach::SessionState state_ = coach::SessionState::kSetup;
  Clock::time_point last_busy_notice_{};
  bool scheduled_ = false;
  bool ending_ = false;  ///< Given up, finished or deleted, or about to be.
};

[[nodiscard]] store::ScoringRun RunOf(const store::SessionRow& row);

/// The figures of a summary, into the session's row.
void SetFigures(const coach::SessionSummary& summary, store::SessionRow& row);

}  // namespace ezpt::server
