#include "server/demo_people.h"

#include <map>
#include <string>

#include "clinic/accounts.h"
#include "clinic/care_team.h"
#include "clinic/clinics.h"
#include "clinic/password.h"
#include "clinic/patients.h"

namespace ezpt::server {
namespace {

using clinic::Role;
using clinic::Scope;

constexpr int64_t kHourMs = int64_t{3600} * 1000;
constexpr int64_t kMinuteMs = 60'000;

std::string Text(std::string_view text) { return std::string(text); }

/// Adds the people, the oldest event first: the log tells it in its order.
class Adding {
 public:
  /// @param hash of a password that nobody knows.
  Adding(store::WriteTx& tx, const clinic::AuditLog& audit, const std::string& hash, int64_t base_ms)
      : tx_(tx), audit_(audit), hash_(hash), base_ms_(base_ms) {}

  Status All() {
    const clinic::ClinicRow row{.id = clinic_,
                                .name = "Elm Street Physiotherapy",
                                // Who steps in has no telephone to set up.
                                .policy = {.second_factor = clinic::Policy::SecondFactor::kOptional}};
    EZPT_CHECK_OK(clinic::Clinics::Create(tx_, row, Opened()));
    for (const DemoPerson& person : kDemoPeople) EZPT_CHECK_OK(Person(person));
    EZPT_CHECK_OK(Patient(kIrma, kDana));
    EZPT_CHECK_OK(Patient(kJorge, kDana));
    EZPT_CHECK_OK(Patient(kLena, kSam));
    EZPT_CHECK_OK(Helper(kElla, kIrma));
    EZPT_CHECK_OK(EmergencyOf(kDana, kLena, base_ms_ - 9 * kDemoDayMs,
                              "Lena rang: her back is worse since this morning, and Sam is on holiday."));
    EZPT_CHECK_OK(Reviewed(kMaren, base_ms_ - 8 * kDemoDayMs));
    EZPT_CHECK_OK(Cover(kSam, kIrma, kDana));
    EZPT_CHECK_OK(Handover(kJorge, kDana, kSam));
    return EmergencyOf(kDana, kLena, base_ms_ - 40 * kMinuteMs,
                       "Lena is at the desk without an appointment, and Sam cannot be reached.");
  }

 private:
  [[nodiscard]] int64_t Opened() const { return base_ms_ - (7 * kDemoWeeks + 3) * kDemoDayMs; }
  [[nodiscard]] Scope As(const DemoPerson& who) const { return {clinic_, ids_.at(who.sign_in_name), who.role}; }

  Status Note(const Scope& scope, int64_t at_ms, const std::string& action, const std::string& object,
              const std::string& patient = "", const std::string& why = "") {
    return audit_.Append(tx_, clinic::EventOf(scope, at_ms, action, object, patient, why));
  }

  Status Person(const DemoPerson& person) {
    const std::string id = ids_[person.sign_in_name] = clinic::NewId();
    const clinic::Account account{.id = id,
                                  .sign_in_name = Text(person.sign_in_name),
                                  .display_name = Text(person.name),
                                  .owner = clinic::NewToken(),
                                  .is_operator = person.role == Role::kOperator,
                                  // An operator's days without a second factor run from then on.
                                  .created_ms = person.role == Role::kOperator ? base_ms_ : Opened()};
    EZPT_CHECK_OK(clinic::Accounts::Create(tx_, account, hash_));
    if (person.role == Role::kOperator) return {};  // Of the program, not of the clinic.
    EZPT_CHECK_OK(clinic::Clinics::Join(tx_, clinic_, id, person.role, Opened()));
    return Note(As(person), Opened(), "clinic.join", id, "", clinic::NameOf(person.role));
  }

  Status Patient(const DemoPerson& who, const DemoPerson& lead) {
    const std::string id = patients_[who.sign_in_name] = clinic::NewId();
    const int64_t at = Opened() + kHourMs;
    EZPT_CHECK_OK(clinic::Patients::Add(tx_, As(lead), {.id = id, .name = Text(who.name), .created_ms = at}));
    EZPT_CHECK_OK(clinic::Patients::SetPerson(tx_, clinic_, id, ids_.at(who.sign_in_name)));
    return Note(As(lead), at, "patient.add", id, id);
  }

  Status Helper(const DemoPerson& who, const DemoPerson& patient) {
    const int64_t at = Opened() + kDemoDayMs;
    return Place(As(kDana), patient,
                 {.id = clinic::NewId(), .person = ids_.at(who.sign_in_name), .role = who.role, .from_ms = at});
  }

  /// From three days ago for two weeks.
  Status Cover(const DemoPerson& who, const DemoPerson& patient, const DemoPerson& lead) {
    return Place(As(lead), patient,
                 {.id = clinic::NewId(),
                  .person = ids_.at(who.sign_in_name),
                  .from_ms = base_ms_ - 3 * kDemoDayMs,
                  .until_ms = base_ms_ + 11 * kDemoDayMs});
  }

  Status Place(const Scope& by, const DemoPerson& patient, const clinic::Place& place) {
    const std::string& id = patients_.at(patient.sign_in_name);
    EZPT_CHECK_OK(clinic::CareTeam::Add(tx_, by, id, place));
    return Note(by, place.from_ms, "care_team.add", place.person, id);
  }

  Status Handover(const DemoPerson& patient, const DemoPerson& from, const DemoPerson& to) {
    const std::string id = clinic::NewId(), of = patients_.at(patient.sign_in_name);
    const int64_t at = base_ms_ - kDemoDayMs;
    EZPT_CHECK_OK(clinic::CareTeam::Ask(
        tx_, As(from),
        {.id = id,
         .patient = of,
         .to = ids_.at(to.sign_in_name),
         .note = "His shoulder is your field, and he comes on the days that you are here. Pain rises since last week."},
        at));
    return Note(As(from), at, "handover.ask", id, of);
  }

  Status EmergencyOf(const DemoPerson& who, const DemoPerson& patient, int64_t at, const std::string& reason) {
    const std::string& of = patients_.at(patient.sign_in_name);
    last_emergency_ = clinic::NewId();
    EZPT_CHECK_OK(clinic::CareTeam::BreakGlass(tx_, As(who), last_emergency_, of, reason, at));
    return Note(As(who), at, "emergency.begin", last_emergency_, of);
  }

  Status Reviewed(const DemoPerson& by, int64_t at) {
    EZPT_CHECK_OK(clinic::CareTeam::Review(tx_, As(by), last_emergency_, at));
    return Note(As(by), at, "emergency.review", last_emergency_, patients_.at(kLena.sign_in_name));
  }

  store::WriteTx& tx_;
  const clinic::AuditLog& audit_;
  const std::string& hash_;
  const int64_t base_ms_;
  const std::string clinic_ = clinic::NewId();
  std::map<std::string_view, std::string> ids_, patients_;
  std::string last_emergency_;
};

}  // namespace

Status AddDemoPeople(store::Database& database, const clinic::AuditLog& audit, int64_t base_ms) {
  const auto are_there = [](store::ReadTx& tx) -> Result<bool> {
    EZPT_TRY(const auto irma, clinic::Accounts::Find(tx, Text(kIrma.sign_in_name)));
    return irma.has_value();
  };
  EZPT_TRY(const bool known, database.Read("cannot look for the demonstration's people", are_there));
  if (known) return {};
  // Hashed before the transaction, which may be done again and keeps others waiting.
  clinic::PasswordHasher hasher;
  EZPT_TRY(const std::string hash, hasher.Hash(clinic::NewToken()));
  return database.Write("cannot add the demonstration's people", [&](store::WriteTx& tx) -> Status {
    EZPT_TRY(const bool came_meanwhile, are_there(tx));
    return came_meanwhile ? Status() : Adding(tx, audit, hash, base_ms).All();
  });
}

}  // namespace ezpt::server
