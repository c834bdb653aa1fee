#include "server/pages/session_upload.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "coach/feedback_json.h"
#include "coach/pipeline.h"
#include "exercise/json.h"
#include "server/live/messages.h"
#include "server/owner.h"
#include "server/pages/page.h"
#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

using nlohmann::json;

constexpr int kConflict = 409;
constexpr std::size_t kIdDigits = 32;
/// Holds the sessions that pages upload, on whichever server.
const std::string kUploader = "upload";
/// So long the rest may take to come before the session counts as lost.
constexpr int64_t kPatienceMs = 300'000;

/// The same owner's same key is the same session; nobody else's key can meet it.
std::string IdOf(const std::string& owner, const std::string& key) {
  return HashToken("upload " + owner + " " + key).substr(0, kIdDigits);
}

/// What a request brought and cannot be read is the request's fault, not the store's.
Error AsArgument(const Error& error) {
  return {error.code == ErrorCode::kDamaged ? ErrorCode::kInvalidArgument : error.code, error.message};
}

Response State(const Site& site, const store::StoredSession& row) {
  const auto chunks = site.sessions->ChunkCount(row.ref());
  if (!chunks.ok()) return ErrorReply(chunks.error());
  return JsonReply(200, coach::Dump({{"session", row.id},
                                     {"token", row.id},
                                     {"url", "/sessions/" + row.id},
                                     {"chunks", *chunks},
                                     {"finished", row.ended_ms != 0}}));
}

Response Begin(Site& site, const Context& context, const Request& request) {
  const auto ask = ParseUploadText(request.body);
  if (!ask.ok()) return ErrorReply(AsArgument(ask.error()));
  const Library::Entry definition = site.library->Find(ask->exercise);
  if (definition == nullptr) return ErrorReply(404, "This exercise is not in the library.");
  const std::string id = IdOf(context.person.owner, ask->key);
  if (const auto known = site.sessions->Get(context.person.owner, id); known.ok()) return State(site, *known);
  const int64_t now = WallClockMs();
  store::SessionRow row;
  row.id = id;
  row.owner = context.person.owner;
  row.clinic = context.person.clinic;
  row.exercise = definition->id;
  row.side = SideName(ask->side);
  row.source = Name(ask->source);
  row.language = ask->language;
  row.started_ms = ask->started_ms == 0 ? now : std::min(ask->started_ms, now);
  row.definition_hash = exercise::DefinitionHash(*definition);
  row.lease = {kUploader, 1, now + kPatienceMs};
  const auto created = site.sessions->Create(row);
  if (created.ok()) return State(site, *created);
  // The same request at the same moment was quicker.
  const auto known = site.sessions->Get(context.person.owner, id);
  return known.ok() ? State(site, *known) : ErrorReply(created.error());
}

/// Unfinished, or "lost": that is what the server itself says of a session that nobody went on with.
bool TakesChunks(const store::SessionRow& row) { return row.ended_ms == 0 || row.ended == "lost"; }

/// Makes the session the page's to write, if no server has it live.
Status HoldForUpload(Site& site, store::StoredSession& row) {
  const Error live{ErrorCode::kConflict, "This session is live over the WebSocket."};
  if (site.hub->Has(row.id)) return live;
  const int64_t now = WallClockMs();
  if (row.lease.holder == kUploader) {
    if (row.lease.until_ms - now > kPatienceMs / 2) return {};
    row.lease.until_ms = now + kPatienceMs;
    return site.sessions->RenewLease(row.ref(), row.lease);
  }
  if (!row.lease.holder.empty() && row.lease.until_ms > now) return live;
  EZPT_TRY(row.lease, site.sessions->TakeLease(row.ref(), kUploader, now + kPatienceMs, row.lease.number));
  return {};
}

std::optional<int> ChunkNumber(const Request& request) {
  const std::string_view text = request.Param("number");
  int number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

/// A chunk that will be read again must be one: whole, sound, and in its place.
Status CheckChunk(const std::string& bytes, int number) {
  const auto chunk = coach::DecodeChunk(std::as_bytes(std::span(bytes)));
  if (!chunk.ok()) return AsArgument(chunk.error());
  if (chunk->index == static_cast<uint32_t>(number)) return {};
  return Error{ErrorCode::kInvalidArgument, "session record: the chunk's own number is not that of the address"};
}

Response PutChunk(Site& site, const Context& context, const Request& request) {
  const auto number = ChunkNumber(request);
  if (!number) return ErrorReply(404, "Chunks are numbered 0, 1, 2 …");
  auto row = OwnRow(site, context, request);
  if (!row.ok()) return ErrorReply(row.error());
  if (const Status sound = CheckChunk(request.body, *number); !sound.ok()) return ErrorReply(sound.error());
  const auto stored = site.sessions->ChunkCount(row->ref());
  if (!stored.ok()) return ErrorReply(stored.error());
  if (*number >= *stored) {
    if (!TakesChunks(*row)) return ErrorReply(kConflict, "This session is finished.");
    if (const Status held = HoldForUpload(site, *row); !held.ok()) return ErrorReply(held.error());
    const Status appended = site.sessions->AppendChunk(row->ref(), *number, request.body, row->lease.number);
    if (!appended.ok()) return ErrorReply(appended.error());
  }
  // Compared with what is stored now, so that of two writers at once one hears that it lost.
  const auto kept = site.sessions->Chunk(row->ref(), *number);
  if (!kept.ok()) return ErrorReply(kept.error());
  if (*kept != request.body) return ErrorReply(kConflict, "Another chunk is stored under that number.");
  Response response;
  response.status = 204;
  return response;
}

Response GetChunk(const Site& site, const Context& context, const Request& request) {
  const auto number = ChunkNumber(request);
  const auto row = OwnRow(site, context, request);
  if (!row.ok()) return ErrorReply(row.error());
  const auto bytes = number ? site.sessions->Chunk(row->ref(), *number) : Error{ErrorCode::kNotFound, ""};
  if (!bytes.ok()) return ErrorReply(404, "There is no such chunk.");
  return Reply(200, "application/octet-stream", *bytes);
}

/// The page goes on by itself with a set that this server began: from here on the page's record is the set's.
Response TakeOver(Site& site, const Context& context, const Request& request) {
  const auto row = OwnRow(site, context, request);
  if (!row.ok()) return ErrorReply(row.error());
  const auto count = ParseTakeOverText(request.body);
  if (!count.ok()) return ErrorReply(AsArgument(count.error()));
  site.hub->Drop(row->owner, row->id, CloseCode::kTakenOver, "This session went on in the browser itself.");
  const auto now = OwnRow(site, context, request);  // It may have been over before it could be dropped.
  if (!now.ok()) return ErrorReply(now.error());
  if (TakesChunks(*now)) {
    // Wherever it is live: whoever holds it is refused from here on.
    const auto lease = site.sessions->TakeLease(now->ref(), kUploader, WallClockMs() + kPatienceMs);
    if (!lease.ok()) return ErrorReply(lease.error());
    const Status kept = site.sessions->KeepChunks(now->ref(), *count, lease->number);
    if (!kept.ok()) return ErrorReply(kept.error());
  }
  return State(site, *now);
}

/// What the record says it was made with goes into the row.
Status SetProvenance(const std::string& first_chunk, store::SessionRow& row) {
  EZPT_TRY(const coach::RecordChunk chunk, coach::DecodeChunk(std::as_bytes(std::span(first_chunk))));
  row.definition_hash = chunk.provenance ? chunk.provenance->definition_hash : "";
  row.engine = chunk.provenance ? chunk.provenance->engine : "";
  row.pose_model = chunk.provenance ? chunk.provenance->pose_model : "";
  return {};
}

/// Sums up what was uploaded, and stores it.
Result<SessionAccount> SumUpUpload(Site& site, store::StoredSession& row) {
  EZPT_CHECK_OK(HoldForUpload(site, row));
  EZPT_TRY(const std::vector<std::string> chunks, site.sessions->Chunks(row.ref()));
  if (chunks.empty()) return Error{ErrorCode::kInvalidArgument, "session record: no chunk was given"};
  EZPT_CHECK_OK(SetProvenance(chunks.front(), row));
  SessionAccount account;
  EZPT_TRY(account.definition, site.history->DefinitionOf(row.exercise, row.definition_hash));
  EZPT_TRY(account.summary, site.replayer->Recompute(row.owner, account.definition, chunks));
  SetFigures(account.summary, row);
  row.ended = account.summary.stop_reason.empty() ? "lost" : account.summary.stop_reason;
  row.ended_ms = row.started_ms + static_cast<int64_t>(row.duration_s * 1000);
  EZPT_CHECK_OK(site.sessions->Finish(row, MakeRun(account.summary, row, store::ScoringRun::Basis::kRecord, "")));
  return account;
}

Response Finish(Site& site, const Context& context, const Request& request) {
  auto row = OwnRow(site, context, request);
  if (!row.ok()) return ErrorReply(row.error());
  const auto account = TakesChunks(*row) ? SumUpUpload(site, *row) : site.history->AccountOf(*row);
  if (!account.ok()) return ErrorReply(account.error());
  return JsonReply(200, coach::Dump(coach::ToJson(account->summary, *account->definition, row->language)));
}

}  // namespace

void AddUploadRoutes(SiteRoutes& routes) {
  routes.Post("/api/sessions", Access::kOwner, Begin);
  routes.Put("/api/sessions/{id}/chunks/{number}", Access::kOwner, PutChunk);
  routes.Get("/api/sessions/{id}/chunks/{number}", Access::kOwnOrNothing, GetChunk);
  routes.Post("/api/sessions/{id}/take-over", Access::kOwner, TakeOver);
  routes.Post("/api/sessions/{id}/finish", Access::kOwner, Finish);
}

}  // namespace ezpt::server
