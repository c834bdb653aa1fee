#include <thread>

#include "clinic/clinic_fixture.h"

namespace ezpt::clinic {
namespace {

/// A clinic with two therapists and a patient of the first.
class CareTest : public ClinicTest {
 protected:
  void SetUp() override {
    ClinicTest::SetUp();
    ada_ = Founder();
    tom_ = Member(ada_, Role::kTherapist, "tom");
    una_ = Member(ada_, Role::kTherapist, "una");
    patient_ = NewPatient(tom_, "Pat");
    pat_ = Member(tom_, Role::kPatient, "pat", patient_);
    hal_ = Member(tom_, Role::kHelper, "hal", patient_);
  }
  /// Of another clinic of the same server.
  SignedIn Stranger() {
    const std::string clinic = NewId();
    EXPECT_TRUE(Write([&](store::WriteTx& tx) -> Status {
                  EZPT_CHECK_OK(Clinics::Create(tx, {.id = clinic, .name = "Other", .policy = {}}, now_));
                  return Clinics::Join(tx, clinic, una_.scope.person, Role::kTherapist, now_);
                }).ok());
    SignedIn stranger = una_;
    stranger.scope.clinic = clinic;
    return stranger;
  }
  [[nodiscard]] std::size_t CountListed(const SignedIn& who) {
    return Read([&](store::ReadTx& tx) { return Patients::List(tx, who.scope, now_); })->size();
  }

  SignedIn ada_, tom_, una_, pat_, hal_;
  std::string patient_;
};
INSTANTIATE_TEST_SUITE_P(Engines, CareTest, ::testing::Values("SQLite", "MariaDB"),
                         [](const auto& engine) { return engine.param; });

TEST_P(CareTest, EachSeesWhatIsTheirs) {
  EXPECT_EQ(ChartFor(tom_, patient_)->grant, Grant::kTeam);
  EXPECT_TRUE(ChartFor(tom_, patient_)->is_lead);
  EXPECT_EQ(ChartFor(pat_, patient_)->grant, Grant::kSelf);
  EXPECT_EQ(ChartFor(hal_, patient_)->grant, Grant::kHelper);
  const auto never = ChartFor(tom_, NewId());
  const SignedIn stranger = Stranger();
  for (const SignedIn* nobody : std::initializer_list<const SignedIn*>{&una_, &ada_, &stranger}) {
    const auto refused = ChartFor(*nobody, patient_);
    ASSERT_FALSE(refused.ok()) << nobody->scope.person;
    EXPECT_EQ(refused.error().message, never.error().message);
  }
  EXPECT_EQ(CountListed(tom_), 1U);
  EXPECT_EQ(CountListed(pat_), 1U);
  EXPECT_EQ(CountListed(hal_), 1U);
  EXPECT_EQ(CountListed(ada_), 1U) << "names, for who keeps the clinic";
  EXPECT_EQ(CountListed(una_), 0U);
  EXPECT_EQ(CountListed(stranger), 0U);
}

TEST_P(CareTest, ASwitchedRoleIsAnotherScope) {
  SignedIn as_admin = tom_;
  as_admin.scope.role = Role::kAdmin;
  EXPECT_FALSE(ChartFor(as_admin, patient_).ok());
  EXPECT_EQ(desk_->SwitchTo(tom_, tom_.scope.clinic, Role::kAdmin, {}).error().code, ErrorCode::kNotFound);
  const auto ops = desk_->SwitchTo(ada_, "", Role::kOperator, {});
  ASSERT_TRUE(ops.ok());
  EXPECT_EQ(CountListed(*WhoHolds(ops->token)), 0U);
}

TEST_P(CareTest, ALinkNeverLeavesTheClinic) {
  const SignedIn stranger = Stranger();
  const auto added = Write([&](store::WriteTx& tx) {
    return CareTeam::Add(tx, stranger.scope, patient_, {.id = NewId(), .person = una_.scope.person, .from_ms = now_});
  });
  EXPECT_FALSE(added.ok()) << "the database itself refuses it";
}

TEST_P(CareTest, AHandOverIsAcceptedOrNothing) {
  const Handover asked{.id = NewId(), .patient = patient_, .to = una_.scope.person, .note = "until spring"};
  EXPECT_EQ(Write([&](store::WriteTx& tx) { return CareTeam::Ask(tx, una_.scope, asked, now_); }).error().code,
            ErrorCode::kForbidden);
  ASSERT_TRUE(Write([&](store::WriteTx& tx) { return CareTeam::Ask(tx, tom_.scope, asked, now_); }).ok());
  EXPECT_FALSE(ChartFor(una_, patient_).ok());
  const auto answer = [&](const SignedIn& who, bool accepted) {
    return Write([&](store::WriteTx& tx) { return CareTeam::Answer(tx, who.scope, asked.id, accepted, now_); });
  };
  EXPECT_EQ(answer(tom_, true).error().code, ErrorCode::kNotFound) << "one's own";
  EXPECT_EQ(answer(ada_, true).error().code, ErrorCode::kNotFound);
  now_ += kHour;
  EXPECT_EQ(*answer(una_, true), patient_);
  EXPECT_TRUE(ChartFor(una_, patient_)->is_lead);
  EXPECT_FALSE(ChartFor(tom_, patient_).ok());
  EXPECT_EQ(answer(una_, true).error().code, ErrorCode::kNotFound) << "twice";
}

TEST_P(CareTest, ACoverEndsByItself) {
  ASSERT_TRUE(Write([&](store::WriteTx& tx) {
                return CareTeam::Add(
                    tx, tom_.scope, patient_,
                    {.id = NewId(), .person = una_.scope.person, .from_ms = now_, .until_ms = now_ + 7 * kDay});
              }).ok());
  EXPECT_TRUE(ChartFor(una_, patient_).ok());
  EXPECT_FALSE(ChartFor(una_, patient_)->is_lead);
  now_ += 7 * kDay;
  EXPECT_FALSE(ChartFor(una_, patient_).ok());
}

TEST_P(CareTest, WhoLeadsCannotJustLeave) {
  const auto end = [&](const SignedIn& whom, Role role) {
    return Write(
        [&](store::WriteTx& tx) { return Clinics::EndMembership(tx, ada_.scope, whom.scope.person, role, now_); });
  };
  EXPECT_EQ(end(tom_, Role::kTherapist).error().code, ErrorCode::kConflict);
  EXPECT_EQ(end(ada_, Role::kAdmin).error().code, ErrorCode::kConflict) << "the only one";
  EXPECT_TRUE(end(una_, Role::kTherapist).ok());
  EXPECT_EQ(end(una_, Role::kTherapist).error().code, ErrorCode::kNotFound);
}

TEST_P(CareTest, AMembershipThatEndedClosesTheNextRequest) {
  const auto welcome = desk_->SignInWith("hal", kPassword, "", {});
  ASSERT_TRUE(WhoHolds((*welcome)->token));
  ASSERT_TRUE(Write([&](store::WriteTx& tx) {
                return Clinics::EndMembership(tx, ada_.scope, hal_.scope.person, Role::kHelper, now_);
              }).ok());
  EXPECT_FALSE(WhoHolds((*welcome)->token));
  EXPECT_FALSE(*Read([&](store::ReadTx& tx) { return SignIns::Holds(tx, (*welcome)->sign_in.id, now_); }));
  EXPECT_FALSE(ChartFor(hal_, patient_).ok());
  EXPECT_EQ(desk_->SignInWith("hal", kPassword, "", {}).error().code, ErrorCode::kForbidden);
}

TEST_P(CareTest, AnEmergencyIsSaidEndsAndIsReviewed) {
  const std::string id = NewId();
  ASSERT_TRUE(Write([&](store::WriteTx& tx) {
                return CareTeam::BreakGlass(tx, una_.scope, id, patient_, "fell in the hall", now_);
              }).ok());
  EXPECT_EQ(ChartFor(una_, patient_)->grant, Grant::kEmergency);
  EXPECT_FALSE(ChartFor(tom_, patient_)->until_ms);
  const SignedIn stranger = Stranger();
  EXPECT_FALSE(Write([&](store::WriteTx& tx) {
                 return CareTeam::BreakGlass(tx, stranger.scope, NewId(), patient_, "curious", now_);
               }).ok());
  EXPECT_EQ(Write([&](store::WriteTx& tx) { return CareTeam::Review(tx, una_.scope, id, now_); }).error().code,
            ErrorCode::kForbidden);
  EXPECT_TRUE(Write([&](store::WriteTx& tx) { return CareTeam::Review(tx, ada_.scope, id, now_); }).ok());
  EXPECT_TRUE(Read([&](store::ReadTx& tx) { return CareTeam::Emergencies(tx, ada_.scope); })->front().is_reviewed);
  now_ += kEmergencyMs;
  EXPECT_FALSE(ChartFor(una_, patient_).ok());
}

// clinic.md 4.13: one byte, one row fewer, one row more; and a log that was shortened at its end.
TEST_P(CareTest, TheAuditLogTellsWhatWasDoneToIt) {
  const AuditVerdict whole = Verdict();
  EXPECT_EQ(whole.broken_at, 0) << whole.what;
  ASSERT_GT(whole.events, 6);
  Sql("update audit_events set why = 'Patient' where seq = 3");
  EXPECT_EQ(Verdict().broken_at, 3);
  Sql("delete from audit_events where seq = 3");
  EXPECT_EQ(Verdict().broken_at, 3);
  Sql("update audit_events set seq = seq - 1 where seq > 3");
  EXPECT_EQ(Verdict().broken_at, 3) << "closed up";
}

TEST_P(CareTest, TheAuditLogKnowsItsEnd) {
  const int64_t last = Verdict().events;
  Sql("insert into audit_events (seq, at_ms, clinic_id, actor_id, actor_role, patient_id, action, object, why, hash)"
      " select seq + 1, at_ms, clinic_id, actor_id, actor_role, patient_id, action, object, why, hash from audit_events"
      " where seq = " +
      std::to_string(last));
  EXPECT_EQ(Verdict().broken_at, last + 1);
  Sql("delete from audit_events where seq > " + std::to_string(last - 1));
  EXPECT_EQ(Verdict().broken_at, last);
  Sql("update audit_head set seq = seq - 1");
  EXPECT_EQ(Verdict().broken_at, last) << "and the head set back";
}

// It is read in parts.
TEST_P(CareTest, ALongAuditLogIsVerifiedToItsEnd) {
  const int64_t before = Verdict().events;
  ASSERT_TRUE(Write([&](store::WriteTx& tx) -> Status {
                for (int i = 0; i < 2500; ++i) {
                  EZPT_CHECK_OK(desk_->audit().Append(tx, EventOf(tom_.scope, now_, "chart.read", "", patient_)));
                }
                return {};
              }).ok());
  EXPECT_EQ(Verdict().events, before + 2500);
  EXPECT_EQ(Verdict().broken_at, 0);
  Sql("update audit_events set action = 'sign_out' where seq = 2001");
  EXPECT_EQ(Verdict().broken_at, 2001);
  Sql("insert into audit_events (seq, at_ms, clinic_id, actor_id, actor_role, patient_id, action, object, why, hash)"
      " values (0, 1, '', '', '', '', '', '', '', '')");
  EXPECT_EQ(Verdict().broken_at, 1) << "before the first";
}

TEST_P(CareTest, TheAuditLogNamesWhoDidIt) {
  const auto events = Read([&](store::ReadTx& tx) { return AuditLog::OfPatient(tx, pat_.scope, patient_, 0, 50); });
  ASSERT_TRUE(events.ok());
  ASSERT_FALSE(events->empty());
  for (const AuditEvent& event : *events) {
    EXPECT_EQ(event.clinic, ada_.scope.clinic);
    EXPECT_FALSE(event.actor.empty());
    EXPECT_FALSE(event.actor_role.empty());
  }
  SignedIn stranger = Stranger();
  EXPECT_TRUE(
      Read([&](store::ReadTx& tx) { return AuditLog::OfPatient(tx, stranger.scope, patient_, 0, 50); })->empty());
}

TEST_P(CareTest, EventsOfManyAtOnceMakeOneChain) {
  std::vector<std::thread> threads;
  const int64_t before = Verdict().events;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 5; ++k) {
        EXPECT_TRUE(Write([&](store::WriteTx& tx) {
                      return desk_->audit().Append(tx, EventOf(tom_.scope, now_, "chart.read", "", patient_));
                    }).ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Verdict().events, before + 20);
  EXPECT_EQ(Verdict().broken_at, 0);
}

}  // namespace
}  // namespace ezpt::clinic
