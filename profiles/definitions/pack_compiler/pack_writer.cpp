#include "profiles/definitions/pack_compiler/pack_writer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "profiles/definitions/pack_layout.h"

namespace careway::pack_compiler {
namespace {

namespace layout = definitions::pack_layout;
using layout::Section;

/// Grows a section by little-endian numbers.
class Bytes {
 public:
  template <std::integral Number>
  void put(Number number) {
    for (std::size_t i = 0; i < sizeof number; ++i) {
      bytes_.push_back(static_cast<std::byte>(static_cast<std::uint64_t>(number) >> (8 * i) & 0xFF));
    }
  }
  void put(std::string_view text) {
    for (const char letter : text) bytes_.push_back(static_cast<std::byte>(letter));
  }
  void pad_to(std::size_t multiple) {
    while (bytes_.size() % multiple != 0) bytes_.push_back(std::byte{0});
  }
  [[nodiscard]] const std::vector<std::byte>& all() const { return bytes_; }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }

 private:
  std::vector<std::byte> bytes_;
};

std::uint32_t narrow(std::size_t number) {
  if (number >= std::numeric_limits<std::uint32_t>::max())
    throw CompileError("the definitions are too large for a pack");
  return static_cast<std::uint32_t>(number);
}

std::uint16_t narrow_short(std::size_t number, std::string_view what) {
  if (number > std::numeric_limits<std::uint16_t>::max()) {
    throw CompileError("too long or too many for a pack: " + std::string(what.substr(0, 100)));
  }
  return static_cast<std::uint16_t>(number);
}

/// At most half full, and never without a free place, so that a search for an unknown name ends.
std::size_t slot_count(std::size_t items) {
  return items == 0 ? 1 : std::bit_ceil(items * 2);
}

/// Fills a hash table: `hashes[i]` is the hash of item i.
std::vector<std::uint32_t> fill_slots(const std::vector<std::uint64_t>& hashes) {
  std::vector<std::uint32_t> slots(slot_count(hashes.size()), layout::kEmptySlot);
  for (std::size_t item = 0; item < hashes.size(); ++item) {
    std::size_t place = hashes[item] & (slots.size() - 1);
    while (slots[place] != layout::kEmptySlot) place = (place + 1) & (slots.size() - 1);
    slots[place] = narrow(item);
  }
  return slots;
}

class PackWriter {
 public:
  explicit PackWriter(const PackModel& model) : model_(model) {}

  std::vector<std::byte> write() {
    const auto version_at = intern(model_.fhir_version);
    for (std::size_t i = 0; i < model_.types.size(); ++i) {
      if (!type_places_.emplace(model_.types[i].name, narrow(i)).second) {
        throw CompileError("the type " + model_.types[i].name + " is defined twice");
      }
    }
    write_types();
    write_value_sets();
    write_search_parameters();
    return assemble(version_at);
  }

 private:
  Bytes& section(Section which) { return sections_[static_cast<std::size_t>(which)]; }

  /// Where the text stands in the strings section.
  std::uint32_t intern(const std::string& text) {
    const auto [place, added] = string_places_.try_emplace(text, narrow(section(Section::strings).size()));
    if (added) section(Section::strings).put(text);
    return place->second;
  }

  void put_text(Bytes& bytes, const std::string& text) {
    bytes.put(intern(text));
    bytes.put(narrow(text.size()));
  }

  std::uint32_t type_place(const std::string& name, const std::string& user) const {
    const auto found = type_places_.find(name);
    if (found == type_places_.end()) throw CompileError(user + " uses the type '" + name + "', which is not defined");
    return found->second;
  }

  void write_types() {
    std::vector<std::uint64_t> hashes;
    std::uint32_t first_entry = 0;
    std::uint32_t first_slot = 0;
    for (const auto& type : model_.types) {
      const auto slots = slot_count(type.entries.size());
      auto& bytes = section(Section::types);
      bytes.put(intern(type.name));
      bytes.put(narrow_short(type.name.size(), type.name));
      bytes.put(static_cast<std::uint8_t>(type.kind));
      bytes.put(static_cast<std::uint8_t>(type.json_kind));
      bytes.put(type.base.empty() ? definitions::kNone : type_place(type.base, type.name));
      bytes.put(first_entry);
      bytes.put(narrow(type.entries.size()));
      bytes.put(first_slot);
      bytes.put(narrow(slots - 1));
      bytes.put(static_cast<std::uint32_t>(type.is_abstract ? 1 : 0));
      write_entries(type, slots);
      first_entry += narrow(type.entries.size());
      first_slot += narrow(slots);
      hashes.push_back(layout::hash_text(type.name));
    }
    for (const auto slot : fill_slots(hashes)) section(Section::type_slots).put(slot);
  }

  void write_entries(const TypeModel& type, std::size_t slots) {
    narrow_short(type.entries.size(), type.name);
    std::vector<std::uint32_t> table(slots, 0);
    for (std::size_t i = 0; i < type.entries.size(); ++i) {
      const auto& entry = type.entries[i];
      write_entry(entry, type.name);
      const auto hash = layout::hash_name(entry.name);
      std::size_t place = hash & (slots - 1);
      while (table[place] != 0) {
        if (type.entries[(table[place] & layout::kEntrySlotNumberMask) - 1].name == entry.name) {
          throw CompileError(type.name + " has two elements named " + entry.name);
        }
        place = (place + 1) & (slots - 1);
      }
      table[place] = static_cast<std::uint32_t>(hash >> 48) << 16 | narrow(i + 1);
    }
    for (const auto slot : table) section(Section::entry_slots).put(slot);
  }

  void write_entry(const EntryModel& entry, const std::string& parent) {
    auto& bytes = section(Section::entries);
    bytes.put(intern(entry.name));
    bytes.put(narrow_short(entry.name.size(), entry.name));
    bytes.put(entry.ordinal);
    bytes.put(type_place(entry.type, parent + "." + entry.name));
    bytes.put(static_cast<std::uint32_t>(
        (entry.is_list ? layout::kFlagList : 0) | (entry.is_modifier ? layout::kFlagModifier : 0) |
        (entry.is_summary ? layout::kFlagSummary : 0) | (entry.is_choice ? layout::kFlagChoice : 0) |
        (entry.is_xml_attribute ? layout::kFlagXmlAttribute : 0)));
    auto& details = section(Section::entry_details);
    put_text(details, entry.element);
    put_text(details, entry.value_set);
    put_text(details, entry.targets);
    details.put(type_place(parent, parent));
    details.put(entry.min);
    details.put(entry.max);
    details.put(static_cast<std::uint32_t>(entry.binding));
  }

  void write_value_sets() {
    // Codes are numbered in the order of their first mention, so that members sorted by number keep that order.
    std::map<CodeModel, std::uint32_t> code_places;
    std::vector<std::uint64_t> code_hashes;
    std::vector<std::uint64_t> value_set_hashes;
    std::uint32_t first_member = 0;
    for (const auto& value_set : model_.value_sets) {
      std::vector<std::uint32_t> members;
      for (const auto& code : value_set.codes) {
        const auto [place, added] = code_places.try_emplace(code, narrow(code_places.size()));
        if (added) {
          put_text(section(Section::codes), code.system);
          put_text(section(Section::codes), code.code);
          code_hashes.push_back(layout::hash_code(code.system, code.code));
        }
        members.push_back(place->second);
      }
      std::sort(members.begin(), members.end());
      for (const auto member : members) section(Section::value_set_members).put(member);
      auto& bytes = section(Section::value_sets);
      put_text(bytes, value_set.url);
      bytes.put(first_member);
      bytes.put(narrow(members.size()));
      first_member += narrow(members.size());
      value_set_hashes.push_back(layout::hash_text(value_set.url));
    }
    for (const auto slot : fill_slots(code_hashes)) section(Section::code_slots).put(slot);
    for (const auto slot : fill_slots(value_set_hashes)) section(Section::value_set_slots).put(slot);
  }

  void write_search_parameters() {
    std::vector<std::pair<std::uint32_t, const SearchParameterModel*>> sorted;
    for (const auto& parameter : model_.search_parameters) {
      sorted.emplace_back(type_place(parameter.type, "search parameter " + parameter.url), &parameter);
    }
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first < b.first : a.second->code < b.second->code;
    });
    auto& bytes = section(Section::search_parameters);
    for (const auto& [type, parameter] : sorted) {
      bytes.put(type);
      put_text(bytes, parameter->code);
      put_text(bytes, parameter->kind);
      put_text(bytes, parameter->expression);
      put_text(bytes, parameter->targets);
      put_text(bytes, parameter->url);
    }
  }

  std::vector<std::byte> assemble(std::uint32_t version_at) {
    Bytes body;  // everything that the checksum covers
    body.put(version_at);
    body.put(narrow(model_.fhir_version.size()));
    std::size_t offset = layout::kHeaderBytes;
    for (std::size_t i = 0; i < layout::kSectionCount; ++i) {
      body.put(narrow(offset));
      body.put(narrow(sections_[i].size() / layout::kItemBytes[i]));
      sections_[i].pad_to(8);
      offset += sections_[i].size();
    }
    for (const auto& bytes : sections_) {
      for (const std::byte byte : bytes.all()) body.put(static_cast<std::uint8_t>(byte));
    }
    Bytes pack;
    pack.put(layout::kMagic);
    pack.put(layout::kFormatVersion);
    pack.put(static_cast<std::uint32_t>(layout::kSectionCount));
    pack.put(static_cast<std::uint64_t>(layout::kChecksummedFrom + body.size()));
    pack.put(layout::hash_bytes(body.all().data(), body.size()));
    for (const std::byte byte : body.all()) pack.put(static_cast<std::uint8_t>(byte));
    return pack.all();
  }

  const PackModel& model_;
  std::array<Bytes, layout::kSectionCount> sections_;
  std::unordered_map<std::string, std::uint32_t> string_places_;
  std::map<std::string, std::uint32_t> type_places_;
};

}  // namespace

std::vector<std::byte> write_pack(const PackModel& model) {
  return PackWriter(model).write();
}

}  // namespace careway::pack_compiler
