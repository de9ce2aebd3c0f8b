#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include "gateway/pipeline/importer.h"
#include "gateway/pipeline/services.h"

namespace careway::api {

/// Works on journalled files one after the other, on a thread of its own, so that who pushes a large file need not
/// wait. What is not done when it stops stays journalled and is taken up again by resume. Safe for concurrent use.
class ExchangeWorker {
 public:
  /// One file to work on.
  struct Job {
    pipeline::Caller caller;
    std::string face;
    std::string exchange;
  };
  /// Told about work that failed: a stable word, never a value.
  using ProblemListener = std::function<void(std::string_view problem)>;

  ExchangeWorker(const pipeline::Services& services, std::size_t waiting_max, ProblemListener on_problem = {});
  /// Stops as stop() does.
  ~ExchangeWorker();
  ExchangeWorker(const ExchangeWorker&) = delete;
  ExchangeWorker& operator=(const ExchangeWorker&) = delete;

  /// Starts the thread. Jobs may be given before.
  void start();

  /// Puts a job at the end of the queue; one that is in hand already stays where it is. False when the queue is full.
  bool give(const Job& job);

  /// True while somebody works on the exchange or it waits here.
  [[nodiscard]] bool has_in_hand(const std::string& exchange);

  /// Says that a request works on the exchange itself; false when it is in hand already.
  bool take(const std::string& exchange);
  void release(const std::string& exchange);

  /// Takes up what a stop or a crash left: exchanges of the tenant that are journalled or in work. `find_caller` names
  /// the partner; exchanges of partners who are gone stay.
  void resume(const std::string& tenant,
              const std::function<std::optional<pipeline::Caller>(const std::string& partner)>& find_caller);

  /// Ends after the transaction in hand and joins the thread.
  void stop();

  /// Waits until nothing waits and nobody works. For tests.
  void wait_until_idle();

 private:
  void work(const std::stop_token& stopping);
  void run(const Job& job, const std::stop_token& stopping);

  const pipeline::Services& services_;
  const std::size_t waiting_max_;
  const ProblemListener on_problem_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable_any changed_;
  std::deque<Job> waiting_;
  std::set<std::string> in_hand_;
  bool is_working_ = false;
  std::jthread thread_;
};

/// All bytes of a journalled exchange.
std::string read_journal(store::Store& store, const std::string& tenant, const std::string& exchange);

}  // namespace careway::api
