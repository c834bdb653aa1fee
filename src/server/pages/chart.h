#pragma once

#include <functional>
#include <string>
#include <vector>

#include "clinic/care_team.h"
#include "clinic/patients.h"
#include "server/context.h"
#include "server/http.h"
#include "server/pages/patient_views.h"
#include "server/pages/site.h"

/// What the pages about patients have in common.
namespace ezpt::server {

/// The patient of the address, as far as the asking person may see them. Missing and forbidden are one answer, and both
/// stand in the audit log. Errors: kNotFound.
[[nodiscard]] Result<clinic::Chart> ChartOf(const Site& site, const Context& context, const Request& request);

/// Who cares for that patient at the moment. @param may_end whether the asking person may end places.
[[nodiscard]] Result<std::vector<PlaceView>> TeamOf(const Site& site, const Context& context,
                                                    const std::string& patient, bool may_end);

[[nodiscard]] Result<PatientPageView> PatientView(const Site& site, const Context& context, const clinic::Chart& chart);

/// Opens the fold of the form that did not work, with what was typed there.
using AsTyped = std::function<void(PatientPageView& view)>;

/// After something was done about that patient: their page says so, or why it was not done.
[[nodiscard]] Response AfterOf(const Site& site, const Context& context, const clinic::Chart& chart, const Status& done,
                               std::string_view word, const AsTyped& as_typed = nullptr);

/// A code, once, on a sheet to print.
[[nodiscard]] Response SheetOf(const Site& site, const Context& context, const Request& request,
                               const std::string& code, const clinic::Invitation& what, const std::string& back_url);

/// A person's name, or that they closed their account.
[[nodiscard]] std::string NameOrClosed(const std::string& name, std::string_view language);

/// What stands in the audit log, in words for people.
[[nodiscard]] Result<std::vector<AccessView>> AccessesOf(const Site& site, const Context& context,
                                                         const std::vector<clinic::AuditEvent>& events);

}  // namespace ezpt::server
