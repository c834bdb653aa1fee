// Of somebody who closed their account nothing is left but ids and dates: in no table, in no file.

#include "clinic/closing.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "clinic/clinic_fixture.h"
#include "store/backup.h"

namespace ezpt::clinic {
namespace {

namespace fs = std::filesystem;

/// What nobody else is called, and nobody else wrote.
constexpr const char* kSignInName = "quintessa@example.org";
constexpr const char* kName = "Quintessa Vandermolen";
constexpr const char* kReason = "she-fell-on-the-stairs-of-the-old-mill";
constexpr const char* kNote = "her-shoulder-hurts-since-the-regatta";
constexpr const char* kExercise = "squat-of-quintessa";

class ClosingTest : public ClinicTest {
 protected:
  void SetUp() override {
    ClinicTest::SetUp();
    store::WriteKeyOfTheTests(KeyFile());
    ada_ = Founder();
    tom_ = Member(ada_, Role::kTherapist, "tom");
    una_ = Member(ada_, Role::kTherapist, "una");
    patient_ = NewPatient(tom_, kName);
    (void)desk_->Invite(tom_.scope, {.role = Role::kHelper, .patient = patient_, .name = kName});
    who_ = JoinedAs(*desk_->Invite(tom_.scope, {.role = Role::kPatient, .patient = patient_}));
    hal_ = Member(tom_, Role::kHelper, "hal", patient_);
    WriteAboutThem();
    DoSomething("s1", who_.owner, kExercise);
    DoSomething("s2", tom_.owner, "squat");
  }

  SignedIn JoinedAs(const std::string& code) {
    const auto welcome =
        desk_->Join(code, {.sign_in_name = kSignInName, .display_name = kName, .password = kPassword}, {});
    EXPECT_TRUE(welcome.ok()) << welcome.error().message;
    token_ = welcome->token;
    return *WhoHolds(token_);
  }
  void WriteAboutThem() {
    const Handover handover{.id = NewId(), .patient = patient_, .to = una_.scope.person, .note = kNote};
    ASSERT_TRUE(Write([&](store::WriteTx& tx) -> Status {
                  EZPT_CHECK_OK(CareTeam::BreakGlass(tx, una_.scope, NewId(), patient_, kReason, now_));
                  EZPT_CHECK_OK(
                      Accounts::SetSecondFactor(tx, who_.scope.person, "THE-SEALED-SECRET", {"a-hash"}, now_));
                  return CareTeam::Ask(tx, tom_.scope, handover, now_);
                }).ok());
  }
  void DoSomething(const std::string& id, const std::string& owner, const std::string& exercise) {
    store::SessionRepository sessions = store::SessionsOf(database_);
    store::SessionRow row = store::Row(id, owner, 1);
    row.exercise = exercise;
    ASSERT_TRUE(sessions.Create(row).ok());
  }

  [[nodiscard]] std::string KeyFile() const { return (folder_ / "the.key").string(); }
  [[nodiscard]] std::string FileOf(const char* name) const { return (folder_ / name).string(); }

  /// In how many columns of how many tables that text stands, whatever tables there are.
  [[nodiscard]] int ColumnsWith(const std::string& text) {
    const bool is_sqlite = std::string(GetParam()) == "SQLite";
    std::vector<std::pair<std::string, std::string>> columns;
    int count = 0;
    EXPECT_TRUE(Read([&](store::ReadTx& tx) -> Status {
                  const soci::rowset<soci::row> rows =
                      (tx.sql().prepare << (is_sqlite ? "select m.name, p.name from sqlite_master m,"
                                                        " pragma_table_info(m.name) p where m.type = 'table'"
                                                      : "select table_name, column_name from information_schema.columns"
                                                        " where table_schema = database()"));
                  for (const soci::row& row : rows) {
                    columns.emplace_back(row.get<std::string>(0), row.get<std::string>(1));
                  }
                  for (const auto& [table, column] : columns) {
                    int rows_with = 0;
                    tx.sql() << "select count(*) from `" + table + "` where cast(`" + column + "` as char) like '%" +
                                    text + "%'",
                        soci::into(rows_with);
                    count += rows_with > 0 ? 1 : 0;
                  }
                  return {};
                }).ok());
    return count;
  }
  /// How many files of the database, its log and copies hold it.
  [[nodiscard]] int FilesWith(const std::string& text) const {
    int count = 0;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes(std::istreambuf_iterator<char>(file), {});
      if (bytes.find(text) != std::string::npos) ++count;
    }
    return count;
  }
  [[nodiscard]] int CountIn(const std::string& table_where) {
    int count = 0;
    EXPECT_TRUE(Read([&](store::ReadTx& tx) -> Status {
                  tx.sql() << "select count(*) from " + table_where, soci::into(count);
                  return {};
                }).ok());
    return count;
  }

  const std::vector<std::string> theirs_{kSignInName, kName, kReason, kNote, kExercise, "THE-SEALED-SECRET"};
  SignedIn ada_, tom_, una_, who_, hal_;
  std::string patient_, token_;
};
INSTANTIATE_TEST_SUITE_P(Engines, ClosingTest, ::testing::Values("SQLite", "MariaDB"),
                         [](const auto& engine) { return std::string(engine.param); });

TEST_P(ClosingTest, NothingSaysWhoItWasInAnyTable) {
  for (const std::string& text : theirs_) EXPECT_GT(ColumnsWith(text), 0) << text << ": or the test shows nothing";
  EXPECT_EQ(desk_->CloseAccount(who_, "not the password").error().code, ErrorCode::kForbidden);
  const int places = CountIn("care_team"), events = static_cast<int>(Verdict().events);
  const Status closed = desk_->CloseAccount(who_, kPassword);
  ASSERT_TRUE(closed.ok()) << closed.error().message;
  for (const std::string& text : theirs_) EXPECT_EQ(ColumnsWith(text), 0) << text;
  EXPECT_EQ(CountIn("sessions"), 1) << "nobody else's";
  EXPECT_EQ(CountIn("data_keys where owner = '" + who_.owner + "'"), 0);
  EXPECT_EQ(CountIn("credentials where person_id = '" + who_.scope.person + "'"), 0);
  EXPECT_EQ(CountIn("recovery_codes"), 0);
  // What happened is still true.
  EXPECT_EQ(CountIn("care_team"), places);
  EXPECT_EQ(CountIn("memberships where person_id = '" + who_.scope.person + "'"), 1);
  EXPECT_EQ(Verdict().broken_at, 0) << Verdict().what;
  EXPECT_EQ(Verdict().events, events + 1);
}

TEST_P(ClosingTest, NoFileHoldsAnythingOfThem) {
  if (std::string(GetParam()) != "SQLite") GTEST_SKIP() << "a server's files are its operator's";
  ASSERT_TRUE(store::BackUp(spec_, FileOf("before.db"), KeyFile()).ok());
  for (const std::string& text : theirs_) EXPECT_GT(FilesWith(text), 1) << text << ": or the test shows nothing";
  ASSERT_TRUE(desk_->CloseAccount(who_, kPassword).ok());
  ASSERT_TRUE(store::BackUp(spec_, FileOf("after.db"), KeyFile()).ok());
  for (const std::string& text : theirs_) EXPECT_EQ(FilesWith(text), 1) << text << ": in the backup of before alone";
}

TEST_P(ClosingTest, TheyAreNobodyHereFromThenOn) {
  ASSERT_TRUE(desk_->CloseAccount(who_, kPassword).ok());
  EXPECT_FALSE(WhoHolds(token_));
  EXPECT_EQ(desk_->SignInWith(kSignInName, kPassword, "", {}).error().code, ErrorCode::kForbidden);
  for (const SignedIn& who : {tom_, una_, hal_}) EXPECT_FALSE(ChartFor(who, patient_).ok());
  for (const SignedIn& who : {ada_, tom_}) {
    EXPECT_TRUE(Read([&](store::ReadTx& tx) { return Patients::List(tx, who.scope, now_); })->empty());
  }
  EXPECT_FALSE(Write([&](store::WriteTx& tx) {
                 return CareTeam::BreakGlass(tx, una_.scope, NewId(), patient_, "again", now_);
               }).ok());
  // The name is free for somebody else, who is not them.
  const std::string again = NewPatient(tom_, "Somebody new");
  const SignedIn next = JoinedAs(*desk_->Invite(tom_.scope, {.role = Role::kPatient, .patient = again}));
  EXPECT_NE(next.scope.person, who_.scope.person);
  EXPECT_FALSE(*store::SessionsOf(database_).HasSessions(next.owner));
}

TEST_P(ClosingTest, WhoIsNeededHandsOverFirst) {
  const SignedIn bob = Member(ada_, Role::kAdmin, "bob");
  EXPECT_EQ(desk_->CloseAccount(ada_, kPassword).error().code, ErrorCode::kConflict) << "she runs the server";
  const Status leads = desk_->CloseAccount(tom_, kPassword);
  EXPECT_EQ(leads.error().code, ErrorCode::kConflict);
  EXPECT_NE(leads.error().message.find("Hand them over"), std::string::npos) << leads.error().message;
  ASSERT_TRUE(Write([&](store::WriteTx& tx) {
                return Clinics::EndMembership(tx, bob.scope, ada_.scope.person, Role::kAdmin, now_);
              }).ok());
  EXPECT_EQ(desk_->CloseAccount(bob, kPassword).error().code, ErrorCode::kConflict) << "the only administrator";
  EXPECT_EQ(CountIn("sessions"), 2) << "and nothing was erased";
  EXPECT_TRUE(*desk_->SignInWith("tom", kPassword, "", {}));
  EXPECT_TRUE(desk_->CloseAccount(una_, kPassword).ok()) << "of whom a hand-over was asked";
  EXPECT_EQ(CountIn("handovers where state = 'asked'"), 0);
}

}  // namespace
}  // namespace ezpt::clinic
