#include "server/said.h"

#include "server/say.h"

namespace ezpt::server {

std::optional<std::string> SaidText(std::string_view word, std::string_view language) {
  return SayOneOf(language, "said", word);
}

Response SeeOtherAndSay(std::string path, std::string_view word) {
  path += path.find('?') == std::string::npos ? "?said=" : "&said=";
  return SeeOther(path + std::string(word));
}

}  // namespace ezpt::server
