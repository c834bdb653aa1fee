#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <utility>

#include "base/result.h"
#include "server/steady_thread.h"

namespace ezpt::server {

/// Ends what is open by a sign-in as soon as that does not hold any more: the person was signed out, or is no member
/// any more, here or by another server on the same database. It asks the store twice a second, and only while something
/// is open. Thread-safe.
class SignInWatch {
 public:
  /// @param holds blocks on the store. An error of it ends nothing: a busy database signs nobody out.
  explicit SignInWatch(std::function<Result<bool>(const std::string& sign_in)> holds);
  ~SignInWatch();
  SignInWatch(const SignInWatch&) = delete;
  SignInWatch& operator=(const SignInWatch&) = delete;

 private:
  struct Entry {
    std::string sign_in;
    std::function<void()> end;
  };
  using Entries = std::list<Entry>;

 public:
  /// Watched until it is destroyed. REQUIRES: the watch outlives it.
  class Ticket {
   public:
    Ticket() = default;
    Ticket(Ticket&& other) noexcept : watch_(std::exchange(other.watch_, nullptr)), entry_(other.entry_) {}
    Ticket& operator=(Ticket&& other) noexcept;
    ~Ticket();

   private:
    friend class SignInWatch;
    Ticket(SignInWatch& watch, Entries::iterator entry) : watch_(&watch), entry_(entry) {}
    SignInWatch* watch_ = nullptr;
    Entries::iterator entry_;
  };

  /// @param end is called at most once, by the watch's thread; it must not wait.
  [[nodiscard]] Ticket Watch(std::string sign_in, std::function<void()> end);

 private:
  void Look();
  void EndAll(const std::string& sign_in);

  const std::function<Result<bool>(const std::string& sign_in)> holds_;
  std::mutex mutex_;  ///< Guards what follows.
  std::condition_variable changed_;
  Entries open_;
  bool stopping_ = false;
  SteadyThread looker_;
};

}  // namespace ezpt::server
