#include "adapters/platform/failure.h"

#include <cerrno>
#include <system_error>

#include <fmt/format.h>

namespace careway::platform {

std::string_view to_string(FailureKind kind) {
  switch (kind) {
    case FailureKind::kNotFound:
      return "not-found";
    case FailureKind::kDenied:
      return "denied";
    case FailureKind::kTooLarge:
      return "too-large";
    case FailureKind::kNoSpace:
      return "no-space";
    case FailureKind::kUnavailable:
      return "unavailable";
    case FailureKind::kInputOutput:
      return "input-output";
    case FailureKind::kCryptography:
      return "cryptography";
    case FailureKind::kConfiguration:
      return "configuration";
  }
  return "unknown";
}

Failure Failure::from_errno(int error_number, std::string_view doing) {
  const std::string detail = fmt::format("could not {}: {}", doing, std::generic_category().message(error_number));
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return {FailureKind::kNotFound, false, detail};
    case EACCES:
    case EPERM:
    case EROFS:
      return {FailureKind::kDenied, false, detail};
    case ENOSPC:
    case EDQUOT:
      return {FailureKind::kNoSpace, true, detail};
    case EFBIG:
      return {FailureKind::kTooLarge, false, detail};
    case EMFILE:
    case ENFILE:
    case EAGAIN:
    case EBUSY:
    case ENOMEM:
      return {FailureKind::kUnavailable, true, detail};
    default:
      return {FailureKind::kInputOutput, false, detail};
  }
}

}  // namespace careway::platform
