#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace careway::platform {

// Bytes of a file held in memory for reading. Move-only; the bytes stay where they are when it moves.
// Any number of threads may read. The file must not be shortened by others meanwhile: maps and packs are replaced
// by rename (Files::write_atomically), which leaves an open mapping whole.
class MappedFile {
 public:
  MappedFile() = default;
  // owner keeps the bytes alive and lets them go with its deleter.
  MappedFile(std::span<const std::byte> bytes, std::shared_ptr<const void> owner)
      : bytes_(bytes), owner_(std::move(owner)) {}
  MappedFile(MappedFile&& other) noexcept { swap(other); }
  MappedFile& operator=(MappedFile&& other) noexcept {
    MappedFile taken(std::move(other));
    swap(taken);
    return *this;
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::span<const std::byte> bytes() const { return bytes_; }
  std::string_view text() const { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }

 private:
  void swap(MappedFile& other) noexcept {
    std::swap(bytes_, other.bytes_);
    owner_.swap(other.owner_);
  }

  std::span<const std::byte> bytes_;
  std::shared_ptr<const void> owner_;
};

// Reads one file from its start to its end, a piece at a time. One thread at a time.
class FileReader {
 public:
  virtual ~FileReader() = default;

  // Fills the buffer from where the last call ended; returns the number of bytes, 0 only at the end of the file (or
  // for an empty buffer). Fewer bytes than the buffer holds does not mean the end. Throws Failure.
  virtual std::size_t read(std::span<char> buffer) = 0;

  // The size when the file was opened; 0 for pipes and devices, whose size nobody knows.
  virtual std::uint64_t byte_count() const = 0;
};

// One entry of a folder.
struct FolderEntry {
  std::string name;  // without the folder
  bool is_folder = false;
  std::uint64_t byte_count = 0;  // of a file; 0 for a folder

  bool operator==(const FolderEntry&) const = default;
};

// The only way to files in the program. All calls throw Failure. Implementations are safe to call from several
// threads at once.
class Files {
 public:
  virtual ~Files() = default;

  // The whole file. Throws kTooLarge, having read no more than bytes_max + 1 bytes, when it is larger.
  std::string read(const std::string& path, std::uint64_t bytes_max);

  // A reader for files that may be larger than memory.
  virtual std::unique_ptr<FileReader> open(const std::string& path) = 0;

  // The whole file in memory, read only, without copying it. An empty file gives an empty span.
  virtual MappedFile map(const std::string& path) = 0;

  // Writes the file so that a reader, and a machine that loses power, sees either the old content or all of the new:
  // a new file beside it, synced, renamed over it, and the folder synced. Only this user may read the new file
  // (mode 0600). On failure the old file is untouched and the new one is gone.
  virtual void write_atomically(const std::string& path, std::string_view bytes) = 0;

  // The folder's entries in byte order of their names, without "." and "..". Links and devices are left out.
  virtual std::vector<FolderEntry> list(const std::string& folder) = 0;

  virtual bool exists(const std::string& path) = 0;

  // Makes the folder and those above it; fine when it is there already.
  virtual void make_folder(const std::string& folder) = 0;

  // Removes one file. kNotFound when it is not there.
  virtual void remove(const std::string& path) = 0;
};

// The machine's file system (POSIX).
class SystemFiles : public Files {
 public:
  std::unique_ptr<FileReader> open(const std::string& path) override;
  MappedFile map(const std::string& path) override;
  void write_atomically(const std::string& path, std::string_view bytes) override;
  std::vector<FolderEntry> list(const std::string& folder) override;
  bool exists(const std::string& path) override;
  void make_folder(const std::string& folder) override;
  void remove(const std::string& path) override;
};

// A file system in memory for tests. Paths are compared as text; parts are separated by '/'.
// Writing a file makes its folders.
class MemoryFiles : public Files {
 public:
  std::unique_ptr<FileReader> open(const std::string& path) override;
  MappedFile map(const std::string& path) override;
  void write_atomically(const std::string& path, std::string_view bytes) override;
  std::vector<FolderEntry> list(const std::string& folder) override;
  bool exists(const std::string& path) override;
  void make_folder(const std::string& folder) override;
  void remove(const std::string& path) override;

  // From now on the next `count` writes fail as if the disc were full.
  void fail_writes(int count);

 private:
  std::shared_ptr<const std::string> content(const std::string& path);

  std::mutex mutex_;  // guards everything below
  std::map<std::string, std::shared_ptr<const std::string>> contents_;
  std::map<std::string, bool> folders_;
  int writes_to_fail_ = 0;
};

}  // namespace careway::platform
