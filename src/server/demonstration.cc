#include "server/demonstration.h"

#include "server/wall_clock.h"

namespace ezpt::server {

Demonstration::Demonstration(const Library& library, Stores& stores, bool is_behind_proxy)
    : sessions_(library, stores.sessions),
      clinic_(DemoClinic::Parts{.database = stores.database,
                                .library = &library,
                                .sessions = &stores.sessions,
                                .person = &stores.person,
                                .audit = &stores.desk.audit()}),
      step_in_({.database = stores.database,
                .audit = &stores.desk.audit(),
                .now_ms = WallClockMs,
                .is_behind_proxy = is_behind_proxy}) {}

void Demonstration::AddTo(Site& site) {
  site.step_in = &step_in_;
  site.demo_is_ready = [this] { return clinic_.is_ready(); };
  site.demo_offered = [this](const std::string& owner) { return sessions_.OfferedTo(owner); };
  site.give_demo = OwnerChange([this](const std::string& owner) { return sessions_.GiveTo(owner); });
}

}  // namespace ezpt::server
