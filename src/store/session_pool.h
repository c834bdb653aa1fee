#pragma once

#include <soci/soci.h>

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "store/engine.h"

namespace ezpt::store {

/// Sessions of one database, each used by one thread at a time; opened when they are first needed. Thread-safe.
class SessionPool {
 public:
  SessionPool(const Engine& engine, Access access, int size) : engine_(engine), access_(access) {
    for (int i = 0; i < size; ++i) free_.push_back(std::make_unique<soci::session>());
  }

  /// Whether this thread holds a session of it already. To wait for another would be to wait for itself: for ever where
  /// there is one session, and as soon as many threads do so where there are several.
  [[nodiscard]] bool IsHeldHere() const {
    return std::find(HeldHere().begin(), HeldHere().end(), this) != HeldHere().end();
  }

  /// A session, until it is destroyed.
  class Lease {
   public:
    /// Waits until one is free.
    explicit Lease(SessionPool& pool) : pool_(pool), session_(pool.Take()) { HeldHere().push_back(&pool); }
    ~Lease() {
      std::erase(HeldHere(), &pool_);
      pool_.GiveBack(std::move(session_));
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    /// Opened where it was not, or was lost. Throws what SOCI throws.
    [[nodiscard]] soci::session& session() {
      if (session_->get_backend() != nullptr) return *session_;
      auto opened = std::make_unique<soci::session>();
      pool_.engine_.Connect(*opened, pool_.access_);
      session_ = std::move(opened);
      return *session_;
    }
    /// It is opened anew the next time.
    void Drop() { session_ = std::make_unique<soci::session>(); }

   private:
    SessionPool& pool_;
    std::unique_ptr<soci::session> session_;
  };

 private:
  static std::vector<const SessionPool*>& HeldHere() {
    static thread_local std::vector<const SessionPool*> held;
    return held;
  }

  std::unique_ptr<soci::session> Take() {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [this] { return !free_.empty(); });
    auto session = std::move(free_.back());
    free_.pop_back();
    return session;
  }
  void GiveBack(std::unique_ptr<soci::session> session) {
    {
      const std::lock_guard lock(mutex_);
      free_.push_back(std::move(session));
    }
    freed_.notify_one();
  }

  const Engine& engine_;
  Access access_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<soci::session>> free_;
};

}  // namespace ezpt::store
