#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "adapters/store/sqlite_migrations.h"
#include "tests/adapters/store/store_fixture.h"

namespace careway::store {
namespace {

const Tenant kTenant = "place";

StorageError::Kind kind_of_failure(const std::string& path) {
  try {
    open_test_store(path);
  } catch (const StorageError& error) {
    EXPECT_FALSE(error.retryable);
    return error.kind;
  }
  ADD_FAILURE() << "the file was opened";
  return StorageError::Kind::busy;
}

// Runs SQL on the file as somebody with a database tool would.
void tamper(const std::string& path, const std::string& sql) {
  Database(path, DatabaseRole::writer, 1000, 1000).execute(sql);
}

void fill(Store& store, int count) {
  for (int i = 0; i < count; ++i) {
    Batch batch;
    batch.resources = {
        resource_write("Task", "t" + std::to_string(i), 0, std::string(2000, 'x'), {1, static_cast<std::uint64_t>(i)})};
    batch.audit = {{"access", std::string(kNoon), "row " + std::to_string(i)}};
    ASSERT_TRUE(store.commit(kTenant, batch).committed);
  }
}

TEST(SqliteStoreFile, KeepsEverythingWhenClosedAndOpened) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.sqlite");
  {
    const auto store = open_test_store(path);
    store->journal(kTenant, test_exchange("e1", "key"), "bytes");
    fill(*store, 10);
  }
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(std::filesystem::path(path).parent_path()), {}), 1);
  const auto store = open_test_store(path);
  SearchQuery query;
  query.type = "Task";
  query.terms = {{{1}}};
  EXPECT_EQ(store->count(kTenant, query, 100), 10U);
  EXPECT_EQ(store->find_exchange_by_idempotency_key(kTenant, "northshire", "key")->face, "cld-r2");
  fill(*open_test_store(folder.file("b.sqlite")), 1);
  EXPECT_EQ(store->check_integrity(), std::vector<std::string>());
}

TEST(SqliteStoreFile, FollowsABatchThatANewNameCameWith) {
  // The name of a partner stays although its batch was refused.
  const TemporaryFolder folder;
  const auto store = open_test_store(folder.file("a.sqlite"));
  Batch batch;
  batch.residues.push_back({.key = {"partner", "face", "item"}, .expected_version = 7, .remove = false, .bytes = "b"});
  EXPECT_FALSE(store->commit(kTenant, batch).committed);
  batch.residues[0].expected_version = 0;
  EXPECT_TRUE(store->commit(kTenant, batch).committed);
}

TEST(SqliteStoreFile, RefusesAFileThatIsNoDatabase) {
  const TemporaryFolder folder;
  const std::string path = folder.file("letter.txt");
  std::ofstream(path) << std::string(20'000, 'a');
  EXPECT_EQ(kind_of_failure(path), StorageError::Kind::corrupt);
  EXPECT_EQ(std::filesystem::file_size(path), 20'000U);
}

TEST(SqliteStoreFile, RefusesTheDatabaseOfAnotherProgram) {
  const TemporaryFolder folder;
  const std::string path = folder.file("other.sqlite");
  tamper(path, "CREATE TABLE contact (name TEXT)");
  EXPECT_EQ(kind_of_failure(path), StorageError::Kind::corrupt);
}

TEST(SqliteStoreFile, RefusesATruncatedFile) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.sqlite");
  fill(*open_test_store(path), 100);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  EXPECT_EQ(kind_of_failure(path), StorageError::Kind::corrupt);
}

TEST(SqliteStoreFile, FindsADamagedPage) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.sqlite");
  fill(*open_test_store(path), 100);
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    const auto size = std::filesystem::file_size(path);
    // Everything behind the schema's own pages.
    for (std::uintmax_t at = size / 2; at < size; at += 512) {
      file.seekp(static_cast<std::streamoff>(at));
      file << "damage";
    }
  }
  const auto store = open_test_store(path);
  EXPECT_NE(store->check_integrity(), std::vector<std::string>());
}

TEST(SqliteStoreFile, SaysWhenItCannotOpen) {
  const TemporaryFolder folder;
  EXPECT_EQ(kind_of_failure(folder.file("no/such/folder.sqlite")), StorageError::Kind::cannot_open);
}

TEST(SqliteStoreFile, RefusesANewerSchema) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.sqlite");
  open_test_store(path);
  tamper(path, "INSERT INTO schema_version VALUES (9999, 'from_the_future', 1)");
  EXPECT_EQ(kind_of_failure(path), StorageError::Kind::newer_schema);
}

TEST(SqliteStoreFile, RefusesASchemaStepOfAnotherText) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.sqlite");
  open_test_store(path);
  tamper(path, "UPDATE schema_version SET text_hash = text_hash + 1 WHERE number = 1");
  EXPECT_EQ(kind_of_failure(path), StorageError::Kind::corrupt);
}

TEST(SqliteStoreFile, WaitsForNobodyForEver) {
  const TemporaryFolder folder;
  SqliteOptions options;
  options.path = folder.file("a.sqlite");
  options.busy_timeout_milliseconds = 1;
  const auto store = open_sqlite_store(options, test_digest);
  Database other(options.path, DatabaseRole::writer, 1, 1000);
  const Transaction held(other);
  try {
    store->put_setting(kTenant, "a", "b");
    FAIL() << "written beside another writer";
  } catch (const StorageError& error) {
    EXPECT_EQ(error.kind, StorageError::Kind::busy);
    EXPECT_TRUE(error.retryable);
  }
}

TEST(SqliteStoreFile, RemovesWhatWasNeverReceivedWhole) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.sqlite");
  {
    const auto store = open_test_store(path);
    auto writer = store->open_journal(kTenant, test_exchange("whole"));
    writer->append(std::string(5'000'000, 'x'));
    writer->finish("digest");
  }
  tamper(path, "UPDATE exchange SET sealed = 0");
  { EXPECT_FALSE(open_test_store(path)->find_exchange(kTenant, "whole")); }
  Database database(path, DatabaseRole::reader, 1000, 1000);
  Query query = database.query("SELECT (SELECT count(*) FROM journal_chunk) + (SELECT count(*) FROM exchange)");
  ASSERT_TRUE(query.step());
  EXPECT_EQ(query.number(0), 0);
}

TEST(SqliteStoreFile, NamesTheFirstAuditRowThatWasTouched) {
  const auto broken_after = [](const std::string& sql) {
    const TemporaryFolder folder;
    const std::string path = folder.file("a.sqlite");
    fill(*open_test_store(path), 6);
    tamper(path, sql);
    return open_test_store(path)->first_broken_audit_row(kTenant, "access");
  };
  EXPECT_EQ(broken_after("SELECT 1"), std::nullopt);
  EXPECT_EQ(broken_after("UPDATE audit SET content = CAST('forged' AS BLOB) WHERE number = 3"), 3U);
  EXPECT_EQ(broken_after("UPDATE audit SET instant = instant + 1 WHERE number = 2"), 2U);
  EXPECT_EQ(broken_after("DELETE FROM audit WHERE number = 4"), 4U);
  EXPECT_EQ(broken_after("UPDATE audit SET number = CASE number WHEN 2 THEN -3 ELSE -2 END WHERE number IN (2, 3); "
                         "UPDATE audit SET number = -number WHERE number < 0"),
            2U);
}

TEST(SqliteStoreFile, FindsAKeyThatIsMissing) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.sqlite");
  fill(*open_test_store(path), 3);
  tamper(path, "DELETE FROM search_key_new WHERE resource = 2 AND hash = 1");
  EXPECT_EQ(open_test_store(path)->check_integrity().size(), 1U);
}

TEST(SqliteStoreFile, FindsKeysInBothTablesOfTheIndex) {
  // More keys than the table of new ones takes: they move to the large one within the commit.
  const TemporaryFolder folder;
  const std::string path = folder.file("a.sqlite");
  const auto store = open_test_store(path);
  Batch batch;
  for (std::uint64_t i = 0; i < 2100; ++i) {
    std::vector<std::uint64_t> hashes = {1};
    for (std::uint64_t key = 0; key < 100; ++key) hashes.push_back((i * 100 + key + 10) * 0x9E3779B97F4A7C15ULL);
    batch.resources.push_back(resource_write("Task", std::to_string(i), 0, "", hashes));
  }
  ASSERT_TRUE(store->commit(kTenant, batch).committed);
  const auto rows = [&](const char* sql) {
    Database database(path, DatabaseRole::reader, 1000, 1000);
    Query query = database.query(sql);
    query.step();
    return query.number(0);
  };
  EXPECT_EQ(rows("SELECT count(*) FROM search_key_new"), 0);
  EXPECT_EQ(rows("SELECT count(*) FROM search_key"), 2100 * 102);
  batch = {};
  batch.resources = {resource_write("Task", "5", 1, "", {2}), deletion("Task", "6", 1),
                     resource_write("Task", "new", 0, "", {1, 2})};
  ASSERT_TRUE(store->commit(kTenant, batch).committed);
  EXPECT_GT(rows("SELECT count(*) FROM search_key_new"), 0);
  SearchQuery query;
  query.type = "Task";
  query.terms = {{{1}}};
  EXPECT_EQ(store->count(kTenant, query, 10'000), 2099U);
  EXPECT_EQ(store->search(kTenant, query).resources.front().key.id, "new");
  query.terms = {{{2}}};
  const SearchPage page = store->search(kTenant, query);
  ASSERT_EQ(page.resources.size(), 2U);
  EXPECT_EQ(page.resources[0].key.id, "new");
  EXPECT_EQ(page.resources[1].key.id, "5");
  EXPECT_EQ(store->check_integrity(), std::vector<std::string>());
}

TEST(SqliteMigrations, RiseWithoutAGap) {
  const std::vector<Migration> migrations = sqlite_migrations();
  ASSERT_FALSE(migrations.empty());
  for (std::size_t i = 0; i < migrations.size(); ++i) EXPECT_EQ(migrations[i].number, static_cast<int>(i + 1));
  EXPECT_EQ(migrations[0].name, "first");
}

TEST(SqliteMigrations, MakeEachStepOnceAndAllOfItOrNothing) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.sqlite");
  std::vector<Migration> migrations = sqlite_migrations();
  const int next = static_cast<int>(migrations.size()) + 1;
  migrations.push_back({next, "good", "CREATE TABLE good (a INTEGER)"});
  migrations.push_back({next + 1, "bad", "CREATE TABLE half (a INTEGER); CREATE TABLE good (a INTEGER)"});
  Database database(path, DatabaseRole::writer, 1000, 1000);
  EXPECT_THROW(migrate(database, migrations), StorageError);
  const auto tables = [&](const char* sql) {
    Query query = database.query(sql);
    query.step();
    return query.number(0);
  };
  EXPECT_EQ(tables("SELECT count(*) FROM sqlite_schema WHERE name = 'good'"), 1);
  EXPECT_EQ(tables("SELECT count(*) FROM sqlite_schema WHERE name = 'half'"), 0);
  migrations.back().sql = "CREATE TABLE half (a INTEGER)";
  migrate(database, migrations);
  migrate(database, migrations);
  EXPECT_EQ(tables("SELECT count(*) FROM sqlite_schema WHERE name = 'half'"), 1);
}

}  // namespace
}  // namespace careway::store
