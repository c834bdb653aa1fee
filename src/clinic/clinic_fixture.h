#pragma once

#include <gtest/gtest.h>
#include <soci/soci.h>
#include <sodium.h>

#include <memory>
#include <string>

#include "clinic/care_team.h"
#include "clinic/front_desk.h"
#include "clinic/patients.h"
#include "store/connection.h"
#include "store/store_fixture.h"

namespace ezpt::clinic {

inline constexpr int64_t kMinute = 60'000;
inline constexpr int64_t kHour = 60 * kMinute;
inline constexpr int64_t kDay = 24 * kHour;
inline constexpr const char* kPassword = "three short words";

/// A clinic with people in it, on SQLite and on MariaDB alike, and a clock that the test sets.
class ClinicTest : public store::EachEngine {
 protected:
  void SetUp() override {
    ASSERT_GE(sodium_init(), 0);
    store::EachEngine::SetUp();
    database_ = Open();
    ASSERT_NE(database_, nullptr);
    desk_ = std::make_unique<FrontDesk>(
        FrontDesk::Parts{.database = database_, .key = Key(), .now_ms = [this] { return now_; }});
  }

  template <typename Work>
  auto Read(Work&& work) {
    return database_->Read("a test reads", work);
  }
  template <typename Work>
  auto Write(Work&& work) {
    return database_->Write("a test writes", work);
  }

  [[nodiscard]] static store::SecretKey Key(unsigned char of = 'k') {
    store::SecretKey::Bytes bytes;
    bytes.fill(of);
    return store::SecretKey(bytes);
  }
  /// The clinic's first administrator.
  SignedIn Founder() {
    const auto code = desk_->CodeForTheFirst();
    EXPECT_TRUE(code.ok() && *code);
    return Joined(**code, "ada", "Elm Street");
  }
  SignedIn Member(const SignedIn& by, Role role, const std::string& name, const std::string& patient = "") {
    const auto code = desk_->Invite(by.scope, {.role = role, .patient = patient});
    EXPECT_TRUE(code.ok()) << code.error().message;
    return code.ok() ? Joined(*code, name) : SignedIn();
  }
  SignedIn Joined(const std::string& code, const std::string& name, const std::string& clinic_name = "",
                  const std::string& cookie_owner = "") {
    const auto welcome = desk_->Join(code,
                                     {.sign_in_name = name,
                                      .display_name = "Name of " + name,
                                      .password = kPassword,
                                      .clinic_name = clinic_name,
                                      .cookie_owner = cookie_owner},
                                     {.address = name});
    EXPECT_TRUE(welcome.ok()) << welcome.error().message;
    return welcome.ok() ? WhoHolds(welcome->token).value_or(SignedIn()) : SignedIn();
  }
  std::string NewPatient(const SignedIn& therapist, const std::string& name) {
    const PatientRow row{.id = NewId(), .name = name, .created_ms = now_};
    EXPECT_TRUE(Write([&](store::WriteTx& tx) { return Patients::Add(tx, therapist.scope, row); }).ok());
    return row.id;
  }

  [[nodiscard]] std::optional<SignedIn> WhoHolds(const std::string& token) {
    auto found = database_->Read("who", [&](store::ReadTx& tx) { return SignIns::Find(tx, HashToken(token), now_); });
    EXPECT_TRUE(found.ok());
    return found.ok() ? *found : std::nullopt;
  }
  [[nodiscard]] Result<Chart> ChartFor(const SignedIn& who, const std::string& patient) {
    return Read([&](store::ReadTx& tx) { return Patients::ChartOf(tx, who.scope, patient, now_); });
  }
  /// As who has got hold of the database would.
  void Sql(const std::string& statement) {
    ASSERT_TRUE(Write([&](store::WriteTx& tx) -> Status {
                  tx.sql() << statement;
                  return {};
                }).ok());
  }
  [[nodiscard]] AuditVerdict Verdict() {
    const auto verdict = Read([&](store::ReadTx& tx) { return desk_->audit().Verify(tx); });
    EXPECT_TRUE(verdict.ok());
    return verdict.ok() ? *verdict : AuditVerdict{.broken_at = -1};
  }

  int64_t now_ = 1'800'000'000'000;
  std::shared_ptr<store::Database> database_;
  std::unique_ptr<FrontDesk> desk_;
};

}  // namespace ezpt::clinic
