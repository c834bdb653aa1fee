// Arbitrary bytes as a session's record, through its whole replay. The first byte
// says which of the library's exercises; then come chunks, each from its magic to
// the next. A chunk is an error or reads back the same; a record is an error or a
// summary that survives being stored.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "coach/pipeline.h"
#include "coach/session_record.h"
#include "coach/stored_summary.h"
#include "exercise/json.h"
#include "exercise_yaml/yaml.h"
#include "pose/tracker.h"

namespace ezpt::coach {
namespace {

constexpr std::string_view kMagic = "EZSR";
constexpr std::size_t kChecksumBytes = 8;

struct Trained {
  std::shared_ptr<const exercise::Definition> definition;
  std::string hash;
};

const std::vector<Trained>& Library() {
  static const std::vector<Trained> library = [] {
    std::vector<Trained> all;
    auto loaded = exercise::LoadLibrary(EZPT_SOURCE_DIR "/exercises");
    if (!loaded.ok()) std::abort();
    for (exercise::Definition& definition : *loaded) {
      const std::string hash = exercise::DefinitionHash(definition);
      all.push_back({std::make_shared<const exercise::Definition>(std::move(definition)), hash});
    }
    return all;
  }();
  return library;
}

/// A checksum that random bytes never meet would hide everything behind it.
void MendChecksum(std::string& bytes) {
  if (bytes.size() <= kChecksumBytes) return;
  const std::size_t body = bytes.size() - kChecksumBytes;
  uint64_t hash = 0xcbf29ce484222325ULL;
  for (std::size_t i = 0; i < body; ++i) hash = (hash ^ static_cast<uint8_t>(bytes[i])) * 0x100000001b3ULL;
  for (std::size_t i = 0; i < kChecksumBytes; ++i) bytes[body + i] = static_cast<char>(hash >> (8 * i));
}

/// The chunk's bytes, as this exercise's; nothing where it is none.
std::string AsRecorded(std::string bytes, const Trained& trained, uint32_t index) {
  MendChecksum(bytes);
  auto chunk = DecodeChunk(std::as_bytes(std::span(bytes)));
  if (!chunk.ok()) return "";
  if (EncodeChunk(*chunk) != bytes) std::abort();
  chunk->index = index;
  if (chunk->provenance) chunk->provenance->definition_hash = trained.hash;
  return EncodeChunk(*chunk);
}

void Replay(const Trained& trained, const std::vector<std::string>& chunks) {
  const auto summary = Recompute(trained.definition, chunks);
  if (!summary.ok()) return;
  if (summary->target < 0 || summary->count > static_cast<int>(summary->frames)) std::abort();
  const auto again = ParseStoredSummary(StoredSummary(*summary));
  if (!again.ok() || *again != *summary) std::abort();
}

}  // namespace
}  // namespace ezpt::coach

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  using namespace ezpt::coach;
  if (size == 0) return 0;
  const Trained& trained = Library()[data[0] % Library().size()];
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::vector<std::string> chunks;
  while (!rest.empty()) {
    const std::size_t end = rest.find(kMagic, 1);
    std::string chunk = AsRecorded(std::string(rest.substr(0, end)), trained, static_cast<uint32_t>(chunks.size()));
    if (!chunk.empty()) chunks.push_back(std::move(chunk));
    rest.remove_prefix(std::min(end, rest.size()));
  }
  Replay(trained, chunks);
  return 0;
}
