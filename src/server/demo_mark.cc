#include "server/demo_mark.h"

#include <optional>

#include "clinic/accounts.h"
#include "server/wall_clock.h"
#include "store/demo_mark.h"

namespace ezpt::server {

Status AdmitDatabase(store::Database& database, Demo demo) {
  return database.Write("cannot look at the database", [demo](store::WriteTx& tx) -> Status {
    EZPT_TRY(const std::optional<int64_t> marked, store::DemoMark::Find(tx));
    if (demo == Demo::kNo) {
      if (!marked) return {};
      return Error{ErrorCode::kConflict,
                   "this database is a demonstration: its people are invented, and anybody at this machine may step in "
                   "as them. Start it with --demo, or name another database with --db"};
    }
    if (marked) return {};
    EZPT_TRY(const bool has_accounts, clinic::Accounts::IsThereAny(tx));
    EZPT_TRY(const bool has_sessions, store::DemoMark::HasSessionsOfPeople(tx));
    if (has_accounts || has_sessions) {
      return Error{ErrorCode::kConflict,
                   "this database is not a demonstration: it holds what people did. Start it without --demo, or give "
                   "the demonstration a database of its own, as in --db sqlite:demo.db"};
    }
    return store::DemoMark::Put(tx, WallClockMs());
  });
}

}  // namespace ezpt::server
