#include "adapters/store/search.h"

#include <algorithm>
#include <utility>

#include "adapters/store/bytes.h"
#include "adapters/store/instant.h"
#include "adapters/store/search_hash.h"

namespace careway::store {
namespace {

// Looks at the index per page. A query whose keys never meet ends here with a short page and a cursor, so that one
// request cannot hold a reader for seconds.
constexpr std::size_t kStepsPerPageMax = 50'000;
// A range of update times with at most this many rows joins the walk as a list; a wider one is dense enough to filter.
constexpr std::size_t kRangeRowsMax = 4'096;
constexpr std::size_t kSignatureBytes = 16;
constexpr std::size_t kCursorBytes = 8 + kSignatureBytes;

UpdatedRange range_of(const SearchQuery& query) {
  UpdatedRange range;
  if (query.updated_from) range.from = instant_to_microseconds(*query.updated_from);
  if (query.updated_before) range.before = instant_to_microseconds(*query.updated_before);
  return range;
}

Rank rank_of(std::int64_t row, SearchOrder order) {
  return order == SearchOrder::newest_first ? -row : row;
}

// Everything that decides which resources come in which order, so that a cursor fits no other query.
std::string signature(const Tenant& tenant, const SearchQuery& query, const UpdatedRange& range, Rank last,
                      const DigestFunction& keyed_digest) {
  std::string bytes = "careway search cursor 1";
  add_part(bytes, tenant);
  add_part(bytes, query.type);
  add_number(bytes, static_cast<std::uint64_t>(query.order));
  add_number(bytes, static_cast<std::uint64_t>(range.from));
  add_number(bytes, static_cast<std::uint64_t>(range.before));
  for (const SearchTerm& term : query.terms) {
    add_number(bytes, term.any_of.size());
    for (const std::uint64_t hash : term.any_of) add_number(bytes, hash);
  }
  add_number(bytes, static_cast<std::uint64_t>(last));
  std::string digest = keyed_digest(bytes);
  digest.resize(kSignatureBytes);
  return digest;
}

std::string make_cursor(const Tenant& tenant, const SearchQuery& query, const UpdatedRange& range, Rank last,
                        const DigestFunction& keyed_digest) {
  std::string bytes;
  add_number(bytes, static_cast<std::uint64_t>(last));
  bytes += signature(tenant, query, range, last, keyed_digest);
  return to_hexadecimal(bytes);
}

std::optional<Rank> read_cursor(const Tenant& tenant, const SearchQuery& query, const UpdatedRange& range,
                                const DigestFunction& keyed_digest) {
  const std::optional<std::string> bytes = from_hexadecimal(query.cursor);
  if (!bytes || bytes->size() != kCursorBytes) return std::nullopt;
  const Rank last = static_cast<Rank>(number_in(*bytes, 0));
  const std::string expected = signature(tenant, query, range, last, keyed_digest);
  // Compared without an early way out, so that the time taken tells nothing about the signature.
  unsigned difference = 0;
  for (std::size_t i = 0; i < kSignatureBytes; ++i) {
    difference |=
        static_cast<unsigned>(static_cast<unsigned char>(expected[i]) ^ static_cast<unsigned char>((*bytes)[8 + i]));
  }
  if (difference != 0) return std::nullopt;
  return last;
}

struct Plan {
  std::vector<std::unique_ptr<KeyStream>> streams;
  UpdatedRange filter;  // what the streams do not settle already
};

Plan plan_search(SearchSource& source, const SearchQuery& query, const UpdatedRange& range) {
  Plan plan;
  plan.filter = range;
  if (!range.is_everything()) {
    if (auto rows = source.rows_updated(query.type, range, kRangeRowsMax)) {
      std::vector<Rank> ranks;
      ranks.reserve(rows->size());
      for (const std::int64_t row : *rows) ranks.push_back(rank_of(row, query.order));
      std::sort(ranks.begin(), ranks.end());
      plan.streams.push_back(make_list_stream(std::move(ranks)));
      plan.filter = {};
    }
  }
  for (const SearchTerm& term : query.terms) {
    std::vector<std::unique_ptr<KeyStream>> any;
    for (const std::uint64_t hash : term.any_of) any.push_back(source.key_stream(hash, query.order));
    plan.streams.push_back(any.size() == 1 ? std::move(any.front()) : make_union_stream(std::move(any)));
  }
  if (plan.streams.empty()) plan.streams.push_back(source.key_stream(type_hash(query.type), query.order));
  return plan;
}

}  // namespace

std::uint64_t type_hash(std::string_view type) {
  return sip_hash({0x74797065, 1}, type);
}

SearchPage run_search(SearchSource& source, const Tenant& tenant, const SearchQuery& query,
                      const DigestFunction& keyed_digest) {
  SearchPage page;
  const UpdatedRange range = range_of(query);
  Rank from = INT64_MIN + 1;
  if (!query.cursor.empty()) {
    const std::optional<Rank> last = read_cursor(tenant, query, range, keyed_digest);
    if (!last) {
      page.cursor_accepted = false;
      return page;
    }
    from = *last + 1;
  }
  const std::size_t size = std::clamp<std::size_t>(query.page_size, 1, kSearchPageMax);
  Plan plan = plan_search(source, query, range);
  Rank last_shown = from - 1;
  bool more = false;
  const WalkEnd end = walk_intersection(plan.streams, from, kStepsPerPageMax, [&](Rank rank) {
    std::optional<Resource> resource = source.load(rank_of(rank, query.order), query.type, plan.filter);
    if (!resource) return true;
    if (page.resources.size() == size) {
      more = true;
      return false;
    }
    page.resources.push_back(std::move(*resource));
    last_shown = rank;
    return true;
  });
  if (more) {
    page.next_cursor = make_cursor(tenant, query, range, last_shown, keyed_digest);
  } else if (!end.exhausted) {
    page.next_cursor = make_cursor(tenant, query, range, end.last, keyed_digest);
  }
  return page;
}

std::uint64_t run_count(SearchSource& source, const SearchQuery& query, std::uint64_t count_max) {
  if (count_max == 0) return 0;
  Plan plan = plan_search(source, query, range_of(query));
  // Bodies are not read here, so the index itself must say that a match is of the type.
  if (!query.terms.empty()) plan.streams.push_back(source.key_stream(type_hash(query.type), query.order));
  std::uint64_t count = 0;
  const WalkEnd end = walk_intersection(plan.streams, INT64_MIN + 1, SIZE_MAX, [&](Rank rank) {
    if (!plan.filter.is_everything() && !source.load(rank_of(rank, query.order), query.type, plan.filter)) return true;
    return ++count < count_max;
  });
  static_cast<void>(end);
  return count;
}

}  // namespace careway::store
