#include "server/demo_step_in.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "clinic/accounts.h"
#include "clinic/clinics.h"
#include "clinic/codes.h"
#include "clinic/sign_ins.h"
#include "server/access.h"
#include "server/demo_people.h"
#include "store/demo_mark.h"

namespace ezpt::server {
namespace {

constexpr int64_t kHourMs = int64_t{3600} * 1000;
constexpr int64_t kIdleMs = 2 * kHourMs;
constexpr int64_t kLastsMs = 12 * kHourMs;

Error NobodyHere() { return {ErrorCode::kNotFound, "There is nothing at this address."}; }

/// What proxies add to a request, in use or standardised. One that adds nothing sends its own address as ours and a
/// foreign Origin, which no change is taken from (Application::Admit).
bool IsAProxys(std::string_view header) {
  constexpr std::array<std::string_view, 6> kNames = {
      "forwarded", "via", "x-real-ip", "x-cluster-client-ip", "true-client-ip", "cf-connecting-ip"};
  return header.starts_with("x-forwarded") || std::find(kNames.begin(), kNames.end(), header) != kNames.end();
}

/// The person of that account, if the demonstration made them.
Result<const DemoPerson*> PersonOf(store::ReadTx& tx, const std::string& id) {
  const auto account = clinic::Accounts::Get(tx, id);
  if (!account.ok()) return account.error().code == ErrorCode::kNotFound ? NobodyHere() : account.error();
  for (const DemoPerson& person : kDemoPeople) {
    if (person.sign_in_name == account->sign_in_name) return &person;
  }
  return NobodyHere();
}

/// The clinic in which they are what the demonstration made them; empty for an operator, who is of none.
Result<std::string> ClinicOf(store::ReadTx& tx, const std::string& id, clinic::Role role, int64_t now_ms) {
  if (role == clinic::Role::kOperator) return std::string();
  EZPT_TRY(const std::vector<clinic::Membership> memberships, clinic::Clinics::Of(tx, id, now_ms));
  for (const clinic::Membership& membership : memberships) {
    if (membership.role == role) return membership.clinic;
  }
  return NobodyHere();  // A visitor who was the administrator ended their membership.
}

}  // namespace

StepIn::Visitor StepIn::VisitorOf(const Request& request, std::string address, std::string device) {
  const bool came_by_proxy = std::any_of(request.headers.begin(), request.headers.end(),
                                         [](const auto& header) { return IsAProxys(header.first); });
  return {.address = std::move(address), .came_by_proxy = came_by_proxy, .device = std::move(device)};
}

Status StepIn::Admit(store::ReadTx& tx, const Visitor& visitor) const {
  EZPT_TRY(const std::optional<int64_t> marked, store::DemoMark::Find(tx));
  if (!marked) return NobodyHere();
  std::string_view address = visitor.address;
  // As a socket of both kinds names who comes by IPv4.
  if (constexpr std::string_view kMapped = "::ffff:"; address.starts_with(kMapped))
    address.remove_prefix(kMapped.size());
  if (parts_.is_behind_proxy || visitor.came_by_proxy || !IsLoopback(address)) {
    return Error{ErrorCode::kForbidden,
                 "One steps into the demonstration at the computer that runs it: open 127.0.0.1 there, not through a "
                 "proxy."};
  }
  return {};
}

Result<std::vector<StepInPerson>> StepIn::People(const Visitor& visitor) const {
  using People = std::vector<StepInPerson>;
  return parts_.database->Read("cannot read the demonstration", [&](store::ReadTx& tx) -> Result<People> {
    EZPT_CHECK_OK(Admit(tx, visitor));
    People people;
    for (const DemoPerson& person : kDemoPeople) {
      EZPT_TRY(const auto account, clinic::Accounts::Find(tx, std::string(person.sign_in_name)));
      if (!account) continue;
      people.push_back(
          {.id = account->id, .name = account->display_name, .role = person.role, .line = std::string(person.line)});
    }
    return people;
  });
}

Result<clinic::Welcome> StepIn::As(const std::string& person, const Visitor& visitor) {
  return parts_.database->Write("cannot step in", [&](store::WriteTx& tx) -> Result<clinic::Welcome> {
    EZPT_CHECK_OK(Admit(tx, visitor));
    EZPT_TRY(const DemoPerson* const who, PersonOf(tx, person));
    const int64_t now = parts_.now_ms();
    EZPT_TRY(const std::string clinic, ClinicOf(tx, person, who->role, now));
    clinic::Welcome welcome{.token = clinic::NewToken(),
                            .sign_in = {.id = clinic::NewId(),
                                        .person = person,
                                        .clinic = clinic,
                                        .role = who->role,
                                        .device = visitor.device,
                                        .created_ms = now,
                                        .seen_ms = now,
                                        .idle_ms = kIdleMs,
                                        .expires_ms = now + kLastsMs}};
    EZPT_CHECK_OK(clinic::SignIns::Start(tx, clinic::HashToken(welcome.token), welcome.sign_in));
    const clinic::Scope scope{clinic, person, who->role};
    EZPT_CHECK_OK(parts_.audit->Append(
        tx, clinic::EventOf(scope, now, "sign_in", welcome.sign_in.id, "", "stepped in, in the demonstration")));
    return welcome;
  });
}

}  // namespace ezpt::server
