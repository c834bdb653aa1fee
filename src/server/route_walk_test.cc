#include "server/route_matrix_fixture.h"
#include "server/route_walk_fixture.h"

namespace ezpt::server {
namespace {

bool IsSafe(const Row& row) { return row.method == kGet; }
bool IsOfASession(const Row& row) { return row.pattern.find("/sessions/{id}") != std::string::npos; }

std::string Name(Method method, const std::string& pattern) { return std::string(MethodName(method)) + " " + pattern; }

std::string WithText(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

/// The pattern's address for `id`.
std::string PathOf(const Row& row, const std::string& id) {
  std::string path = WithText(row.pattern, "{number}", "0");
  for (const std::string place : {"{id}", "{exercise}", "{name*}"}) path = WithText(path, place, id);
  return path;
}

/// Other people's names where a careless handler could look for them: everything that there is, as `values`.
Fields Naming(const std::vector<std::string>& values) {
  Fields fields;
  for (const std::string name : {"owner", "person", "id", "session", "patient_id"}) {
    for (const std::string& value : values) fields.emplace_back(name, value);
  }
  return fields;
}

std::string WithFields(const std::string& body, const Fields& fields) {
  json object = json::parse(body.empty() ? "{}" : body, nullptr, false);
  if (!object.is_object()) return body;
  for (const auto& [name, value] : fields) object[name] = value;
  return object.dump();
}

class RouteWalk : public RouteWalkTest {
 protected:
  std::string BodyOf(const Row& row) const { return row.body == "chunk" ? chunks_[0] : row.body; }

  /// Absent, empty, 0, doubled, another's, and an exercise's, which is nobody's.
  std::vector<std::string> Paths(const Row& row) const {
    std::vector<std::string> paths;
    if (row.pattern.find('{') == std::string::npos) return {row.pattern};
    paths.push_back(WithText(PathOf(row, ""), "//", "/"));
    for (const std::string& id : {std::string(), std::string("0"), ended_ + ended_, ended_ + "/" + ended_, ended_,
                                  open_, anna_.owner, std::string("squat")}) {
      paths.push_back(PathOf(row, id));
    }
    return paths;
  }
  std::vector<Fields> Scopes(const Asker& asker) const {
    return {Naming({""}),     Naming({"0"}),         Naming({anna_.owner}), Naming({asker.owner, anna_.owner}),
            Naming({ended_}), Naming({open_, open_})};
  }

  void ExpectNothingOfAnnas(const Response& response) const {
    for (const std::string& hers : {ended_, open_, anna_.owner, std::string(kAnnasLimitText), chunks_[0]}) {
      EXPECT_EQ(response.body->find(hers), std::string::npos) << "has " << hers.substr(0, 64);
    }
  }

  /// As `asker`, with whatever says that somebody else is meant: it makes no difference, and nothing of Anna's comes
  /// back.
  void Walk(const Row& row, const Asker& asker) {
    for (const std::string& path : Paths(row)) {
      SCOPED_TRACE(Name(row.method, path));
      const Response plain = Ask(asker, row.method, path, BodyOf(row));
      ExpectNothingOfAnnas(plain);
      for (const Fields& scope : Scopes(asker)) {
        const Response response = Ask(asker, row.method, path, WithFields(BodyOf(row), scope), scope);
        ExpectNothingOfAnnas(response);
        EXPECT_EQ(response.status, plain.status);
        if (plain.growing == nullptr && response.growing == nullptr && !IsFilm(response)) {
          EXPECT_EQ(*response.body, *plain.body);
        }
      }
    }
  }
  /// It arrives while it is drawn, at first, and then as a whole.
  static bool IsFilm(const Response& response) { return response.Header("Content-Type") == "video/mp4"; }
};

TEST_F(RouteWalk, EveryRouteHasARowAndEveryRowARoute) {
  std::multiset<std::string> table, matrix;
  const auto line = [](Method method, const std::string& pattern, Access access, Router::Kind kind) {
    return Name(method, pattern) + " " + std::to_string(static_cast<int>(access)) +
           (kind == Router::Kind::kWebSocket ? " WebSocket" : "");
  };
  for (const auto& r : router_.routes()) table.insert(line(r.method, r.pattern, r.access, r.kind));
  for (const auto* rows : {&kMatrix, &kDeskMatrix, &kSignedInMatrix}) {
    for (const Row& r : *rows) matrix.insert(line(r.method, r.pattern, r.access, Router::Kind::kRequest));
  }
  for (const Row& r : kWebSockets) matrix.insert(line(r.method, r.pattern, r.access, Router::Kind::kWebSocket));
  EXPECT_EQ(table, matrix);
}

TEST_F(RouteWalk, UnencryptedThereIsNothingOfAnybodys) {
  auto templates = Templates::FromText({{"trust", ""}});
  const StaticFiles files("");
  const TrustOffer offer;
  for (const TrustOffer* trust : {static_cast<const TrustOffer*>(nullptr), &offer}) {
    const Router router = UnencryptedRouter(trust, *templates, files);
    for (const Router::Route& route : router.routes()) {
      EXPECT_TRUE(route.access == kAnybody && route.method == kGet && route.kind == Router::Kind::kRequest)
          << route.pattern;
    }
  }
}

TEST_F(RouteWalk, WhatIsForAnybodyIsTheSameForEverybody) {
  for (const Row& row : kMatrix) {
    if (row.access != kAnybody) continue;
    for (const std::string id : {"squat", "favicon.svg"}) {
      SCOPED_TRACE(Name(row.method, PathOf(row, id)));
      const Response strangers = Ask(stranger_, row.method, PathOf(row, id));
      for (const Asker& asker : {anna_, berta_}) {
        const Response response = Ask(asker, row.method, PathOf(row, id));
        EXPECT_EQ(response.status, strangers.status);
        EXPECT_EQ(*response.body, *strangers.body);
      }
    }
  }
}

TEST_F(RouteWalk, AStrangerGetsNothingAndChangesNothing) {
  const std::string before = StoredFor(anna_) + StoredFor(berta_);
  const std::size_t unfinished = upkeep_->Unfinished()->size();
  for (const Row& row : kMatrix) {
    Walk(row, stranger_);
    if (row.access == kOwner) {
      EXPECT_EQ(Ask(stranger_, row.method, PathOf(row, ended_), BodyOf(row)).status, 403) << row.pattern;
    }
  }
  EXPECT_EQ(StoredFor(anna_) + StoredFor(berta_), before);
  EXPECT_EQ(upkeep_->Unfinished()->size(), unfinished) << "nor does anything come to be that is nobody's";
  EXPECT_TRUE(given_demo_.empty());
}

TEST_F(RouteWalk, AnotherPersonGetsAndChangesNothingOfAnnas) {
  for (const Row& row : kMatrix) {
    const std::string before = StoredFor(anna_);
    Walk(row, berta_);
    EXPECT_EQ(StoredFor(anna_), before) << row.pattern;
  }
  EXPECT_EQ(given_demo_.count(berta_.owner), given_demo_.size()) << "whoever else the request named";
}

TEST_F(RouteWalk, AnotherPersonsSessionIsAnsweredAsOneThatNeverWas) {
  const std::string missing(ended_.size(), 'a');
  for (const Row& row : kMatrix) {
    if (!IsOfASession(row)) continue;
    SCOPED_TRACE(Name(row.method, row.pattern));
    const Response never = Ask(berta_, row.method, PathOf(row, missing), BodyOf(row));
    EXPECT_EQ(never.status, 404);
    for (const std::string& id : {ended_, open_}) {
      const Response annas = Ask(berta_, row.method, PathOf(row, id), BodyOf(row));
      EXPECT_EQ(annas.status, 404);
      EXPECT_EQ(*annas.body, *never.body);
      EXPECT_EQ(annas.headers, never.headers);
    }
    const Response strangers = Ask(stranger_, row.method, PathOf(row, ended_), BodyOf(row));
    EXPECT_EQ(*strangers.body, *Ask(stranger_, row.method, PathOf(row, missing), BodyOf(row)).body);
    EXPECT_EQ(strangers.status, row.access == kOwner ? 403 : 404);
  }
}

/// Without this the others could pass because nobody gets anything.
TEST_F(RouteWalk, TheOwnerGetsWhatIsTheirs) {
  int sessions = 0;
  for (const Row& row : kMatrix) {
    if (row.access == kAnybody) continue;
    const std::string id = Begin(anna_, "a-session-for-each-route-" + std::to_string(++sessions));
    const std::string path = PathOf(row, IsOfASession(row) ? id : "squat");
    const Response response = Ask(anna_, row.method, path, BodyOf(row));
    EXPECT_TRUE(response.status == 200 || response.status == 204 || response.status == 303)
        << Name(row.method, path) << ": " << response.status << " " << *response.body;
  }
  EXPECT_EQ(*Ask(anna_, kGet, "/api/sessions/" + ended_ + "/chunks/0").body, chunks_[0]);
  EXPECT_NE(Ask(anna_, kGet, "/api/sessions").body->find(ended_), std::string::npos);
  EXPECT_NE(Ask(anna_, kGet, "/sessions/" + ended_).body->find(ended_), std::string::npos);
  EXPECT_EQ(given_demo_.count(anna_.owner), 1U);
}

TEST_F(RouteWalk, TheOwnerSeesTheirLimitWhereverItIsShown) {
  for (const std::string path : {"/exercises/squat", "/exercises/squat/session", "/api/limits/squat"}) {
    EXPECT_NE(Ask(anna_, kGet, path).body->find(kAnnasLimitText), std::string::npos) << path;
  }
}

TEST_F(RouteWalk, LookingChangesNothing) {
  for (const Row& row : kMatrix) {
    if (!IsSafe(row)) continue;
    for (const Method method : {kGet, Method::kHead}) {
      const std::string before = StoredFor(anna_) + StoredFor(berta_);
      for (const std::string& path : Paths(row)) (void)Ask(anna_, method, path, "", Naming({berta_.owner, open_}));
      EXPECT_EQ(StoredFor(anna_) + StoredFor(berta_), before) << Name(method, row.pattern);
    }
  }
  EXPECT_TRUE(given_demo_.empty());
}

TEST_F(RouteWalk, WebSocketsAreHeldToTheSameRules) {
  for (const Row& row : kWebSockets) {
    Request request;
    request.path = row.pattern;
    request.query = Naming({anna_.owner, ended_});
    request.headers = {{"host", "127.0.0.1:8080"}, {"origin", "http://127.0.0.1:8080"}};
    EXPECT_TRUE(application_->IsWebSocket(row.pattern));
    EXPECT_EQ(application_->AdmitUpgrade(request).error().code, ErrorCode::kForbidden) << "a stranger";
    request.headers.emplace_back("cookie", berta_.cookie);
    const auto admitted = application_->AdmitUpgrade(request);
    ASSERT_TRUE(admitted.ok());
    EXPECT_EQ(admitted->owner, berta_.owner) << "whoever else the request named";
    for (const Asker& asker : {stranger_, anna_}) EXPECT_EQ(Ask(asker, kGet, row.pattern).status, 400);
  }
}

}  // namespace
}  // namespace ezpt::server
