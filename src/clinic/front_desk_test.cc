#include <algorithm>
#include <set>
#include <thread>

#include "clinic/clinic_fixture.h"
#include "clinic/totp.h"

namespace ezpt::clinic {
namespace {

class FrontDeskTest : public ClinicTest {
 protected:
  [[nodiscard]] auto SignIn(const std::string& name, const std::string& password, const std::string& code = "",
                            const std::string& address = "home") {
    return desk_->SignInWith(name, password, code, {.address = address, .device = "a browser"});
  }
  /// The secret and the recovery codes.
  std::pair<std::string, std::vector<std::string>> GiveSecondFactor(const SignedIn& who) {
    const auto offer = desk_->OfferSecondFactor(who);
    EXPECT_TRUE(offer.ok());
    const std::string secret = *Vault(Key()).Open(*FromHex(offer->sealed), who.scope.person);
    const auto codes = desk_->ConfirmSecondFactor(who, offer->sealed, CodeOf(secret), kPassword);
    EXPECT_TRUE(codes.ok()) << codes.error().message;
    return {secret, *codes};
  }
  [[nodiscard]] std::string CodeOf(const std::string& secret) const { return TotpCode(secret, now_ / kTotpStepMs); }
};
INSTANTIATE_TEST_SUITE_P(Engines, FrontDeskTest, ::testing::Values("SQLite", "MariaDB"),
                         [](const auto& engine) { return engine.param; });

TEST_P(FrontDeskTest, TheFirstAccountIsMadeOnce) {
  const auto old_code = desk_->CodeForTheFirst();
  const SignedIn ada = Founder();
  EXPECT_EQ(ada.scope.role, Role::kAdmin);
  EXPECT_EQ(ada.clinic_name, "Elm Street");
  EXPECT_FALSE(*desk_->CodeForTheFirst());
  EXPECT_EQ(desk_->Ask(**old_code, {}).error().code, ErrorCode::kNotFound);
}

TEST_P(FrontDeskTest, WrongNameAndWrongPasswordAreOneAnswer) {
  Founder();
  const auto unknown = SignIn("nobody", kPassword), wrong = SignIn("ada", "three long words");
  ASSERT_FALSE(unknown.ok());
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(unknown.error().message, wrong.error().message);
  EXPECT_EQ(unknown.error().code, wrong.error().code);
  EXPECT_TRUE(SignIn("ada", kPassword).ok());
}

TEST_P(FrontDeskTest, ANameIsTriedTenTimesWhetherItIsThereOrNot) {
  Founder();
  for (const std::string name : {"ada", "nobody"}) {
    int refused_as_wrong = 0;
    for (int i = 0; i < 12; ++i) {
      const auto tried = SignIn(name, "wrong wrong wrong", "", name + std::to_string(i));
      refused_as_wrong += tried.error().code == ErrorCode::kForbidden ? 1 : 0;
    }
    EXPECT_EQ(refused_as_wrong, 10) << name;
    // Not even with the right one: else a guess that is right would tell itself apart.
    EXPECT_EQ(SignIn(name, kPassword, "", "elsewhere").error().code, ErrorCode::kBusy) << name;
  }
  now_ += 16 * kMinute;
  EXPECT_TRUE(SignIn("ada", kPassword).ok());
}

// clinic.md 4.10: any code twice, after it is over, for another person; guessed ten thousand times.
TEST_P(FrontDeskTest, ACodeWorksOnceAndInTime) {
  const SignedIn ada = Founder();
  const std::string code = *desk_->Invite(ada.scope, {.role = Role::kTherapist});
  EXPECT_TRUE(desk_->Ask(code, {}).ok());
  const SignedIn tom = Joined(code, "tom");
  EXPECT_EQ(tom.scope.role, Role::kTherapist);
  const FrontDesk::NewAccount another{.sign_in_name = "eve", .display_name = "Eve", .password = kPassword};
  const auto twice = desk_->Join(code, another, {.address = "2"});
  const std::string late = *desk_->Invite(ada.scope, {.role = Role::kTherapist});
  now_ += 15 * kDay;
  const auto too_late = desk_->Join(late, another, {.address = "3"});
  const auto never = desk_->Join("0000-0000-0000", another, {.address = "4"});
  for (const auto* refused : {&twice, &too_late, &never}) {
    ASSERT_FALSE(refused->ok());
    EXPECT_EQ(refused->error().message, never.error().message);
  }
}

TEST_P(FrontDeskTest, CodesAreNotGuessedTenThousandTimes) {
  int looked_at = 0;
  for (int i = 0; i < 10'000 && looked_at <= 100; ++i) {
    const auto guess = desk_->Ask(NewCode(), {.address = "one address"});
    looked_at += guess.error().code == ErrorCode::kNotFound ? 1 : 0;
    if (guess.error().code == ErrorCode::kBusy) break;
  }
  EXPECT_EQ(looked_at, 60);
}

TEST_P(FrontDeskTest, ARecoveryCodeIsForItsPersonAndLeavesTheSecondFactor) {
  const SignedIn ada = Founder();
  const SignedIn tom = Member(ada, Role::kTherapist, "tom");
  const auto [secret, recovery] = GiveSecondFactor(tom);
  const std::string code = *desk_->Invite(ada.scope, {.kind = Invitation::Kind::kRecovery, .person = tom.scope.person});
  // It makes no account.
  EXPECT_FALSE(desk_->Join(code, {.sign_in_name = "x12", .display_name = "X", .password = kPassword}, {}).ok());
  ASSERT_TRUE(desk_->Recover(code, "four other short words", {}).ok());
  EXPECT_FALSE(desk_->Recover(code, "five more short words", {}).ok());
  EXPECT_FALSE(SignIn("tom", kPassword).ok());
  now_ += kMinute;
  const auto without = SignIn("tom", "four other short words");
  ASSERT_TRUE(without.ok());
  EXPECT_FALSE(*without) << "the second factor is still asked for";
  EXPECT_TRUE(*SignIn("tom", "four other short words", CodeOf(secret)));
}

TEST_P(FrontDeskTest, NobodyElseRecoversAnAccount) {
  const SignedIn ada = Founder();
  const SignedIn tom = Member(ada, Role::kTherapist, "tom"), una = Member(ada, Role::kTherapist, "una");
  const std::string patient = NewPatient(tom, "Pat");
  const SignedIn pat = Member(tom, Role::kPatient, "pat", patient);
  const Invitation recovery{.kind = Invitation::Kind::kRecovery, .patient = patient, .person = pat.scope.person};
  EXPECT_TRUE(desk_->Invite(tom.scope, recovery).ok());
  EXPECT_EQ(desk_->Invite(una.scope, recovery).error().code, ErrorCode::kNotFound);
  // Another's account under the name of one's own patient.
  EXPECT_EQ(
      desk_->Invite(tom.scope, {.kind = Invitation::Kind::kRecovery, .patient = patient, .person = ada.scope.person})
          .error()
          .code,
      ErrorCode::kNotFound);
  EXPECT_EQ(desk_->Invite(pat.scope, recovery).error().code, ErrorCode::kNotFound);
}

// Whoever hands out a new password could use it: no way up, and none into another clinic.
TEST_P(FrontDeskTest, ARecoveryReachesNoFurtherThanWhoOffersIt) {
  const SignedIn ada = Founder();
  const SignedIn bob = Member(ada, Role::kAdmin, "bob");
  const SignedIn tom = Member(ada, Role::kTherapist, "tom");
  const auto offer = [&](const SignedIn& by, const SignedIn& whom, const std::string& patient = "") {
    const Invitation recovery{.kind = Invitation::Kind::kRecovery, .patient = patient, .person = whom.scope.person};
    return desk_->Invite(by.scope, recovery);
  };
  EXPECT_TRUE(offer(bob, tom).ok());
  EXPECT_EQ(offer(bob, ada).error().code, ErrorCode::kForbidden) << "she runs the server, too";
  const std::string clinic = NewId();
  ASSERT_TRUE(Write([&](store::WriteTx& tx) -> Status {
                EZPT_CHECK_OK(Clinics::Create(tx, {.id = clinic, .name = "Other", .policy = {}}, now_));
                return Clinics::Join(tx, clinic, tom.scope.person, Role::kTherapist, now_);
              }).ok());
  EXPECT_EQ(offer(bob, tom).error().code, ErrorCode::kForbidden) << "he works for another clinic, too";
  const std::string patient = NewPatient(tom, "Una herself");
  const SignedIn una = Member(tom, Role::kPatient, "una", patient);
  EXPECT_TRUE(offer(tom, una, patient).ok());
  ASSERT_TRUE(Write([&](store::WriteTx& tx) {
                return Clinics::Join(tx, ada.scope.clinic, una.scope.person, Role::kTherapist, now_);
              }).ok());
  EXPECT_EQ(offer(tom, una, patient).error().code, ErrorCode::kForbidden) << "a colleague who is his patient";
}

TEST_P(FrontDeskTest, AHelperIsInvitedByWhoStillTreats) {
  const SignedIn ada = Founder();
  const SignedIn tom = Member(ada, Role::kTherapist, "tom"), una = Member(ada, Role::kTherapist, "una");
  const std::string patient = NewPatient(tom, "Pat");
  const Invitation helper{.role = Role::kHelper, .patient = patient};
  const std::string code = *desk_->Invite(tom.scope, helper);
  ASSERT_TRUE(Write([&](store::WriteTx& tx) {
                return CareTeam::BreakGlass(tx, una.scope, NewId(), patient, "she fell here", now_);
              }).ok());
  EXPECT_EQ(desk_->Invite(una.scope, helper).error().code, ErrorCode::kForbidden) << "an emergency is for looking";
  const Handover to_una{.id = NewId(), .patient = patient, .to = una.scope.person};
  ASSERT_TRUE(Write([&](store::WriteTx& tx) { return CareTeam::Ask(tx, tom.scope, to_una, now_); }).ok());
  now_ += kHour;
  ASSERT_TRUE(Write([&](store::WriteTx& tx) { return CareTeam::Answer(tx, una.scope, to_una.id, true, now_); }).ok());
  EXPECT_FALSE(desk_->Join(code, {.sign_in_name = "hal", .display_name = "Hal", .password = kPassword}, {}).ok());
}

TEST_P(FrontDeskTest, AOneTimePasswordCountsOnce) {
  const SignedIn ada = Founder();
  const auto [secret, recovery] = GiveSecondFactor(ada);
  EXPECT_FALSE(SignIn("ada", kPassword, CodeOf(secret)).ok()) << "it was used to set it up";
  now_ += kMinute;
  const std::string code = CodeOf(secret);
  EXPECT_FALSE(SignIn("ada", kPassword, "000000" == code ? "000001" : "000000").ok());
  EXPECT_TRUE(SignIn("ada", kPassword, code).ok());
  EXPECT_FALSE(SignIn("ada", kPassword, code).ok());
  now_ += kTotpStepMs;
  const std::string typed_slowly = CodeOf(secret);
  now_ += kTotpStepMs;
  EXPECT_TRUE(SignIn("ada", kPassword, typed_slowly).ok());
  now_ += 2 * kTotpStepMs;
  const std::string too_old = CodeOf(secret);
  now_ += 2 * kTotpStepMs;
  EXPECT_FALSE(SignIn("ada", kPassword, too_old).ok());
}

TEST_P(FrontDeskTest, ALostPhoneIsNotALostAccount) {
  const SignedIn ada = Founder();
  const auto [secret, recovery] = GiveSecondFactor(ada);
  ASSERT_EQ(recovery.size(), 8U);
  EXPECT_EQ(std::set(recovery.begin(), recovery.end()).size(), 8U);
  EXPECT_TRUE(SignIn("ada", kPassword, recovery[3]).ok());
  EXPECT_FALSE(SignIn("ada", kPassword, recovery[3]).ok());
}

TEST_P(FrontDeskTest, OfTwoWithTheSameOneTimePasswordOneComesIn) {
  const SignedIn ada = Founder();
  const auto [secret, recovery] = GiveSecondFactor(ada);
  now_ += kMinute;
  const std::string code = CodeOf(secret);
  std::array<bool, 2> came_in{};
  std::vector<std::thread> threads;
  for (bool& in : came_in) threads.emplace_back([&] { in = SignIn("ada", kPassword, code).ok(); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_NE(came_in[0], came_in[1]);
}

// clinic.md 4.11: a second device does not end the first; each can be ended.
TEST_P(FrontDeskTest, DevicesAreListedAndEndedOneByOne) {
  Founder();
  const auto phone = SignIn("ada", kPassword), tablet = SignIn("ada", kPassword);
  const auto on_phone = WhoHolds((*phone)->token), on_tablet = WhoHolds((*tablet)->token);
  ASSERT_TRUE(on_phone && on_tablet);
  const auto listed = Read([&](store::ReadTx& tx) { return SignIns::Of(tx, on_phone->scope.person, now_); });
  EXPECT_EQ(listed->size(), 3U) << "and where the account was made";
  ASSERT_TRUE(
      Write([&](store::WriteTx& tx) { return SignIns::End(tx, on_phone->scope.person, on_tablet->sign_in); }).ok());
  EXPECT_TRUE(WhoHolds((*phone)->token));
  EXPECT_FALSE(WhoHolds((*tablet)->token));
}

TEST_P(FrontDeskTest, AnotherPasswordEndsTheOtherDevices) {
  Founder();
  const auto phone = SignIn("ada", kPassword), tablet = SignIn("ada", kPassword);
  const SignedIn here = *WhoHolds((*phone)->token);
  EXPECT_EQ(desk_->ChangePassword(here, "not the password", "four other short words").error().code,
            ErrorCode::kForbidden);
  EXPECT_EQ(desk_->ChangePassword(here, kPassword, "short").error().code, ErrorCode::kInvalidArgument);
  ASSERT_TRUE(desk_->ChangePassword(here, kPassword, "four other short words").ok());
  EXPECT_TRUE(WhoHolds((*phone)->token));
  EXPECT_FALSE(WhoHolds((*tablet)->token));
}

TEST_P(FrontDeskTest, WhoIsAwayIsSignedOut) {
  const SignedIn ada = Founder();
  const SignedIn tom = Member(ada, Role::kTherapist, "tom");
  const auto staff = desk_->SignInWith("tom", kPassword, "", {});
  const auto shared =
      desk_->SignInWith("tom", kPassword, "", {.address = "clinic", .device = "tablet", .is_shared = true});
  now_ += 11 * kMinute;
  EXPECT_TRUE(WhoHolds((*staff)->token));
  EXPECT_FALSE(WhoHolds((*shared)->token)) << "a tablet that others use";
  ASSERT_TRUE(Write([&](store::WriteTx& tx) { return SignIns::Touch(tx, (*staff)->sign_in.id, now_); }).ok());
  now_ += 29 * kMinute;
  EXPECT_TRUE(WhoHolds((*staff)->token));
  now_ += 2 * kMinute;
  EXPECT_FALSE(WhoHolds((*staff)->token));
}

TEST_P(FrontDeskTest, APolicyGivesSomeDaysForTheSecondFactor) {
  const SignedIn ada = Founder();
  EXPECT_EQ(ada.second_factor_due_ms, now_ + 14 * kDay);
  const SignedIn tom = Member(ada, Role::kTherapist, "tom");
  const std::string patient = NewPatient(tom, "Pat");
  EXPECT_EQ(Member(tom, Role::kPatient, "pat", patient).second_factor_due_ms, 0);
  Policy policy{.second_factor = Policy::SecondFactor::kEverybody, .grace_days = 2};
  ASSERT_TRUE(Write([&](store::WriteTx& tx) { return Clinics::SetPolicy(tx, ada.scope, policy); }).ok());
  const auto pat = desk_->SignInWith("pat", kPassword, "", {});
  EXPECT_EQ(WhoHolds((*pat)->token)->second_factor_due_ms, now_ + 2 * kDay);
  GiveSecondFactor(*WhoHolds((*pat)->token));
  EXPECT_EQ(WhoHolds((*pat)->token)->second_factor_due_ms, 0);
  policy.idle_minutes = 1;
  EXPECT_FALSE(Write([&](store::WriteTx& tx) { return Clinics::SetPolicy(tx, ada.scope, policy); }).ok());
}

TEST_P(FrontDeskTest, WhatWasDoneWithoutAnAccountIsKept) {
  const SignedIn ada = Founder();
  const SignedIn tom = Member(ada, Role::kTherapist, "tom");
  const std::string patient = NewPatient(tom, "Pat");
  store::SessionRepository sessions = store::SessionsOf(database_);
  ASSERT_TRUE(sessions.Create(store::Row("s1", "cookie", 1)).ok());
  ASSERT_TRUE(sessions.AppendChunk(store::RefOf(database_, "s1"), 0, store::EveryByte(), 1).ok());
  const std::string code = *desk_->Invite(tom.scope, {.role = Role::kPatient, .patient = patient});
  const SignedIn pat = Joined(code, "pat", "", "cookie");
  EXPECT_EQ(sessions.Get(pat.owner, "s1")->exercise, "squat");
  EXPECT_EQ(sessions.Chunks(store::RefOf(database_, "s1"))->front(), store::EveryByte());
  EXPECT_FALSE(*sessions.HasSessions("cookie")) << "on a shared tablet the next one would see them";
}

TEST(Totp, IsWhatTheStandardSays) {  // RFC 6238, appendix B: the last six of its eight digits.
  const std::string secret = "12345678901234567890";
  EXPECT_EQ(TotpCode(secret, 59'000 / kTotpStepMs), "287082");
  EXPECT_EQ(TotpCode(secret, 1'111'111'109'000 / kTotpStepMs), "081804");
  EXPECT_EQ(TotpCode(secret, 20'000'000'000'000 / kTotpStepMs), "353130");
  EXPECT_EQ(Base32("foobar"), "MZXW6YTBOI");  // RFC 4648, section 10.
}

TEST(Code, IsReadAsItIsTyped) {
  EXPECT_EQ(ReadCode("k7qf2m9x r4td"), "K7QF-2M9X-R4TD");
  EXPECT_EQ(ReadCode("O0I1-L234-5678"), "0011-1234-5678");
  EXPECT_EQ(ReadCode("K7QF-2M9X-R4T"), std::nullopt);
  EXPECT_EQ(ReadCode("K7QF-2M9X-R4TDD"), std::nullopt);
  EXPECT_EQ(ReadCode("K7QF-2M9X-R4T!"), std::nullopt);
  EXPECT_EQ(ReadCode(NewCode())->size(), 14U);
}

TEST(Password, MayBeAnythingThatIsNotGuessedAtOnce) {
  for (const char* bad : {"123456789", "1234567890", "aaaaaaaaaaaa", "Password123", "anna@example.org"}) {
    EXPECT_FALSE(CheckPassword(bad, "Anna@example.org").ok()) << bad;
  }
  for (const char* good : {"Käse und Brot", "a b c d e f", "правильная лошадь"}) {
    EXPECT_TRUE(CheckPassword(good, "anna").ok()) << good;
  }
  EXPECT_FALSE(CheckPassword(std::string(kLongestPassword + 1, 'x') + "y", "").ok());
}

TEST(PasswordHasher, TakesSoManyAtATime) {
  PasswordHasher hasher(1, 0);
  std::array<bool, 8> done{};
  std::vector<std::thread> threads;
  for (bool& ok : done) threads.emplace_back([&] { ok = hasher.Hash("a password").ok(); });
  for (std::thread& thread : threads) thread.join();
  const auto served = std::count(done.begin(), done.end(), true);
  EXPECT_GE(served, 1);
  const auto hash = hasher.Hash("a password");
  ASSERT_TRUE(hash.ok());
  EXPECT_TRUE(*hasher.Matches(*hash, "a password"));
  EXPECT_FALSE(*hasher.Matches(*hash, "A password"));
  EXPECT_FALSE(*hasher.Matches("", ""));
}

TEST(Vault, OpensForWhomItWasSealed) {
  const Vault vault(store::SecretKey::Random());
  std::string sealed = vault.Seal("secret", "anna");
  EXPECT_EQ(*vault.Open(sealed, "anna"), "secret");
  EXPECT_FALSE(vault.Open(sealed, "ben").ok());
  EXPECT_FALSE(Vault(store::SecretKey::Random()).Open(sealed, "anna").ok());
  sealed.back() ^= 1;
  EXPECT_FALSE(vault.Open(sealed, "anna").ok());
  EXPECT_FALSE(vault.Open("short", "anna").ok());
}

}  // namespace
}  // namespace ezpt::clinic
