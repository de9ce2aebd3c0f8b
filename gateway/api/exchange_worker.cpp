#include "gateway/api/exchange_worker.h"

#include <exception>
#include <utility>

namespace careway::api {
namespace {

constexpr std::size_t kResumePage = 100;

/// Ends a run between two transactions without giving the exchange up.
struct Stopping : std::exception {};

}  // namespace

std::string read_journal(store::Store& store, const std::string& tenant, const std::string& exchange) {
  std::string bytes;
  for (std::uint64_t number = 0;; ++number) {
    const auto chunk = store.read_journal_chunk(tenant, exchange, number);
    if (!chunk) return bytes;
    bytes += *chunk;
  }
}

ExchangeWorker::ExchangeWorker(const pipeline::Services& services, std::size_t waiting_max, ProblemListener on_problem)
    : services_(services), waiting_max_(waiting_max), on_problem_(std::move(on_problem)) {}

ExchangeWorker::~ExchangeWorker() {
  stop();
}

void ExchangeWorker::start() {
  thread_ = std::jthread([this](const std::stop_token& stopping) { work(stopping); });
}

void ExchangeWorker::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

bool ExchangeWorker::give(const Job& job) {
  const std::lock_guard lock(mutex_);
  if (in_hand_.contains(job.exchange)) return true;
  if (waiting_.size() >= waiting_max_) return false;
  in_hand_.insert(job.exchange);
  waiting_.push_back(job);
  changed_.notify_all();
  return true;
}

bool ExchangeWorker::has_in_hand(const std::string& exchange) {
  const std::lock_guard lock(mutex_);
  return in_hand_.contains(exchange);
}

bool ExchangeWorker::take(const std::string& exchange) {
  const std::lock_guard lock(mutex_);
  return in_hand_.insert(exchange).second;
}

void ExchangeWorker::release(const std::string& exchange) {
  const std::lock_guard lock(mutex_);
  in_hand_.erase(exchange);
  changed_.notify_all();
}

void ExchangeWorker::resume(const std::string& tenant,
                            const std::function<std::optional<pipeline::Caller>(const std::string&)>& find_caller) {
  for (const auto state : {store::ExchangeState::working, store::ExchangeState::journalled}) {
    std::string after;
    while (true) {
      const auto exchanges = services_.store.exchanges_in_state(tenant, state, after, kResumePage);
      for (const store::Exchange& exchange : exchanges) {
        const auto caller = find_caller(exchange.partner);
        if (!caller || exchange.direction != store::Direction::in) continue;
        // What was accepted before is not turned away now: the bound is for new files.
        const std::lock_guard lock(mutex_);
        if (in_hand_.insert(exchange.id).second) waiting_.push_back({*caller, exchange.face, exchange.id});
      }
      if (exchanges.size() < kResumePage) break;
      after = exchanges.back().id;
    }
  }
  changed_.notify_all();
}

void ExchangeWorker::wait_until_idle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_.empty() && !is_working_; });
}

void ExchangeWorker::work(const std::stop_token& stopping) {
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stopping, [&] { return !waiting_.empty(); })) return;
      if (stopping.stop_requested()) return;
      job = std::move(waiting_.front());
      waiting_.pop_front();
      is_working_ = true;
    }
    bool again = false;
    try {
      run(job, stopping);
    } catch (const Stopping&) {
      return;
    } catch (const store::StorageError& error) {
      again = error.retryable;
      if (on_problem_) on_problem_(again ? "exchange-store-busy" : "exchange-store-failed");
    } catch (const std::exception&) {
      if (on_problem_) on_problem_("exchange-failed");
    }
    std::unique_lock lock(mutex_);
    is_working_ = false;
    if (again) {
      waiting_.push_back(std::move(job));
      // A pause, so that a store in trouble is not asked all the time.
      changed_.wait_for(lock, stopping, std::chrono::seconds(1), [] { return false; });
    } else {
      in_hand_.erase(job.exchange);
    }
    changed_.notify_all();
  }
}

void ExchangeWorker::run(const Job& job, const std::stop_token& stopping) {
  const auto exchange = services_.store.find_exchange(job.caller.tenant, job.exchange);
  if (!exchange) return;
  if (exchange->state != store::ExchangeState::journalled && exchange->state != store::ExchangeState::working) return;
  const auto library = services_.library();
  const pipeline::Face* face = library->find(job.face);
  if (face == nullptr) {
    if (on_problem_) on_problem_("exchange-face-gone");
    return;
  }
  pipeline::ImportOptions options;
  options.progress = [&](std::uint64_t, std::uint64_t) {
    if (stopping.stop_requested()) throw Stopping();
    return true;
  };
  const std::string bytes = read_journal(services_.store, job.caller.tenant, job.exchange);
  pipeline::Importer(services_, job.caller, *face).run(job.exchange, bytes, options);
}

}  // namespace careway::api
