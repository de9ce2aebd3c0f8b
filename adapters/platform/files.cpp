#include "adapters/platform/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "adapters/platform/failure.h"

namespace careway::platform {
namespace {

// Owns a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }

  // Closes and tells whether that worked; a write error may show only here.
  bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

Descriptor open_for_reading(const std::string& path, int flags = 0) {
  Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | flags));
  if (descriptor.number() < 0) throw Failure::from_errno(errno, "open a file for reading");
  return descriptor;
}

struct stat status_of(const Descriptor& descriptor) {
  struct stat status {};
  if (::fstat(descriptor.number(), &status) != 0) throw Failure::from_errno(errno, "look at a file");
  if (S_ISDIR(status.st_mode)) throw Failure::from_errno(EISDIR, "read a file");
  return status;
}

class SystemFileReader : public FileReader {
 public:
  explicit SystemFileReader(const std::string& path) : descriptor_(open_for_reading(path)) {
    const struct stat status = status_of(descriptor_);
    if (S_ISREG(status.st_mode)) byte_count_ = static_cast<std::uint64_t>(status.st_size);
    // Only advice: a file system that does not know it reads as well.
    static_cast<void>(::posix_fadvise(descriptor_.number(), 0, 0, POSIX_FADV_SEQUENTIAL));
  }

  std::size_t read(std::span<char> buffer) override {
    while (true) {
      const ssize_t count = ::read(descriptor_.number(), buffer.data(), buffer.size());
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno != EINTR) throw Failure::from_errno(errno, "read a file");
    }
  }

  std::uint64_t byte_count() const override { return byte_count_; }

 private:
  Descriptor descriptor_;
  std::uint64_t byte_count_ = 0;
};

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

void sync_folder(const std::string& folder) {
  const Descriptor descriptor = open_for_reading(folder, O_DIRECTORY);
  // Some network file systems cannot sync a folder and say EINVAL; then the rename is as durable as they make it.
  if (::fsync(descriptor.number()) != 0 && errno != EINVAL) throw Failure::from_errno(errno, "sync a folder");
}

void write_all(const Descriptor& descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor.number(), bytes.data(), bytes.size());
    if (count < 0) {
      if (errno == EINTR) continue;
      throw Failure::from_errno(errno, "write a file");
    }
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace

std::string Files::read(const std::string& path, std::uint64_t bytes_max) {
  const std::unique_ptr<FileReader> reader = open(path);
  const auto too_large = [] {
    return Failure(FailureKind::kTooLarge, false, "could not read a file: it is larger than the limit");
  };
  if (reader->byte_count() > bytes_max) throw too_large();
  std::string content;
  content.reserve(reader->byte_count());
  std::string buffer(std::size_t{1} << 16, '\0');
  // The file may grow while it is read, and a pipe has no size, so the limit is kept here as well.
  while (const std::size_t count = reader->read(buffer)) {
    if (count > bytes_max - content.size()) throw too_large();
    content.append(buffer, 0, count);
  }
  return content;
}

std::unique_ptr<FileReader> SystemFiles::open(const std::string& path) {
  return std::make_unique<SystemFileReader>(path);
}

MappedFile SystemFiles::map(const std::string& path) {
  const Descriptor descriptor = open_for_reading(path);
  const auto byte_count = static_cast<std::size_t>(status_of(descriptor).st_size);
  if (byte_count == 0) return {};
  void* start = ::mmap(nullptr, byte_count, PROT_READ, MAP_PRIVATE, descriptor.number(), 0);
  if (start == MAP_FAILED) throw Failure::from_errno(errno, "map a file into memory");
  std::shared_ptr<const void> owner(start, [byte_count](void* mapped) { ::munmap(mapped, byte_count); });
  return {{static_cast<const std::byte*>(start), byte_count}, std::move(owner)};
}

void SystemFiles::write_atomically(const std::string& path, std::string_view bytes) {
  std::string partial = path + ".partial-XXXXXX";
  Descriptor descriptor(::mkostemp(partial.data(), O_CLOEXEC));
  if (descriptor.number() < 0) throw Failure::from_errno(errno, "make a file");
  try {
    write_all(descriptor, bytes);
    if (::fsync(descriptor.number()) != 0) throw Failure::from_errno(errno, "sync a file");
    if (!descriptor.close()) throw Failure::from_errno(errno, "close a file");
    if (::rename(partial.c_str(), path.c_str()) != 0) throw Failure::from_errno(errno, "put a new file in place");
  } catch (const Failure&) {
    ::unlink(partial.c_str());
    throw;
  }
  sync_folder(folder_of(path));
}

std::vector<FolderEntry> SystemFiles::list(const std::string& folder) {
  const std::unique_ptr<DIR, int (*)(DIR*)> handle(::opendir(folder.c_str()), ::closedir);
  if (handle == nullptr) throw Failure::from_errno(errno, "list a folder");
  std::vector<FolderEntry> entries;
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(handle.get());
    if (entry == nullptr) {
      if (errno != 0) throw Failure::from_errno(errno, "list a folder");
      break;
    }
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    struct stat status {};
    if (::fstatat(::dirfd(handle.get()), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno == ENOENT) continue;  // removed while we were listing
      throw Failure::from_errno(errno, "look at a file");
    }
    if (S_ISDIR(status.st_mode)) {
      entries.push_back({std::string(name), true, 0});
    } else if (S_ISREG(status.st_mode)) {
      entries.push_back({std::string(name), false, static_cast<std::uint64_t>(status.st_size)});
    }
  }
  std::ranges::sort(entries, {}, &FolderEntry::name);
  return entries;
}

bool SystemFiles::exists(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) return true;
  if (errno == ENOENT || errno == ENOTDIR) return false;
  throw Failure::from_errno(errno, "look at a file");
}

void SystemFiles::make_folder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw Failure::from_errno(error.value(), "make a folder");
}

void SystemFiles::remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0) throw Failure::from_errno(errno, "remove a file");
}

}  // namespace careway::platform
