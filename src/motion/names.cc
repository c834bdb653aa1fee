#include "motion/analyzer.h"

namespace ezpt::motion {

std::string_view PhaseName(Phase phase) {
  switch (phase) {
    case Phase::kNotReady:
      return "not_ready";
    case Phase::kReady:
      return "ready";
    case Phase::kOut:
      return "out";
    case Phase::kPeak:
      return "peak";
    case Phase::kBack:
      return "back";
  }
  return "";
}

std::string_view MeasureStatusName(MeasureStatus status) {
  switch (status) {
    case MeasureStatus::kOk:
      return "ok";
    case MeasureStatus::kUncertain:
      return "uncertain";
    case MeasureStatus::kNotMeasurable:
      return "not_measurable";
  }
  return "";
}

}  // namespace ezpt::motion
