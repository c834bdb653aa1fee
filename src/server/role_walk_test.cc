// Every route of who is signed in × every role × a stranger, with ids that are absent, empty, 0, doubled and another's.

#include <soci/soci.h>

#include <map>

#include "clinic/care_team.h"
#include "clinic/patients.h"
#include "server/route_matrix_fixture.h"
#include "server/route_walk_fixture.h"

namespace ezpt::server {
namespace {

using clinic::Role;

constexpr const char* kPassword = "three short words";
constexpr const char* kPatientName = "Patricia Hausmann-Ito";  ///< On no page but of who may know her.
constexpr const char* kFree = "<img src=x onerror=alert(1)>";  ///< In every text that somebody typed.

class RoleWalk : public RouteWalkTest {
 protected:
  /// Somebody who is signed in.
  struct Person {
    Asker asker;
    clinic::SignedIn who;
  };

  void SetUp() override {
    RouteWalkTest::SetUp();
    if (HasFatalFailure()) return;
    admin_ = Joined(**desk_->CodeForTheFirst(), "ada");
    therapist_ = Invited(admin_, {.role = Role::kTherapist}, "tom");
    colleague_ = Invited(admin_, {.role = Role::kTherapist}, "una");
    patient_id_ = NewPatient(therapist_, kPatientName);
    patient_ = Invited(therapist_, {.role = Role::kPatient, .patient = patient_id_}, "pat");
    helper_ = Invited(therapist_, {.role = Role::kHelper, .patient = patient_id_}, "hal");
    other_patient_ =
        Invited(colleague_, {.role = Role::kPatient, .patient = NewPatient(colleague_, "Quentin")}, "quin");
    operator_ = As(admin_, "", Role::kOperator);
    admin_ = SignedInAs("ada");
    foreign_ = ForeignClinic();
    everybody_ = {{"a stranger", {stranger_, {}}}, {"the patient", patient_},     {"another patient", other_patient_},
                  {"the helper", helper_},         {"the therapist", therapist_}, {"a colleague", colleague_},
                  {"the administrator", admin_},   {"the operator", operator_},   {"another clinic's", foreign_}};
  }

  Person WithToken(const std::string& token) {
    auto who = desk_->Read(
        "who", [&](store::ReadTx& tx) { return clinic::SignIns::Find(tx, clinic::HashToken(token), desk_->now_ms()); });
    EXPECT_TRUE(who.ok() && *who);
    const Asker device = NewPerson();
    return {{device.cookie + "; ezpt_sign_in=" + token, (*who)->owner}, **who};
  }
  Person Joined(const std::string& code, const std::string& name) {
    const auto welcome = desk_->Join(code,
                                     {.sign_in_name = name,
                                      .display_name = name + kFree,
                                      .password = kPassword,
                                      .clinic_name = std::string("Elm Street") + kFree},
                                     {.address = name, .device = std::string("Phone") + kFree});
    EXPECT_TRUE(welcome.ok()) << welcome.error().message;
    return WithToken(welcome->token);
  }
  Person Invited(const Person& by, clinic::Invitation invitation, const std::string& name) {
    invitation.name = kFree;
    const auto code = desk_->Invite(by.who.scope, invitation);
    EXPECT_TRUE(code.ok()) << code.error().message;
    return Joined(*code, name);
  }
  Person SignedInAs(const std::string& name) {
    const auto welcome = desk_->SignInWith(name, kPassword, "", {.address = name + "'s home"});
    EXPECT_TRUE(welcome.ok() && *welcome);
    return WithToken((*welcome)->token);
  }
  Person As(const Person& from, const std::string& clinic, Role role) {
    const auto welcome = desk_->SwitchTo(from.who, clinic, role, {});
    EXPECT_TRUE(welcome.ok()) << welcome.error().message;
    return WithToken(welcome->token);
  }
  std::string NewPatient(const Person& by, const std::string& name) {
    const clinic::PatientRow row{.id = clinic::NewId(), .name = name, .created_ms = desk_->now_ms()};
    EXPECT_TRUE(
        desk_->Write("add", [&](store::WriteTx& tx) { return clinic::Patients::Add(tx, by.who.scope, row); }).ok());
    return row.id;
  }
  /// A therapist of another clinic on the same server.
  Person ForeignClinic() {
    const std::string id = clinic::NewId();
    EXPECT_TRUE(desk_
                    ->Write("another clinic",
                            [&](store::WriteTx& tx) -> Status {
                              EZPT_CHECK_OK(clinic::Clinics::Create(tx, {.id = id, .name = "Other", .policy = {}},
                                                                    desk_->now_ms()));
                              return clinic::Clinics::Join(tx, id, colleague_.who.scope.person, Role::kTherapist,
                                                           desk_->now_ms());
                            })
                    .ok());
    const Person foreign = As(SignedInAs("una"), id, Role::kTherapist);
    EXPECT_EQ(foreign.who.scope.clinic, id);
    return foreign;
  }

  std::string PathOf(const Row& row, const std::string& id) const {
    std::string path = row.pattern;
    for (const std::string place : {"{id}", "{place}", "{code}"}) {
      const std::size_t at = path.find(place);
      if (at != std::string::npos) path.replace(at, place.size(), id);
    }
    return path;
  }
  /// A form that names whatever there is.
  std::string Body(const std::string& id) const {
    return "person=" + therapist_.who.scope.person + "&patient=" + id +
           "&role=therapist&clinic=" + therapist_.who.scope.clinic +
           "&name=x&days=3&reason=a+reason+that+is+long&answer=accept&note=x" +
           "&second_factor=optional&grace_days=1&idle_minutes=10&request_key=" + std::string(32, 'a');
  }
  [[nodiscard]] bool MayKnow(const std::string& who) const {
    return who == "the patient" || who == "the helper" || who == "the therapist" || who == "the administrator";
  }
  /// All that is stored, but for what every request leaves: the audit log, tries, and when somebody was seen.
  std::string Stored() {
    std::string all;
    for (const std::string table :
         {"clinics", "persons", "credentials", "memberships", "patients", "care_team", "handovers", "emergency_access",
          "invitations", "requests_done", "sessions", "sign_ins"}) {
      EXPECT_TRUE(desk_
                      ->Read("all",
                             [&](store::ReadTx& tx) -> Status {
                               int count = 0;
                               long long sum = 0;
                               tx.sql() << "select count(*) from " + table, soci::into(count);
                               if (table == "care_team" || table == "memberships") {
                                 tx.sql() << "select coalesce(sum(until_ms), 0) from " + table, soci::into(sum);
                               }
                               all += table + " " + std::to_string(count) + " " + std::to_string(sum) + "; ";
                               return {};
                             })
                      .ok());
    }
    return all;
  }
  [[nodiscard]] int64_t CountAudited(const std::string& action) {
    int count = 0;
    EXPECT_TRUE(desk_
                    ->Read("events",
                           [&](store::ReadTx& tx) -> Status {
                             tx.sql() << "select count(*) from audit_events where action = :action", soci::use(action),
                                 soci::into(count);
                             return {};
                           })
                    .ok());
    return count;
  }

  Person admin_, therapist_, colleague_, patient_, other_patient_, helper_, operator_, foreign_;
  std::map<std::string, Person> everybody_;
  std::string patient_id_;
};

TEST_F(RoleWalk, EachRouteIsForItsRolesAndForNobodyElse) {
  for (const Row& row : kSignedInMatrix) {
    for (const auto& [name, person] : everybody_) {
      SCOPED_TRACE(std::string(MethodName(row.method)) + " " + row.pattern + " by " + name);
      if (name != "a stranger" && IsFor(row.access, person.who.scope.role)) continue;
      const std::string before = Stored();
      const int64_t refusals = CountAudited("route.refused");
      const Response response = Ask(person.asker, row.method, PathOf(row, patient_id_), Body(patient_id_));
      EXPECT_EQ(Stored(), before);
      if (name != "a stranger") {
        EXPECT_EQ(response.status, 404);
        EXPECT_EQ(CountAudited("route.refused"), refusals + 1);
      } else if (row.method == kGet) {
        EXPECT_EQ(response.status, 303);
        EXPECT_TRUE(response.Header("Location").starts_with("/sign-in"));
      } else {
        EXPECT_EQ(response.status, 403);
      }
    }
  }
}

TEST_F(RoleWalk, NobodyLearnsOfAPatientWhoMayNot) {
  for (const Row& row : kSignedInMatrix) {
    if (row.pattern == "/patients/everybody" || row.pattern == "/patients/{id}/emergency")
      continue;  // For staff; noted.
    for (const auto& [name, person] : everybody_) {
      if (MayKnow(name)) continue;
      for (const std::string& id : {std::string(), std::string("0"), patient_id_, patient_id_ + patient_id_,
                                    patient_id_ + "/" + patient_id_, patient_.who.scope.person, patient_.who.owner}) {
        SCOPED_TRACE(std::string(MethodName(row.method)) + " " + PathOf(row, id) + " by " + name);
        const Fields everything = {{"patient", patient_id_},
                                   {"clinic", therapist_.who.scope.clinic},
                                   {"role", "admin"},
                                   {"person", patient_.who.scope.person}};
        if (row.method != kGet && row.access == Access::kSignedIn) continue;  // One's own: signs itself out.
        const Response response =
            Ask(person.asker, row.method, PathOf(row, id), row.method == kGet ? "" : Body(id), everything);
        EXPECT_EQ(response.body->find(kPatientName), std::string::npos);
      }
    }
  }
}

TEST_F(RoleWalk, AnotherPatientIsAnsweredAsOneThatNeverWas) {
  const std::string never(patient_id_.size(), 'a');
  for (const Row& row : kSignedInMatrix) {
    if (row.pattern.find("/patients/{id}") == std::string::npos) continue;
    for (const std::string name : {"another patient", "a colleague", "another clinic's"}) {
      if (!IsFor(row.access, everybody_[name].who.scope.role)) continue;
      // A colleague in the same clinic may say that it is an emergency.
      if (row.pattern.ends_with("/emergency") && name == "a colleague") continue;
      SCOPED_TRACE(std::string(MethodName(row.method)) + " " + row.pattern + " by " + name);
      const std::string before = Stored();
      const Response missing = Ask(everybody_[name].asker, row.method, PathOf(row, never), Body(never));
      const Response theirs = Ask(everybody_[name].asker, row.method, PathOf(row, patient_id_), Body(patient_id_));
      EXPECT_EQ(missing.status, 404);
      EXPECT_EQ(theirs.status, 404);
      EXPECT_EQ(*theirs.body, *missing.body);
      EXPECT_EQ(Stored(), before);
    }
  }
  EXPECT_GT(CountAudited("chart.refused"), 10);
}

/// Without this the others could pass because nobody gets anything.
TEST_F(RoleWalk, EachGetsTheirPages) {
  for (const Row& row : kSignedInMatrix) {
    if (row.method != kGet) continue;
    for (const auto& [name, person] : everybody_) {
      if (name == "a stranger" || !IsFor(row.access, person.who.scope.role)) continue;
      const bool of_patient = row.pattern.find("{id}") != std::string::npos;
      if (of_patient && (!MayKnow(name) || (name == "the administrator" && row.pattern == "/patients/{id}"))) continue;
      if (row.pattern == "/me/care" && person.who.scope.role != Role::kPatient) continue;
      const Response page = Ask(person.asker, kGet, PathOf(row, patient_id_));
      EXPECT_EQ(page.status, 200) << row.pattern << " for " << name << ": " << *page.body;
    }
  }
  EXPECT_NE(Ask(therapist_.asker, kGet, "/patients").body->find(kPatientName), std::string::npos);
  EXPECT_NE(Ask(helper_.asker, kGet, "/patients/" + patient_id_).body->find(kPatientName), std::string::npos);
}

TEST_F(RoleWalk, LookingAtARecordStandsInTheLogThatThePatientReads) {
  ASSERT_EQ(Ask(therapist_.asker, kGet, "/patients/" + patient_id_).status, 200);
  const Response care = Ask(patient_.asker, kGet, "/me/care");
  EXPECT_NE(care.body->find("looked at the record"), std::string::npos);
  EXPECT_NE(care.body->find("tom"), std::string::npos);
}

TEST_F(RoleWalk, LookingChangesNothing) {
  for (const Row& row : kSignedInMatrix) {
    if (row.method != kGet) continue;
    for (const auto& [name, person] : everybody_) {
      for (const Method method : {kGet, Method::kHead}) {
        const std::string before = Stored();
        (void)Ask(person.asker, method, PathOf(row, patient_id_), "", {{"patient", patient_id_}});
        EXPECT_EQ(Stored(), before) << row.pattern << " by " << name;
      }
    }
  }
}

TEST_F(RoleWalk, AMembershipThatEndedClosesTheNextRequest) {
  const std::string path = "/patients/" + patient_id_;
  ASSERT_EQ(Ask(helper_.asker, kGet, path).status, 200);
  const Response ended =
      Ask(admin_.asker, kPost, "/clinic/members/end", "person=" + helper_.who.scope.person + "&role=helper");
  ASSERT_EQ(ended.status, 303) << *ended.body;
  EXPECT_EQ(Ask(helper_.asker, kGet, path).status, 303) << "to the sign-in";
  EXPECT_EQ(Ask(helper_.asker, kPost, "/sign-out").status, 403);
}

// clinic.md 4.14: what somebody typed is text on every page of everybody.
TEST_F(RoleWalk, WhatWasTypedIsShownAsText) {
  int shown = 0;
  for (const Row& row : kSignedInMatrix) {
    if (row.method != kGet) continue;
    for (const auto& [name, person] : everybody_) {
      const Response page = Ask(person.asker, kGet, PathOf(row, patient_id_));
      EXPECT_EQ(page.body->find("<img src=x"), std::string::npos) << row.pattern << " for " << name;
      shown += page.body->find("&lt;img src=x") != std::string::npos ? 1 : 0;
    }
  }
  EXPECT_GT(shown, 20);
}

/// The policy of every answer, error pages and redirections too: nothing runs, loads, is sent or framed but by this
/// server; nothing is written into a page as script or style.
TEST_F(RoleWalk, EveryAnswerForbidsWhatNoPageNeeds) {
  int pages = 0;
  for (const auto* rows : {&kMatrix, &kDeskMatrix, &kSignedInMatrix}) {
    for (const Row& row : *rows) {
      for (const auto& [name, person] : everybody_) {
        SCOPED_TRACE(row.pattern + " for " + name);
        if (row.method != kGet || row.pattern.ends_with(".mp4")) continue;
        const Response response = Ask(person.asker, row.method, PathOf(row, patient_id_));
        const std::string policy(response.Header("Content-Security-Policy"));
        for (const char* directive :
             {"default-src 'none'", "script-src 'self' 'wasm-unsafe-eval';", "style-src 'self';", "connect-src 'self';",
              "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"}) {
          EXPECT_NE(policy.find(directive), std::string::npos) << directive;
        }
        for (const char* loose : {"unsafe-inline", "'unsafe-eval'", "*", "http:", "https:"}) {
          EXPECT_EQ(policy.find(loose), std::string::npos) << loose;
        }
        EXPECT_EQ(response.Header("X-Content-Type-Options"), "nosniff");
        EXPECT_EQ(response.Header("Referrer-Policy"), "same-origin");
        if (!response.Header("Content-Type").starts_with("text/html")) continue;
        ++pages;
        const std::string& html = *response.body;
        for (const char* inline_ : {"<style", " style=\"", " onclick=", " onload=", "javascript:", "<script>"}) {
          EXPECT_EQ(html.find(inline_), std::string::npos) << inline_;
        }
        // What is loaded, or sent to; /trust leads to this server's own encrypted address.
        for (const char* foreign : {"src=\"http", "action=\"http", "src=\"//", "href=\"//"}) {
          EXPECT_EQ(html.find(foreign), std::string::npos) << foreign;
        }
      }
    }
  }
  EXPECT_GT(pages, 100);
}

TEST_F(RoleWalk, WhoMustSetUpASecondFactorCanDoNothingElse) {
  ASSERT_EQ(Ask(admin_.asker, kPost, "/clinic/policy", "second_factor=everybody&grace_days=0&idle_minutes=30").status,
            303);
  for (const Row& row : kSignedInMatrix) {
    if (row.access == Access::kSignedIn || !IsFor(row.access, Role::kPatient)) continue;
    const Response response = Ask(patient_.asker, row.method, PathOf(row, patient_id_), Body(patient_id_));
    EXPECT_EQ(response.status, 303) << row.pattern;
    EXPECT_TRUE(response.Header("Location").starts_with("/me/security")) << row.pattern;
  }
  EXPECT_EQ(Ask(patient_.asker, kGet, "/me/security").status, 200);
}

TEST_F(RoleWalk, WhatAPatientDoesIsForTheirClinicAndTheirAccount) {
  const std::string session = Begin(patient_.asker, "a-session-of-hers");
  ASSERT_FALSE(session.empty());
  const auto row = sessions_->Get(patient_.who.owner, session);
  ASSERT_TRUE(row.ok());
  EXPECT_EQ(row->clinic, therapist_.who.scope.clinic);
  EXPECT_EQ(sessions_->Get(therapist_.who.owner, Begin(therapist_.asker, "a-therapists-own-try"))->clinic, "");
  EXPECT_NE(Ask(therapist_.asker, kGet, "/patients/" + patient_id_).body->find("quat"), std::string::npos);
}

}  // namespace
}  // namespace ezpt::server
