#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern char** environ;

namespace careway::api {
namespace {

/// The program itself, started with a data folder of its own.
class Served : public testing::Test {
 protected:
  void SetUp() override {
    std::string form = (std::filesystem::temp_directory_path() / "careway_serve_XXXXXX").string();
    folder_ = mkdtemp(form.data());
  }
  void TearDown() override {
    if (process_ > 0) end(SIGKILL);
    std::filesystem::remove_all(folder_);
  }

  /// Starts `careway serve` and reads what it says until it listens or ends. False when it ended.
  bool start(std::vector<std::string> options) {
    std::vector<std::string> arguments{CAREWAY_PROGRAM, "serve", "--data", (folder_ / "data").string(), "--port", "0"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    int pipe_ends[2] = {};
    EXPECT_EQ(pipe(pipe_ends), 0);
    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDERR_FILENO);
    posix_spawn_file_actions_addclose(&actions, pipe_ends[0]);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, (folder_ / "access.log").c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND, 0600);
    EXPECT_EQ(posix_spawn(&process_, CAREWAY_PROGRAM, &actions, nullptr, pointers.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(pipe_ends[1]);
    std::string said;
    char letter = 0;
    while (said.find('\n') == std::string::npos && read(pipe_ends[0], &letter, 1) == 1) said += letter;
    errors_ = pipe_ends[0];
    const std::size_t colon = said.rfind(':');
    if (!said.starts_with("Careway listens on")) return false;
    port_ = static_cast<std::uint16_t>(std::stoi(said.substr(colon + 1)));
    return true;
  }

  int end(int signal_number) {
    kill(process_, signal_number);
    return wait_for_end();
  }

  int wait_for_end() {
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = 0;
    close(errors_);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  std::pair<int, std::string> send(const std::string& method, const std::string& target, const std::string& body = {}) {
    Poco::Net::HTTPClientSession session("127.0.0.1", port_);
    Poco::Net::HTTPRequest request(method, target, "HTTP/1.1");
    if (!body.empty()) {
      request.setContentType("application/fhir+json");
      request.setContentLength(static_cast<int>(body.size()));
    }
    session.sendRequest(request) << body;
    Poco::Net::HTTPResponse response;
    std::istream& stream = session.receiveResponse(response);
    const std::string answer(std::istreambuf_iterator<char>(stream), {});
    return {response.getStatus(), answer};
  }

  const std::vector<std::string> open_{"--open-for-development", "east/icb/nhs"};
  std::filesystem::path folder_;
  pid_t process_ = 0;
  int errors_ = -1;
  std::uint16_t port_ = 0;
};

TEST_F(Served, KeepsTheRecordOverACleanStop) {
  ASSERT_TRUE(start(open_));
  EXPECT_EQ(send("GET", "/health/ready").first, 200);
  EXPECT_EQ(send("POST", "/fhir/Patient", R"({"resourceType":"Patient","name":[{"family":"Example"}]})").first, 201);
  EXPECT_EQ(end(SIGTERM), 0);
  struct stat key {};
  ASSERT_EQ(stat((folder_ / "data/deployment.key").c_str(), &key), 0);
  EXPECT_EQ(key.st_mode & 0777, 0600U);
  // A journal that was not folded into the database would still lie beside it.
  EXPECT_FALSE(std::filesystem::exists(folder_ / "data/careway.db-wal"));
  ASSERT_TRUE(start(open_));
  EXPECT_NE(send("GET", "/fhir/Patient").second.find("\"total\":1"), std::string::npos);
  EXPECT_EQ(end(SIGINT), 0);
}

TEST_F(Served, RefusesToStartOpenToEverybody) {
  EXPECT_FALSE(start({}));
  EXPECT_EQ(wait_for_end(), 2);
  EXPECT_FALSE(start({"--open-for-development", "east/icb/nhs", "--address", "0.0.0.0"}));
  EXPECT_EQ(wait_for_end(), 2);
  EXPECT_FALSE(start({"--open-for-development", "everybody"}));
  EXPECT_EQ(wait_for_end(), 2);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "data"));
}

TEST_F(Served, RefusesToStartWithoutTheKeyOfItsRecord) {
  ASSERT_TRUE(start(open_));
  EXPECT_EQ(end(SIGTERM), 0);
  std::filesystem::remove(folder_ / "data/deployment.key");
  EXPECT_FALSE(start(open_));
  EXPECT_EQ(wait_for_end(), 3);
}

}  // namespace
}  // namespace careway::api
