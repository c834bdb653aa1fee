#include "server/live/lease_keeper.h"

#include <utility>

#include "server/log.h"
#include "server/owner.h"
#include "server/wall_clock.h"

namespace ezpt::server {

LeaseKeeper::LeaseKeeper(std::chrono::milliseconds duration, const Parts& parts)
    : duration_(duration), parts_(parts), holder_(NewId()) {}

int64_t LeaseKeeper::Until() const { return WallClockMs() + duration_.count(); }

void LeaseKeeper::Renew() {
  const Status renewed = parts_.sessions->RenewLeases(holder_, Until());
  if (renewed.ok() != trouble_told_) return;
  trouble_told_ = !renewed.ok();
  if (!renewed.ok()) return Log("leases_not_renewed", {{"why", renewed.error().message}});
  Log("leases_renewed_again");
}

void LeaseKeeper::FinishAbandoned() {
  auto rows = parts_.upkeep->Unfinished();
  if (!rows.ok()) return Log("unfinished_not_listed", {{"why", rows.error().message}});
  std::map<std::string, Seen> seen;
  for (store::StoredSession& row : *rows) {
    if (stopping_) return;
    const bool abandoned = IsAbandoned(row);
    if (const auto known = seen_.extract(row.id); known && IsSameHold(known.mapped().lease, row.lease)) {
      seen[row.id] = known.mapped();
    } else {
      seen[row.id] = {row.lease, Clock::now()};
    }
    if (abandoned) Finish(std::move(row));
  }
  seen_ = std::move(seen);
}

/// One that this process holds and does not run any more (the store did not take its
/// end, or a page is about to go on with it) is renewed with all the others of it.
bool LeaseKeeper::IsSameHold(const store::Lease& before, const store::Lease& now) const {
  return before == now || (now.holder == holder_ && before.holder == holder_ && before.number == now.number);
}

bool LeaseKeeper::IsAbandoned(const store::SessionRow& row) {
  const bool held_here = row.lease.holder == holder_;
  if (held_here ? parts_.runs_here(row.id) : row.lease.until_ms > WallClockMs()) return false;
  const auto known = seen_.find(row.id);
  return known != seen_.end() && IsSameHold(known->second.lease, row.lease) &&
         Clock::now() - known->second.since >= duration_;
}

void LeaseKeeper::Finish(store::StoredSession row) {
  const auto lease = parts_.sessions->TakeLease(row.ref(), holder_, Until(), row.lease.number);
  if (!lease.ok()) return;  // Somebody goes on with it, or it was deleted; else the next look comes to it.
  row.lease = *lease;
  const auto run = parts_.history->SumUp(row);
  if (!run.ok()) return Log("session_not_finished", {{"why", run.error().message}});  // The next look comes to it.
  row.ended = "lost";
  row.ended_ms = row.started_ms + static_cast<int64_t>(row.duration_s * 1000);
  const Status stored = parts_.sessions->Finish(row, *run);
  if (!stored.ok()) Log("session_not_finished", {{"why", stored.error().message}});
}

}  // namespace ezpt::server
