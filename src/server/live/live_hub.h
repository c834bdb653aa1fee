#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "server/library.h"
#include "server/live/live_set.h"
#include "server/live/worker_pool.h"
#include "store/session_repository.h"

namespace ezpt::server {

/// All live sessions of this process, and those that lost their connection and
/// may come back. Thread-safe.
class LiveHub {
 public:
  struct Options {
    int workers = 2;
    int max_sessions = 16;  ///< With those that are kept for resumption.
    std::chrono::seconds keep{300};
  };
  struct Parts {
    const Library* library = nullptr;
    store::SessionRepository* sessions = nullptr;
    /// A new session's pipeline, with a tracker of its own.
    std::function<Result<coach::Pipeline>(Library::Entry definition, const body::StreamInfo& stream,
                                          const coach::SessionOptions& options)>
        create_pipeline;
    /// The pipeline of a session that goes on after its chunks.
    std::function<Result<coach::Pipeline>(Library::Entry definition, std::span<const std::string> chunks)>
        restore_pipeline;
  };

  LiveHub(const Options& options, Parts parts);
  ~LiveHub();

  /// Starts or resumes the session that `hello` asks for, and attaches `client`
  /// (which gets `welcome`). Blocks on the store: run it by `RunSoon`.
  /// Errors: kBusy; kNotFound and kInvalidArgument for exercise and side.
  struct Started {
    std::shared_ptr<LiveSet> set;
    int attachment = 0;
  };
  [[nodiscard]] Result<Started> Start(const std::string& owner, const Hello& hello, ClientPorts client);

  /// True when Start would answer kBusy to a new session now. Does not wait, so
  /// that who comes too late hears it at once, however busy the workers are.
  [[nodiscard]] bool IsFull() const;

  /// True while there is any session, live or to be resumed.
  [[nodiscard]] bool IsBusy() const;

  /// On a worker thread.
  void RunSoon(std::function<void()> job) { (void)pool_.Submit(std::move(job)); }

  /// Sums up sessions that nobody came back to. Call about once a second.
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
  [[nodiscard]] Result<Started> StartNew(const std::string& owner, const Hello& hello, ClientPorts client,
                                         std::string resume_failed);
  [[nodiscard]] std::shared_ptr<LiveSet> FindResumable(const std::string& owner, const std::string& token) const;
  [[nodiscard]] Result<std::shared_ptr<LiveSet>> RestoreFromStore(const std::string& owner, const Hello& hello);
  [[nodiscard]] Status Reserve();
  void Insert(const std::shared_ptr<LiveSet>& set);
  [[nodiscard]] std::shared_ptr<LiveSet> MakeSet(store::SessionRow row, Library::Entry definition,
                                                 coach::Pipeline pipeline, const body::StreamInfo& stream,
                                                 int stored_chunks);
  void FinishAbandoned();

  Options options_;
  Parts parts_;
  WorkerPool pool_;
  std::chrono::steady_clock::time_point started_;

  std::mutex restore_mutex_;  ///< One at a time: two connections must not restore one session twice.
  mutable std::mutex mutex_;  ///< Guards what follows.
  std::map<std::string, std::shared_ptr<LiveSet>> sets_;
  int starting_ = 0;  ///< Places taken by sessions that are being set up.
  bool shut_down_ = false;
  bool abandoned_finished_ = false;
};

}  // namespace ezpt::server
