#pragma once

// Internal to Validate: the parts of a definition that are read in a file of
// their own. Each adds what is wrong to `problems`, or through `root` to its list.

#include <string>

#include "exercise/definition.h"
#include "exercise/fields.h"

namespace ezpt::exercise {

/// Joint angles by name, degrees.
void ReadKeyPose(const Node& node, const std::string& path, ProblemList& problems, KeyPose& pose);
void ReadTempo(const Node& node, const std::string& path, ProblemList& problems, Tempo& tempo);

/// The rules over signals. REQUIRES: `definition.views` has been read.
void ReadMeasures(Fields& root, ProblemList& problems, Definition& definition);
void ReadFaults(Fields& root, ProblemList& problems, Definition& definition);

}  // namespace ezpt::exercise
