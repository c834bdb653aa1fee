#include "server/demo_step_in.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <set>

#include "clinic/accounts.h"
#include "server/demo_mark.h"
#include "server/demo_people.h"
#include "server/owner.h"
#include "server/pages/step_in_view.h"
#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

using ::testing::SizeIs;

const StepIn::Visitor kHere{.address = "127.0.0.1", .device = "Firefox on Linux"};

class StepInTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(store::StartCrypto().ok());
    auto opened = store::Database::Open("sqlite::memory:");
    ASSERT_TRUE(opened.ok());
    database_ = *opened;
  }
  void FillPeople() {
    ASSERT_TRUE(AdmitDatabase(*database_, Demo::kYes).ok());
    AddPeople();
  }
  void AddPeople() { ASSERT_TRUE(AddDemoPeople(*database_, audit_, WallClockMs()).ok()); }

  [[nodiscard]] StepIn Door(bool is_behind_proxy = false) {
    return StepIn({.database = database_, .audit = &audit_, .now_ms = WallClockMs, .is_behind_proxy = is_behind_proxy});
  }
  [[nodiscard]] std::string IdOf(const DemoPerson& person) {
    const auto account = database_->Read("a test reads", [&](store::ReadTx& tx) {
      return clinic::Accounts::Find(tx, std::string(person.sign_in_name));
    });
    EXPECT_TRUE(account.ok() && *account);
    return (*account)->id;
  }
  [[nodiscard]] std::optional<clinic::SignedIn> WhoHolds(const std::string& token) {
    const auto found = database_->Read("a test reads", [&](store::ReadTx& tx) {
      return clinic::SignIns::Find(tx, clinic::HashToken(token), WallClockMs());
    });
    EXPECT_TRUE(found.ok());
    return *found;
  }

  std::shared_ptr<store::Database> database_;
  clinic::AuditLog audit_{store::SecretKey::Random()};
};

TEST_F(StepInTest, EachOfThePeopleIsStoodInForInTheirRole) {
  FillPeople();
  StepIn door = Door();
  const auto people = door.People(kHere);
  ASSERT_TRUE(people.ok()) << people.error().message;
  ASSERT_THAT(*people, SizeIs(kDemoPeople.size()));
  std::set<clinic::Role> roles;
  for (const StepInPerson& person : *people) {
    SCOPED_TRACE(person.name);
    EXPECT_FALSE(person.line.empty());
    const auto welcome = door.As(person.id, kHere);
    ASSERT_TRUE(welcome.ok()) << welcome.error().message;
    const auto who = WhoHolds(welcome->token);
    ASSERT_TRUE(who);
    EXPECT_EQ(who->scope.person, person.id);
    EXPECT_EQ(who->scope.role, person.role);
    EXPECT_EQ(who->display_name, person.name);
    EXPECT_TRUE(who->second_factor_due_ms == 0 || who->second_factor_due_ms > WallClockMs())
        << "nothing to be set up first";
    roles.insert(person.role);
  }
  EXPECT_THAT(roles, SizeIs(5)) << "every role";
  const auto verdict = database_->Read("a test reads", [&](store::ReadTx& tx) { return audit_.Verify(tx); });
  ASSERT_TRUE(verdict.ok());
  EXPECT_EQ(verdict->broken_at, 0);
}

TEST_F(StepInTest, OnlyWhoIsAtThisMachineSteps) {
  FillPeople();
  StepIn door = Door();
  const std::string irma = IdOf(kIrma);
  for (const char* address : {"127.0.0.1", "::1", "127.0.0.2", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(door.As(irma, {.address = address}).ok()) << address;
    EXPECT_TRUE(door.People({.address = address}).ok()) << address;
  }
  for (const char* address : {"", "203.0.113.5", "192.168.1.5", "10.0.0.1", "fe80::1", "2001:db8::1",
                              "::", "::ffff:203.0.113.5", "localhost", "127.0.0.1.example", "127.0.0.1, 203.0.113.5"}) {
    EXPECT_EQ(door.As(irma, {.address = address}).error().code, ErrorCode::kForbidden) << address;
    EXPECT_EQ(door.People({.address = address}).error().code, ErrorCode::kForbidden) << address;
  }
}

TEST_F(StepInTest, NobodyComesThroughAProxy) {
  FillPeople();
  StepIn door = Door();
  const std::string irma = IdOf(kIrma);
  Request request;
  request.headers = {{"host", "127.0.0.1:8080"}, {"origin", "http://127.0.0.1:8080"}, {"user-agent", "Firefox"}};
  EXPECT_TRUE(door.As(irma, StepIn::VisitorOf(request, "127.0.0.1", "")).ok());
  for (const char* header : {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "via",
                             "x-real-ip", "cf-connecting-ip", "true-client-ip"}) {
    Request brought = request;
    brought.headers.emplace_back(header, "127.0.0.1");
    EXPECT_EQ(door.As(irma, StepIn::VisitorOf(brought, "127.0.0.1", "")).error().code, ErrorCode::kForbidden) << header;
  }
  EXPECT_EQ(Door(true).As(irma, kHere).error().code, ErrorCode::kForbidden) << "the operator said that there is one";
}

TEST_F(StepInTest, WhereThereIsNoDemonstrationThereIsNothing) {
  AddPeople();  // The same people, in a database that nobody marked.
  StepIn door = Door();
  EXPECT_EQ(door.As(IdOf(kIrma), kHere).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(door.As(IdOf(kIrma), {.address = "203.0.113.5"}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(door.People(kHere).error().code, ErrorCode::kNotFound);
}

TEST_F(StepInTest, WhoWasInvitedSinceIsNobodysToStepInAs) {
  FillPeople();
  const clinic::Account invited{.id = clinic::NewId(),
                                .sign_in_name = "guest",
                                .display_name = "A guest",
                                .owner = clinic::NewToken(),
                                .is_operator = true};
  ASSERT_TRUE(
      database_
          ->Write("a test writes", [&](store::WriteTx& tx) { return clinic::Accounts::Create(tx, invited, "no hash"); })
          .ok());
  StepIn door = Door();
  EXPECT_EQ(door.As(invited.id, kHere).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(door.As("", kHere).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(door.As("irma", kHere).error().code, ErrorCode::kNotFound) << "an id, not a name";
}

TEST_F(StepInTest, ThePageHasThemByWhereTheyAre) {
  FillPeople();
  const auto people = Door().People(kHere);
  ASSERT_TRUE(people.ok());
  const StepInPageView view = MakeStepInView(*people, true, "en");
  ASSERT_THAT(view.groups, SizeIs(2));
  EXPECT_THAT(view.groups[0].people, SizeIs(4));
  EXPECT_EQ(view.groups[0].people[0].name, kIrma.name);
  EXPECT_EQ(view.groups[1].people[0].role_words, "Therapist");
  EXPECT_THAT(MakeStepInView({}, false, "en").groups, SizeIs(0));
}

}  // namespace
}  // namespace ezpt::server
