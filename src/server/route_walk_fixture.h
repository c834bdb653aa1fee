#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "clinic/front_desk.h"
#include "coach/pipeline.h"
#include "server/application.h"
#include "server/pages/kept_form.h"
#include "server/pages/pages.h"
#include "server/pages/trust.h"
#include "server/store_fixture.h"
#include "server/virtual_patient.h"
#include "server/wall_clock.h"

namespace ezpt::server {

using nlohmann::json;

/// A cookie, and whom the store knows by it. A stranger has none.
struct Asker {
  std::string cookie;
  std::string owner;
};

/// Every route of the server in one application, without a socket. Anna has a session that is over, with how bad it
/// was, one that is not, and a limit; Berta has a cookie; the stranger has nothing.
class RouteWalkTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (HasFatalFailure()) return;
    auto templates = Templates::Load(EZPT_SOURCE_DIR "/src/server/templates");
    ASSERT_TRUE(templates.ok()) << templates.error().message;
    templates_ = std::make_unique<Templates>(*std::move(templates));
    hub_ = std::make_unique<LiveHub>(LiveHub::Options(), HubParts());
    desk_ = std::make_unique<clinic::FrontDesk>(
        clinic::FrontDesk::Parts{.database = database_, .key = store::SecretKey::Random(), .now_ms = WallClockMs});
    MakeApplication();
    anna_ = NewPerson();
    berta_ = NewPerson();
    chunks_ = Record();
    ended_ = Begin(anna_, "anna-s-ended-session");
    ASSERT_EQ(Ask(anna_, Method::kPost, "/api/sessions/" + ended_ + "/finish").status, 200);
    ASSERT_EQ(Ask(anna_, Method::kPost, "/api/sessions/" + ended_ + "/pain", R"({"score":7})").status, 200);
    open_ = Begin(anna_, "the-same-key-of-two-people");
    const json limit = {{"limit", {{"quantity", "knee_flexion"}, {"most", kAnnasLimit}}}, {"set_ms", 1}};
    ASSERT_EQ(Ask(anna_, Method::kPut, "/api/limits/squat", limit.dump()).status, 200);
  }
  /// The hub says goodbye while there is still somebody to hear it.
  void TearDown() override { hub_.reset(); }

  Response Ask(const Asker& asker, Method method, const std::string& path, std::string body = "", Fields query = {}) {
    Request request;
    request.method = method;
    request.path = path;
    request.query = std::move(query);
    request.body = std::move(body);
    request.headers = {{"host", "127.0.0.1:8080"}, {"origin", "http://127.0.0.1:8080"}};
    if (!request.body.starts_with('{')) {
      request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    }
    if (!asker.cookie.empty()) request.headers.emplace_back("cookie", asker.cookie);
    return application_->Handle(request);
  }

  /// A session with a whole record, not finished yet.
  std::string Begin(const Asker& asker, const std::string& key) {
    const json ask = {{"key", key}, {"exercise", "squat"}, {"side", nullptr}, {"language", "en"}, {"source", "camera"}};
    const Response begun = Ask(asker, Method::kPost, "/api/sessions", ask.dump());
    if (begun.status != 200) return "";
    std::string id = json::parse(*begun.body)["session"];
    for (std::size_t i = 0; i < chunks_.size(); ++i) {
      const std::string path = "/api/sessions/" + id + "/chunks/" + std::to_string(i);
      EXPECT_EQ(Ask(asker, Method::kPut, path, chunks_[i]).status, 204);
    }
    return id;
  }

  /// All that is stored for an owner, as text to compare.
  std::string StoredFor(const Asker& asker) const {
    json all = json::array();
    const auto rows = sessions_->List(asker.owner, 100);
    for (const store::StoredSession& row : rows.ok() ? *rows : std::vector<store::StoredSession>()) {
      const std::vector<std::string> record = sessions_->Chunks(row.ref()).value_or({});
      std::vector<std::string> hashes;
      for (const std::string& chunk : record) hashes.push_back(HashToken(chunk));
      all.push_back({row.id, row.ended, row.ended_ms, row.count, row.lease.holder, row.lease.number, hashes,
                     sessions_->Runs(row.ref()).value_or({}).size(),
                     person_->PainOf(row.ref()).value_or({}).value_or(-1)});
    }
    for (const store::LimitRow& limit : person_->Limits(asker.owner).value_or({})) {
      all.push_back({limit.exercise, limit.limit_json, limit.set_ms});
    }
    return all.dump() + std::to_string(sessions_->HasSessions(asker.owner).value_or(false));
  }

  static constexpr double kAnnasLimit = 43.125;  ///< No other number on any page looks like it.
  static constexpr const char* kAnnasLimitText = "43.125";

  Asker stranger_, anna_, berta_;
  std::string ended_, open_;         ///< Anna's.
  std::vector<std::string> chunks_;  ///< The record of each session.
  std::multiset<std::string> given_demo_;
  Router router_;
  std::unique_ptr<Application> application_;
  std::unique_ptr<clinic::FrontDesk> desk_;

 private:
  void MakeApplication() {
    site_.library = library_.get();
    site_.templates = templates_.get();
    site_.files = &files_;
    site_.sessions = sessions_.get();
    site_.person = person_.get();
    site_.history = history_.get();
    site_.replayer = replayer_.get();
    site_.hub = hub_.get();
    site_.desk = desk_.get();
    site_.virtual_patient = &virtual_patient_;
    site_.give_demo = OwnerChange([this](const std::string& owner) -> Status {
      given_demo_.insert(owner);
      return {};
    });
    router_ = MakeRouter(site_);
    AddTrustRoutes({"certificate", "AB:CD"}, *templates_, router_);
    application_ = std::make_unique<Application>(HowToServe(), router_, *templates_);
  }

  ApplicationOptions HowToServe() {
    ApplicationOptions how{.hosts = HostsFor("127.0.0.1", 8080, {})};
    how.holder_of = [this](const std::string& token) {
      return desk_->Read("who", [&](store::ReadTx& tx) {
        return clinic::SignIns::Find(tx, clinic::HashToken(token), desk_->now_ms());
      });
    };
    how.on_lapsed = [this](const Context& context, const Request& request) {
      return SignInAgain(site_, context, request);
    };
    how.on_refused = [this](const clinic::SignedIn& who, std::string_view pattern) {
      const auto event = clinic::EventOf(who.scope, desk_->now_ms(), "route.refused", std::string(pattern));
      EXPECT_TRUE(desk_->Note(event).ok());
    };
    return how;
  }

 protected:
  Asker NewPerson() {
    const Response page = Ask(stranger_, Method::kGet, "/");
    Asker person{std::string(page.Header("Set-Cookie").substr(0, page.Header("Set-Cookie").find(';'))), ""};
    const std::string value(CookieValue(person.cookie, "ezpt_owner"));
    person.owner = HashToken(value.substr(0, value.find('.')));
    return person;
  }

 private:
  /// The record of somebody who bends their knees once.
  std::vector<std::string> Record() const {
    constexpr double kFps = 10;
    const auto definition = library_->Find("squat");
    PatientClip clip;
    clip.repetitions = 1;
    auto patient = body::VirtualPatient::Create(ScriptFor(*definition, clip));
    auto pipeline = coach::Pipeline::Create(definition, {.width = 640, .height = 480}, {}, {});
    EXPECT_TRUE(patient.ok() && pipeline.ok());
    for (uint32_t i = 0; i < patient->duration().value * kFps; ++i) {
      const Seconds t(i / kFps);
      EXPECT_TRUE(pipeline->ProcessLandmarks({t, patient->Truth(t).image}, i).ok());
    }
    pipeline->Apply(coach::CommandKind::kStop, coach::StopReason::kFatigue);
    return pipeline->TakeChunks(coach::Pipeline::Take::kEverything);
  }

  std::unique_ptr<Templates> templates_;
  StaticFiles files_{EZPT_SOURCE_DIR "/web/static"};
  VirtualPatient virtual_patient_{{.folder = "", .fps = 4}, {.width = 96, .height = 72, .repetitions = 4}};
  std::unique_ptr<LiveHub> hub_;
  Site site_;
};

}  // namespace ezpt::server
