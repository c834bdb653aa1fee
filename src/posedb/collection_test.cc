#include "posedb/collection.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "base/random.h"

namespace ezpt::posedb {
namespace {

Collection MakeCollection(std::size_t dimension) {
  Result<Collection> collection = Collection::Create({"poses", dimension, "1"});
  EXPECT_TRUE(collection.ok());
  return *std::move(collection);
}

/// Remembers what it was told; can be told to fail.
class FakePersistence : public Persistence {
 public:
  Status Append(const CollectionInfo&, std::span<const Point> points) override {
    if (fails) return Error{ErrorCode::kUnavailable, "disk is full"};
    stored.points.insert(stored.points.end(), points.begin(), points.end());
    stored.next_id = points.back().id + 1;
    return {};
  }
  Status Remove(const CollectionInfo&, PointId id) override {
    std::erase_if(stored.points, [&](const Point& point) { return point.id == id; });
    return {};
  }
  Result<Stored> Load(const CollectionInfo&) override { return stored; }

  Stored stored;
  bool fails = false;
};

TEST(Collection, FindsTheNearestInOrderWithTiesById) {
  Collection collection = MakeCollection(2);
  const float far[] = {3, 4};
  const float near[] = {0, 1};
  ASSERT_TRUE(collection.Insert(far, {{"phase", "up"}}).ok());
  ASSERT_TRUE(collection.Insert(near, {{"phase", "down"}}).ok());
  ASSERT_TRUE(collection.Insert(near, {{"phase", "up"}}).ok());
  const float origin[] = {0, 0};
  const Result<std::vector<Match>> matches = collection.Search(origin, 10);
  ASSERT_TRUE(matches.ok());
  ASSERT_EQ(matches->size(), 3U);
  EXPECT_EQ((*matches)[0].id, 2);
  EXPECT_EQ((*matches)[1].id, 3);
  EXPECT_EQ((*matches)[2].id, 1);
  EXPECT_FLOAT_EQ((*matches)[2].distance, 5.0f);
}

TEST(Collection, FilterSelectsByPayload) {
  Collection collection = MakeCollection(1);
  for (const char* view : {"front", "side", "front"}) {
    const float x[] = {1};
    ASSERT_TRUE(collection.Insert(x, {{"view", view}}).ok());
  }
  const float query[] = {0};
  EXPECT_EQ(collection.Search(query, 5, {{"view", {"front"}}})->size(), 2U);
  EXPECT_EQ(collection.Search(query, 5, {{"view", {"front"}, Condition::Kind::kNoneOf}})->size(), 1U);
  EXPECT_EQ(collection.Search(query, 5, {{"clinic", {"a"}}})->size(), 0U);
  EXPECT_EQ(collection.Search(query, 5, {{"clinic", {"a"}, Condition::Kind::kNoneOf}})->size(), 3U);
}

TEST(Collection, AgreesWithThePlainestSearch) {
  constexpr std::size_t kDimension = 37;
  Collection collection = MakeCollection(kDimension);
  Random random(7);
  std::vector<std::vector<float>> vectors(200, std::vector<float>(kDimension));
  for (auto& vector : vectors) {
    for (float& x : vector) x = static_cast<float>(random.NextGaussian());
    ASSERT_TRUE(collection.Insert(vector, {}).ok());
  }
  const std::vector<float> query(kDimension, 0.25f);
  const Result<std::vector<Match>> matches = collection.Search(query, 5);
  ASSERT_TRUE(matches.ok());
  for (std::size_t i = 0; i < matches->size(); ++i) {
    double best = std::numeric_limits<double>::infinity();
    PointId nearest = 0;
    for (std::size_t v = 0; v < vectors.size(); ++v) {
      double sum = 0;
      for (std::size_t j = 0; j < kDimension; ++j) {
        sum += (vectors[v][j] - 0.25) * (vectors[v][j] - 0.25);
      }
      if (sum < best) best = sum, nearest = static_cast<PointId>(v + 1);
    }
    EXPECT_EQ((*matches)[i].id, nearest);
    vectors[static_cast<std::size_t>(nearest - 1)].assign(kDimension, 1e6f);
  }
}

TEST(Collection, RefusesWhatDoesNotFit) {
  Collection collection = MakeCollection(2);
  const float three[] = {1, 2, 3};
  const float nan[] = {1, std::numeric_limits<float>::quiet_NaN()};
  const float good[] = {1, 2};
  EXPECT_EQ(collection.Insert(three, {}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(collection.Insert(nan, {}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(collection.Insert(good, {{"k", std::string(kMaxPayloadValue + 1, 'x')}}).error().code,
            ErrorCode::kInvalidArgument);
  EXPECT_EQ(collection.Search(good, 0).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Collection::Create({"x", 0, "1"}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(collection.size(), 0U);
}

TEST(Collection, ReopensWithWhatWasAcknowledged) {
  FakePersistence disk;
  const float a[] = {1, 2};
  const float b[] = {3, 4};
  {
    Result<Collection> collection = Collection::Open({"poses", 2, "1"}, disk);
    ASSERT_TRUE(collection.ok());
    ASSERT_TRUE(collection->Insert(a, {{"n", "a"}}).ok());
    ASSERT_TRUE(collection->Insert(b, {{"n", "b"}}).ok());
    ASSERT_TRUE(collection->Remove(1).ok());
    EXPECT_EQ(collection->Remove(1).error().code, ErrorCode::kNotFound);
    disk.fails = true;
    EXPECT_EQ(collection->Insert(a, {}).error().code, ErrorCode::kUnavailable);
    EXPECT_EQ(collection->size(), 1U);
    disk.fails = false;
  }
  const Result<Collection> again = Collection::Open({"poses", 2, "1"}, disk);
  ASSERT_TRUE(again.ok());
  ASSERT_EQ(again->size(), 1U);
  EXPECT_EQ(again->PointAt(0).id, 2);
  EXPECT_EQ(again->PointAt(0).vector, std::vector<float>({3, 4}));
  EXPECT_EQ(again->PayloadAt(0).at("n"), "b");
}

TEST(Collection, ARemovedLastIdIsNotGivenAgain) {
  FakePersistence disk;
  const float a[] = {1, 2};
  {
    Result<Collection> collection = Collection::Open({"poses", 2, "1"}, disk);
    ASSERT_TRUE(collection.ok());
    EXPECT_EQ(*collection->Insert(a, {}), 1);
    ASSERT_TRUE(collection->Remove(1).ok());
  }
  Result<Collection> again = Collection::Open({"poses", 2, "1"}, disk);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(*again->Insert(a, {}), 2);
}

TEST(Collection, StoredPointThatDoesNotFitIsDamage) {
  FakePersistence disk;
  disk.stored = {{{1, {1, 2, 3}, {}}}, 2};
  EXPECT_EQ(Collection::Open({"poses", 2, "1"}, disk).error().code, ErrorCode::kDamaged);
  disk.stored = {{{1, {1, 2}, {}}}, 1};  // An id that is still to be given.
  EXPECT_EQ(Collection::Open({"poses", 2, "1"}, disk).error().code, ErrorCode::kDamaged);
}

}  // namespace
}  // namespace ezpt::posedb
