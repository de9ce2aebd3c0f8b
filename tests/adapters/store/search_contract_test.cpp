#include <set>
#include <string>
#include <vector>

#include "tests/adapters/store/store_fixture.h"

namespace careway::store {
namespace {

class SearchContract : public StoreContract {
 protected:
  std::vector<std::string> ids(const SearchPage& page) {
    std::vector<std::string> found;
    for (const Resource& resource : page.resources) found.push_back(resource.key.id);
    return found;
  }

  std::vector<std::string> all_ids(SearchQuery query) {
    std::vector<std::string> found;
    do {
      const SearchPage page = store_->search(tenant_, query);
      EXPECT_TRUE(page.cursor_accepted);
      for (const std::string& id : ids(page)) found.push_back(id);
      query.cursor = page.next_cursor;
    } while (!query.cursor.empty());
    return found;
  }

  void add(std::string id, std::vector<std::uint64_t> hashes, std::string updated = std::string(kNoon)) {
    ResourceWrite write = resource_write("Task", id, 0, "body of " + id, std::move(hashes));
    write.updated = std::move(updated);
    ASSERT_TRUE(commit_resources({write}).committed);
  }

  static SearchQuery tasks(std::vector<SearchTerm> terms = {}) {
    SearchQuery query;
    query.type = "Task";
    query.terms = std::move(terms);
    return query;
  }
};
CAREWAY_ON_EVERY_ENGINE(SearchContract);

TEST_P(SearchContract, MeetsAllTermsNewestFirst) {
  add("a", {1, 2});
  add("b", {1});
  add("c", {1, 2, 3});
  add("d", {2, 3});
  EXPECT_EQ(ids(store_->search(tenant_, tasks({{{1}}, {{2}}}))), (std::vector<std::string>{"c", "a"}));
  EXPECT_EQ(ids(store_->search(tenant_, tasks({{{1}}, {{2}}, {{3}}}))), (std::vector<std::string>{"c"}));
  EXPECT_EQ(ids(store_->search(tenant_, tasks({{{1, 3}}, {{2}}}))), (std::vector<std::string>{"d", "c", "a"}));
  EXPECT_EQ(ids(store_->search(tenant_, tasks({{{4}}}))), std::vector<std::string>());
  EXPECT_EQ(ids(store_->search(tenant_, tasks({{{}}}))), std::vector<std::string>());
  EXPECT_EQ(ids(store_->search(tenant_, tasks())), (std::vector<std::string>{"d", "c", "b", "a"}));
  SearchQuery oldest = tasks({{{2}}});
  oldest.order = SearchOrder::oldest_first;
  EXPECT_EQ(ids(store_->search(tenant_, oldest)), (std::vector<std::string>{"a", "c", "d"}));
}

TEST_P(SearchContract, ShowsOnlyTheTypeAskedFor) {
  add("a", {1});
  commit_resources({resource_write("Patient", "p", 0, "b", {1})});
  EXPECT_EQ(ids(store_->search(tenant_, tasks({{{1}}}))), std::vector<std::string>{"a"});
  EXPECT_EQ(ids(store_->search(tenant_, tasks())), std::vector<std::string>{"a"});
}

TEST_P(SearchContract, FollowsAnUpdate) {
  add("a", {1, 2});
  add("b", {2});
  ASSERT_TRUE(commit_resources({resource_write("Task", "a", 1, "new", {2, 3})}).committed);
  EXPECT_TRUE(store_->search(tenant_, tasks({{{1}}})).resources.empty());
  EXPECT_EQ(ids(store_->search(tenant_, tasks({{{3}}}))), std::vector<std::string>{"a"});
  // An update does not move a resource in the page order.
  EXPECT_EQ(ids(store_->search(tenant_, tasks({{{2}}}))), (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(store_->search(tenant_, tasks({{{3}}})).resources[0].body, "new");
  EXPECT_EQ(store_->check_integrity(), std::vector<std::string>());
}

TEST_P(SearchContract, TakesTheSameKeyTwiceAsOne) {
  add("a", {1, 1, 1});
  ASSERT_TRUE(commit_resources({resource_write("Task", "a", 1, "new", {1, 1})}).committed);
  EXPECT_EQ(ids(store_->search(tenant_, tasks({{{1}}, {{1}}}))), std::vector<std::string>{"a"});
}

TEST_P(SearchContract, PagesWithoutGapOrRepeatWhileOthersInsert) {
  std::vector<std::string> expected;
  for (int i = 0; i < 57; ++i) add("t" + std::to_string(i), {1});
  for (int i = 56; i >= 0; --i) expected.push_back("t" + std::to_string(i));
  SearchQuery query = tasks({{{1}}});
  query.page_size = 10;
  std::vector<std::string> found;
  int pages = 0;
  do {
    const SearchPage page = store_->search(tenant_, query);
    ASSERT_TRUE(page.cursor_accepted);
    for (const std::string& id : ids(page)) found.push_back(id);
    query.cursor = page.next_cursor;
    add("late" + std::to_string(pages++), {1});
  } while (!query.cursor.empty());
  EXPECT_EQ(found, expected);
  EXPECT_EQ(pages, 6);
}

TEST_P(SearchContract, EndsWithoutAnEmptyPage) {
  for (int i = 0; i < 20; ++i) add("t" + std::to_string(i), {1});
  SearchQuery query = tasks({{{1}}});
  query.page_size = 10;
  query.cursor = store_->search(tenant_, query).next_cursor;
  ASSERT_FALSE(query.cursor.empty());
  const SearchPage second = store_->search(tenant_, query);
  EXPECT_EQ(second.resources.size(), 10U);
  EXPECT_TRUE(second.next_cursor.empty());
}

TEST_P(SearchContract, RefusesACursorThatIsNotItsOwn) {
  for (int i = 0; i < 5; ++i) add("t" + std::to_string(i), {1, 2});
  SearchQuery query = tasks({{{1}}});
  query.page_size = 2;
  const std::string cursor = store_->search(tenant_, query).next_cursor;
  ASSERT_FALSE(cursor.empty());
  const auto accepted = [&](const Tenant& tenant, SearchQuery asked, std::string text) {
    asked.cursor = std::move(text);
    return store_->search(tenant, asked).cursor_accepted;
  };
  EXPECT_TRUE(accepted(tenant_, query, cursor));
  for (std::size_t i = 0; i < cursor.size(); ++i) {
    std::string altered = cursor;
    altered[i] = altered[i] == '0' ? '1' : '0';
    EXPECT_FALSE(accepted(tenant_, query, altered)) << i;
  }
  EXPECT_FALSE(accepted(tenant_, query, cursor.substr(2)));
  EXPECT_FALSE(accepted(tenant_, query, cursor + "00"));
  EXPECT_FALSE(accepted(tenant_, query, "not a cursor"));
  EXPECT_FALSE(accepted("other-place", query, cursor));
  EXPECT_FALSE(accepted(tenant_, tasks({{{2}}}), cursor));
  SearchQuery reversed = query;
  reversed.order = SearchOrder::oldest_first;
  EXPECT_FALSE(accepted(tenant_, reversed, cursor));
  // The page size may change on the way.
  SearchQuery wider = query;
  wider.page_size = 50;
  EXPECT_TRUE(accepted(tenant_, wider, cursor));
}

TEST_P(SearchContract, NarrowsByTimeOfUpdate) {
  add("early", {1}, "2026-01-01T00:00:00.000000Z");
  add("noon", {1}, "2026-04-01T12:00:00.000000Z");
  add("late", {1}, "2026-06-01T00:00:00.000001Z");
  SearchQuery query = tasks({{{1}}});
  query.updated_from = "2026-04-01T12:00:00.000000Z";
  EXPECT_EQ(all_ids(query), (std::vector<std::string>{"late", "noon"}));
  query.updated_before = "2026-06-01T00:00:00.000001Z";
  EXPECT_EQ(all_ids(query), std::vector<std::string>{"noon"});
  query.terms.clear();
  EXPECT_EQ(all_ids(query), std::vector<std::string>{"noon"});
  EXPECT_EQ(store_->count(tenant_, query, 10), 1U);
  ResourceWrite moved = resource_write("Task", "early", 1, "moved", {1});
  moved.updated = "2026-04-01T12:00:00.000001Z";
  ASSERT_TRUE(commit_resources({moved}).committed);
  EXPECT_EQ(all_ids(query), (std::vector<std::string>{"noon", "early"}));
}

TEST_P(SearchContract, FiltersAWideRangeOfUpdates) {
  // More rows than the range is taken as a list for.
  std::vector<ResourceWrite> writes;
  for (int i = 0; i < 5000; ++i)
    writes.push_back(resource_write("Task", "t" + std::to_string(i), 0, "", {i % 2 == 0 ? 1U : 2U}));
  for (int i = 0; i < 10; ++i) writes[static_cast<std::size_t>(i * 490)].updated = "2025-01-01T00:00:00.000000Z";
  ASSERT_TRUE(commit_resources(std::move(writes)).committed);
  SearchQuery query = tasks({{{1}}});
  query.updated_from = "2026-01-01T00:00:00.000000Z";
  query.page_size = 1000;
  EXPECT_EQ(all_ids(query).size(), 2490U);
  EXPECT_EQ(store_->count(tenant_, query, 100'000), 2490U);
}

TEST_P(SearchContract, BoundsTheWorkOfOnePage) {
  // Two keys that alternate and never meet: each look at one jumps past the other.
  std::vector<ResourceWrite> writes;
  for (int i = 0; i < 60'000; ++i)
    writes.push_back(resource_write("Task", "t" + std::to_string(i), 0, "", {i % 2 == 0 ? 1U : 2U}));
  writes.front().search_hashes = {1, 2};
  ASSERT_TRUE(commit_resources(std::move(writes)).committed);
  const SearchQuery query = tasks({{{1}}, {{2}}});
  const SearchPage first = store_->search(tenant_, query);
  EXPECT_TRUE(first.resources.empty());
  EXPECT_FALSE(first.next_cursor.empty());
  EXPECT_EQ(all_ids(query), std::vector<std::string>{"t0"});
}

TEST_P(SearchContract, CountsUpToALimit) {
  for (int i = 0; i < 30; ++i) add("t" + std::to_string(i), {1});
  EXPECT_EQ(store_->count(tenant_, tasks({{{1}}}), 100), 30U);
  EXPECT_EQ(store_->count(tenant_, tasks({{{1}}}), 7), 7U);
  EXPECT_EQ(store_->count(tenant_, tasks(), 0), 0U);
  EXPECT_EQ(store_->count(tenant_, tasks({{{2}}}), 100), 0U);
}

}  // namespace
}  // namespace careway::store
