#include "coach/session_record_header.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace ezpt::coach {
namespace {

constexpr std::string_view kMagic = "EZSR";
constexpr std::size_t kMaxLanguageBytes = 15;
constexpr std::size_t kMaxIdBytes = 64;  ///< Of every text of the provenance.
constexpr std::size_t kHashDigits = 64;
constexpr int kMaxSide = 16384;  ///< Pixels.
constexpr double kMaxFps = 1000.0;
constexpr float kMaxDoseSeconds = 3600.0F;
constexpr double kMaxLimit = 1e6;  ///< In any measure's unit.

/// Letters, digits and the few signs that ids and versions have: it goes into pages and file names unescaped.
bool IsPlain(std::string_view text) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.' || c == '+';
  };
  return text.size() <= kMaxIdBytes && std::all_of(text.begin(), text.end(), plain);
}

bool IsHash(std::string_view text) {
  const auto digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.size() == kHashDigits && std::all_of(text.begin(), text.end(), digit);
}

void PutShortText(std::string_view text, RecordWriter& out) {
  out.Put(static_cast<uint8_t>(text.size()));
  out.PutText(text);
}

std::string GetShortText(RecordReader& in) { return std::string(in.GetText(in.Get<uint8_t>())); }

void PutOptions(const SessionOptions& options, RecordWriter& out) {
  out.Put(static_cast<uint8_t>(options.side));
  out.Put(options.reps);
  out.Put(options.sets);
  out.PutFloat(options.hold_s);
  out.PutFloat(options.rest_s);
  PutShortText(options.language, out);
}

void PutLimit(const std::optional<PersonalLimit>& limit, RecordWriter& out) {
  out.Put(static_cast<uint8_t>(limit ? 1 : 0));
  if (!limit) return;
  PutShortText(limit->quantity, out);
  out.Put(static_cast<uint8_t>(limit->side));
  out.PutDouble(limit->least);
  out.PutDouble(limit->most);
}

void PutProvenance(const Provenance& provenance, RecordWriter& out) {
  for (const std::string* text : {&provenance.exercise, &provenance.definition_hash, &provenance.engine,
                                  &provenance.pose_model, &provenance.pose_snapshot}) {
    PutShortText(*text, out);
  }
}

Status GetStream(RecordReader& in, RecordChunk& chunk) {
  const auto topology = in.Get<uint8_t>();
  const auto space = in.Get<uint8_t>();
  if (topology > static_cast<uint8_t>(body::Topology::kBlazePose33)) return record_header::Damaged("unknown topology");
  if (space > static_cast<uint8_t>(body::Space::kWorld)) return record_header::Damaged("unknown space");
  chunk.stream.topology = static_cast<body::Topology>(topology);
  chunk.stream.space = static_cast<body::Space>(space);
  chunk.index = in.Get<uint32_t>();
  chunk.stream.width = in.Get<uint16_t>();
  chunk.stream.height = in.Get<uint16_t>();
  chunk.stream.fps = in.GetDouble();
  const auto nominal = in.Get<uint8_t>();
  if (nominal > 1) return record_header::Damaged("unknown flag");
  chunk.stream.size_is_nominal = nominal == 1;
  return {};
}

Result<SideChoice> GetSide(RecordReader& in) {
  const auto side = in.Get<uint8_t>();
  if (side > static_cast<uint8_t>(SideChoice::kBoth)) return record_header::Damaged("unknown side");
  return static_cast<SideChoice>(side);
}

Status GetOptions(RecordReader& in, SessionOptions& options) {
  EZPT_TRY(options.side, GetSide(in));
  options.reps = in.Get<uint16_t>();
  options.sets = in.Get<uint16_t>();
  options.hold_s = in.GetFloat();
  options.rest_s = in.GetFloat();
  options.language = GetShortText(in);
  return {};
}

Status GetLimit(RecordReader& in, std::optional<PersonalLimit>& limit) {
  const auto there = in.Get<uint8_t>();
  if (there > 1) return record_header::Damaged("unknown flag");
  if (there == 0) return {};
  limit.emplace();
  limit->quantity = GetShortText(in);
  EZPT_TRY(limit->side, GetSide(in));
  limit->least = in.GetDouble();
  limit->most = in.GetDouble();
  return {};
}

Provenance GetProvenance(RecordReader& in) {
  Provenance provenance;
  for (std::string* text : {&provenance.exercise, &provenance.definition_hash, &provenance.engine,
                            &provenance.pose_model, &provenance.pose_snapshot}) {
    *text = GetShortText(in);
  }
  return provenance;
}

std::optional<std::string_view> WhyNot(const PersonalLimit& limit) {
  if (limit.quantity.empty() || !IsPlain(limit.quantity)) return "a personal limit's quantity is not an id";
  const bool in_range = std::fabs(limit.least) <= kMaxLimit && std::fabs(limit.most) <= kMaxLimit;  // False of NaN.
  if (!in_range || limit.least > limit.most) return "a personal limit is out of range";
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> WhyNotRecordable(const body::StreamInfo& stream, const SessionOptions& options) {
  const int least = stream.space == body::Space::kWorld ? 0 : 1;
  const auto in_range = [least](int side) { return side >= least && side <= kMaxSide; };
  if (!in_range(stream.width) || !in_range(stream.height)) return "picture size out of range";
  if (!(stream.fps > 0.0 && stream.fps <= kMaxFps)) return "frame rate out of range";
  if (options.reps > kMaxReps) return "more than 1000 repetitions a set";
  if (options.sets > kMaxSets) return "more than 100 sets";
  if (!(options.hold_s >= 0.0F && options.hold_s <= kMaxDoseSeconds)) return "hold out of range";
  if (!(options.rest_s >= 0.0F && options.rest_s <= kMaxDoseSeconds)) return "rest out of range";
  if (options.language.size() > kMaxLanguageBytes) return "language tag too long";
  return options.limit ? WhyNot(*options.limit) : std::nullopt;
}

std::optional<std::string_view> WhyNotRecordable(const Provenance& provenance) {
  if (provenance.exercise.empty() || !IsPlain(provenance.exercise)) return "the exercise is not an id";
  if (!IsHash(provenance.definition_hash)) return "the definition's hash is not a hash";
  if (provenance.engine.empty() || !IsPlain(provenance.engine)) return "the engine is not a version";
  if (!IsPlain(provenance.pose_model)) return "the pose model is not a name";
  if (!IsPlain(provenance.pose_snapshot)) return "the pose database's snapshot is not a name";
  return std::nullopt;
}

namespace record_header {

Error Damaged(std::string_view what) {
  return {ErrorCode::kDamaged, "session record: " + std::string(what) + "; this chunk cannot be used"};
}

void Put(const RecordChunk& chunk, RecordWriter& out) {
  out.PutText(kMagic);
  out.Put(chunk.provenance ? kRecordVersion : kRecordVersionWithoutProvenance);
  out.Put(static_cast<uint8_t>(chunk.stream.topology));
  out.Put(static_cast<uint8_t>(chunk.stream.space));
  out.Put(chunk.index);
  out.Put(static_cast<uint16_t>(chunk.stream.width));
  out.Put(static_cast<uint16_t>(chunk.stream.height));
  out.PutDouble(chunk.stream.fps);
  out.Put(static_cast<uint8_t>(chunk.stream.size_is_nominal ? 1 : 0));
  PutOptions(chunk.options, out);
  if (!chunk.provenance) return;
  PutLimit(chunk.options.limit, out);
  PutProvenance(*chunk.provenance, out);
}

Result<uint16_t> GetVersion(RecordReader& in) {
  if (in.GetText(kMagic.size()) != kMagic) return Damaged("it does not begin with EZSR");
  const auto version = in.Get<uint16_t>();
  if (in.truncated()) return Damaged("truncated");
  if (version == kRecordVersion || version == kRecordVersionWithoutProvenance) return version;
  return Error{ErrorCode::kUnsupported, "session record: this version is not known here; update the program"};
}

Status Get(RecordReader& in, uint16_t version, RecordChunk& chunk) {
  EZPT_CHECK_OK(GetStream(in, chunk));
  EZPT_CHECK_OK(GetOptions(in, chunk.options));
  if (version != kRecordVersionWithoutProvenance) {
    EZPT_CHECK_OK(GetLimit(in, chunk.options.limit));
    chunk.provenance = GetProvenance(in);
  }
  if (in.truncated()) return Damaged("truncated");
  if (const auto why = WhyNotRecordable(chunk.stream, chunk.options)) return Damaged(*why);
  if (chunk.provenance) {
    if (const auto why = WhyNotRecordable(*chunk.provenance)) return Damaged(*why);
  }
  return {};
}

}  // namespace record_header
}  // namespace ezpt::coach
