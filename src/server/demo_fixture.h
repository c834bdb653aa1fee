#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "clinic/accounts.h"
#include "clinic/clinics.h"
#include "server/demo_clinic.h"
#include "server/demo_people.h"
#include "server/library.h"
#include "server/wall_clock.h"
#include "store/demo_mark.h"
#include "store/store_fixture.h"

namespace ezpt::server {

inline constexpr int kMany = 1000;

/// A demonstration in a database of its own.
class Demonstration {
 public:
  explicit Demonstration(const std::string& spec) {
    auto opened = store::Database::Open(spec);
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    database_ = *opened;
    sessions_ = std::make_unique<store::SessionRepository>(database_, store::KeysOf(database_));
    person_ = std::make_unique<store::PersonRepository>(database_);
  }

  [[nodiscard]] DemoClinic::Parts Parts(const Library& library) const {
    return {.database = database_,
            .library = &library,
            .sessions = sessions_.get(),
            .person = person_.get(),
            .audit = &audit_};
  }
  template <typename Work>
  auto Read(Work&& work) const {
    return database_->Read("a test reads", work);
  }
  [[nodiscard]] clinic::Account AccountOf(const DemoPerson& person) const {
    const auto found =
        Read([&](store::ReadTx& tx) { return clinic::Accounts::Find(tx, std::string(person.sign_in_name)); });
    EXPECT_TRUE(found.ok() && *found) << person.name;
    return found.ok() ? found->value_or(clinic::Account()) : clinic::Account();
  }
  /// Newest first.
  [[nodiscard]] std::vector<store::StoredSession> SessionsOf(const DemoPerson& person) const {
    const auto rows = sessions_->List(AccountOf(person).owner, kMany);
    EXPECT_TRUE(rows.ok());
    return rows.ok() ? *rows : std::vector<store::StoredSession>();
  }
  [[nodiscard]] clinic::Scope ScopeOf(const DemoPerson& person) const {
    const std::string id = AccountOf(person).id;
    const auto memberships = Read([&](store::ReadTx& tx) { return clinic::Clinics::Of(tx, id, WallClockMs()); });
    EXPECT_TRUE(memberships.ok() && memberships->size() == 1);
    return {memberships->front().clinic, id, person.role};
  }
  [[nodiscard]] int64_t MarkedMs() const {
    return Read([](store::ReadTx& tx) { return store::DemoMark::Find(tx); })->value();
  }

  std::shared_ptr<store::Database> database_;
  std::unique_ptr<store::SessionRepository> sessions_;
  std::unique_ptr<store::PersonRepository> person_;
  clinic::AuditLog audit_{store::SecretKey::Random()};
};

inline Library Exercises() {
  auto library = Library::Load(EZPT_SOURCE_DIR "/exercises");
  EXPECT_TRUE(library.ok());
  return *std::move(library);
}

}  // namespace ezpt::server
