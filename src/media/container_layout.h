#pragma once

#include <cstdint>
#include <cstdio>
#include <string_view>

namespace ezpt::media {

/// Whether what is laid out in the file (boxes, chunks, clusters, pages, packets) reaches past the file's end, or lacks
/// the element that the container asks for as the last one. Never told by a number of frames or a duration.
/// @param container       libavformat's name of it; false for one that is not known here
/// @param packet_distance of a transport stream: bytes from packet to packet, 0 where unknown
/// Cost: one small read for each element, 2^20 of them at most.
[[nodiscard]] bool LayoutIsCut(std::FILE& file, std::string_view container, uint64_t packet_distance);

/// Of an MP4, MOV or AVI that cannot be opened: what is missing of its index, in words; empty where nothing shows.
[[nodiscard]] std::string_view MissingIndex(std::FILE& file);

}  // namespace ezpt::media
