#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace careway::platform {

// What kind of thing outside the program went wrong.
enum class FailureKind {
  kNotFound,      // the file, folder or peer is not there
  kDenied,        // it is there and we may not use it
  kTooLarge,      // it is over a stated limit
  kNoSpace,       // the disc or a quota is full
  kUnavailable,   // it is busy or down and may come back
  kInputOutput,   // reading or writing broke
  kCryptography,  // the cryptography library refused
  kConfiguration  // it can never work as configured, for instance a key that is too short
};

// The kind as a stable word for logs and answers, for instance "not-found".
std::string_view to_string(FailureKind kind);

// The environment failed. Data problems are never reported this way (they are fhir::Issues).
// The detail says what was being done and why it failed; it holds no personal data, so no file name and no content.
// Whoever called knows the name and may show it to the person who typed it.
class Failure : public std::runtime_error {
 public:
  Failure(FailureKind kind, bool retryable, const std::string& detail)
      : std::runtime_error(detail), kind_(kind), retryable_(retryable) {}

  FailureKind kind() const { return kind_; }

  // True when the same call may succeed later without anybody changing anything.
  bool retryable() const { return retryable_; }

  std::string detail() const { return what(); }

  // A Failure from an errno value: doing is the attempted action, for instance "open a file for reading".
  static Failure from_errno(int error_number, std::string_view doing);

 private:
  FailureKind kind_;
  bool retryable_;
};

}  // namespace careway::platform
