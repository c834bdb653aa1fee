#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "clinic/audit_log.h"
#include "clinic/front_desk.h"
#include "server/http.h"
#include "store/database.h"

namespace ezpt::server {

/// Somebody of the demonstration whom a visitor may be.
struct StepInPerson {
  std::string id = {};  ///< Of their account.
  std::string name = {};
  clinic::Role role = clinic::Role::kPatient;
  std::string line = {};  ///< What there is to see as them.
};

/// In a demonstration a visitor at this machine steps in as one of its people, without a password. Nowhere else:
/// everything here is refused unless the database is marked (demo_mark.h), the connection comes from this machine, and
/// no proxy brought it. Thread-safe; calls block.
///
/// Errors of all: kNotFound where this is no demonstration, or there is no such person in it; kForbidden for who is not
/// at this machine; those of the store.
class StepIn {
 public:
  struct Parts {
    std::shared_ptr<store::Database> database;
    const clinic::AuditLog* audit = nullptr;  ///< Outlives this.
    std::function<int64_t()> now_ms;
    /// The operator said that a proxy is before this server (--proxy, --https): then nobody is known to be here.
    bool is_behind_proxy = false;
  };
  explicit StepIn(Parts parts) : parts_(std::move(parts)) {}

  /// From where a request came.
  struct Visitor {
    std::string address = {};  ///< Of the connection's other end as text, not AddressKey of it. Empty: not known.
    bool came_by_proxy = false;
    std::string device = {};  ///< "Firefox on Linux".
  };
  [[nodiscard]] static Visitor VisitorOf(const Request& request, std::string address, std::string device);

  /// Who is there to be stepped in as, patients first; fewer than all while the clinic is being made.
  [[nodiscard]] Result<std::vector<StepInPerson>> People(const Visitor& visitor) const;
  /// A sign-in as that person for some hours, noted in the audit log. Only the demonstration's own people: who was
  /// invited into it since has a password.
  [[nodiscard]] Result<clinic::Welcome> As(const std::string& person, const Visitor& visitor);

 private:
  [[nodiscard]] Status Admit(store::ReadTx& tx, const Visitor& visitor) const;

  Parts parts_;
};

}  // namespace ezpt::server
