#include <algorithm>
#include <cerrno>
#include <cstring>

#include "adapters/platform/failure.h"
#include "adapters/platform/files.h"

namespace careway::platform {
namespace {

class MemoryFileReader : public FileReader {
 public:
  explicit MemoryFileReader(std::shared_ptr<const std::string> content) : content_(std::move(content)) {}

  std::size_t read(std::span<char> buffer) override {
    const std::size_t count = content_->copy(buffer.data(), buffer.size(), position_);
    position_ += count;
    return count;
  }

  std::uint64_t byte_count() const override { return content_->size(); }

 private:
  std::shared_ptr<const std::string> content_;
  std::size_t position_ = 0;
};

std::string without_last_slash(std::string path) {
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

}  // namespace

std::shared_ptr<const std::string> MemoryFiles::content(const std::string& path) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = contents_.find(path);
  if (found == contents_.end()) throw Failure::from_errno(ENOENT, "open a file for reading");
  return found->second;
}

std::unique_ptr<FileReader> MemoryFiles::open(const std::string& path) {
  return std::make_unique<MemoryFileReader>(content(path));
}

MappedFile MemoryFiles::map(const std::string& path) {
  std::shared_ptr<const std::string> bytes = content(path);
  const std::span<const std::byte> span(reinterpret_cast<const std::byte*>(bytes->data()), bytes->size());
  return {span, std::move(bytes)};
}

void MemoryFiles::write_atomically(const std::string& path, std::string_view bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (writes_to_fail_ > 0) {
    --writes_to_fail_;
    throw Failure::from_errno(ENOSPC, "write a file");
  }
  contents_[path] = std::make_shared<const std::string>(bytes);
  for (std::size_t slash = path.rfind('/'); slash != std::string::npos && slash > 0;
       slash = path.rfind('/', slash - 1)) {
    folders_[path.substr(0, slash)] = true;
  }
}

std::vector<FolderEntry> MemoryFiles::list(const std::string& folder) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::string name = without_last_slash(folder);
  if (!folders_.contains(name)) throw Failure::from_errno(ENOENT, "list a folder");
  const std::string prefix = name == "/" ? name : name + '/';
  const auto directly_inside = [&](const std::string& path) {
    return path.starts_with(prefix) && path.size() > prefix.size() &&
           path.find('/', prefix.size()) == std::string::npos;
  };
  std::vector<FolderEntry> entries;
  for (const auto& [path, bytes] : contents_) {
    if (directly_inside(path)) entries.push_back({path.substr(prefix.size()), false, bytes->size()});
  }
  for (const auto& [path, present] : folders_) {
    if (directly_inside(path)) entries.push_back({path.substr(prefix.size()), true, 0});
  }
  std::ranges::sort(entries, {}, &FolderEntry::name);
  return entries;
}

bool MemoryFiles::exists(const std::string& path) {
  const std::lock_guard<std::mutex> lock(mutex_);
  return contents_.contains(path) || folders_.contains(without_last_slash(path));
}

void MemoryFiles::make_folder(const std::string& folder) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::string name = without_last_slash(folder);
  for (std::size_t slash = name.find('/', 1); slash != std::string::npos; slash = name.find('/', slash + 1)) {
    folders_[name.substr(0, slash)] = true;
  }
  folders_[name] = true;
}

void MemoryFiles::remove(const std::string& path) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (contents_.erase(path) == 0) throw Failure::from_errno(ENOENT, "remove a file");
}

void MemoryFiles::fail_writes(int count) {
  const std::lock_guard<std::mutex> lock(mutex_);
  writes_to_fail_ = count;
}

}  // namespace careway::platform
