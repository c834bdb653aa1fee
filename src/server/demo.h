#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>

#include "base/result.h"
#include "server/library.h"
#include "store/session_repository.h"

namespace ezpt::server {

/// `--demo`: three weeks of sessions, made by the virtual patient's landmarks
/// through the same pipeline as a live one. They are made once a database, on a
/// thread of their own, and lie under a name that no cookie can have; a visitor
/// who wants them gets rows that are theirs to read and delete, over the same
/// records: a copy of them would be megabytes for whoever asks. Thread-safe.
class DemoSessions {
 public:
  /// Starts making what is missing.
  DemoSessions(const Library& library, store::SessionRepository& sessions);
  ~DemoSessions();
  DemoSessions(const DemoSessions&) = delete;
  DemoSessions& operator=(const DemoSessions&) = delete;

  /// True when they are ready and this owner has none.
  [[nodiscard]] bool OfferedTo(const std::string& owner) const;
  /// Gives them to the owner. Errors: kUnavailable until they are ready; those of SessionRepository::Copy.
  [[nodiscard]] Status GiveTo(const std::string& owner);

 private:
  void Make();
  [[nodiscard]] Status MakeSessions();

  const Library& library_;
  store::SessionRepository& sessions_;
  std::mutex giving_;
  std::atomic<bool> ready_ = false;
  std::atomic<bool> stopping_ = false;
  std::thread maker_;
};

}  // namespace ezpt::server
