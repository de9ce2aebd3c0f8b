#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace careway::store {

/// The forms in which one coded value can be asked for (FHIR R4 search, token parameters). A value is indexed under
/// every form that a query may use.
enum class SearchForm : std::uint8_t {
  code,             ///< parameter=code (any system)
  system_and_code,  ///< parameter=system|code
  system,           ///< parameter=system| (any code)
  code_alone,       ///< parameter=|code (a code that has no system)
  reference,        ///< parameter=Type/id; system is empty, code is "Type/id"
  id,               ///< _id=id; system is empty, code is the id
  identity,         ///< a business identifier that only one resource may carry
};

/// Computes the 64-bit keys under which resources are found. Keyed by tenant and by the deployment's secret, so that
/// the same value has another key in another tenant and nobody outside can make two values meet.
/// The keys are stored: the same tenant and secret must be used for the life of a database.
/// Values of 64 bits can still meet by chance, so a hit is compared with the body where that matters.
/// Thread rule: immutable after construction, share it freely.
class SearchHasher {
 public:
  explicit SearchHasher(std::string_view tenant, std::string_view secret = {});

  /// The key of one value of one search parameter of one resource type (parameter is empty for `identity`).
  [[nodiscard]] std::uint64_t hash(std::string_view type, std::string_view parameter, SearchForm form,
                                   std::string_view system, std::string_view code) const;

 private:
  std::array<std::uint64_t, 2> key_;
};

/// One-off form of SearchHasher::hash.
[[nodiscard]] std::uint64_t search_hash(std::string_view tenant, std::string_view type, std::string_view parameter,
                                        SearchForm form, std::string_view system, std::string_view code);

/// SipHash-2-4 (Aumasson and Bernstein, 2012) of the bytes under a 128-bit key.
[[nodiscard]] std::uint64_t sip_hash(const std::array<std::uint64_t, 2>& key, std::string_view bytes);

}  // namespace careway::store
