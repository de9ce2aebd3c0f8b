#include "adapters/platform/failure.h"

#include <cerrno>

#include <gtest/gtest.h>

namespace careway::platform {
namespace {

TEST(Failure, SortsErrorNumbersByWhatACallerCanDo) {
  EXPECT_EQ(Failure::from_errno(ENOENT, "open").kind(), FailureKind::kNotFound);
  EXPECT_FALSE(Failure::from_errno(ENOENT, "open").retryable());
  EXPECT_EQ(Failure::from_errno(ENOSPC, "write").kind(), FailureKind::kNoSpace);
  EXPECT_TRUE(Failure::from_errno(ENOSPC, "write").retryable());
  EXPECT_EQ(Failure::from_errno(EMFILE, "open").kind(), FailureKind::kUnavailable);
  EXPECT_EQ(Failure::from_errno(EIO, "read").kind(), FailureKind::kInputOutput);
  EXPECT_EQ(Failure::from_errno(EACCES, "read").kind(), FailureKind::kDenied);
}

TEST(Failure, KindsHaveDistinctWords) {
  EXPECT_EQ(to_string(FailureKind::kNoSpace), "no-space");
  EXPECT_EQ(to_string(FailureKind::kConfiguration), "configuration");
}

}  // namespace
}  // namespace careway::platform
