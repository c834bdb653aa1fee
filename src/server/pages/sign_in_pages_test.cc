#include "server/pages/sign_in_pages.h"

#include <soci/soci.h>

#include "clinic/totp.h"
#include "server/route_matrix_fixture.h"
#include "server/route_walk_fixture.h"

namespace ezpt::server {
namespace {

class SignInPagesTest : public RouteWalkTest {
 protected:
  void SetUp() override {
    RouteWalkTest::SetUp();
    if (HasFatalFailure()) return;
    device_ = NewPerson();
    code_ = **desk_->CodeForTheFirst();
  }

  Response Join(const std::string& more = "") {
    return Ask(device_, kPost, "/i/" + code_ + "/join",
               "sign_in_name=Ada%40example.org&display_name=Ada&password=three+short+words&clinic_name=Elm" + more);
  }
  Response SignIn(const std::string& form) { return Ask(device_, kPost, "/sign-in", form); }
  /// The device with the cookie of a sign-in that an answer gave.
  Asker With(const Response& response) const {
    const std::string_view cookie = response.Header("Set-Cookie");
    return {device_.cookie + "; " + std::string(cookie.substr(0, cookie.find(';'))), ""};
  }

  Asker device_;
  std::string code_;
};

TEST_F(SignInPagesTest, ACodeMakesAnAccountThatSignsIn) {
  EXPECT_NE(Ask(device_, kGet, "/i/" + code_).body->find("clinic_name"), std::string::npos);
  const Response joined = Join();
  ASSERT_EQ(joined.status, 303) << *joined.body;
  EXPECT_EQ(joined.Header("Location"), "/clinic");
  EXPECT_EQ(Ask(With(joined), kGet, "/clinic").status, 200);
  EXPECT_EQ(Ask(device_, kGet, "/clinic").status, 303) << "the cookie of the device is no sign-in";
  const Response again = SignIn("name=ADA%40example.org&password=three+short+words&to=%2Fclinic%2Faudit");
  EXPECT_EQ(again.Header("Location"), "/clinic/audit");
  EXPECT_EQ(Ask(With(again), kGet, "/clinic/audit").status, 200);
}

TEST_F(SignInPagesTest, TheCookieIsForTheServerAlone) {
  const Response joined = Join();
  const std::string cookie(joined.Header("Set-Cookie"));
  for (const char* attribute : {"; HttpOnly", "; SameSite=Lax", "; Path=/"}) {
    EXPECT_NE(cookie.find(attribute), std::string::npos) << cookie;
  }
  EXPECT_EQ(cookie.find("Max-Age"), std::string::npos) << "staff's ends with the browser";
}

TEST_F(SignInPagesTest, AWrongNameAndAWrongPasswordLookTheSame) {
  ASSERT_EQ(Join().status, 303);
  const Response unknown = SignIn("name=nobody%40x.org&password=three+short+words");
  const Response wrong = SignIn("name=nobody%40x.org&password=three+long+words");
  const Response known = SignIn("name=ada%40example.org&password=three+long+words");
  EXPECT_EQ(unknown.status, 403);
  EXPECT_EQ(known.status, 403);
  EXPECT_EQ(*unknown.body, *wrong.body);
  std::string body = *known.body;
  body.replace(body.find("ada@example.org"), 15, "nobody@x.org");
  EXPECT_EQ(body, *unknown.body);
  EXPECT_EQ(known.Header("Set-Cookie").find("ezpt_sign_in"), std::string::npos);
}

TEST_F(SignInPagesTest, ItLeadsNowhereElse) {
  ASSERT_EQ(Join().status, 303);
  for (const char* to : {"https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example", "javascript%3A1"}) {
    const Response in = SignIn("name=ada%40example.org&password=three+short+words&to=" + std::string(to));
    EXPECT_EQ(in.Header("Location"), "/clinic") << to;
  }
}

TEST_F(SignInPagesTest, TheSecondFactorIsAskedForWithoutThePassword) {
  const Asker ada = With(Join());
  const auto who = desk_->Read("who", [&](store::ReadTx& tx) {
    return clinic::SignIns::Find(tx, clinic::HashToken(CookieValue(ada.cookie, "ezpt_sign_in")), desk_->now_ms());
  });
  ASSERT_TRUE(who.ok() && *who);
  const Response offer = Ask(ada, kGet, "/me/security/second-factor");
  EXPECT_NE(offer.body->find("<path d=\"M"), std::string::npos) << "the picture for the phone";
  const Response wrong =
      Ask(ada, kPost, "/me/security/second-factor", "sealed=ab&code=123456&password=three+short+words");
  EXPECT_NE(wrong.status, 200);
  const std::string codes[] = {"AAAA-BBBB-CCCC"};
  ASSERT_TRUE(desk_
                  ->Write("set",
                          [&](store::WriteTx& tx) {
                            return clinic::Accounts::SetSecondFactor(tx, (*who)->scope.person, "sealed", {codes[0]}, 1);
                          })
                  .ok());
  const Response asked = SignIn("name=ada%40example.org&password=three+short+words");
  EXPECT_EQ(asked.status, 200);
  EXPECT_NE(asked.body->find("challenge"), std::string::npos);
  EXPECT_EQ(asked.body->find("three short words"), std::string::npos);
  EXPECT_EQ(asked.Header("Set-Cookie").find("ezpt_sign_in"), std::string::npos);
  EXPECT_EQ(SignIn("challenge=00&code=123456").status, 403);
}

TEST_F(SignInPagesTest, SigningOutEndsItHereAndOnTheServer) {
  const Asker ada = With(Join());
  const Response out = Ask(ada, kPost, "/sign-out");
  EXPECT_EQ(out.Header("Location"), "/sign-in?said=signed-out");
  EXPECT_NE(out.Header("Set-Cookie").find("ezpt_sign_in=; "), std::string::npos);
  EXPECT_NE(out.Header("Set-Cookie").find("Max-Age=0"), std::string::npos);
  EXPECT_EQ(Ask(ada, kGet, "/clinic").status, 303) << "a copy of the cookie is of no use";
}

TEST_F(SignInPagesTest, AFormWithAFieldTwiceIsNone) {
  EXPECT_EQ(SignIn("name=a&name=b&password=x").status, 400);
  EXPECT_EQ(Ask(device_, kPost, "/sign-in", R"({"name":"a"})").status, 400);
}

TEST_F(SignInPagesTest, WhoBringsNoCookieOfThisServerSignsNobodyIn) {
  ASSERT_EQ(Join().status, 303);
  EXPECT_EQ(Ask(stranger_, kPost, "/sign-in", "name=ada%40example.org&password=three+short+words").status, 403);
}

TEST_F(SignInPagesTest, APrintedCodeIsTypedAsItComes) {
  EXPECT_EQ(Ask(device_, kPost, "/i", "code=k7qf2m9xr4td").Header("Location"), "/i/K7QF-2M9X-R4TD");
  EXPECT_EQ(Ask(device_, kPost, "/i", "code=nonsense").status, 404);
  EXPECT_EQ(Ask(device_, kGet, "/i/K7QF-2M9X-R4TD").status, 404);
}

// clinic.md 4.23: signed out, and somebody else on the same device.
TEST_F(SignInPagesTest, TheNextOneOnTheDeviceSeesNothingOfTheFirst) {
  const Asker ada = With(Join());
  const std::string session = Begin(ada, "what-ada-did-on-this-device");
  ASSERT_FALSE(session.empty());
  EXPECT_NE(Ask(ada, kGet, "/sessions").body->find(session), std::string::npos);
  ASSERT_EQ(Ask(ada, kPost, "/sign-out").status, 303);
  for (const char* path : {"/sessions", "/api/sessions", "/", "/exercises/squat", "/exercises/squat/session"}) {
    const Response page = Ask(device_, kGet, path);
    EXPECT_EQ(page.body->find(session), std::string::npos) << path;
    EXPECT_EQ(page.body->find("Ada"), std::string::npos) << path;
  }
}

TEST_F(SignInPagesTest, PagesThatBrowsersKeepNameNobody) {
  const Asker ada = With(Join());
  for (const char* path : {"/", "/exercises/squat", "/exercises/squat/session", "/about/privacy"}) {
    EXPECT_EQ(Ask(ada, kGet, path).body->find(">Ada<"), std::string::npos) << path;
  }
  EXPECT_NE(Ask(ada, kGet, "/sessions").body->find(">Ada<"), std::string::npos);
}

TEST_F(SignInPagesTest, SentTwiceAPatientIsAddedOnce) {
  const Asker ada = With(Join());
  const auto who = desk_->Read("who", [&](store::ReadTx& tx) {
    return clinic::SignIns::Find(tx, clinic::HashToken(CookieValue(ada.cookie, "ezpt_sign_in")), desk_->now_ms());
  });
  const auto invited = desk_->Invite((*who)->scope, {.role = clinic::Role::kTherapist});
  const Response as_therapist = Ask(ada, kPost, "/i/" + *invited + "/join", "as_signed_in=1");
  ASSERT_EQ(as_therapist.Header("Location"), "/patients");
  const Asker tom = With(as_therapist);
  const std::string form = "name=Pat&request_key=" + std::string(32, 'f');
  EXPECT_EQ(Ask(tom, kPost, "/patients", form).status, 303);
  EXPECT_EQ(Ask(tom, kPost, "/patients", form).status, 303);
  int count = 0;
  ASSERT_TRUE(desk_
                  ->Read("count",
                         [&](store::ReadTx& tx) -> Status {
                           tx.sql() << "select count(*) from patients", soci::into(count);
                           return {};
                         })
                  .ok());
  EXPECT_EQ(count, 1);
}

TEST_F(SignInPagesTest, WhatWasDoneBeforeIsKeptWhereThePersonWantsIt) {
  const std::string session = Begin(device_, "done-without-an-account");
  EXPECT_NE(Ask(device_, kGet, "/i/" + code_).body->find("keep_history"), std::string::npos);
  const Asker ada = With(Join("&keep_history=1"));
  EXPECT_EQ(Ask(ada, kGet, "/sessions/" + session).status, 200);
  EXPECT_EQ(Ask(device_, kGet, "/sessions/" + session).status, 404) << "it is the account's now";
}

}  // namespace
}  // namespace ezpt::server
