#pragma once

#include <functional>
#include <memory>
#include <string>

#include "server/history.h"
#include "server/library.h"
#include "server/live/live_hub.h"
#include "server/router.h"
#include "server/static_files.h"
#include "server/templates.h"
#include "server/virtual_patient.h"
#include "store/person_repository.h"
#include "store/session_repository.h"

namespace ezpt::server {

/// What handlers work with. Everything outlives the router and is thread-safe.
struct Site {
  const Library* library = nullptr;
  const Templates* templates = nullptr;
  const StaticFiles* files = nullptr;
  store::SessionRepository* sessions = nullptr;
  store::PersonRepository* person = nullptr;
  History* history = nullptr;
  Replayer* replayer = nullptr;
  LiveHub* hub = nullptr;
  VirtualPatient* virtual_patient = nullptr;
  /// Whether this owner may be offered the demo's sessions, and giving them; null without --demo.
  std::function<bool(const std::string& owner)> demo_offered;
  std::function<Status(const std::string& owner)> give_demo;
  /// Tries whether the server can store; for /readyz. Null: it can.
  std::function<Status()> ready = nullptr;
};

/// Every address of the server but the WebSocket's; templates/README.md lists them.
[[nodiscard]] Router MakeRouter(const Site& site);

}  // namespace ezpt::server
