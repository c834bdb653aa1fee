// The tracker on real footage, which takes the media layer to read.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "media/file.h"
#include "media/model_file.h"
#include "media/orientation.h"
#include "media/video_reader.h"
#include "pose/tracker.h"

namespace ezpt::media {
namespace {

constexpr double kWorstPixels = 60.0;  // Google's own tolerance for this clip.
constexpr double kMeanPixels = 7.0;
constexpr double kTurnedPixels = 1.5;  // Mean more than the upright clip's, where the picture is turned.

const std::string kGolden = EZPT_SOURCE_DIR "/../shared/data/golden/";

class Tracking : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto model = ReadModel(EZPT_SOURCE_DIR "/build/models/movenet-lightning.json");
    if (!model.ok() && model.error().code == ErrorCode::kNotFound) GTEST_SKIP() << "skipped: " << model.error().message;
    ASSERT_TRUE(model.ok()) << model.error().message;
    auto tracker = pose::PoseTracker::Create(*model, {});
    ASSERT_TRUE(tracker.ok()) << tracker.error().message;
    tracker_.emplace(*std::move(tracker));
  }

  static Image Copy(const ImageView& view) {
    Image image;
    Orient(view, Orientation::kUpright, image);
    return image;
  }

  /// Every `step`th frame of the golden clip; empty where there is no data.
  static std::vector<Image> Golden(int step) {
    std::vector<Image> frames;
    auto reader = VideoReader::Open(kGolden + "pose_1.mp4");
    if (!reader.ok()) return frames;
    for (;;) {
      auto frame = (*reader)->Next();
      if (!frame.ok() || !*frame) return frames;
      if ((*frame)->number % step == 0) frames.push_back(Copy((*frame)->image));
    }
  }

  std::optional<pose::PoseTracker> tracker_;
};

struct Errors {
  double mean = 0;
  double worst = 0;
};

body::Landmark TurnBack(body::Landmark at, Orientation orientation, double side) {
  switch (orientation) {
    case Orientation::kRotated90:
      return {at.y, static_cast<float>(side) - at.x, 0, at.score};
    case Orientation::kRotated180:
      return {static_cast<float>(side) - at.x, static_cast<float>(side) - at.y, 0, at.score};
    case Orientation::kRotated270:
      return {static_cast<float>(side) - at.y, at.x, 0, at.score};
    default:
      return at;
  }
}

/// Distances to Google's reference, in pixels of the upright clip.
Errors CompareWithGolden(pose::PoseTracker& tracker, Orientation orientation) {
  const auto bytes = ReadFile(kGolden + "pose_1.json", 1 << 24);
  const auto golden = nlohmann::json::parse(bytes->begin(), bytes->end());
  auto reader = VideoReader::Open(kGolden + "pose_1.mp4");
  Errors errors;
  Image turned;
  int points = 0;
  for (std::size_t i = 0; i < golden.size(); ++i) {
    auto frame = (*reader)->Next();
    EXPECT_TRUE(frame.ok() && *frame);
    Orient((*frame)->image, orientation, turned);
    const auto found = tracker.Process(turned.view(), (*frame)->t);
    EXPECT_TRUE(found.ok() && found->pose) << "frame " << i;
    if (!found.ok() || !found->pose) continue;
    for (std::size_t j = 0; j < body::kCocoCount; ++j) {
      const auto& truth = golden[i][std::string(body::LandmarkName(body::Topology::kCoco17, j))];
      const body::Landmark at = TurnBack(found->pose->points[j], orientation, turned.width());
      const double error = std::hypot(at.x - truth["x"].get<double>(), at.y - truth["y"].get<double>());
      errors.worst = std::max(errors.worst, error);
      errors.mean += error;
      ++points;
    }
  }
  errors.mean /= points;
  return errors;
}

TEST_F(Tracking, AgreesWithTheGoldenClipAndRecordsIt) {
  if (!std::filesystem::exists(kGolden)) GTEST_SKIP() << "skipped: no evaluation data";
  const Errors errors = CompareWithGolden(*tracker_, Orientation::kUpright);
  RecordProperty("mean_px", std::to_string(errors.mean));
  RecordProperty("worst_px", std::to_string(errors.worst));
  EXPECT_LT(errors.mean, kMeanPixels);
  EXPECT_LE(errors.worst, kWorstPixels);
}

TEST_F(Tracking, TurnedPicturesAreSeenAsWellAsUprightOnes) {
  if (!std::filesystem::exists(kGolden)) GTEST_SKIP() << "skipped: no evaluation data";
  for (const Orientation turn : {Orientation::kRotated90, Orientation::kRotated180}) {
    tracker_->Reset();
    EXPECT_LT(CompareWithGolden(*tracker_, turn).mean, kMeanPixels + kTurnedPixels);
  }
}

TEST_F(Tracking, UprightPeopleCostOneRunAFrame) {
  const std::vector<Image> frames = Golden(4);
  if (frames.empty()) GTEST_SKIP() << "skipped: no evaluation data";
  for (std::size_t i = 0; i < frames.size(); ++i) {
    ASSERT_TRUE(tracker_->Process(frames[i].view(), Seconds(static_cast<double>(i) / 7.5)).ok());
  }
  EXPECT_LE(tracker_->network_runs(), static_cast<long>(frames.size()) + 4);
}

TEST_F(Tracking, NobodyIsFoundWhereNobodyIs) {
  Random random(5);
  Image image(320, 240);
  for (int kind = 0; kind < 4; ++kind) {
    for (int y = 0; y < image.height(); ++y) {
      for (int i = 0; i < image.width() * 3; ++i) {
        const int values[] = {30, (i / 3 + y) / 3, static_cast<int>(random.NextIn(0, 256)),
                              (i / 120 + y / 40) % 2 == 0 ? 200 : 60};
        image.Row(y)[i] = static_cast<uint8_t>(values[kind]);
      }
    }
    tracker_->Reset();
    for (int frame = 0; frame < 5; ++frame) {
      const auto found = tracker_->Process(image.view(), Seconds(frame / 10.0));
      ASSERT_TRUE(found.ok());
      EXPECT_FALSE(found->pose) << "picture " << kind << ", frame " << frame;
    }
  }
}

TEST_F(Tracking, SomeoneWhoLeavesIsGoneAndFoundAgain) {
  const std::vector<Image> frames = Golden(60);
  if (frames.empty()) GTEST_SKIP() << "skipped: no evaluation data";
  Image empty = frames[0];
  std::fill(empty.Row(0), empty.Row(0) + empty.width() * empty.height() * 3, uint8_t{90});
  const auto sees_someone = [&](const Image& image, double t) {
    const auto found = tracker_->Process(image.view(), Seconds(t));
    return found.ok() && found->pose.has_value();
  };
  EXPECT_TRUE(sees_someone(frames[0], 0.0));
  for (int i = 1; i < 10; ++i) EXPECT_FALSE(sees_someone(empty, i / 10.0));
  EXPECT_TRUE(sees_someone(frames[0], 1.0));
}

TEST_F(Tracking, StaysWithThePersonWhenAnotherAppears) {
  const std::vector<Image> frames = Golden(2);
  if (frames.empty()) GTEST_SKIP() << "skipped: no evaluation data";
  const int side = frames[0].width();
  Image pair(2 * side, side);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const Image& other = frames[(i + frames.size() / 2) % frames.size()];
    for (int y = 0; y < side; ++y) {
      std::copy_n(frames[i].Row(y), side * 3, pair.Row(y) + side * 3);
      if (i < 10) {
        std::fill_n(pair.Row(y), side * 3, uint8_t{90});
      } else {
        std::copy_n(other.Row(y), side * 3, pair.Row(y));
      }
    }
    const auto found = tracker_->Process(pair.view(), Seconds(static_cast<double>(i) / 15.0));
    ASSERT_TRUE(found.ok() && found->pose) << i;
    EXPECT_GT(pose::BodyCenter(*found->pose).x, side) << "frame " << i;
  }
}

TEST_F(Tracking, TimeThatGoesBackStartsAnew) {
  Image image(64, 64);
  ASSERT_TRUE(tracker_->Process(image.view(), Seconds(5)).ok());
  ASSERT_TRUE(tracker_->Process(image.view(), Seconds(1)).ok());
  EXPECT_EQ(tracker_->Process({}, Seconds(2)).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace ezpt::media
