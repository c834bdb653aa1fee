#pragma once

#include <atomic>
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
#include "server/live/cost_ledger.h"
#include "server/live/frame_message.h"
#include "server/live/messages.h"
#include "server/live/record_writer.h"
#include "server/live/worker_pool.h"
#include "server/replayer.h"
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
  kSignedOut = 4010,
};

/// The way back to one client. Callable from any thread; after the connection
/// is gone both do nothing.
struct ClientPorts {
  std::function<void(std::string text)> send;
  std::function<void(CloseCode code, std::string reason)> close;
  /// Where the client is (Person::address): what is worked for it is counted there too.
  std::string address = "";
};

/// How many commands a session takes: some at once, then a few a second. A person
/// taps no faster, and each is kept in the record. Not thread-safe.
class CommandBudget {
 public:
  [[nodiscard]] bool Take(std::chrono::steady_clock::time_point now);

 private:
  static constexpr double kAtOnce = 8;
  static constexpr double kASecond = 2;
  double left_ = kAtOnce;
  std::chrono::steady_clock::time_point at_{};
};

/// One live session: frames and commands in, feedback out, chunks to the record
/// writer. It outlives its connection, so that a new one can go on with it. At most
/// one job of it is on the pool; while that runs one frame may wait, and a newer one
/// replaces it. No job on the pool waits for the store, but for a moment where a
/// repetition completed: what was counted before the person is stored before it is
/// shown, as long as the store answers promptly. Thread-safe.
class LiveSet : public std::enable_shared_from_this<LiveSet> {
 public:
  using Clock = std::chrono::steady_clock;

  struct Parts {
    store::StoredSession row;  ///< Under row.lease.
    std::shared_ptr<const exercise::Definition> definition;
    coach::Pipeline pipeline;
    body::StreamInfo stream;
    int stored_chunks = 0;
    std::optional<Seconds> begins;  ///< Capture time of the record's first frame, where it has one.
    const Library* library = nullptr;
    store::SessionRepository* sessions = nullptr;
    RecordWriter* writer = nullptr;
    Replayer* replayer = nullptr;
    WorkerPool* pool = nullptr;
    CostLedger* costs = nullptr;
    /// The session is over: Settle is to be called, by a thread that may wait.
    std::function<void(std::shared_ptr<LiveSet>)> on_ended;
    /// There is nothing more to do for it.
    std::function<void(const std::string& id)> on_finished;
  };
  [[nodiscard]] static std::shared_ptr<LiveSet> Create(Parts parts);

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

  enum class Settled {
    kYes,
    kNotYet,  ///< The store did not take all of it: to be tried again.
  };
  /// After on_ended: waits until the record is stored, at most until `deadline`,
  /// then stores the summary and sends it. The summary is recomputed from the record
  /// where all of that is stored; else it is what was counted live, and says which
  /// part is missing. Never two at a time.
  [[nodiscard]] Settled Settle(Clock::time_point deadline);

  /// Tells the person when what they do is not stored for a while, and when it is
  /// again. Call about once a second.
  void TellIfLate(Clock::time_point now);

  /// Hands what is open to the writer, and says goodbye. REQUIRES: the pool is drained.
  void ShutDown();

  [[nodiscard]] const std::string& id() const { return parts_.row.id; }
  [[nodiscard]] const std::string& owner() const { return parts_.row.owner; }
  /// Of the lease under which it is stored.
  [[nodiscard]] int64_t lease_number() const { return parts_.row.lease.number; }
  /// When the connection was lost; nothing while there is one.
  [[nodiscard]] std::optional<Clock::time_point> lost_since() const;

 private:
  struct WaitingFrame {
    std::string message;
    Clock::time_point arrived;
  };
  struct Flush {};
  struct GiveUp {};
  struct Full {};
  using Task = std::variant<coach::Command, Flush, GiveUp, Full>;
  /// A summary, and whether it stands on the whole record.
  struct Outcome {
    coach::SessionSummary summary;
    store::ScoringRun::Basis basis = store::ScoringRun::Basis::kRecord;
    std::string missing;
  };

  explicit LiveSet(Parts parts);
  void ScheduleLocked();
  void Work();
  void DoWhatWaits();
  void Do(const Task& task);
  void Process(const WaitingFrame& frame);
  [[nodiscard]] Result<coach::Feedback> Run(const FrameMessage& frame);
  void ReportDamaged(const Error& error);
  void HandOver(coach::Pipeline::Take take);
  void Refused(const Error& error);
  void End(std::string_view ended);
  [[nodiscard]] Outcome FromRecord();
  [[nodiscard]] Outcome AsCountedLive();
  [[nodiscard]] std::string MissingPart() const;
  void Conclude(const Outcome& outcome, SummarySaved saved);
  void Send(std::string text);
  void Close(CloseCode code, std::string reason);

  Parts parts_;  ///< The pipeline is touched only by the one job, and by Settle once the last job is done.
  std::shared_ptr<RecordWriter::Record> record_;
  Image picture_;
  int damaged_in_a_row_ = 0;
  std::optional<Seconds> last_frame_;
  bool finished_ = false;  ///< Takes no more frames; the one job's.
  std::atomic<bool> abandoned_ = false;

  bool live_summary_stored_ = false;  ///< Settle's, with the next.
  bool concluded_ = false;            ///< The person has the summary.

  std::mutex store_mutex_;  ///< Held while the summary is stored, so that Abandon can wait for it.

  mutable std::mutex mutex_;  ///< Guards what follows.
  std::optional<ClientPorts> client_;
  int attachment_ = 0;
  std::optional<Clock::time_point> lost_since_;
  std::optional<WaitingFrame> waiting_;
  std::deque<Task> tasks_;
  CommandBudget commands_;
  Person person_;  ///< Whose frames they are; the address is that of the last client.
  FrameCounters counters_;
  int set_ = 1;
  int count_ = 0;
  coach::SessionState state_ = coach::SessionState::kSetup;
  Clock::time_point last_busy_notice_{};
  bool late_told_ = false;
  bool scheduled_ = false;
  bool ending_ = false;  ///< Given up, finished or deleted, or about to be.
};

}  // namespace ezpt::server
