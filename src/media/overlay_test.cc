#include "media/overlay.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "media/annotated_video.h"
#include "media/image_file.h"
#include "media/video_reader.h"

namespace ezpt::media {
namespace {

constexpr int kDrawn = 40;  // Grey levels that a drawn pixel differs by, at least.

Image Grey(int width, int height) {
  Image image(width, height);
  std::fill(image.Row(0), image.Row(0) + width * height * 3, uint8_t{128});
  return image;
}

body::Pose Upright(float score) {
  body::Pose pose;
  for (std::size_t i = 0; i < body::kCocoCount; ++i) {
    pose.points[i] = {i % 2 == 0 ? 80.0f : 160.0f, 20.0f + 12.0f * static_cast<float>(i), 0, score};
  }
  return pose;
}

int DifferenceAt(const Image& image, int x, int y) {
  int most = 0;
  for (int c = 0; c < 3; ++c) most = std::max(most, std::abs(image.Row(y)[x * 3 + c] - 128));
  return most;
}

TEST(Overlay, DrawsSeenJointsAndHidesGuesses) {
  const Image grey = Grey(240, 240);
  OverlayPainter painter;
  const body::Pose sure = Upright(0.9f);
  Overlay overlay{.pose = &sure};
  const body::Landmark knee = body::At(sure, body::Joint::kLeftKnee);
  const int x = static_cast<int>(knee.x);
  const int y = static_cast<int>(knee.y);
  EXPECT_GT(DifferenceAt(painter.Paint(grey.view(), overlay), x, y), kDrawn);
  const body::Pose guess = Upright(0.05f);
  overlay.pose = &guess;
  EXPECT_EQ(DifferenceAt(painter.Paint(grey.view(), overlay), x, y), 0);
}

TEST(Overlay, AnatomicalSidesHaveTheirOwnColour) {
  const body::Pose pose = Upright(0.9f);
  OverlayPainter painter;
  const Image grey = Grey(240, 240);
  const Image& painted = painter.Paint(grey.view(), {.pose = &pose});
  const auto ring = [&](body::Joint joint) {  // Beside the white dot.
    const body::Landmark at = body::At(pose, joint);
    return painted.Row(static_cast<int>(at.y)) + (static_cast<int>(at.x) + 2) * 3;
  };
  EXPECT_GT(ring(body::Joint::kRightKnee)[0], ring(body::Joint::kRightKnee)[2]);  // Amber.
  EXPECT_LT(ring(body::Joint::kLeftKnee)[0], ring(body::Joint::kLeftKnee)[2]);    // Teal.
}

TEST(Overlay, LongCaptionsStayInThePicture) {
  OverlayPainter painter;
  const Image grey = Grey(200, 300);
  const std::string words = "Keep both heels on the floor and let the knees follow the toes, slowly, all the way down.";
  const Image& painted = painter.Paint(grey.view(), {.title = "Squat", .counter = "3 / 10", .caption = words});
  for (int y = 0; y < 300; ++y) {
    EXPECT_EQ(DifferenceAt(painted, 0, y), 0);
    EXPECT_EQ(DifferenceAt(painted, 199, y), 0);
  }
  EXPECT_GT(DifferenceAt(painted, 100, 280), 0);
}

/// Whether anything was drawn in this part of a grey picture.
bool IsDrawnOn(const Image& image, int left, int top, int right, int bottom) {
  for (int y = top; y < bottom; ++y) {
    for (int x = left; x < right; ++x) {
      if (DifferenceAt(image, x, y) > kDrawn) return true;
    }
  }
  return false;
}

TEST(Overlay, TextsGiveWayToThePersonAndStayThere) {
  constexpr int kWidth = 640, kHeight = 480;
  const Image grey = Grey(kWidth, kHeight);
  body::Pose seated;
  for (std::size_t i = 0; i < body::kCocoCount; ++i) {  // At the top left, with feet at the foot of the picture.
    seated.points[i] = {60.0f + 4.0f * static_cast<float>(i), 40.0f + 26.0f * static_cast<float>(i), 0, 0.9f};
  }
  OverlayPainter painter;
  const Overlay overlay{.pose = &seated, .title = "Squat", .counter = "3"};
  const Image& painted = painter.Paint(grey.view(), overlay);
  EXPECT_TRUE(IsDrawnOn(painted, 540, 16, 624, 100));
  const Image& alone = painter.Paint(grey.view(), {.title = "Squat", .counter = "4"});
  EXPECT_TRUE(IsDrawnOn(alone, 540, 16, 624, 100)) << "it does not jump back";
  EXPECT_FALSE(IsDrawnOn(alone, 0, 0, 200, 200));

  body::Pose low;
  for (std::size_t i = 0; i < body::kCocoCount; ++i)
    low.points[i] = {320, 280.0f + 11.0f * static_cast<float>(i), 0, 0.9f};
  const Image& captioned = painter.Paint(grey.view(), {.pose = &low, .counter = "4", .caption = "Lift your chest."});
  EXPECT_TRUE(IsDrawnOn(captioned, 220, 16, 420, 60));
  EXPECT_FALSE(IsDrawnOn(captioned, 220, 420, 300, 470));
}

TEST(Overlay, WorksWithoutAnythingToDraw) {
  OverlayPainter painter;
  const Image grey = Grey(64, 64);
  EXPECT_EQ(DifferenceAt(painter.Paint(grey.view(), {}), 32, 32), 0);
}

TEST(AnnotatedVideo, WritesVideosAndSinglePictures) {
  const std::string base = (std::filesystem::temp_directory_path() / "ezpt_annotated_test").string();
  const Image grey = Grey(96, 64);
  for (const char* ending : {".mp4", ".png", ".jpg"}) {
    const std::string path = base + ending;
    auto annotated = AnnotatedVideo::Create(path, {.width = 96, .height = 64});
    ASSERT_TRUE(annotated.ok()) << annotated.error().message;
    ASSERT_TRUE((*annotated)->Write(grey.view(), Seconds(0), {.counter = "1"}).ok());
    EXPECT_EQ((*annotated)->Write(grey.view(), Seconds(0.1), {}).ok(), std::string(ending) == ".mp4");
    ASSERT_TRUE((*annotated)->Close().ok());
    EXPECT_TRUE(std::string(ending) == ".mp4" ? VideoReader::Open(path).ok() : ReadImage(path).ok());
    std::filesystem::remove(path);
  }
}

}  // namespace
}  // namespace ezpt::media
