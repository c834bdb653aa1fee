# Makes C++ of one area's messages: cmake -DFOLDER=messages/coach -DNAME=coach -DOUT=… -P make_messages.cmake
# writes OUT/NAME.h (ids and languages, for the compiler to check ids by) and OUT/NAME.cc (the texts).
# English is the reference: every other language must have the same ids, or nothing is made.
cmake_policy(VERSION 3.25)

file(GLOB files "${FOLDER}/*.json")
list(TRANSFORM files REPLACE "^.*/([^/]+)\\.json$" "\\1")
list(REMOVE_ITEM files en)
list(SORT files)
set(languages en ${files})
list(LENGTH languages language_count)

# All ids, sorted (as CMake reads an object), and in text_LANGUAGE_ID the texts.
set(ids "")
foreach(language IN LISTS languages)
  file(READ "${FOLDER}/${language}.json" whole)
  string(JSON section_count LENGTH "${whole}")
  math(EXPR last_section "${section_count} - 1")
  foreach(s RANGE ${last_section})
    string(JSON section MEMBER "${whole}" ${s})
    string(JSON content GET "${whole}" "${section}")
    string(JSON message_count LENGTH "${content}")
    math(EXPR last_message "${message_count} - 1")
    foreach(m RANGE ${last_message})
      string(JSON key MEMBER "${content}" ${m})
      set(id "${section}.${key}")
      if(NOT id MATCHES "^[a-z0-9_-]+\\.[a-z0-9_-]+$")
        message(FATAL_ERROR "messages/${NAME}/${language}.json: ${id}: ids are small letters, digits, _ and -")
      endif()
      string(JSON text_${language}_${id} GET "${content}" "${key}")
      if(language STREQUAL "en")
        list(APPEND ids "${id}")
      elseif(NOT DEFINED text_en_${id})
        message(FATAL_ERROR "messages/${NAME}/${language}.json: ${id} is not in en.json")
      endif()
    endforeach()
  endforeach()
endforeach()
list(LENGTH ids id_count)

set(id_lines "")
set(texts "")
foreach(id IN LISTS ids)
  string(APPEND id_lines "    \"${id}\",\n")
  foreach(language IN LISTS languages)
    if(NOT DEFINED text_${language}_${id})
      message(FATAL_ERROR "messages/${NAME}/${language}.json: ${id} is missing")
    endif()
    string(APPEND texts "    R\"~(${text_${language}_${id}})~\",\n")
  endforeach()
endforeach()
list(JOIN languages "\", \"" language_names)

# Written only where it changes: another text leaves what includes the ids as it is.
file(CONFIGURE OUTPUT "${OUT}/${NAME}.h" @ONLY CONTENT [[// Made from messages/@NAME@/ by cmake/make_messages.cmake.
#pragma once

#include <array>
#include <string_view>

#include "base/catalogue.h"

namespace ezpt::messages::@NAME@ {

inline constexpr std::array<std::string_view, @id_count@> kIds = {
@id_lines@};
extern const Catalogue kCatalogue;

}  // namespace ezpt::messages::@NAME@
]])
file(CONFIGURE OUTPUT "${OUT}/${NAME}.cc" @ONLY CONTENT [[// Made from messages/@NAME@/ by cmake/make_messages.cmake.
#include "messages/@NAME@.h"

namespace ezpt::messages::@NAME@ {
namespace {

constexpr std::array<std::string_view, @language_count@> kLanguages = {"@language_names@"};
constexpr std::array<std::string_view, @id_count@ * @language_count@> kTexts = {
@texts@};

}  // namespace

constinit const Catalogue kCatalogue{kLanguages, kIds, kTexts};

}  // namespace ezpt::messages::@NAME@
]])
