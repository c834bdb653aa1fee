#include "server/demo_clinic.h"

#include <algorithm>
#include <future>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "clinic/accounts.h"
#include "clinic/clinics.h"
#include "server/demo_people.h"
#include "server/demo_weeks.h"
#include "server/guard.h"
#include "server/log.h"
#include "server/priority.h"
#include "server/wall_clock.h"
#include "store/demo_mark.h"

namespace ezpt::server {
namespace {

struct Standing {
  std::optional<int64_t> marked_ms;
  bool is_filled = false;
};

Result<Standing> StandingOf(store::Database& database) {
  return database.Read("cannot look at the demonstration", [](store::ReadTx& tx) -> Result<Standing> {
    Standing standing;
    EZPT_TRY(standing.marked_ms, store::DemoMark::Find(tx));
    EZPT_TRY(standing.is_filled, store::DemoMark::IsFilled(tx));
    return standing;
  });
}

Status AddPeople(const DemoClinic::Parts& parts) {
  EZPT_TRY(const Standing standing, StandingOf(*parts.database));
  if (!standing.marked_ms) return Error{ErrorCode::kForbidden, "this database is not a demonstration"};
  return AddDemoPeople(*parts.database, *parts.audit, *standing.marked_ms);
}

/// Whether the session is there as it was made. What an earlier program left half stored goes: it has not ended, or the
/// server ended it as lost.
Result<bool> IsThere(store::SessionRepository& sessions, const DemoSet& set) {
  const auto row = sessions.Get(set.owner, set.id);
  if (!row.ok()) return row.error().code == ErrorCode::kNotFound ? Result<bool>(false) : row.error();
  if (row->ended == coach::Name(set.stopped)) return true;
  EZPT_CHECK_OK(sessions.Delete(set.owner, set.id));
  return false;
}

Status Do(const DemoClinic::Parts& parts, const DemoDay& day) {
  EZPT_TRY(const bool is_there, IsThere(*parts.sessions, day.set));
  if (!is_there) {
    EZPT_TRY(const DemoRecord record, MakeDemoRecord(day.set));
    EZPT_CHECK_OK(parts.sessions->Import(record.row, record.chunks, record.run));
  }
  // Also of a session that is there: the score comes after it, and may not have.
  return day.pain ? parts.person->SetPain(day.set.owner, day.set.id, *day.pain) : Status();
}

/// What was done on these days, side by side: a set takes some tenths of a second of one core.
Status DoAll(const DemoClinic::Parts& parts, std::span<const DemoDay> days) {
  std::vector<std::future<Status>> doing;
  doing.reserve(days.size());
  for (const DemoDay& day : days) {
    doing.push_back(std::async(std::launch::async, [&parts, &day] { return Do(parts, day); }));
  }
  for (std::future<Status>& done : doing) EZPT_CHECK_OK(done.get());  // The others are waited for in any case.
  return {};
}

/// Whose sets they are, and the clinic that sees them; empty for who is no patient.
struct Owner {
  std::string owner;
  std::string clinic;
};
Result<Owner> OwnerOf(store::Database& database, const DemoPerson& person) {
  return database.Read("cannot find the demonstration's people", [&](store::ReadTx& tx) -> Result<Owner> {
    EZPT_TRY(const auto account, clinic::Accounts::Find(tx, std::string(person.sign_in_name)));
    if (!account) return Error{ErrorCode::kNotFound, "somebody of the demonstration is not there"};
    Owner owner{account->owner, ""};
    EZPT_TRY(const auto memberships, clinic::Clinics::Of(tx, account->id, WallClockMs()));
    for (const clinic::Membership& membership : memberships) {
      if (membership.role == clinic::Role::kPatient) owner.clinic = membership.clinic;
    }
    return owner;
  });
}

}  // namespace

Result<bool> FillDemoClinic(const DemoClinic::Parts& parts, const std::atomic<bool>& stopping) {
  EZPT_TRY(const Standing standing, StandingOf(*parts.database));
  EZPT_CHECK_OK(AddPeople(parts));
  if (standing.is_filled) return true;
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  for (const DemoPerson& person : kDemoPeople) {
    EZPT_TRY(const Owner owner, OwnerOf(*parts.database, person));
    std::vector<DemoDay> days = DemoWeeksOf(person.sign_in_name, *parts.library, owner.owner, *standing.marked_ms);
    for (DemoDay& day : days) day.set.clinic = owner.clinic;
    for (std::span<const DemoDay> left = days; !left.empty();) {
      if (stopping) return false;
      const std::size_t at_once = std::min(left.size(), cores);
      EZPT_CHECK_OK(DoAll(parts, left.first(at_once)));
      left = left.subspan(at_once);
    }
  }
  EZPT_CHECK_OK(parts.database->Write("cannot finish the demonstration",
                                      [](store::WriteTx& tx) { return store::DemoMark::SetFilled(tx); }));
  return true;
}

DemoClinic::DemoClinic(const Parts& parts) : parts_(parts) {
  // Before anybody can be at the door. The maker meets an error of it again, and says so.
  (void)AddPeople(parts_);
  maker_ = std::thread([this] { Guarded("demo_clinic_failed", [this] { Make(); }); });
}

DemoClinic::~DemoClinic() {
  stopping_ = true;
  maker_.join();
}

void DemoClinic::Make() {
  YieldToOthers();
  const auto filled = FillDemoClinic(parts_, stopping_);
  if (!filled.ok()) {
    Log("demo_clinic_failed", {{"why", filled.error().message}});
  } else if (*filled) {
    ready_ = true;
    Log("demo_clinic_ready");
  }
}

}  // namespace ezpt::server
