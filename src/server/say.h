#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "messages/server.h"

/// What the server says beside its templates, in the language of who reads it: messages/server/LANGUAGE.json. A value
/// stands in a message as {name}; it is text, not HTML: a template escapes it.
namespace ezpt::server {

/// "said.idle". An id that there is not does not compile.
using Words = MessageId<messages::server::kIds>;

struct Value {
  std::string_view name;
  std::string text;
};

/// @param language  a tag, "de"; English where there is none such.
/// REQUIRES: a value for each name in the message (messages_test.cc reads the calls).
[[nodiscard]] std::string Say(std::string_view language, Words words, std::initializer_list<Value> values = {});

/// The message `section.key` of a key that is only known as the program runs; nothing where there is none.
[[nodiscard]] std::optional<std::string> SayOneOf(std::string_view language, std::string_view section,
                                                  std::string_view key);

/// An error, or another sentence that was made in English where nobody knew who would read it: its words in `language`
/// if it is a message of ours, else as it is.
[[nodiscard]] std::string InLanguage(std::string_view english, std::string_view language);

/// A number's text with the decimal mark of the language: "2.4" is "2,4" in German.
[[nodiscard]] std::string Decimal(std::string number, std::string_view language);

/// The languages of the pages, English first: "en", "de".
[[nodiscard]] std::span<const std::string_view> Languages();

}  // namespace ezpt::server
