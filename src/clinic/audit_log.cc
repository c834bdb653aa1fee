#include "clinic/audit_log.h"

#include <fmt/format.h>
#include <soci/soci.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <limits>

#include "clinic/codes.h"

namespace ezpt::clinic {
namespace {

using soci::into;
using soci::use;

constexpr int kMostListed = 200;
/// A server's client keeps all rows of an answer in memory.
constexpr int kVerifiedAtATime = 1000;

struct Head {
  int64_t seq = 0;
  std::string hash;
};

/// A row of audit_events, in the order that every query here names its columns.
AuditEvent EventFrom(const soci::row& row) {
  return {.seq = row.get<long long>(0),
          .at_ms = row.get<long long>(1),
          .clinic = row.get<std::string>(2),
          .actor = row.get<std::string>(3),
          .actor_role = row.get<std::string>(4),
          .patient = row.get<std::string>(5),
          .action = row.get<std::string>(6),
          .object = row.get<std::string>(7),
          .why = row.get<std::string>(8)};
}

constexpr const char* kSelect =
    "select seq, at_ms, clinic_id, actor_id, actor_role, patient_id, action, object, why, hash from audit_events ";

Head HeadOf(soci::session& sql) {
  Head head;
  long long seq = 0;
  sql << "select seq, hash from audit_head where id = 1", into(seq), into(head.hash);
  head.seq = seq;
  return head;
}

AuditVerdict Broken(int64_t events, int64_t at, std::string what) { return {events, at, std::move(what)}; }

}  // namespace

std::string AuditLog::HashOf(const AuditEvent& event, const std::string& before) const {
  std::string text;
  // Each with its length: no text of one field can look like the next.
  for (const std::string& field :
       {before, std::to_string(event.seq), std::to_string(event.at_ms), event.clinic, event.actor, event.actor_role,
        event.patient, event.action, event.object, event.why}) {
    text += fmt::format("{}:{}", field.size(), field);
  }
  std::array<unsigned char, crypto_generichash_BYTES> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                     key_.bytes().data(), key_.bytes().size());
  return Hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

Status AuditLog::Append(store::WriteTx& tx, AuditEvent event) const {
  // Written first: who comes at the same time waits here, and does not read the same head.
  tx.sql() << "update audit_head set seq = seq + 1 where id = 1";
  const Head head = HeadOf(tx.sql());
  event.seq = head.seq;
  const std::string hash = HashOf(event, head.hash);
  const long long seq = event.seq, at = event.at_ms;
  tx.sql() << "insert into audit_events (seq, at_ms, clinic_id, actor_id, actor_role, patient_id, action, object, why,"
              " hash) values (:seq, :at, :clinic, :actor, :role, :patient, :action, :object, :why, :hash)",
      use(seq), use(at), use(event.clinic), use(event.actor), use(event.actor_role), use(event.patient),
      use(event.action), use(event.object), use(event.why), use(hash);
  tx.sql() << "update audit_head set hash = :hash where id = 1", use(hash);
  return {};
}

Result<AuditVerdict> AuditLog::Verify(store::ReadTx& tx) const {
  const Head head = HeadOf(tx.sql());
  std::string before;
  int64_t read = 0;
  for (int64_t until = -1; read != until;) {
    until = read;
    // None has a number below 1, and one that has was put there.
    const long long from = read == 0 ? std::numeric_limits<long long>::min() : read;
    const soci::rowset<soci::row> rows =
        (tx.sql().prepare << fmt::format("{}where seq > :from order by seq limit {}", kSelect, kVerifiedAtATime),
         use(from));
    for (const soci::row& row : rows) {
      const AuditEvent event = EventFrom(row);
      if (event.seq != read + 1) return Broken(read, read + 1, fmt::format("event {} is missing", read + 1));
      const std::string hash = row.get<std::string>(9);
      if (hash != HashOf(event, before)) {
        return Broken(read, event.seq, fmt::format("event {} is not as it was written", event.seq));
      }
      before = hash;
      ++read;
    }
  }
  if (read != head.seq || before != head.hash) {
    return Broken(read, std::min(read, head.seq) + 1, "the log does not end where it ended");
  }
  return AuditVerdict{read, 0, ""};
}

Result<std::vector<AuditEvent>> AuditLog::OfClinic(store::ReadTx& tx, const Scope& scope, int64_t before, int limit) {
  const long long from = before;
  const soci::rowset<soci::row> rows =
      (tx.sql().prepare << fmt::format(
           "{}where clinic_id = :clinic and (seq < :before or :before2 = 0) order by seq desc limit {}", kSelect,
           std::clamp(limit, 1, kMostListed)),
       use(scope.clinic), use(from), use(from));
  std::vector<AuditEvent> events;
  for (const soci::row& row : rows) events.push_back(EventFrom(row));
  return events;
}

Result<std::vector<AuditEvent>> AuditLog::OfPatient(store::ReadTx& tx, const Scope& scope, const std::string& patient,
                                                    int64_t before, int limit) {
  const long long from = before;
  const soci::rowset<soci::row> rows =
      (tx.sql().prepare << fmt::format("{}where clinic_id = :clinic and patient_id = :patient and (seq < :before or"
                                       " :before2 = 0) order by seq desc limit {}",
                                       kSelect, std::clamp(limit, 1, kMostListed)),
       use(scope.clinic), use(patient), use(from), use(from));
  std::vector<AuditEvent> events;
  for (const soci::row& row : rows) events.push_back(EventFrom(row));
  return events;
}

AuditEvent EventOf(const Scope& scope, int64_t now_ms, std::string action, std::string object, std::string patient,
                   std::string why) {
  return {.at_ms = now_ms,
          .clinic = scope.clinic,
          .actor = scope.person,
          .actor_role = NameOf(scope.role),
          .patient = std::move(patient),
          .action = std::move(action),
          .object = std::move(object),
          .why = std::move(why)};
}

}  // namespace ezpt::clinic
