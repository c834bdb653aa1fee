#pragma once

#include <string>

#include "media/av.h"

namespace ezpt::media {

/// What the container itself shows to be missing at the file's end, in words; empty where it shows nothing. Told by
/// what is laid out (boxes, chunks, clusters, packets and the index of the samples) and reaches past the end of the
/// file, never by a header's number of frames or duration: those are wrong in many whole recordings.
/// @param stream the one whose samples count.
/// Cost: one small read for each box, chunk or cluster.
[[nodiscard]] std::string MissingAtEnd(const std::string& path, const AVFormatContext& format, const AVStream& stream);

/// As above of the samples that are indexed so far: a recording in pieces names those of a piece when it is reached.
[[nodiscard]] std::string MissingSamples(const std::string& path, const AVStream& stream);

/// What is missing of a file that cannot be opened at all; empty where nothing shows.
[[nodiscard]] std::string MissingToOpen(const std::string& path);

}  // namespace ezpt::media
