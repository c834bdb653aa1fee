#include "media/landmark_stream.h"

#include <fmt/format.h>
#include <zlib.h>

#include <array>
#include <utility>

#include "media/file.h"
#include "media/landmark_format.h"

namespace ezpt::media {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
/// Three years: no recording's own clock says so, the time of day does.
constexpr Seconds kTimeOfDay{1e8};

/// Of these many lines nothing is a stream: a small file unpacks to gigabytes of them.
constexpr long kMaxBlankLines = 100'000;

/// The other encodings that a text may be saved in.
bool IsUtf16(std::string_view text) { return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"); }

struct OwnedGzip {
  gzFile handle = nullptr;

  OwnedGzip() = default;
  ~OwnedGzip() {
    if (handle != nullptr) gzclose(handle);
  }
  OwnedGzip(const OwnedGzip&) = delete;
  OwnedGzip& operator=(const OwnedGzip&) = delete;
};

}  // namespace

struct LandmarkReader::GzipFile : OwnedGzip {};
struct LandmarkWriter::GzipFile : OwnedGzip {};

LandmarkReader::LandmarkReader(std::string path) : file_(std::make_unique<GzipFile>()), path_(std::move(path)) {}
LandmarkReader::~LandmarkReader() = default;

Error LandmarkReader::At(const Error& error) const {
  return {error.code, fmt::format("{}:{}: {}", path_, line_number_, error.message)};
}

Result<std::unique_ptr<LandmarkReader>> LandmarkReader::Open(const std::string& path) {
  EZPT_TRY(const std::vector<uint8_t> start, ReadStart(path, 1));  // Says why where it cannot be opened.
  if (start.empty()) return Error{ErrorCode::kDamaged, fmt::format("{}: an empty file", path)};
  std::unique_ptr<LandmarkReader> reader(new LandmarkReader(path));
  reader->file_->handle = gzopen(path.c_str(), "rb");
  if (reader->file_->handle == nullptr) return Error{ErrorCode::kNotFound, fmt::format("{}: cannot open", path)};
  EZPT_TRY(const bool has_line, reader->ReadLine());
  if (!has_line) return Error{ErrorCode::kDamaged, fmt::format("{}: an empty file", path)};
  auto info = ParseLandmarkHeader(reader->line_);
  if (!info.ok()) return reader->At(info.error());
  reader->info_ = *info;
  reader->units_.emplace(*info);
  return reader;
}

/// False at the end of the file; blank lines are skipped.
Result<bool> LandmarkReader::ReadLine() {
  std::array<char, kMaxLandmarkLine + 2> buffer;
  for (;;) {
    ++line_number_;
    const char* got = gzgets(file_->handle, buffer.data(), static_cast<int>(buffer.size()));
    int code = Z_OK;
    gzerror(file_->handle, &code);
    if (code != Z_OK && code != Z_STREAM_END) return At({ErrorCode::kDamaged, "damaged or cut short (gzip)"});
    if (got == nullptr) return false;
    line_.assign(got);
    if (line_number_ == 1 && IsUtf16(line_)) return At({ErrorCode::kDamaged, "UTF-16 text; save it as UTF-8"});
    if (line_number_ == 1 && line_.starts_with(kByteOrderMark)) line_.erase(0, kByteOrderMark.size());
    if (line_.size() > kMaxLandmarkLine && line_.find('\r') < kMaxLandmarkLine) {
      return At({ErrorCode::kDamaged, "lines that end in CR alone; save it with LF"});
    }
    if (line_.size() > kMaxLandmarkLine) {
      return At({ErrorCode::kDamaged, fmt::format("longer than {} bytes", kMaxLandmarkLine)});
    }
    // gzgets stops at a newline or the end; text that stops elsewhere holds a zero byte.
    if (!line_.ends_with('\n') && !gzeof(file_->handle)) return At({ErrorCode::kDamaged, "a zero byte in the text"});
    while (!line_.empty() && (line_.back() == '\n' || line_.back() == '\r')) line_.pop_back();
    if (line_.find_first_not_of(" \t") != std::string::npos) return true;
    if (++blank_lines_ > kMaxBlankLines) return At({ErrorCode::kDamaged, "nothing but blank lines"});
  }
}

Result<std::optional<body::PoseFrame>> LandmarkReader::Next() {
  EZPT_TRY(const bool has_line, ReadLine());
  if (!has_line) return End();
  auto frame = ParseLandmarkFrame(line_, info_);
  if (!frame.ok()) return At(frame.error());
  if (!origin_) origin_ = frame->t > kTimeOfDay ? frame->t : Seconds(0);
  frame->t -= *origin_;
  if (last_ && frame->t <= *last_) return At({ErrorCode::kDamaged, "t does not increase"});
  last_ = frame->t;
  units_->Add(*frame);
  return std::optional<body::PoseFrame>(*frame);
}

/// Only the whole of a stream shows its units: a person may stand in a corner, or a moment be missing.
Result<std::optional<body::PoseFrame>> LandmarkReader::End() const {
  if (const auto objection = units_->Objection()) {
    return Error{ErrorCode::kDamaged, fmt::format("{}: {}", path_, *objection)};
  }
  return std::optional<body::PoseFrame>();
}

LandmarkWriter::LandmarkWriter(std::string path) : file_(std::make_unique<GzipFile>()), output_(std::move(path)) {}
LandmarkWriter::~LandmarkWriter() = default;

Result<std::unique_ptr<LandmarkWriter>> LandmarkWriter::Create(const std::string& path, const body::StreamInfo& info) {
  std::unique_ptr<LandmarkWriter> writer(new LandmarkWriter(path));
  writer->file_->handle = gzopen(writer->output_.working_path().c_str(), path.ends_with(".gz") ? "wb6" : "wbT");
  if (writer->file_->handle == nullptr) return writer->output_.CannotOpen();
  EZPT_CHECK_OK(writer->WriteLine(FormatLandmarkHeader(info)));
  return writer;
}

Status LandmarkWriter::WriteLine(const std::string& line) {
  const std::string text = line + "\n";
  const int written = gzwrite(file_->handle, text.data(), static_cast<unsigned>(text.size()));
  return written == static_cast<int>(text.size()) ? Status() : output_.CannotWrite();
}

Status LandmarkWriter::Write(const body::PoseFrame& frame) { return WriteLine(FormatLandmarkFrame(frame)); }

Status LandmarkWriter::Close() {
  const bool closed = gzclose(std::exchange(file_->handle, nullptr)) == Z_OK;
  return closed ? output_.Commit() : output_.CannotWrite();
}

}  // namespace ezpt::media
