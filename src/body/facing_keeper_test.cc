#include "body/facing_keeper.h"

#include <gtest/gtest.h>

#include "base/math.h"

namespace ezpt::body {
namespace {

constexpr double kTrunk = 100;  // pixels
constexpr float kMinScore = 0.2f;
constexpr double kFrame = 1.0 / 30;  // seconds
constexpr float kPixels = 0.5f;

/// A person turned by `yaw` from facing the camera, who stands at `x`.
Pose Turned(double yaw = 0, float x = 300) {
  const auto across = static_cast<float>(math::Cos(yaw * kPi / 180));
  Pose pose;
  for (const Side side : {Side::kLeft, Side::kRight}) {
    const float out = side == Side::kLeft ? across : -across;
    const auto put = [&](Joint joint, float half, float y) {
      pose.points[*IndexOf(OnSide(joint, side), pose.topology)] = {x + out * half, y, 0, 0.8f};
    };
    put(Joint::kLeftShoulder, 35, 100);
    put(Joint::kLeftElbow, 40, 150);
    put(Joint::kLeftHip, 20, 200);
    put(Joint::kLeftKnee, 22, 280);
  }
  return pose;
}

Pose Exchanged() {
  Pose pose = Turned();
  ExchangeSides(pose);
  return pose;
}

/// Both shoulders and both hips half way between.
Pose Fallen(float x = 300) {
  Pose pose = Turned(0, x);
  for (const Joint joint : {Joint::kLeftShoulder, Joint::kLeftHip}) {
    pose.points[CocoIndex(joint)].x = x + 2;
    pose.points[CocoIndex(OnSide(joint, Side::kRight))].x = x - 2;
  }
  return pose;
}

struct Film {
  FacingKeeper keeper;
  double t = 0;

  Pose Show(Pose pose) {
    keeper.Apply(pose, Seconds(t), kTrunk, kMinScore);
    t += kFrame;
    return pose;
  }
  void Stand(double seconds) {
    for (const double end = t + seconds; t < end;) Show(Turned());
  }
};

void ExpectSame(const Pose& seen, const Pose& expected) {
  for (std::size_t i = 0; i < kCocoCount; ++i) EXPECT_NEAR(seen.points[i].x, expected.points[i].x, kPixels) << i;
}

TEST(FacingKeeper, ABodyTakenForItsBackKeepsItsNames) {
  Film film;
  film.Stand(1);
  for (int i = 0; i < 20; ++i) ExpectSame(film.Show(i % 3 == 0 ? Turned() : Exchanged()), Turned());
}

TEST(FacingKeeper, ShouldersAndHipsThatFallTogetherAreKeptApart) {
  Film film;
  film.Stand(1);
  for (int i = 0; i < 15; ++i) ExpectSame(film.Show(Fallen()), Turned());
}

TEST(FacingKeeper, NamesThatAreGivenForLongAreBelieved) {
  Film film;
  film.Stand(3);
  Pose last;
  for (int i = 0; i < 60; ++i) last = film.Show(Exchanged());
  ExpectSame(last, Exchanged());
}

TEST(FacingKeeper, WhoStaysNarrowForLongIsBelieved) {
  Film film;
  film.Stand(3);
  Pose last;
  for (int i = 0; i < 45; ++i) last = film.Show(Fallen());
  ExpectSame(last, Fallen());
}

TEST(FacingKeeper, WhoTurnsRoundIsFollowed) {
  Film film;
  film.Stand(1);
  for (double yaw = 0; yaw <= 180; yaw += 4) ExpectSame(film.Show(Turned(yaw)), Turned(yaw));
  ExpectSame(film.Show(Turned(180)), Turned(180));
}

TEST(FacingKeeper, NothingIsKeptBeforeItIsSure) {
  Film film;
  film.Stand(0.2);
  ExpectSame(film.Show(Exchanged()), Exchanged());
}

TEST(FacingKeeper, WhatIsSuddenlyElsewhereIsNotSpread) {
  Film film;
  film.Stand(1);
  const Pose elsewhere = Fallen(420);
  ExpectSame(film.Show(elsewhere), elsewhere);
}

TEST(FacingKeeper, AfterAGapTheNetworkIsBelieved) {
  Film film;
  film.Stand(1);
  film.t += 1;
  ExpectSame(film.Show(Exchanged()), Exchanged());
}

}  // namespace
}  // namespace ezpt::body
