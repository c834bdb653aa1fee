#include "server/net/frame_counter.h"

#include <gtest/gtest.h>

#include <string>

namespace ezpt::server {
namespace {

using Clock = FrameCounter::Clock;

constexpr char kContinuation = '\x00';
constexpr char kBinary = '\x02';
constexpr char kFinalBinary = '\x82';
constexpr char kPing = '\x89';
constexpr char kPong = '\x8a';
constexpr char kClose = '\x88';

/// A masked frame, as browsers send it.
std::string Frame(char first, std::size_t bytes) {
  std::string frame(1, first);
  if (bytes < 126) {
    frame += static_cast<char>(0x80 | bytes);
  } else if (bytes < 65536) {
    frame += {'\xfe', static_cast<char>(bytes >> 8), static_cast<char>(bytes)};
  } else {
    frame += '\xff';
    for (int shift = 56; shift >= 0; shift -= 8) frame += static_cast<char>(bytes >> shift);
  }
  return frame + "mask" + std::string(bytes, '\x88');  // A payload that looks like close frames.
}

std::string Times(int times, const std::string& frame) {
  std::string all;
  for (int i = 0; i < times; ++i) all += frame;
  return all;
}

bool IsOverAfter(const std::string& bytes, std::size_t step) {
  FrameCounter counter;
  const auto now = Clock::now();
  for (std::size_t i = 0; i < bytes.size(); i += step) counter.Take(std::string_view(bytes).substr(i, step), now);
  EXPECT_FALSE(counter.HasClosed());
  return counter.IsOver();
}

TEST(FrameCounter, EveryKindOfSmallFrameCounts) {
  for (const std::string& frame :
       {Frame(kPing, 0), Frame(kPong, 125), Frame(kContinuation, 0), Frame(kBinary, 1), Frame(kFinalBinary, 200),
        Frame(kFinalBinary, 70000), Frame(kContinuation, FrameCounter::kSmallFragment - 1)}) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{1} << 20}) {
      EXPECT_FALSE(IsOverAfter(Times(FrameCounter::kPerSecond, frame), step));
      EXPECT_TRUE(IsOverAfter(Times(FrameCounter::kPerSecond + 1, frame), step));
    }
  }
}

TEST(FrameCounter, LongMessagesMayComeInPieces) {
  EXPECT_FALSE(
      IsOverAfter(Times(10 * FrameCounter::kPerSecond, Frame(kContinuation, FrameCounter::kSmallFragment)), 999));
}

TEST(FrameCounter, ANewSecondBeginsAnew) {
  FrameCounter counter;
  const auto now = Clock::now();
  for (int second = 0; second < 3; ++second) {
    counter.Take(Times(FrameCounter::kPerSecond, Frame(kPing, 0)), now + std::chrono::seconds(second));
  }
  EXPECT_FALSE(counter.IsOver());
  counter.Take(Frame(kPing, 0), now + std::chrono::seconds(2));
  EXPECT_TRUE(counter.IsOver());
  counter.Take(Frame(kPing, 0), now + std::chrono::seconds(9));
  EXPECT_TRUE(counter.IsOver()) << "stays so";
}

TEST(FrameCounter, SeesTheClose) {
  FrameCounter counter;
  counter.Take(Frame(kFinalBinary, 300) + Frame(kClose, 2), Clock::now());
  EXPECT_TRUE(counter.HasClosed());
}

}  // namespace
}  // namespace ezpt::server
