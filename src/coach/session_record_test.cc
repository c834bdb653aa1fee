#include "coach/session_record.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "base/random.h"

namespace ezpt::coach {
namespace {

std::span<const std::byte> Bytes(const std::string& text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

body::StreamInfo Stream(body::Topology topology, body::Space space) {
  return {topology, space, 640, 480, 29.97, false};
}

RecordedFrame RandomFrame(Random& random, const body::StreamInfo& stream, double t, uint32_t sequence) {
  RecordedFrame recorded{sequence, static_cast<uint8_t>(random.Next() & 0xFF), {Seconds(t), std::nullopt}};
  if (random.NextUnit() < 0.2) return recorded;
  body::Pose pose{stream.topology, stream.space, {}};
  for (body::Landmark& point : pose.view()) {
    point.x = static_cast<float>(random.NextIn(-50, 700));
    point.y = static_cast<float>(random.NextIn(-50, 700));
    if (stream.space != body::Space::kImage) point.z = static_cast<float>(random.NextIn(-2, 2));
    point.score = static_cast<float>(random.NextUnit());
  }
  recorded.frame.pose = pose;
  return recorded;
}

const std::string kHash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

Provenance Made() { return {"squat", kHash, "1", "movenet_lightning", "poses-7"}; }

RecordChunk RandomChunk(uint64_t seed, const body::StreamInfo& stream) {
  Random random(seed);
  const PersonalLimit limit{"knee_depth", SideChoice::kLeft, 0.0, 70.5};
  RecordChunk chunk{7, stream, {SideChoice::kLeft, "de", 12, 3, 2.5F, 45.0F, limit}, Made(), {}};
  double t = 1.7e9 + random.NextUnit();
  for (uint32_t i = 0; i < 30; ++i) {
    t += 0.033 + 0.001 * random.NextUnit();
    chunk.items.emplace_back(RandomFrame(random, stream, t, i));
  }
  chunk.items.emplace_back(Command{CommandKind::kStop, StopReason::kPain, Seconds(t)});
  return chunk;
}

/// Bit for bit: memcmp of what the record holds.
void ExpectSame(const RecordChunk& a, const RecordChunk& b) {
  EXPECT_EQ(a.index, b.index);
  EXPECT_EQ(a.options, b.options);
  EXPECT_EQ(a.provenance, b.provenance);
  EXPECT_EQ(a.stream.fps, b.stream.fps);
  EXPECT_EQ(a.stream.topology, b.stream.topology);
  ASSERT_EQ(a.items.size(), b.items.size());
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    ASSERT_EQ(a.items[i].index(), b.items[i].index());
    if (const auto* command = std::get_if<Command>(&a.items[i])) {
      EXPECT_EQ(*command, std::get<Command>(b.items[i]));
      continue;
    }
    const auto& left = std::get<RecordedFrame>(a.items[i]);
    const auto& right = std::get<RecordedFrame>(b.items[i]);
    EXPECT_EQ(std::memcmp(&left.frame.t, &right.frame.t, sizeof(Seconds)), 0);
    EXPECT_EQ(left.sequence, right.sequence);
    EXPECT_EQ(left.light, right.light);
    ASSERT_EQ(left.frame.pose.has_value(), right.frame.pose.has_value());
    if (left.frame.pose) {
      EXPECT_EQ(
          std::memcmp(left.frame.pose->points.data(), right.frame.pose->points.data(), sizeof(left.frame.pose->points)),
          0);
    }
  }
}

TEST(SessionRecord, ChunkSurvivesToTheBit) {
  for (const auto topology : {body::Topology::kCoco17, body::Topology::kBlazePose33}) {
    for (const auto space : {body::Space::kImage, body::Space::kImage3, body::Space::kWorld}) {
      const RecordChunk chunk = RandomChunk(11, Stream(topology, space));
      const auto decoded = DecodeChunk(Bytes(EncodeChunk(chunk)));
      ASSERT_TRUE(decoded.ok()) << decoded.error().message;
      ExpectSame(chunk, *decoded);
    }
  }
}

// A chunk as the programs before version 2 wrote it: a picture of 640 × 480 at 30 a second, the working side left,
// German, 12 repetitions, a frame with nobody at 1.5 s and a stop because of pain.
TEST(SessionRecord, AChunkOfVersion1IsStillRead) {
  constexpr unsigned char kBytes[] = {
      'E',  'Z', 'S', 'R', 1,    0,    0, 0, 3, 0, 0,   0, 0x80, 0x02, 0xE0, 0x01, 0,   0,   0, 0,    0,    0, 0x3E,
      0x40, 0,   1,   12,  0,    0,    0, 0, 0, 0, 0,   0, 0,    0,    0,    2,    'd', 'e', 2, 0,    1,    0, 0,
      0,    0,   0,   0,   0xF8, 0x3F, 9, 0, 0, 0, 120, 0, 2,    0,    0,    0,    0,   0,   0, 0xF8, 0x3F, 3, 1};
  std::string bytes(reinterpret_cast<const char*>(kBytes), sizeof(kBytes));
  uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : bytes) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3ULL;
  for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<char>(hash >> (8 * i)));

  const auto chunk = DecodeChunk(Bytes(bytes));
  ASSERT_TRUE(chunk.ok()) << chunk.error().message;
  EXPECT_EQ(chunk->index, 3u);
  EXPECT_EQ(chunk->stream.width, 640);
  EXPECT_EQ(chunk->stream.fps, 30.0);
  EXPECT_EQ(chunk->options, (SessionOptions{.side = SideChoice::kLeft, .language = "de", .reps = 12}));
  EXPECT_FALSE(chunk->provenance.has_value());
  ASSERT_EQ(chunk->items.size(), 2u);
  EXPECT_EQ(std::get<RecordedFrame>(chunk->items[0]).sequence, 9u);
  EXPECT_EQ(std::get<Command>(chunk->items[1]), (Command{CommandKind::kStop, StopReason::kPain, Seconds(1.5)}));
  EXPECT_EQ(EncodeChunk(*chunk), bytes);
}

TEST(SessionRecord, ALaterVersionAsksForAnUpdate) {
  std::string bytes = EncodeChunk(RandomChunk(3, Stream(body::Topology::kCoco17, body::Space::kImage)));
  bytes[4] = 3;
  const auto decoded = DecodeChunk(Bytes(bytes));
  ASSERT_FALSE(decoded.ok());
  EXPECT_EQ(decoded.error().code, ErrorCode::kUnsupported);
}

TEST(SessionRecord, WhatItWasMadeWithIsPlainText) {
  EXPECT_FALSE(WhyNotRecordable(Made()).has_value());
  const auto refused = [](auto change) {
    Provenance made = Made();
    change(made);
    RecordChunk chunk = RandomChunk(3, Stream(body::Topology::kCoco17, body::Space::kImage));
    chunk.provenance = made;
    return WhyNotRecordable(made).has_value() && !DecodeChunk(Bytes(EncodeChunk(chunk))).ok();
  };
  EXPECT_TRUE(refused([](Provenance& made) { made.exercise = "<script>"; }));
  EXPECT_TRUE(refused([](Provenance& made) { made.exercise = ""; }));
  EXPECT_TRUE(refused([](Provenance& made) { made.definition_hash = "ABC"; }));
  EXPECT_TRUE(refused([](Provenance& made) { made.engine = "1\n2"; }));
  EXPECT_TRUE(refused([](Provenance& made) { made.pose_model = "../model"; }));
  EXPECT_TRUE(refused([](Provenance& made) { made.pose_snapshot = std::string(65, 'a'); }));
}

TEST(SessionRecord, AbsurdDosesLimitsAndPicturesAreRefused) {
  const auto refused = [](auto change) {
    RecordChunk chunk = RandomChunk(3, Stream(body::Topology::kCoco17, body::Space::kImage));
    change(chunk);
    return WhyNotRecordable(chunk.stream, chunk.options).has_value() && !DecodeChunk(Bytes(EncodeChunk(chunk))).ok();
  };
  EXPECT_TRUE(refused([](RecordChunk& chunk) { chunk.options.reps = kMaxReps + 1; }));
  EXPECT_TRUE(refused([](RecordChunk& chunk) { chunk.options.sets = kMaxSets + 1; }));
  EXPECT_TRUE(refused([](RecordChunk& chunk) { chunk.stream.width = 0; }));
  EXPECT_TRUE(refused([](RecordChunk& chunk) { chunk.stream.height = 0; }));
  EXPECT_TRUE(refused([](RecordChunk& chunk) { chunk.options.limit->most = -1; }));
  EXPECT_TRUE(refused([](RecordChunk& chunk) { chunk.options.limit->least = std::nan(""); }));
  EXPECT_TRUE(refused([](RecordChunk& chunk) { chunk.options.limit->quantity = ""; }));
  EXPECT_FALSE(refused([](RecordChunk&) {}));
}

TEST(SessionRecord, LandmarksInMetresNeedNoPicture) {
  RecordChunk chunk = RandomChunk(3, Stream(body::Topology::kCoco17, body::Space::kWorld));
  chunk.stream.width = chunk.stream.height = 0;
  EXPECT_TRUE(DecodeChunk(Bytes(EncodeChunk(chunk))).ok());
}

TEST(SessionRecord, EveryTruncationIsAnError) {
  const std::string bytes = EncodeChunk(RandomChunk(3, Stream(body::Topology::kCoco17, body::Space::kImage)));
  for (std::size_t size = 0; size < bytes.size(); size += 7) {
    EXPECT_FALSE(DecodeChunk(Bytes(bytes.substr(0, size))).ok()) << size;
  }
}

TEST(SessionRecord, EveryFlippedBitIsAnError) {
  const std::string bytes = EncodeChunk(RandomChunk(4, Stream(body::Topology::kCoco17, body::Space::kImage)));
  Random random(5);
  for (int i = 0; i < 500; ++i) {
    std::string altered = bytes;
    altered[random.Next() % altered.size()] ^= static_cast<char>(1 << (random.Next() % 8));
    EXPECT_FALSE(DecodeChunk(Bytes(altered)).ok());
  }
}

TEST(SessionRecord, NotANumberIsDamaged) {
  RecordChunk chunk = RandomChunk(6, Stream(body::Topology::kCoco17, body::Space::kImage));
  for (RecordItem& item : chunk.items) {
    auto* recorded = std::get_if<RecordedFrame>(&item);
    if (recorded == nullptr || !recorded->frame.pose) continue;
    recorded->frame.pose->points[3].x = std::numeric_limits<float>::quiet_NaN();
    break;
  }
  const auto decoded = DecodeChunk(Bytes(EncodeChunk(chunk)));
  ASSERT_FALSE(decoded.ok());
  EXPECT_EQ(decoded.error().code, ErrorCode::kDamaged);
}

TEST(SessionRecord, TimeThatGoesBackIsDamaged) {
  RecordChunk chunk = RandomChunk(8, Stream(body::Topology::kCoco17, body::Space::kImage));
  std::get<RecordedFrame>(chunk.items[4]).frame.t = Seconds(1.0);
  EXPECT_FALSE(DecodeChunk(Bytes(EncodeChunk(chunk))).ok());
}

TEST(SessionRecord, WhatThePipelineWouldRefuseIsDamaged) {
  const auto read = [](auto change) {
    RecordChunk chunk = RandomChunk(8, Stream(body::Topology::kCoco17, body::Space::kImage));
    change(chunk);
    return DecodeChunk(Bytes(EncodeChunk(chunk))).ok();
  };
  const auto frame = [](RecordChunk& chunk, std::size_t i) -> RecordedFrame& {
    return std::get<RecordedFrame>(chunk.items[i]);
  };
  EXPECT_TRUE(read([](RecordChunk&) {}));
  EXPECT_FALSE(read([&](RecordChunk& chunk) { frame(chunk, 0).frame.t = Seconds(-1); }));
  EXPECT_FALSE(read([&](RecordChunk& chunk) { frame(chunk, 5).frame.t = frame(chunk, 4).frame.t; }));
  EXPECT_FALSE(read([&](RecordChunk& chunk) { frame(chunk, 5).sequence = frame(chunk, 4).sequence; }));
  EXPECT_FALSE(read([&](RecordChunk& chunk) { frame(chunk, 5).frame.t = Seconds(std::nan("")); }));
}

TEST(SessionRecord, OversizedAndForeignBytesAreRefused) {
  const auto oversized = DecodeChunk(Bytes(std::string(kMaxChunkBytes + 1, 'x')));
  ASSERT_FALSE(oversized.ok());
  EXPECT_EQ(oversized.error().code, ErrorCode::kLimitExceeded);
  EXPECT_FALSE(DecodeChunk(Bytes("this is a text, not a record of a session")).ok());
}

TEST(ChunkWriter, ClosesAChunkEachSecondAndLosesNothing) {
  const auto stream = Stream(body::Topology::kCoco17, body::Space::kImage);
  ChunkWriter writer(stream, {}, Made());
  Random random(9);
  std::vector<std::string> chunks;
  for (uint32_t i = 0; i < 100; ++i) {
    if (auto closed = writer.Add(RandomFrame(random, stream, i / 30.0, i))) chunks.push_back(std::move(*closed));
  }
  EXPECT_EQ(chunks.size(), 3u);  // 100 frames at 30 a second: three whole seconds
  if (auto rest = writer.Flush()) chunks.push_back(std::move(*rest));
  uint32_t next_sequence = 0;
  uint32_t next_index = 0;
  for (const std::string& bytes : chunks) {
    const auto chunk = DecodeChunk(Bytes(bytes));
    ASSERT_TRUE(chunk.ok());
    EXPECT_EQ(chunk->index, next_index++);
    for (const RecordItem& item : chunk->items) EXPECT_EQ(std::get<RecordedFrame>(item).sequence, next_sequence++);
  }
  EXPECT_EQ(next_sequence, 100u);
  EXPECT_FALSE(writer.Flush().has_value());
}

}  // namespace
}  // namespace ezpt::coach
