#include "media/container_layout.h"

#include <gtest/gtest.h>

#include <string>

#include "media/file.h"

namespace ezpt::media {
namespace {

using namespace std::string_literals;

bool IsCut(std::string bytes, std::string_view container) {
  const File file(fmemopen(bytes.data(), bytes.size(), "rb"));
  return LayoutIsCut(*file, container, 0);
}

std::string MissingOf(std::string bytes) {
  const File file(fmemopen(bytes.data(), bytes.size(), "rb"));
  return std::string(MissingIndex(*file));
}

/// A page of one segment. @param flags 2: the stream's first, 4: its last
std::string OggPage(char stream, char flags, const std::string& body) {
  return "OggS\0"s + flags + std::string(8, '\0') + stream + std::string(11, '\0') + '\1' +
         static_cast<char>(body.size()) + body;
}

TEST(ContainerLayout, AnOggEndsWithTheLastPageOfEachStream) {
  const std::string begun = OggPage('a', 2, "head") + OggPage('b', 2, "head") + OggPage('a', 0, "picture");
  const std::string ended = begun + OggPage('a', 4, "picture") + OggPage('b', 4, "");
  EXPECT_FALSE(IsCut(ended, "ogg"));
  EXPECT_FALSE(IsCut(ended + ended, "ogg")) << "two, one behind the other";
  EXPECT_TRUE(IsCut(begun, "ogg"));
  for (std::size_t size = begun.size(); size < ended.size(); ++size) {
    EXPECT_TRUE(IsCut(ended.substr(0, size), "ogg")) << size;
  }
}

std::string Chunk(const std::string& name, const std::string& size, const std::string& body) {
  return name + size + body;
}

TEST(ContainerLayout, SizesThatAnAviNeverFilledInSayNothing) {
  const std::string pictures = "movi00dc\4\0\0\0abcd"s;
  const auto avi = [&](const std::string& size) {
    return Chunk("RIFF", size, "AVI "s) + Chunk("LIST", size, pictures);
  };
  EXPECT_FALSE(IsCut(avi("\x10\0\0\0"s), "avi"));
  EXPECT_FALSE(IsCut(avi("\0\0\0\0"s), "avi"));
  EXPECT_FALSE(IsCut(avi("\xFF\xFF\xFF\xFF"s), "avi"));
  EXPECT_TRUE(IsCut(avi("\x11\0\0\0"s), "avi"));
}

TEST(ContainerLayout, AnMp4ThatCannotBeOpenedSaysWhatIsMissing) {
  const std::string type =
      "\0\0\0\x0C"
      "ftypisom"s;
  const std::string samples =
      "\0\0\0\x0C"
      "mdatabcd"s;
  EXPECT_EQ(MissingOf(type + samples), "cut short: its index (moov), which a recorder writes last, is missing");
  EXPECT_EQ(MissingOf(type + samples.substr(0, 9)), MissingOf(type + samples));
  EXPECT_EQ(MissingOf(type + samples + "\0\0\0\x64moov"s), "cut short: the file ends within its index");
  EXPECT_EQ(MissingOf(type + samples + "\0\0\0\x08moov"s), "") << "damaged, but all there";
  EXPECT_EQ(MissingOf("no boxes at all"), "");
}

}  // namespace
}  // namespace ezpt::media
