#pragma once

#include <functional>
#include <string>
#include <utility>

#include "clinic/front_desk.h"
#include "server/demo_step_in.h"
#include "server/history.h"
#include "server/library.h"
#include "server/live/live_hub.h"
#include "server/replayer.h"
#include "server/static_files.h"
#include "server/templates.h"
#include "server/virtual_patient.h"
#include "store/person_repository.h"
#include "store/session_repository.h"

namespace ezpt::server {

/// A pointer through which a const Site changes nothing: what it points to is as const as it is.
template <typename T>
class Part {
 public:
  Part() = default;
  Part(T* target) : target_(target) {}  // Implicit on purpose: `.sessions = &sessions` reads well.
  Part(const Part&) = delete;           // A copy would not be const any more.
  Part& operator=(T* target) {
    target_ = target;
    return *this;
  }

  T* operator->() { return target_; }
  const T* operator->() const { return target_; }
  explicit operator bool() const { return target_ != nullptr; }

 private:
  T* target_ = nullptr;
};

/// Something that is done for an owner, and that a const Site cannot do.
class OwnerChange {
 public:
  OwnerChange() = default;
  explicit OwnerChange(std::function<Status(const std::string& owner)> change) : change_(std::move(change)) {}

  explicit operator bool() const { return change_ != nullptr; }
  Status operator()(const std::string& owner) { return change_(owner); }

 private:
  std::function<Status(const std::string& owner)> change_;
};

/// What handlers work with: those of GET and HEAD with a const one, so that looking changes nothing
/// (site_routes.h). Everything outlives the router and is thread-safe.
struct Site {
  const Library* library = nullptr;
  const Templates* templates = nullptr;
  const StaticFiles* files = nullptr;
  Part<store::SessionRepository> sessions = {};
  Part<store::PersonRepository> person = {};
  Part<History> history = {};
  Part<Replayer> replayer = {};
  Part<LiveHub> hub = {};
  VirtualPatient* virtual_patient = nullptr;  ///< Not a Part: films are drawn when looked at, and are nobody's.
  /// Whether this owner may be offered the demo's sessions, and giving them; null without --demo.
  std::function<bool(const std::string& owner)> demo_offered = nullptr;
  OwnerChange give_demo = {};
  Part<clinic::FrontDesk> desk = {};
  /// A demonstration's door, and whether its people are whole yet; null without --demo.
  Part<StepIn> step_in = {};
  std::function<bool()> demo_is_ready = nullptr;
  /// Tries whether the server can store; for /readyz. Null: it can.
  std::function<Status()> ready = nullptr;
};

}  // namespace ezpt::server
