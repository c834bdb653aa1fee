#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "server/history.h"
#include "server/library.h"
#include "server/live/lease_keeper.h"
#include "server/live/live_set.h"
#include "server/live/record_writer.h"
#include "server/live/sign_in_watch.h"
#include "server/live/worker_pool.h"
#include "server/replayer.h"
#include "server/steady_thread.h"
#include "store/session_repository.h"

namespace ezpt::server {

/// All live sessions of this process, and those that lost their connection and
/// may come back. Thread-safe.
///
/// Its threads, each kind for what must not wait for the others: the workers look
/// at frames; others begin sessions, go on with stored ones, end them; one writes the
/// records; one keeps the leases.
class LiveHub {
 public:
  struct Options {
    int workers = 2;
    int max_sessions = 16;  ///< With those that are kept for resumption.
    /// How long a session waits for its person.
    std::chrono::milliseconds keep{300'000};
    /// How long it waits for the process that runs it, which is gone or cut off.
    std::chrono::milliseconds lease{300'000};
    /// How long the end of a session waits for its record to be stored, before the
    /// person gets the summary as it was counted live.
    std::chrono::milliseconds settle{10'000};
    /// The same when the server shuts down.
    std::chrono::milliseconds last_try{3'000};
    RecordWriter::Options writer;
  };
  struct Parts {
    const Library* library = nullptr;
    store::SessionRepository* sessions = nullptr;
    const store::SessionUpkeep* upkeep = nullptr;
    const History* history = nullptr;
    Replayer* replayer = nullptr;
    /// A new session's pipeline, with a tracker of its own.
    std::function<Result<coach::Pipeline>(Library::Entry definition, const body::StreamInfo& stream,
                                          const coach::SessionOptions& options)>
        create_pipeline;
    /// The pipeline of a session that goes on after its chunks.
    std::function<Result<coach::Pipeline>(Library::Entry definition, std::span<const std::string> chunks)>
        restore_pipeline;
    /// Ends connections of those who are signed out; null: nobody can sign in.
    SignInWatch* sign_ins = nullptr;
  };

  LiveHub(const Options& options, Parts parts);
  ~LiveHub();

  /// Starts or resumes the session that `hello` asks for, and attaches `client`
  /// (which gets `welcome`). Blocks on the store: run it by `RunSoon`.
  /// Errors: kBusy; kNotFound and kInvalidArgument for exercise and side;
  /// kUnavailable and kLimitExceeded when it could not be stored. In plain words.
  struct Started {
    std::shared_ptr<LiveSet> set;
    int attachment = 0;
  };
  [[nodiscard]] Result<Started> Start(const Person& person, const Hello& hello, ClientPorts client);

  /// True when Start would answer kBusy to a new session now. Does not wait, so
  /// that who comes too late hears it at once, however busy the workers are.
  [[nodiscard]] bool IsFull() const;

  /// True while there is any session, live or to be resumed.
  [[nodiscard]] bool IsBusy() const;

  /// Runs a job that calls Start on a thread that may wait. Sessions that begin do
  /// not wait for those that go on, whose records must first be read, and no frame
  /// waits for either.
  enum class StartKind { kBegins, kGoesOn };
  void RunSoon(StartKind kind, std::function<void()> job);

  /// Null: nobody can sign in.
  [[nodiscard]] SignInWatch* sign_ins() const { return parts_.sign_ins; }

  /// The threads that look at frames.
  [[nodiscard]] WorkerPool& workers() { return pool_; }

  /// Ends sessions that nobody came back to, and tells people what is not stored.
  /// Call about once a second; does not wait.
  void Tick();

  /// True while the session is live or may be resumed here.
  [[nodiscard]] bool Has(const std::string& id) const;
  /// Forgets the owner's session, which is deleted or goes on elsewhere: its
  /// connection is closed so, and nothing more of it is stored after this call.
  void Drop(const std::string& owner, const std::string& id, CloseCode code, const std::string& reason);

  /// Stores what is open and closes every connection with 1001. Nothing starts
  /// any more. Unfinished sessions can be resumed by the next process.
  void ShutDown();

 private:
  using Clock = LiveSet::Clock;
  class Arrival;
  class Place;
  /// A session that is over, and that the store has not taken yet.
  struct Unsettled {
    std::shared_ptr<LiveSet> set;
    Clock::time_point since;
    Clock::time_point next_try;
    bool being_tried = false;
  };

  [[nodiscard]] Result<Started> StartNew(const Person& person, const Hello& hello, ClientPorts client,
                                         std::string resume_failed);
  [[nodiscard]] Result<std::shared_ptr<LiveSet>> CreateSet(const Person& person, const Hello& hello,
                                                           const Library::Entry& definition);
  [[nodiscard]] std::shared_ptr<LiveSet> FindResumable(const std::string& owner, const std::string& token) const;
  [[nodiscard]] bool WentOnElsewhere(const LiveSet& set) const;
  [[nodiscard]] Result<std::shared_ptr<LiveSet>> RestoreFromStore(const std::string& owner, const Hello& hello);
  [[nodiscard]] Result<std::shared_ptr<LiveSet>> RestoreHeld(const store::StoredSession& row,
                                                             const Library::Entry& definition);
  [[nodiscard]] Status Reserve();
  [[nodiscard]] std::shared_ptr<LiveSet> Insert(std::shared_ptr<LiveSet> set);
  [[nodiscard]] std::shared_ptr<LiveSet> MakeSet(store::StoredSession row, Library::Entry definition,
                                                 coach::Pipeline pipeline, const body::StreamInfo& stream,
                                                 int stored_chunks, std::optional<Seconds> begins);
  void Ended(const std::shared_ptr<LiveSet>& set);
  void Settle(const std::string& id, Clock::time_point deadline);
  [[nodiscard]] static LiveSet::Settled TrySettle(LiveSet& set, Clock::time_point deadline);
  void Forget(const std::string& id);
  [[nodiscard]] bool RunsHere(const std::string& id) const;
  void KeepHouse();
  void TryUnsettled();
  void SettleForTheLastTime();
  void LookForAbandoned();

  Options options_;
  Parts parts_;
  LeaseKeeper leases_;
  RecordWriter writer_;
  CostLedger costs_;
  WorkerPool pool_;
  WorkerPool beginners_;
  WorkerPool returners_;
  WorkerPool closers_;

  std::atomic<bool> looking_ = false;  ///< For abandoned sessions, just now.
  mutable std::mutex mutex_;           ///< Guards what follows.
  std::condition_variable changed_;
  std::map<std::string, std::shared_ptr<LiveSet>> sets_;
  std::map<std::string, Unsettled> unsettled_;
  std::set<std::string> arriving_;  ///< Ids; two connections must not restore one session twice.
  int starting_ = 0;                ///< Places taken by sessions that are being set up.
  bool shut_down_ = false;

  SteadyThread housekeeper_;
};

}  // namespace ezpt::server
