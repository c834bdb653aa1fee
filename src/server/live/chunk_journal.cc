#include "server/live/chunk_journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>

#include "server/log.h"
#include "server/owner.h"

namespace ezpt::server {
namespace {

namespace fs = std::filesystem;

template <typename Number>
void Append(std::string& bytes, Number value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

/// The next number of `bytes`, which are as many at least.
template <typename Number>
Number Take(std::string_view& bytes) {
  Number value{};
  std::memcpy(&value, bytes.data(), sizeof(value));
  bytes.remove_prefix(sizeof(value));
  return value;
}

uint32_t Crc(std::string_view bytes) {
  return static_cast<uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

std::string Encoded(const JournaledChunk& chunk) {
  std::string content;
  Append(content, chunk.lease);
  Append(content, static_cast<int32_t>(chunk.index));
  Append(content, static_cast<uint32_t>(chunk.session.size()));
  content += chunk.session;
  content += chunk.bytes;
  std::string all;
  Append(all, static_cast<uint32_t>(content.size()));
  Append(all, Crc(content));
  return all + content;
}

/// The next chunk; nothing at the end, or where the writing process died.
std::optional<JournaledChunk> Next(std::string_view& rest) {
  constexpr std::size_t kHead = 8, kNumbers = 16;
  if (rest.size() < kHead) return std::nullopt;
  const auto size = Take<uint32_t>(rest);
  const auto crc = Take<uint32_t>(rest);
  if (size < kNumbers || size > rest.size() || Crc(rest.substr(0, size)) != crc) return std::nullopt;
  std::string_view content = rest.substr(0, size);
  rest.remove_prefix(size);
  JournaledChunk chunk;
  chunk.lease = Take<int64_t>(content);
  chunk.index = Take<int32_t>(content);
  const auto id = Take<uint32_t>(content);
  if (id > content.size()) return std::nullopt;
  chunk.session = content.substr(0, id);
  chunk.bytes = content.substr(id);
  return chunk;
}

constexpr std::string_view kSealed = "sealed-";

std::string PlaceOf(const JournaledChunk& chunk) {
  return "ezpt journal 1:" + std::to_string(chunk.lease) + ":" + std::to_string(chunk.index) + ":" + chunk.session;
}

JournaledChunk Sealed(const JournaledChunk& chunk, const store::SecretKey& key) {
  return {chunk.session, chunk.lease, chunk.index, store::Seal(key, PlaceOf(chunk), chunk.bytes)};
}

bool WriteAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// The file's name survives a loss of power, too.
bool SyncFolder(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : ".";
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && fsync(descriptor) == 0;
  if (descriptor >= 0) close(descriptor);
  return synced;
}

}  // namespace

ChunkJournal::~ChunkJournal() {
  if (file_ < 0) return;
  if (empty_) (void)unlink(path_.c_str());
  close(file_);
}

bool ChunkJournal::Open() {
  if (file_ >= 0) return true;
  if (prefix_.empty()) return false;
  path_ = prefix_ + (key_ ? std::string(kSealed) : "") + NewId();
  file_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file_ < 0) return false;
  return flock(file_, LOCK_EX | LOCK_NB) == 0 && SyncFolder(path_);
}

bool ChunkJournal::Keep(const JournaledChunk& chunk) {
  if (!Open()) return false;
  const off_t before = lseek(file_, 0, SEEK_END);
  empty_ = false;
  if (WriteAll(file_, Encoded(key_ ? Sealed(chunk, *key_) : chunk)) && fdatasync(file_) == 0) return true;
  // Half a chunk would hide those that come after it.
  if (before < 0 || ftruncate(file_, before) != 0) Log("journal_damaged");
  return false;
}

void ChunkJournal::Clear() {
  if (empty_ || ftruncate(file_, 0) != 0) return;
  empty_ = true;
}

std::vector<JournaledChunk> ChunkJournal::Read(const std::string& path, Content content_is) const {
  std::ifstream in(path, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(in), {}};
  std::string_view rest = content;
  std::vector<JournaledChunk> chunks;
  while (auto chunk = Next(rest)) {
    if (content_is == Content::kSealed) {
      auto bytes = store::Unseal(*key_, PlaceOf(*chunk), chunk->bytes);
      if (!bytes) {
        Log("journal_damaged");
        continue;
      }
      chunk->bytes = *std::move(bytes);
    }
    chunks.push_back(*std::move(chunk));
  }
  return chunks;
}

int ChunkJournal::Recover(const std::function<Status(const JournaledChunk&)>& store) const {
  if (prefix_.empty()) return 0;
  const fs::path prefix = prefix_;
  const std::string name = prefix.filename().string();
  int stored = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(prefix.has_parent_path() ? prefix.parent_path() : ".", error)) {
    const std::string file_name = entry.path().filename().string();
    if (!file_name.starts_with(name)) continue;
    const Content content = file_name.substr(name.size()).starts_with(kSealed) ? Content::kSealed : Content::kPlain;
    if (content == Content::kSealed && !key_) continue;
    const int file = open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) continue;
    if (flock(file, LOCK_EX | LOCK_NB) == 0) {  // Else its process lives.
      bool settled = true;
      for (const JournaledChunk& chunk : Read(entry.path().string(), content)) {
        const Status answer = store(chunk);
        if (answer.ok()) ++stored;
        const bool passing =
            !answer.ok() && (answer.error().code == ErrorCode::kBusy || answer.error().code == ErrorCode::kUnavailable);
        settled = settled && !passing;
      }
      if (settled) (void)unlink(entry.path().c_str());
    }
    close(file);
  }
  if (stored > 0) Log("chunks_recovered", {{"count", stored}});
  return stored;
}

}  // namespace ezpt::server
