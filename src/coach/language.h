#pragma once

#include <string_view>

#include "exercise/definition.h"

namespace ezpt::coach {

/// The one language of a set: everything that it says and shows is in it. It is `asked` (a tag as "de" or "de-AT")
/// where the coach has phrases in it and `definition` has every one of its texts in it, and else "en": a sentence in
/// the patient's language is worth little between others that they do not understand.
/// What makes words asks here and nowhere else; what records a session keeps what was asked for.
/// @return  `asked`, as long as that lives, or "en". Cost: some tens of look-ups.
[[nodiscard]] std::string_view LanguageOf(const exercise::Definition& definition, std::string_view asked);

}  // namespace ezpt::coach
