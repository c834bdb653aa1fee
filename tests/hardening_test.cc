// What the build promises of the program that is run (cmake/Hardening.cmake), looked up in the program itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <string>
#include <string_view>

#include "support/command_line.h"

namespace ezpt {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

/// What readelf says of the program.
std::string ReadElf(const std::string& flags) {
  FILE* pipe = popen(("LC_ALL=C readelf -W " + flags + " " EZPT_BINARY).c_str(), "r");
  if (pipe == nullptr) return "";
  std::string text;
  std::array<char, 4096> piece;
  while (const std::size_t got = fread(piece.data(), 1, piece.size(), pipe)) text.append(piece.data(), got);
  EXPECT_EQ(pclose(pipe), 0);
  return text;
}

std::size_t CountOf(std::string_view what, std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

TEST(Hardening, TheProgramLiesWhereNobodyCanGuessAndItsStackHoldsNoCode) {
  EXPECT_THAT(ReadElf("-h"), HasSubstr("Position-Independent Executable"));
  const std::string segments = ReadElf("-l");
  EXPECT_THAT(segments, ContainsRegex("GNU_STACK[^\n]* RW "));
  EXPECT_THAT(segments, Not(ContainsRegex("LOAD[^\n]* RWE ")));
}

TEST(Hardening, RelocationsAreReadOnlyBeforeMainBegins) {
  EXPECT_THAT(ReadElf("-l"), HasSubstr("GNU_RELRO"));
  EXPECT_THAT(ReadElf("-d"), ContainsRegex("FLAGS[^\n]*BIND_NOW"));
}

TEST(Hardening, OverrunsOfTheStackAndOfBuffersAreCaught) {
  const std::string symbols = ReadElf("--dyn-syms");
  EXPECT_THAT(symbols, HasSubstr("__stack_chk_fail"));
  EXPECT_THAT(symbols, HasSubstr("__memcpy_chk"));
}

#ifdef __x86_64__
TEST(Hardening, CallsAndReturnsGoOnlyWhereTheyMay) {
  EXPECT_THAT(ReadElf("-n"), HasSubstr("SHSTK"));
  constexpr std::string_view kEndbr64 = "\xF3\x0F\x1E\xFA";
  constexpr std::size_t kMostFunctions = 5000;  // The libraries' start-up objects alone have a handful.
  EXPECT_GT(CountOf(kEndbr64, test::ReadAll(EZPT_BINARY)), kMostFunctions);
}
#endif

}  // namespace
}  // namespace ezpt
