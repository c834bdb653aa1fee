#include "server/pages/session_upload.h"

#include <gtest/gtest.h>

#include <future>
#include <nlohmann/json.hpp>

#include "coach/feedback_json.h"
#include "coach/pipeline.h"
#include "server/store_fixture.h"
#include "server/virtual_patient.h"

namespace ezpt::server {
namespace {

using nlohmann::json;

constexpr double kFps = 15;
const std::string kKey = "0f3c0f3c-0f3c-0f3c";

/// What the page's own module has after a set of squats.
struct PageSession {
  std::vector<std::string> chunks;
  std::string summary;
};

class SessionUploadTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (HasFatalFailure()) return;
    hub_ = std::make_unique<LiveHub>(LiveHub::Options(), HubParts());
    site_.library = library_.get();
    site_.sessions = sessions_.get();
    site_.hub = hub_.get();
    site_.history = history_.get();
    site_.replayer = replayer_.get();
    SiteRoutes routes(site_, router_);
    AddUploadRoutes(routes);
  }

  Response Ask(Method method, const std::string& path, std::string body = "", const std::string& owner = "anna") {
    Request request;
    request.method = method;
    request.path = path;
    request.body = std::move(body);
    const Router::Match match = router_.Find(method, path);
    if (match.route == nullptr) return ErrorReply(404, "no route");
    request.params = match.params;
    return match.route->handler({.person = {owner, ""}, .is_new = false}, request);
  }
  json Begin(const json& changes = json::object(), const std::string& owner = "anna") {
    json ask = {{"key", kKey}, {"exercise", "squat"}, {"side", nullptr}, {"language", "en"}, {"source", "camera"}};
    ask.update(changes);
    const Response response = Ask(Method::kPost, "/api/sessions", ask.dump(), owner);
    return response.status == 200 ? json::parse(*response.body) : json(response.status);
  }
  std::string ChunkPath(const std::string& id, std::size_t number) const {
    return "/api/sessions/" + id + "/chunks/" + std::to_string(number);
  }

  PageSession Train(int repetitions) const {
    PatientClip clip;
    clip.repetitions = repetitions;
    const auto definition = library_->Find("squat");
    auto patient = body::VirtualPatient::Create(ScriptFor(*definition, clip));
    EXPECT_TRUE(patient.ok());
    const body::StreamInfo stream{.width = 640, .height = 480};
    auto pipeline = coach::Pipeline::Create(definition, stream, {}, {});
    EXPECT_TRUE(pipeline.ok());
    PageSession session;
    for (uint32_t i = 0; i < patient->duration().value * kFps; ++i) {
      const Seconds t(i / kFps);
      EXPECT_TRUE(pipeline->ProcessLandmarks({t, patient->Truth(t).image}, i).ok());
    }
    pipeline->Apply(coach::CommandKind::kStop, coach::StopReason::kFatigue);
    session.chunks = pipeline->TakeChunks(coach::Pipeline::Take::kEverything);
    session.summary = coach::Dump(coach::ToJson(pipeline->Summary(), *definition, "en"));
    return session;
  }

  std::unique_ptr<LiveHub> hub_;
  Site site_;
  Router router_;
};

TEST_F(SessionUploadTest, TheSummaryIsThePagesOwnToTheByte) {
  const PageSession page = Train(3);
  ASSERT_GT(page.chunks.size(), 10u);
  ASSERT_EQ(json::parse(page.summary)["count"], 3);
  const std::string id = Begin({{"started_ms", 1700000000000}})["session"];
  for (std::size_t i = 0; i < page.chunks.size(); ++i) {
    ASSERT_EQ(Ask(Method::kPut, ChunkPath(id, i), page.chunks[i]).status, 204) << i;
  }
  const Response finished = Ask(Method::kPost, "/api/sessions/" + id + "/finish");
  ASSERT_EQ(finished.status, 200) << *finished.body;
  EXPECT_EQ(*finished.body, page.summary);
  EXPECT_EQ(*Ask(Method::kPost, "/api/sessions/" + id + "/finish").body, page.summary) << "asked again, the same";
  const auto row = sessions_->Get("anna", id);
  ASSERT_TRUE(row.ok());
  EXPECT_EQ(row->count, 3);
  EXPECT_EQ(row->ended, "fatigue");
  EXPECT_EQ(row->started_ms, 1700000000000);
}

TEST_F(SessionUploadTest, NothingDoublesHoweverOftenItIsSent) {
  const PageSession page = Train(1);
  const std::string id = Begin()["session"];
  for (int turn = 0; turn < 2; ++turn) {
    EXPECT_EQ(Begin()["session"], id);
    EXPECT_EQ(Ask(Method::kPut, ChunkPath(id, 0), page.chunks[0]).status, 204);
    EXPECT_EQ(Ask(Method::kPut, ChunkPath(id, 1), page.chunks[1]).status, 204);
  }
  EXPECT_EQ(Begin()["chunks"], 2) << "the page goes on from there";
  EXPECT_EQ(sessions_->List("anna", 10)->size(), 1u);
  EXPECT_EQ(*Ask(Method::kGet, ChunkPath(id, 1)).body, page.chunks[1]);
  EXPECT_EQ(Ask(Method::kGet, ChunkPath(id, 2)).status, 404);
}

TEST_F(SessionUploadTest, OtherBytesUnderTheSameNumberAreAConflict) {
  const PageSession page = Train(1);
  const std::string id = Begin()["session"];
  ASSERT_EQ(Ask(Method::kPut, ChunkPath(id, 0), page.chunks[0]).status, 204);
  auto other = coach::DecodeChunk(std::as_bytes(std::span(page.chunks[0])));
  ASSERT_TRUE(other.ok());
  other->items.pop_back();
  EXPECT_EQ(Ask(Method::kPut, ChunkPath(id, 0), coach::EncodeChunk(*other)).status, 409);
  EXPECT_EQ(*Ask(Method::kGet, ChunkPath(id, 0)).body, page.chunks[0]) << "the first stays";
}

TEST_F(SessionUploadTest, ChunksAreCheckedBeforeTheyAreStored) {
  const PageSession page = Train(1);
  const std::string id = Begin()["session"];
  EXPECT_EQ(Ask(Method::kPut, ChunkPath(id, 0), "no chunk at all").status, 400);
  EXPECT_EQ(Ask(Method::kPut, ChunkPath(id, 0), page.chunks[1]).status, 400) << "another's number";
  EXPECT_EQ(Ask(Method::kPut, ChunkPath(id, 1), page.chunks[1]).status, 400) << "a gap";
  std::string flipped = page.chunks[0];
  flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 1);
  EXPECT_EQ(Ask(Method::kPut, ChunkPath(id, 0), flipped).status, 400);
  for (const std::string number : {"-1", "x", "99999999999999"}) {
    EXPECT_EQ(Ask(Method::kPut, "/api/sessions/" + id + "/chunks/" + number, page.chunks[0]).status, 404) << number;
  }
  EXPECT_EQ(Ask(Method::kPost, "/api/sessions/" + id + "/finish").status, 400) << "nothing was recorded";
  EXPECT_EQ(Begin()["chunks"], 0);
}

TEST_F(SessionUploadTest, FinishedSessionsTakeNothingMoreButLostOnesGoOn) {
  const PageSession page = Train(1);
  const std::string id = Begin()["session"];
  ASSERT_EQ(Ask(Method::kPut, ChunkPath(id, 0), page.chunks[0]).status, 204);
  ASSERT_EQ(Ask(Method::kPost, "/api/sessions/" + id + "/finish").status, 200);
  EXPECT_EQ(sessions_->Get("anna", id)->ended, "lost") << "the record ends without a stop";
  for (std::size_t i = 1; i < page.chunks.size(); ++i) {
    ASSERT_EQ(Ask(Method::kPut, ChunkPath(id, i), page.chunks[i]).status, 204) << i;
  }
  EXPECT_EQ(*Ask(Method::kPost, "/api/sessions/" + id + "/finish").body, page.summary);
  auto more = coach::DecodeChunk(std::as_bytes(std::span(page.chunks.back())));
  ASSERT_TRUE(more.ok());
  ++more->index;
  EXPECT_EQ(Ask(Method::kPut, ChunkPath(id, page.chunks.size()), coach::EncodeChunk(*more)).status, 409);
  EXPECT_EQ(Ask(Method::kPut, ChunkPath(id, 0), page.chunks[0]).status, 204) << "what is there may come again";
}

TEST_F(SessionUploadTest, AnotherPersonsCookieReachesNothing) {
  const PageSession page = Train(1);
  const std::string id = Begin()["session"];
  ASSERT_EQ(Ask(Method::kPut, ChunkPath(id, 0), page.chunks[0]).status, 204);
  EXPECT_EQ(Ask(Method::kPut, ChunkPath(id, 1), page.chunks[1], "berta").status, 404);
  EXPECT_EQ(Ask(Method::kGet, ChunkPath(id, 0), "", "berta").status, 404);
  EXPECT_EQ(Ask(Method::kPost, "/api/sessions/" + id + "/finish", "", "berta").status, 404);
  EXPECT_NE(Begin(json::object(), "berta")["session"], id) << "the same key is another session of hers";
}

TEST_F(SessionUploadTest, RefusesWhatItDoesNotUnderstand) {
  EXPECT_EQ(Begin({{"exercise", "moonwalk"}}), 404);
  EXPECT_EQ(Begin({{"key", "short"}}), 400);
  EXPECT_EQ(Begin({{"key", "sixteen letters and spaces"}}), 400);
  EXPECT_EQ(Begin({{"key", 7}}), 400);
  EXPECT_EQ(Begin({{"side", "middle"}}), 400);
  EXPECT_EQ(Begin({{"started_ms", -1}}), 400);
  EXPECT_EQ(Begin({{"started_ms", "yesterday"}}), 400);
  EXPECT_EQ(Ask(Method::kPost, "/api/sessions", "[]").status, 400);
  EXPECT_EQ(Ask(Method::kPost, "/api/sessions", std::string(20000, ' ')).status, 413);
}

/// A set that the server coaches.
class TakenOverTest : public SessionUploadTest {
 protected:
  void SetUp() override {
    SessionUploadTest::SetUp();
    if (HasFatalFailure()) return;
    Hello hello;
    hello.exercise = "squat";
    const auto started = hub_->Start(
        {"anna"}, hello, {[](std::string) {}, [this](CloseCode code, std::string) { closed_.set_value(code); }});
    ASSERT_TRUE(started.ok());
    id_ = started->set->id();
  }
  /// The set says goodbye while there is still somebody to hear it.
  void TearDown() override { hub_.reset(); }

  json TakeOver(int chunks, const std::string& owner = "anna") {
    const Response response =
        Ask(Method::kPost, "/api/sessions/" + id_ + "/take-over", json{{"chunks", chunks}}.dump(), owner);
    return response.status == 200 ? json::parse(*response.body) : json(response.status);
  }
  Response Finish() { return Ask(Method::kPost, "/api/sessions/" + id_ + "/finish"); }

  std::string id_;
  std::promise<CloseCode> closed_;
};

TEST_F(TakenOverTest, WithoutThatItIsLeftAlone) {
  EXPECT_EQ(Ask(Method::kPut, ChunkPath(id_, 0), Train(1).chunks[0]).status, 409);
  EXPECT_EQ(Finish().status, 409);
  EXPECT_EQ(TakeOver(0, "berta"), 404);
  EXPECT_TRUE(hub_->Has(id_));
}

TEST_F(TakenOverTest, TheServerGivesItUpAtOnceAndThePagesRecordIsTheSets) {
  const PageSession page = Train(3);
  ASSERT_TRUE(sessions_->AppendChunk(Ref(id_), 0, page.chunks[0], 1).ok());
  ASSERT_TRUE(sessions_->AppendChunk(Ref(id_), 1, Train(1).chunks.back(), 1).ok()) << "which the page never saw";
  EXPECT_EQ(TakeOver(1)["chunks"], 1);
  EXPECT_EQ(closed_.get_future().get(), CloseCode::kTakenOver);
  EXPECT_FALSE(hub_->Has(id_));
  for (int turn = 0; turn < 2; ++turn) {  // whatever was lost on the way is sent again
    EXPECT_EQ(TakeOver(1)["finished"], turn == 1);
    for (std::size_t i = 1; i < page.chunks.size(); ++i) {
      ASSERT_EQ(Ask(Method::kPut, ChunkPath(id_, i), page.chunks[i]).status, 204) << i;
    }
    EXPECT_EQ(*Finish().body, page.summary);
  }
  EXPECT_EQ(sessions_->List("anna", 10)->size(), 1u);
}

TEST_F(TakenOverTest, AFinishedSetStaysAsItIs) {
  const PageSession page = Train(1);
  EXPECT_EQ(TakeOver(0)["chunks"], 0);
  for (std::size_t i = 0; i < page.chunks.size(); ++i) (void)Ask(Method::kPut, ChunkPath(id_, i), page.chunks[i]);
  ASSERT_EQ(Finish().status, 200);
  EXPECT_EQ(TakeOver(0)["chunks"], page.chunks.size());
  EXPECT_EQ(Ask(Method::kPost, "/api/sessions/" + id_ + "/take-over", "{}").status, 400);
  EXPECT_EQ(TakeOver(-1), 400);
}

}  // namespace
}  // namespace ezpt::server
