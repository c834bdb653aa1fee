// Who signs in is told what changed about how they do (clinic.md, rule 9; OWASP ASVS 5.0, 6.3.7).

#include "clinic/sign_in_changes.h"

#include <algorithm>
#include <map>

#include "clinic/clinic_fixture.h"

namespace ezpt::clinic {
namespace {

using Kind = SignInChange::Kind;

class SignInChangesTest : public ClinicTest {
 protected:
  void SetUp() override {
    ClinicTest::SetUp();
    ada_ = Founder();
    tom_ = Member(ada_, Role::kTherapist, "tom");
    patient_ = NewPatient(tom_, "Pat");
    pat_ = Member(tom_, Role::kPatient, "pat", patient_);
    now_ += kHour;
  }

  /// Whoever signs in there, a moment later.
  SignedIn From(const std::string& browser, const std::string& name, const std::string& password = kPassword) {
    now_ += kMinute;
    const auto welcome =
        desk_->SignInWith(name, password, "", {.address = name, .device = browser, .browser = browser});
    EXPECT_TRUE(welcome.ok() && *welcome);
    tokens_[name + browser] = (*welcome)->token;
    return *WhoHolds((*welcome)->token);
  }
  /// What the next page tells them there.
  [[nodiscard]] std::vector<SignInChange> ToldTo(const std::string& name, const std::string& browser) {
    return WhoHolds(tokens_[name + browser])->changes;
  }
  [[nodiscard]] static bool Has(const std::vector<SignInChange>& changes, Kind kind) {
    return std::any_of(changes.begin(), changes.end(), [kind](const auto& change) { return change.kind == kind; });
  }
  void Read(const SignedIn& who) {
    ASSERT_TRUE(Write([&](store::WriteTx& tx) {
                  return SignInChanges::SetSeen(tx, who.scope.person, who.sign_in, now_);
                }).ok());
  }
  [[nodiscard]] std::vector<SignInChange> ListOf(const SignedIn& who) {
    return *ClinicTest::Read([&](store::ReadTx& tx) { return SignInChanges::Of(tx, who.scope.person); });
  }

  SignedIn ada_, tom_, pat_;
  std::string patient_;
  std::map<std::string, std::string> tokens_;
};
INSTANTIATE_TEST_SUITE_P(Engines, SignInChangesTest, ::testing::Values("SQLite", "MariaDB"),
                         [](const auto& engine) { return std::string(engine.param); });

TEST_P(SignInChangesTest, ARecoveryByATherapistIsToldAtTheNextSignIn) {
  const std::string code = *desk_->Invite(
      tom_.scope, {.kind = Invitation::Kind::kRecovery, .patient = patient_, .person = pat_.scope.person});
  now_ += kMinute;
  ASSERT_TRUE(desk_->Recover(code, "four other short words", {.device = "Chrome on Windows"}).ok());
  const SignedIn pat = From("phone", "pat", "four other short words");
  ASSERT_EQ(pat.changes.size(), 2U);
  EXPECT_EQ(pat.changes[0].kind, Kind::kRecovered) << "the newest first";
  EXPECT_EQ(pat.changes[0].by_name, "Name of tom");
  EXPECT_EQ(pat.changes[0].device, "Chrome on Windows");
  EXPECT_EQ(pat.changes[1].kind, Kind::kRecoveryOffered);
  Read(pat);
  EXPECT_TRUE(ToldTo("pat", "phone").empty());
  EXPECT_FALSE(Has(From("phone", "pat", "four other short words").changes, Kind::kRecovered)) << "once is enough";
  EXPECT_TRUE(Has(ListOf(pat), Kind::kRecovered)) << "and it stays in the list";
}

TEST_P(SignInChangesTest, NobodyElsesChangesAreSeen) {
  From("laptop", "ada");
  const SignedIn una = Member(ada_, Role::kTherapist, "una");
  ASSERT_TRUE(desk_->ChangePassword(tom_, kPassword, "four other short words").ok());
  EXPECT_TRUE(Has(ListOf(tom_), Kind::kPassword));
  EXPECT_TRUE(ToldTo("ada", "laptop").empty());
  EXPECT_FALSE(Has(ListOf(ada_), Kind::kPassword));
  EXPECT_FALSE(Has(ListOf(una), Kind::kPassword));
}

TEST_P(SignInChangesTest, ANewBrowserIsToldToTheOthersOnce) {
  From("laptop", "pat");
  From("phone", "pat");
  const auto told = ToldTo("pat", "laptop");
  ASSERT_EQ(told.size(), 1U) << "not of itself";
  EXPECT_EQ(told[0].kind, Kind::kNewDevice);
  EXPECT_EQ(told[0].device, "phone");
  EXPECT_FALSE(Has(ToldTo("pat", "phone"), Kind::kNewDevice) && ToldTo("pat", "phone").front().device == "phone");
  const std::size_t listed = ListOf(pat_).size();
  From("phone", "pat");
  EXPECT_EQ(ListOf(pat_).size(), listed) << "it is known by now";
  From("phone", "tom");
  EXPECT_TRUE(Has(ListOf(tom_), Kind::kNewDevice)) << "of another person it is not";
}

// Who has taken over an account would dismiss the notice at once.
TEST_P(SignInChangesTest, DismissedOnOneDeviceItIsStillToldOnTheOthers) {
  From("laptop", "pat");
  const SignedIn thief = From("thief's", "pat");
  Read(thief);
  EXPECT_TRUE(ToldTo("pat", "thief's").empty());
  EXPECT_TRUE(Has(ToldTo("pat", "laptop"), Kind::kNewDevice));
}

TEST_P(SignInChangesTest, WhoeverEndsAMembershipIsNamed) {
  const std::string clinic = NewId();
  ASSERT_TRUE(Write([&](store::WriteTx& tx) -> Status {
                EZPT_CHECK_OK(Clinics::Create(tx, {.id = clinic, .name = "Other", .policy = {}}, now_));
                EZPT_CHECK_OK(Clinics::Join(tx, clinic, pat_.scope.person, Role::kHelper, now_));
                return Clinics::EndMembership(tx, ada_.scope, pat_.scope.person, Role::kPatient, now_);
              }).ok());
  const auto told = From("phone", "pat").changes;
  ASSERT_TRUE(Has(told, Kind::kSignedOut));
  EXPECT_EQ(told.front().by_name, "Name of ada");
}

}  // namespace
}  // namespace ezpt::clinic
