#pragma once

#include "server/demo.h"
#include "server/demo_clinic.h"
#include "server/demo_step_in.h"
#include "server/pages/site.h"
#include "server/stores.h"

namespace ezpt::server {

/// `--demo`: its sessions for whoever has no account, its clinic, and the door by which a visitor steps in as one of
/// the clinic's people. Starts making what is missing. Thread-safe.
class Demonstration {
 public:
  /// @param is_behind_proxy StepIn::Parts. The library and the stores outlive it.
  Demonstration(const Library& library, Stores& stores, bool is_behind_proxy);

  /// The site's pages offer it. REQUIRES: it outlives the site.
  void AddTo(Site& site);

 private:
  DemoSessions sessions_;
  DemoClinic clinic_;
  StepIn step_in_;
};

}  // namespace ezpt::server
