#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "media/av.h"
#include "media/camera.h"
#include "media/file.h"
#include "media/video_reader.h"
#include "media/video_writer.h"

namespace ezpt::media {
namespace {

constexpr double kTimeTolerance = 2e-5;  // Seconds: MPEG's clock is 1/90000.
constexpr int kColourTolerance = 16;     // Grey levels through 4:2:0 and H.264.
const std::string kData = EZPT_SOURCE_DIR "/../shared/data/";

/// Frame i: a block that moves right over a ramp, so that every frame has content.
Image Frame(int i, int width, int height) {
  Image image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool block = x >= 4 * i && x < 4 * i + 40 && y > height / 4 && y < height / 2;
      uint8_t* pixel = image.Row(y) + x * 3;
      pixel[0] = block ? 230 : static_cast<uint8_t>(40 + (x * 7 + y * 13 + i) % 50);
      pixel[1] = block ? 60 : 90;
      pixel[2] = block ? 50 : static_cast<uint8_t>(100 + y % 30);
    }
  }
  return image;
}

struct Reading {
  std::vector<double> times;
  std::string error;
  ErrorCode code = ErrorCode::kInternal;
};

Reading ReadAll(const std::string& path) {
  Reading reading;
  const auto fail = [&](const Error& error) {
    reading.error = error.message;
    reading.code = error.code;
    return reading;
  };
  auto reader = VideoReader::Open(path);
  if (!reader.ok()) return fail(reader.error());
  for (;;) {
    auto frame = (*reader)->Next();
    if (!frame.ok()) return fail(frame.error());
    if (!*frame) return reading;
    reading.times.push_back((*frame)->t.value);
  }
}

class VideoFile : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string Path(const std::string& name) {
    std::filesystem::create_directories(folder_);
    return folder_ + "/" + name;
  }
  std::string Written(const std::string& name, int width, int height, const std::vector<double>& times) {
    const std::string path = Path(name);
    auto writer = VideoWriter::Create(path, {.width = width, .height = height, .fps = 30});
    EXPECT_TRUE(writer.ok()) << writer.error().message;
    for (std::size_t i = 0; i < times.size(); ++i) {
      EXPECT_TRUE((*writer)->Write(Frame(static_cast<int>(i), width, height).view(), Seconds(times[i])).ok());
    }
    EXPECT_TRUE((*writer)->Close().ok());
    return path;
  }
  std::string folder_ = (std::filesystem::temp_directory_path() / "ezpt_video_test").string();
};

std::vector<double> Times(int count, double fps) {
  std::vector<double> times;
  for (int i = 0; i < count; ++i) times.push_back(i / fps);
  return times;
}

TEST_F(VideoFile, IrregularTimesSurvive) {
  const std::vector<double> times = {0, 0.04, 0.12, 0.125, 0.3, 0.9};
  const Reading reading = ReadAll(Written("uneven.mp4", 160, 120, times));
  EXPECT_EQ(reading.error, "");
  ASSERT_EQ(reading.times.size(), times.size());
  for (std::size_t i = 0; i < times.size(); ++i) EXPECT_NEAR(reading.times[i], times[i], kTimeTolerance);
}

TEST_F(VideoFile, AGrowingOneCanBeReadWhileItIsWritten) {
  constexpr int kFrames = 40;
  const std::string path = Path("growing.mp4");
  auto writer = VideoWriter::Create(path, {.width = 160, .height = 120, .fps = 20, .layout = Mp4Layout::kGrowing});
  ASSERT_TRUE(writer.ok()) << writer.error().message;
  const std::vector<double> times = Times(kFrames, 20);
  const auto write = [&](int first, int last) {
    for (int i = first; i < last; ++i) {
      ASSERT_TRUE((*writer)->Write(Frame(i, 160, 120).view(), Seconds(times[static_cast<std::size_t>(i)])).ok());
    }
  };
  write(0, kFrames / 2 + 1);
  std::filesystem::copy_file((*writer)->working_path(), Path("so_far.mp4"));
  const Reading so_far = ReadAll(Path("so_far.mp4"));
  EXPECT_EQ(so_far.error, "");
  EXPECT_GE(so_far.times.size(), static_cast<std::size_t>(kFrames / 2 - 1)) << "the pieces that are complete";
  write(kFrames / 2 + 1, kFrames);
  ASSERT_TRUE((*writer)->Close().ok());
  const Reading whole = ReadAll(path);
  EXPECT_EQ(whole.error, "");
  ASSERT_EQ(whole.times.size(), times.size());
  for (std::size_t i = 0; i < times.size(); ++i) EXPECT_NEAR(whole.times[i], times[i], kTimeTolerance);
}

TEST_F(VideoFile, ColoursSurvive) {
  auto reader = VideoReader::Open(Written("colour.mp4", 320, 240, Times(5, 30)));
  ASSERT_TRUE(reader.ok());
  auto frame = (*reader)->Next();
  ASSERT_TRUE(frame.ok() && *frame);
  const uint8_t* block = (*frame)->image.Row(90) + 20 * 3;
  EXPECT_NEAR(block[0], 230, kColourTolerance);
  EXPECT_NEAR(block[1], 60, kColourTolerance);
  EXPECT_NEAR(block[2], 50, kColourTolerance);
}

TEST_F(VideoFile, OddSidesLoseOneRowOrColumn) {
  auto reader = VideoReader::Open(Written("odd.mp4", 161, 121, Times(4, 30)));
  ASSERT_TRUE(reader.ok()) << reader.error().message;
  EXPECT_EQ((*reader)->width(), 160);
  EXPECT_EQ((*reader)->height(), 120);
}

/// The MP4's bytes with another matrix of the track header (a b; c d, each ×65536): how the picture is to be shown.
std::vector<uint8_t> ShownBy(std::vector<uint8_t> mp4, int a, int b, int c, int d) {
  constexpr std::string_view kTrackHeader = "tkhd";
  constexpr std::size_t kMatrixAt = 44, kRow = 12;  // Of version 0 of the box, from its name.
  const auto box = std::search(mp4.begin(), mp4.end(), kTrackHeader.begin(), kTrackHeader.end());
  EXPECT_NE(box, mp4.end());
  const auto put = [&](std::size_t at, int value) {
    for (int i = 0; i < 4; ++i) box[static_cast<std::ptrdiff_t>(at) + i] = static_cast<uint8_t>(value >> (8 * (3 - i)));
  };
  constexpr int kOne = 1 << 16;
  put(kMatrixAt, a * kOne);
  put(kMatrixAt + 4, b * kOne);
  put(kMatrixAt + kRow, c * kOne);
  put(kMatrixAt + kRow + 4, d * kOne);
  return mp4;
}

struct Shown {
  const char* name;
  int a, b, c, d;
  int width, height;
  int block_x, block_y;  ///< A point within the first frame's block, which is stored at (20, 50) of 160×120.
};

TEST_F(VideoFile, IsSeenAsItIsToBeShown) {
  const auto stored = ReadFile(Written("stored.mp4", 160, 120, Times(3, 30)), 1 << 24);
  ASSERT_TRUE(stored.ok());
  for (const Shown& shown :
       {Shown{"upright", 1, 0, 0, 1, 160, 120, 20, 50}, Shown{"clockwise", 0, 1, -1, 0, 120, 160, 69, 20},
        Shown{"upside down", -1, 0, 0, -1, 160, 120, 139, 69}, Shown{"anticlockwise", 0, -1, 1, 0, 120, 160, 50, 139},
        Shown{"mirrored", -1, 0, 0, 1, 160, 120, 139, 50},
        Shown{"mirrored, upside down", 1, 0, 0, -1, 160, 120, 20, 69},
        Shown{"transposed", 0, 1, 1, 0, 120, 160, 50, 20},
        Shown{"pixels twice as wide as high", 2, 0, 0, 1, 320, 120, 40, 50},
        Shown{"pixels twice as high as wide", 1, 0, 0, 2, 160, 240, 20, 100}}) {
    SCOPED_TRACE(shown.name);
    ASSERT_TRUE(WriteFile(Path("shown.mp4"), ShownBy(*stored, shown.a, shown.b, shown.c, shown.d)).ok());
    auto reader = VideoReader::Open(Path("shown.mp4"));
    ASSERT_TRUE(reader.ok()) << reader.error().message;
    EXPECT_EQ((*reader)->width(), shown.width);
    EXPECT_EQ((*reader)->height(), shown.height);
    auto frame = (*reader)->Next();
    ASSERT_TRUE(frame.ok() && *frame);
    ASSERT_EQ((*frame)->image.width, shown.width);
    ASSERT_EQ((*frame)->image.height, shown.height);
    EXPECT_NEAR((*frame)->image.Row(shown.block_y)[shown.block_x * 3], 230, kColourTolerance);
  }
}

TEST_F(VideoFile, MjpegPlaysAtThirtyFramesASecond) {
  const Reading reading = ReadAll(Written("camera.mjpeg", 161, 121, Times(6, 10)));
  EXPECT_EQ(reading.error, "");
  ASSERT_EQ(reading.times.size(), 6u);
  EXPECT_NEAR(reading.times[5], 5 / 30.0, kTimeTolerance);
}

/// The same packets in the container that the new name's ending says. @return the new file's bytes.
std::vector<uint8_t> Remuxed(const std::string& from, const std::string& to) {
  AVFormatContext* in = nullptr;
  AVFormatContext* out = nullptr;
  EXPECT_EQ(avformat_open_input(&in, from.c_str(), nullptr, nullptr), 0);
  EXPECT_GE(avformat_find_stream_info(in, nullptr), 0);
  EXPECT_GE(avformat_alloc_output_context2(&out, nullptr, nullptr, to.c_str()), 0);
  AVStream* stream = avformat_new_stream(out, nullptr);
  avcodec_parameters_copy(stream->codecpar, in->streams[0]->codecpar);
  stream->codecpar->codec_tag = 0;
  EXPECT_GE(avio_open(&out->pb, to.c_str(), AVIO_FLAG_WRITE), 0);
  EXPECT_GE(avformat_write_header(out, nullptr), 0);
  const AvPtr<AVPacket> packet(av_packet_alloc());
  while (av_read_frame(in, packet.get()) >= 0) {
    av_packet_rescale_ts(packet.get(), in->streams[0]->time_base, stream->time_base);
    packet->pos = -1;
    EXPECT_GE(av_interleaved_write_frame(out, packet.get()), 0);
  }
  EXPECT_EQ(av_write_trailer(out), 0);
  avio_closep(&out->pb);
  avformat_free_context(out);
  avformat_close_input(&in);
  const auto bytes = ReadFile(to, 1 << 24);
  return bytes.ok() ? *bytes : std::vector<uint8_t>();
}

TEST_F(VideoFile, TransportStreamsJoinedEndToEndAreOne) {
  const std::vector<uint8_t> part = Remuxed(Written("part.mp4", 160, 120, Times(30, 10)), Path("part.ts"));
  ASSERT_EQ(ReadAll(Path("part.ts")).times.size(), 30u);
  std::vector<uint8_t> both = part;
  both.insert(both.end(), part.begin(), part.end());
  ASSERT_TRUE(WriteFile(Path("both.ts"), both).ok());
  const Reading reading = ReadAll(Path("both.ts"));
  EXPECT_EQ(reading.error, "");
  ASSERT_EQ(reading.times.size(), 60u);
  EXPECT_NEAR(reading.times.back(), 5.9, 0.11);  // Seconds; the last picture of a part may say no length.
  EXPECT_TRUE(std::is_sorted(reading.times.begin(), reading.times.end()));
}

TEST_F(VideoFile, ATransportStreamThatEndsInsideAPacketIsCutShort) {
  const std::vector<uint8_t> whole = Remuxed(Written("part.mp4", 160, 120, Times(30, 10)), Path("part.ts"));
  ASSERT_TRUE(WriteFile(Path("cut.ts"), {whole.data(), whole.size() / 188 / 2 * 188 + 100}).ok());
  EXPECT_EQ(ReadAll(Path("cut.ts")).code, ErrorCode::kDamaged);
}

TEST_F(VideoFile, AnotherShapeInTheMiddleIsNotStretched) {
  const std::string wide = Written("wide.mjpeg", 160, 120, Times(3, 30));
  const std::string tall = Written("tall.mjpeg", 120, 160, Times(3, 30));
  std::vector<uint8_t> both;
  for (const std::string& part : {wide, tall}) {
    const auto bytes = ReadFile(part, 1 << 24);
    ASSERT_TRUE(bytes.ok());
    both.insert(both.end(), bytes->begin(), bytes->end());
  }
  ASSERT_TRUE(WriteFile(Path("both.mjpeg"), both).ok());
  auto reader = VideoReader::Open(Path("both.mjpeg"));
  ASSERT_TRUE(reader.ok()) << reader.error().message;
  for (int i = 0; i < 6; ++i) {
    auto frame = (*reader)->Next();
    ASSERT_TRUE(frame.ok() && *frame) << i;
    ASSERT_EQ((*frame)->image.width, 160);
    ASSERT_EQ((*frame)->image.height, 120);
    if (i < 3) continue;
    // 120×160 fits as 90×120: 35 columns of nothing on each side, all else three quarters as large.
    const auto red_at = [&](int x, int y) { return (*frame)->image.Row(y)[x * 3]; };
    EXPECT_EQ(red_at(30, 60), 0);
    EXPECT_EQ(red_at(130, 60), 0);
    const int first = i - 3;  // The block of its own recording: x 4 to 44, y 40 to 80.
    EXPECT_NEAR(red_at(35 + (4 * first + 20) * 3 / 4, 60 * 3 / 4), 230, kColourTolerance);
    EXPECT_LT(red_at(35 + (4 * first + 20) * 3 / 4, 85 * 3 / 4), 130);
  }
}

TEST_F(VideoFile, HalfAFileIsDamagedWhereverItIsCut) {
  const auto bytes = ReadFile(Written("whole.mp4", 320, 240, Times(60, 30)), 1 << 24);
  ASSERT_TRUE(bytes.ok());
  const std::string cut = Path("cut.mp4");
  for (int percent = 1; percent < 100; percent += 7) {
    ASSERT_TRUE(WriteFile(cut, {bytes->data(), bytes->size() * percent / 100}).ok());
    const Reading reading = ReadAll(cut);
    EXPECT_NE(reading.error, "") << percent << " %, " << reading.times.size() << " frames";
    EXPECT_EQ(reading.code, ErrorCode::kDamaged);
    EXPECT_EQ(reading.error.find('\n'), std::string::npos);
  }
}

TEST_F(VideoFile, NoiseInTheMiddleIsDamaged) {
  const auto bytes = ReadFile(Written("whole.mp4", 320, 240, Times(60, 30)), 1 << 24);
  ASSERT_TRUE(bytes.ok());
  std::vector<uint8_t> bad = *bytes;
  uint32_t state = 1;
  for (std::size_t i = bad.size() / 2; i < bad.size() / 2 + 2000 && i < bad.size(); ++i) {
    state = state * 1664525u + 1013904223u;
    bad[i] = static_cast<uint8_t>(state >> 24);
  }
  ASSERT_TRUE(WriteFile(Path("noise.mp4"), bad).ok());
  const Reading reading = ReadAll(Path("noise.mp4"));
  EXPECT_EQ(reading.code, ErrorCode::kDamaged);
  EXPECT_NE(reading.error.find("damaged after"), std::string::npos) << reading.error;
}

TEST_F(VideoFile, DamageAtTheStartIsNoLaterStart) {
  const auto bytes = ReadFile(Written("whole.mp4", 320, 240, Times(60, 30)), 1 << 24);
  ASSERT_TRUE(bytes.ok());
  const std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  const std::size_t media = text.find("mdat");
  ASSERT_NE(media, std::string_view::npos);
  std::vector<uint8_t> bad = *bytes;
  constexpr std::size_t kHeaders = 900;  // The encoder's own parameters stay.
  for (std::size_t i = media + kHeaders; i < media + kHeaders + 3000; ++i) bad[i] = 0x55;
  ASSERT_TRUE(WriteFile(Path("start.mp4"), bad).ok());
  const Reading reading = ReadAll(Path("start.mp4"));
  EXPECT_EQ(reading.code, ErrorCode::kDamaged);
  EXPECT_TRUE(reading.times.empty()) << "frames after the damage are not the recording's first";
}

TEST_F(VideoFile, NotAVideoIsSaidInOneLine) {
  const std::string text = "These are words, not pictures. ";
  std::string long_text;
  for (int i = 0; i < 500; ++i) long_text += text;
  for (const std::string& content : {std::string(), text, long_text, std::string(4096, '\0')}) {
    ASSERT_TRUE(WriteFile(Path("words.mp4"), {reinterpret_cast<const uint8_t*>(content.data()), content.size()}).ok());
    const Reading reading = ReadAll(Path("words.mp4"));
    EXPECT_EQ(reading.code, ErrorCode::kDamaged) << reading.error;
    EXPECT_EQ(reading.error.find('\n'), std::string::npos);
  }
  EXPECT_EQ(ReadAll(Path("absent.mp4")).code, ErrorCode::kNotFound);
}

TEST_F(VideoFile, AnUnclosedWriterLeavesNoFile) {
  for (const char* name : {"left.mp4", "left.mjpeg"}) {
    {
      auto writer = VideoWriter::Create(Path(name), {.width = 64, .height = 64});
      ASSERT_TRUE(writer.ok());
      ASSERT_TRUE((*writer)->Write(Frame(0, 64, 64).view(), Seconds(0)).ok());
    }
    EXPECT_FALSE(std::filesystem::exists(Path(name)));
  }
  EXPECT_EQ(VideoWriter::Create(Path("film.gif"), {.width = 64, .height = 64}).error().code,
            ErrorCode::kInvalidArgument);
}

TEST(Camera, AnAbsentOneIsSaidInOneLine) {
  const auto camera = Camera::Open(4321);
  ASSERT_FALSE(camera.ok());
  EXPECT_EQ(camera.error().code, ErrorCode::kNotFound);
  EXPECT_NE(camera.error().message.find("/dev/video4321: no such camera"), std::string::npos);
}

TEST_F(VideoFile, EvaluationClipsReadToTheirEndAndHalvesDoNot) {
  if (!std::filesystem::exists(kData)) GTEST_SKIP() << "skipped: no evaluation data";
  const struct {
    const char* name;
    std::size_t frames;
  } clips[] = {{"golden/pose_1.mp4", 120},           {"golden/pose_squats.mp4", 65},
               {"videos/squat_correct_001.avi", 49}, {"videos/squat_correct_003.mp4", 34},
               {"videos/pushfit_wrong40.mp4", 121},  {"images/openpose/video.avi", 205}};
  for (const auto& clip : clips) {
    const Reading whole = ReadAll(kData + clip.name);
    EXPECT_EQ(whole.error, "");
    EXPECT_EQ(whole.times.size(), clip.frames) << clip.name;
    const auto bytes = ReadFile(kData + clip.name, 1 << 24);
    ASSERT_TRUE(bytes.ok());
    ASSERT_TRUE(WriteFile(Path("half"), {bytes->data(), bytes->size() / 2}).ok());
    EXPECT_EQ(ReadAll(Path("half")).code, ErrorCode::kDamaged) << clip.name;
  }
}

}  // namespace
}  // namespace ezpt::media
