// One's own account: what is told of its changes, what was typed when one was signed out, and closing it.

#include "server/pages/security_pages.h"

#include <soci/soci.h>

#include "clinic/patients.h"
#include "server/route_matrix_fixture.h"
#include "server/route_walk_fixture.h"

namespace ezpt::server {
namespace {

using clinic::Role;

constexpr const char* kPassword = "three+short+words";

class SecurityPagesTest : public RouteWalkTest {
 protected:
  void SetUp() override {
    RouteWalkTest::SetUp();
    if (HasFatalFailure()) return;
    admin_ = Joined(**desk_->CodeForTheFirst(), "ada");
    tom_ = Joined(*desk_->Invite(WhoIs(admin_).scope, {.role = Role::kTherapist}), "tom");
    ASSERT_EQ(Ask(tom_, kPost, "/patients", "name=Pat&request_key=" + std::string(32, 'f')).status, 303);
    const clinic::Scope tom = WhoIs(tom_).scope;
    const auto patients =
        desk_->Read("patients", [&](store::ReadTx& tx) { return clinic::Patients::List(tx, tom, desk_->now_ms()); });
    patient_id_ = patients->front().id;
    pat_ = Joined(*desk_->Invite(WhoIs(tom_).scope, {.role = Role::kPatient, .patient = patient_id_}), "pat");
  }

  Asker Joined(const std::string& code, const std::string& name) {
    Asker device = NewPerson();
    return With(device, Ask(device, kPost, "/i/" + code + "/join",
                            "sign_in_name=" + name + "&display_name=Name+of+" + name + "&password=" + kPassword +
                                "&clinic_name=Elm"));
  }
  /// The device with the cookie of a sign-in that an answer gave.
  static Asker With(const Asker& device, const Response& response) {
    const std::string_view cookie = response.Header("Set-Cookie");
    return {device.cookie.substr(0, device.cookie.find(';')) + "; " + std::string(cookie.substr(0, cookie.find(';'))),
            ""};
  }
  clinic::SignedIn WhoIs(const Asker& asker) {
    const auto who = desk_->Read("who", [&](store::ReadTx& tx) {
      return clinic::SignIns::Find(tx, clinic::HashToken(CookieValue(asker.cookie, "ezpt_sign_in")), desk_->now_ms());
    });
    EXPECT_TRUE(who.ok() && *who);
    return who.ok() && *who ? **who : clinic::SignedIn();
  }
  /// As if nobody had touched that device for longer than the clinic allows.
  void Lapse(const Asker& asker) {
    const std::string id = WhoIs(asker).sign_in;
    ASSERT_TRUE(desk_
                    ->Write("lapse",
                            [&](store::WriteTx& tx) -> Status {
                              tx.sql() << "update sign_ins set seen_ms = 1 where id = :id", soci::use(id);
                              return {};
                            })
                    .ok());
  }
  Response SignIn(const Asker& device, const std::string& name, const std::string& more = "",
                  const std::string& password = kPassword) {
    return Ask(device, kPost, "/sign-in", "name=" + name + "&password=" + password + more);
  }
  /// What a page's hidden field holds.
  static std::string Hidden(const Response& page, const std::string& name) {
    const std::string sign = "name=\"" + name + "\" value=\"";
    const std::size_t at = page.body->find(sign);
    if (at == std::string::npos) return "";
    return page.body->substr(at + sign.size(), page.body->find('"', at + sign.size()) - at - sign.size());
  }
  static bool Says(const Response& page, const std::string& text) { return page.body->find(text) != std::string::npos; }

  Asker admin_, tom_, pat_;
  std::string patient_id_;
};

TEST_F(SecurityPagesTest, ARecoveryIsToldOnTheNextPageUntilItIsRead) {
  const Response sheet = Ask(tom_, kPost, "/patients/" + patient_id_ + "/recover");
  ASSERT_EQ(sheet.status, 200) << *sheet.body;
  const std::size_t at = sheet.body->find("/i/");
  const std::string code = sheet.body->substr(at + 3, 14);
  const Asker device = NewPerson();
  ASSERT_EQ(Ask(device, kPost, "/i/" + code + "/recover", "password=four+other+short+words").status, 303);
  const Response in = SignIn(device, "pat", "", "four+other+short+words");
  EXPECT_EQ(in.Header("Location"), "/me/security") << "where it is listed: the first page of a patient tells nothing";
  const Asker pat = With(device, in);
  const Response care = Ask(pat, kGet, "/me/care");
  EXPECT_TRUE(Says(care, "A new password was set with the recovery code made by Name of tom."));
  EXPECT_FALSE(Says(Ask(pat, kGet, "/"), "sign-in was changed")) << "browsers keep that page for whoever comes next";
  EXPECT_FALSE(Says(Ask(tom_, kGet, "/patients"), "recovery code made by"));
  ASSERT_EQ(Ask(pat, kPost, "/me/security/changes/seen").status, 303);
  EXPECT_FALSE(Says(Ask(pat, kGet, "/me/care"), "recovery code made by"));
  EXPECT_TRUE(Says(Ask(pat, kGet, "/me/security"), "recovery code made by")) << "the list";
}

TEST_F(SecurityPagesTest, WhatWasTypedBeforeTheSignOutComesBackToItsPerson) {
  Lapse(tom_);
  const std::string form = "name=Quentin+%26+%3Cb%3E&request_key=" + std::string(32, 'c');
  const Response asked = Ask(tom_, kPost, "/patients", form);
  EXPECT_EQ(asked.status, 403);
  const std::string kept = Hidden(asked, "kept");
  ASSERT_FALSE(kept.empty()) << *asked.body;
  EXPECT_FALSE(Says(asked, "Quentin")) << "sealed: the next one at this device reads nothing";
  // Somebody else signs in there.
  EXPECT_EQ(SignIn(tom_, "pat", "&kept=" + kept).status, 303);
  const Response back = SignIn(tom_, "tom", "&kept=" + kept);
  EXPECT_EQ(back.status, 200);
  EXPECT_TRUE(Says(back, "Quentin &amp; &lt;b&gt;")) << *back.body;
  EXPECT_TRUE(Says(back, "action=\"/patients\""));
  EXPECT_EQ(Hidden(back, "request_key"), std::string(32, 'c'));
  const Asker tom = With(tom_, back);
  EXPECT_FALSE(Says(Ask(tom, kGet, "/patients"), "Quentin")) << "not sent before they say so";
  EXPECT_EQ(Ask(tom, kPost, "/patients", form).status, 303);
  EXPECT_TRUE(Says(Ask(tom, kGet, "/patients"), "Quentin"));
}

TEST_F(SecurityPagesTest, APageSendsWhatStandsInItWhenItsTimeIsOver) {
  const std::string path = "/patients/" + patient_id_ + "/handover";
  const Response asked =
      Ask(tom_, kPost, "/sign-in/keep", "note=Her+shoulder&person=x&kept_path=" + PercentEncode(path));
  const Response back = SignIn(tom_, "tom", "&kept=" + Hidden(asked, "kept"));
  EXPECT_TRUE(Says(back, "action=\"" + path + "\""));
  EXPECT_TRUE(Says(back, "Her shoulder"));
  EXPECT_FALSE(Says(back, "kept_path"));
  EXPECT_EQ(Ask(tom_, kPost, "/sign-in/keep", "note=x&kept_path=%2F%2Fevil.example").status, 303);
}

TEST_F(SecurityPagesTest, SecretsAndWhatIsNobodysAreNotKept) {
  Lapse(tom_);
  EXPECT_EQ(Hidden(Ask(tom_, kPost, "/me/security/password", "password=a+b&new_password=c+d"), "kept"), "");
  EXPECT_EQ(Hidden(Ask(tom_, kPost, "/patients", "name=" + std::string(7000, 'x')), "kept"), "") << "too much";
  EXPECT_EQ(Hidden(Ask(stranger_, kPost, "/patients", "name=Quentin"), "kept"), "");
  const Response garbled = SignIn(tom_, "tom", "&kept=abcd");
  EXPECT_EQ(garbled.status, 303);
}

TEST_F(SecurityPagesTest, TheFoldOfAFormThatDidNotWorkIsOpenWithWhatWasTyped) {
  const Response wrong = Ask(pat_, kPost, "/me/security/close", "password=not+mine");
  EXPECT_EQ(wrong.status, 403);
  EXPECT_TRUE(Says(wrong, "<details class=\"danger\" open>"));
  EXPECT_FALSE(Says(Ask(pat_, kGet, "/me/security"), "<details class=\"danger\" open>"));
  const Response nobody = Ask(tom_, kPost, "/patients/" + patient_id_ + "/handover", "person=nobody&note=Her+shoulder");
  EXPECT_TRUE(Says(nobody, "<details class=\"fold\" open>") || nobody.status == 404);
  const Response days = Ask(tom_, kPost, "/patients/" + patient_id_ + "/team", "person=x&days=4000");
  EXPECT_TRUE(Says(days, "A cover lasts 1 to 90 days."));
  const Response short_reason = Ask(admin_, kPost, "/patients/" + patient_id_ + "/emergency", "reason=help");
  EXPECT_TRUE(Says(short_reason, ">help</textarea>"));
}

TEST_F(SecurityPagesTest, WhoClosesTheirAccountIsSignedOutAndNamedNowhere) {
  ASSERT_EQ(Ask(admin_, kPost, "/patients/" + patient_id_ + "/emergency", "reason=She+fell+at+the+desk.").status, 303);
  EXPECT_TRUE(Says(Ask(pat_, kGet, "/me/care"), "She fell at the desk."));
  const Response led = Ask(tom_, kPost, "/me/security/close", std::string("password=") + kPassword);
  EXPECT_EQ(led.status, 409);
  EXPECT_TRUE(Says(led, "You lead the care of patients."));
  const Response closed = Ask(pat_, kPost, "/me/security/close", std::string("password=") + kPassword);
  ASSERT_EQ(closed.status, 303) << *closed.body;
  EXPECT_EQ(closed.Header("Location"), "/sign-in?said=account-closed");
  EXPECT_EQ(Ask(pat_, kGet, "/me/security").status, 303);
  EXPECT_FALSE(Says(Ask(tom_, kGet, "/patients"), "Pat<"));
  EXPECT_EQ(Ask(tom_, kGet, "/patients/" + patient_id_).status, 404);
  const Response audit = Ask(admin_, kGet, "/clinic/audit");
  EXPECT_TRUE(Says(audit, "closed their account"));
  EXPECT_TRUE(Says(audit, "as they were written"));
  for (const char* path : {"/clinic", "/clinic/audit", "/clinic/emergencies", "/patients"}) {
    const Response page = Ask(admin_, kGet, path);
    EXPECT_FALSE(Says(page, "Name of pat") || Says(page, "She fell at the desk.")) << path;
  }
  EXPECT_TRUE(Says(Ask(admin_, kGet, "/clinic/emergencies"), "Somebody who closed their account"));
}

}  // namespace
}  // namespace ezpt::server
