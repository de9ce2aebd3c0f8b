#include "adapters/platform/files.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include "adapters/platform/failure.h"
#include "adapters/platform/random.h"

namespace careway::platform {
namespace {

using testing::ElementsAre;

// The same contract for the real and the fake file system.
class FilesTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (GetParam()) {
      SystemRandom random;
      folder_ = testing::TempDir() + "careway-files-" + random.hex(8);
      files_ = std::make_unique<SystemFiles>();
    } else {
      folder_ = "/memory";
      files_ = std::make_unique<MemoryFiles>();
    }
    files_->make_folder(folder_);
  }

  void TearDown() override {
    if (GetParam()) std::filesystem::remove_all(folder_);
  }

  std::string path(const std::string& name) const { return folder_ + "/" + name; }

  template <typename Action>
  FailureKind kind_of_failure(Action action) {
    try {
      action();
    } catch (const Failure& failure) {
      return failure.kind();
    }
    ADD_FAILURE() << "nothing was thrown";
    return FailureKind::kUnavailable;
  }

  std::string folder_;
  std::unique_ptr<Files> files_;
};

TEST_P(FilesTest, ReadsBackWhatItWrote) {
  const std::string bytes("a\0b\r\n\xff", 6);
  files_->write_atomically(path("one"), bytes);
  EXPECT_EQ(files_->read(path("one"), 6), bytes);
  files_->write_atomically(path("one"), "shorter");
  EXPECT_EQ(files_->read(path("one"), 100), "shorter");
  files_->write_atomically(path("one"), "");
  EXPECT_EQ(files_->read(path("one"), 0), "");
}

TEST_P(FilesTest, LeavesNothingBesideTheFile) {
  files_->write_atomically(path("one"), "abc");
  files_->write_atomically(path("one"), "abcd");
  EXPECT_THAT(files_->list(folder_), ElementsAre(FolderEntry{"one", false, 4}));
}

TEST_P(FilesTest, KeepsTheSizeLimit) {
  files_->write_atomically(path("one"), std::string(200'000, 'x'));
  EXPECT_EQ(files_->read(path("one"), 200'000).size(), 200'000U);
  EXPECT_EQ(kind_of_failure([&] { files_->read(path("one"), 199'999); }), FailureKind::kTooLarge);
}

TEST_P(FilesTest, StreamsALargeFileInPieces) {
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += std::to_string(i);
  files_->write_atomically(path("large"), bytes);
  const auto reader = files_->open(path("large"));
  EXPECT_EQ(reader->byte_count(), bytes.size());
  std::string read;
  std::string buffer(4097, '\0');
  while (const std::size_t count = reader->read(buffer)) read.append(buffer, 0, count);
  EXPECT_EQ(read, bytes);
  EXPECT_EQ(reader->read(buffer), 0U);
}

TEST_P(FilesTest, MapsAFileAndKeepsItWhenItIsReplacedOrRemoved) {
  files_->write_atomically(path("one"), "old content");
  MappedFile mapped = files_->map(path("one"));
  const std::byte* where = mapped.bytes().data();
  const MappedFile moved = std::move(mapped);
  EXPECT_EQ(moved.bytes().data(), where);
  files_->write_atomically(path("one"), "new");
  EXPECT_EQ(moved.text(), "old content");
  files_->remove(path("one"));
  EXPECT_EQ(moved.text(), "old content");
}

TEST_P(FilesTest, MapsAnEmptyFile) {
  files_->write_atomically(path("empty"), "");
  EXPECT_TRUE(files_->map(path("empty")).bytes().empty());
}

TEST_P(FilesTest, ListsInNameOrderWithFolders) {
  files_->write_atomically(path("b"), "12");
  files_->write_atomically(path("a"), "1");
  files_->make_folder(path("c/d"));
  files_->write_atomically(path("c/inner"), "123");
  EXPECT_THAT(files_->list(folder_),
              ElementsAre(FolderEntry{"a", false, 1}, FolderEntry{"b", false, 2}, FolderEntry{"c", true, 0}));
  EXPECT_THAT(files_->list(path("c")), ElementsAre(FolderEntry{"d", true, 0}, FolderEntry{"inner", false, 3}));
}

TEST_P(FilesTest, SaysWhatIsMissing) {
  EXPECT_FALSE(files_->exists(path("none")));
  EXPECT_TRUE(files_->exists(folder_));
  EXPECT_EQ(kind_of_failure([&] { files_->read(path("none"), 10); }), FailureKind::kNotFound);
  EXPECT_EQ(kind_of_failure([&] { files_->map(path("none")); }), FailureKind::kNotFound);
  EXPECT_EQ(kind_of_failure([&] { files_->list(path("none")); }), FailureKind::kNotFound);
  EXPECT_EQ(kind_of_failure([&] { files_->remove(path("none")); }), FailureKind::kNotFound);
}

TEST_P(FilesTest, FailureDoesNotNameTheFile) {
  try {
    files_->read(path("jane-smith"), 10);
    FAIL() << "nothing was thrown";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.detail().find("jane-smith"), std::string::npos);
  }
}

INSTANTIATE_TEST_SUITE_P(Real, FilesTest, testing::Values(true));
INSTANTIATE_TEST_SUITE_P(Memory, FilesTest, testing::Values(false));

TEST(MemoryFiles, CanPretendThatTheDiscIsFull) {
  MemoryFiles files;
  files.write_atomically("/a/one", "old");
  files.fail_writes(1);
  EXPECT_THROW(files.write_atomically("/a/one", "new"), Failure);
  EXPECT_EQ(files.read("/a/one", 10), "old");
  files.write_atomically("/a/one", "new");
  EXPECT_EQ(files.read("/a/one", 10), "new");
}

TEST(SystemFiles, RefusesToWriteIntoAMissingFolder) {
  SystemFiles files;
  EXPECT_THROW(files.write_atomically(testing::TempDir() + "careway-no-such-folder/one", "new"), Failure);
}

TEST(SystemFiles, RefusesToReadAFolderAsAFile) {
  SystemFiles files;
  EXPECT_THROW(files.read(testing::TempDir(), 10), Failure);
}

}  // namespace
}  // namespace careway::platform
