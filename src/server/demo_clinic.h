#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "base/result.h"
#include "clinic/audit_log.h"
#include "server/library.h"
#include "store/database.h"
#include "store/person_repository.h"
#include "store/session_repository.h"

namespace ezpt::server {

/// `--demo`: a clinic with its people (demo_people.h) and their six weeks (demo_weeks.h), made once a database by the
/// virtual patient, on threads of its own, one a core, behind everything else. The people come first and at once; their
/// sessions side by side, each whole or not at all. A filling that was broken off goes on at the next start: what is
/// there stays, and nothing is there twice. Thread-safe.
class DemoClinic {
 public:
  /// All outlive it. REQUIRES: the database is marked (demo_mark.h).
  struct Parts {
    std::shared_ptr<store::Database> database;
    const Library* library = nullptr;
    store::SessionRepository* sessions = nullptr;
    store::PersonRepository* person = nullptr;
    const clinic::AuditLog* audit = nullptr;
  };
  /// Adds the people, and starts making what they did. Blocks for some tenths of a second the first time.
  explicit DemoClinic(const Parts& parts);
  ~DemoClinic();
  DemoClinic(const DemoClinic&) = delete;
  DemoClinic& operator=(const DemoClinic&) = delete;

  /// That everything is there.
  [[nodiscard]] bool is_ready() const { return ready_; }

 private:
  void Make();

  Parts parts_;
  std::atomic<bool> ready_ = false;
  std::atomic<bool> stopping_ = false;
  std::thread maker_;
};

/// The work of that thread: false where `stopping` broke it off. Errors: those of the store and of the virtual patient.
[[nodiscard]] Result<bool> FillDemoClinic(const DemoClinic::Parts& parts, const std::atomic<bool>& stopping);

}  // namespace ezpt::server
