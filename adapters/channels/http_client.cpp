#include "adapters/channels/http_client.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Timespan.h>
#include <Poco/URI.h>

#include <algorithm>
#include <array>
#include <istream>
#include <memory>
#include <ostream>

#include "adapters/platform/failure.h"

namespace careway::channels {
namespace {

using platform::Failure;
using platform::FailureKind;

bool equal_without_case(std::string_view left, std::string_view right) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(left, right, {}, lower, lower);
}

Poco::URI parse(const std::string& url) {
  try {
    Poco::URI uri(url);
    const bool is_known = uri.getScheme() == "http" || uri.getScheme() == "https";
    if (is_known && !uri.getHost().empty() && uri.getUserInfo().empty()) return uri;
  } catch (const Poco::Exception&) {
    // Said below, without the text of the address.
  }
  throw Failure(FailureKind::kConfiguration, false,
                "The address is no http or https address, for instance http://localhost:8080.");
}

std::unique_ptr<Poco::Net::HTTPClientSession> make_session(const Poco::URI& uri, const HttpLimits& limits) {
  std::unique_ptr<Poco::Net::HTTPClientSession> session;
  if (uri.getScheme() == "https") {
    Poco::Net::Context::Ptr context = new Poco::Net::Context(  // Poco counts the references
        Poco::Net::Context::TLS_CLIENT_USE, "", Poco::Net::Context::VERIFY_STRICT, 9, true);
    context->requireMinimumProtocol(Poco::Net::Context::PROTO_TLSV1_2);
    session = std::make_unique<Poco::Net::HTTPSClientSession>(uri.getHost(), uri.getPort(), context);
  } else {
    session = std::make_unique<Poco::Net::HTTPClientSession>(uri.getHost(), uri.getPort());
  }
  const Poco::Timespan connect(limits.connect_ms * 1000);
  const Poco::Timespan transfer(limits.transfer_ms * 1000);
  session->setTimeout(connect, transfer, transfer);
  session->setKeepAlive(false);
  return session;
}

std::string read_body(std::istream& stream, std::size_t bytes_max) {
  std::string body;
  std::array<char, 65536> buffer{};
  while (stream.read(buffer.data(), buffer.size()), stream.gcount() > 0) {
    body.append(buffer.data(), static_cast<std::size_t>(stream.gcount()));
    if (body.size() > bytes_max) {
      throw Failure(FailureKind::kTooLarge, false, "The server's answer is larger than this command takes.");
    }
  }
  return body;
}

HttpAnswer exchange(const Poco::URI& uri, const HttpRequest& request, const HttpLimits& limits) {
  const auto session = make_session(uri, limits);
  const std::string path = uri.getPathAndQuery();
  Poco::Net::HTTPRequest out(request.method, path.empty() ? "/" : path, Poco::Net::HTTPMessage::HTTP_1_1);
  for (const auto& [name, value] : request.headers) out.add(name, value);
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    out.setContentLength64(static_cast<Poco::Int64>(request.body.size()));
  }
  std::ostream& stream = session->sendRequest(out);
  stream.write(request.body.data(), static_cast<std::streamsize>(request.body.size()));
  stream.flush();
  Poco::Net::HTTPResponse in;
  std::istream& answer_stream = session->receiveResponse(in);
  HttpAnswer answer;
  answer.status = static_cast<int>(in.getStatus());
  for (const auto& [name, value] : in) answer.headers.emplace_back(name, value);
  answer.body = read_body(answer_stream, limits.answer_bytes_max);
  return answer;
}

}  // namespace

std::string HttpAnswer::header(std::string_view name) const {
  for (const auto& [known, value] : headers) {
    if (equal_without_case(known, name)) return value;
  }
  return {};
}

HttpAnswer NetworkHttpClient::send(const HttpRequest& request, const HttpLimits& limits) {
  const Poco::URI uri = parse(request.url);
  try {
    return exchange(uri, request, limits);
  } catch (const Poco::Net::SSLException&) {
    throw Failure(FailureKind::kCryptography, false,
                  "No secure connection could be made. Check the server's certificate and its host name.");
  } catch (const Poco::TimeoutException&) {
    throw Failure(FailureKind::kUnavailable, true, "The server did not answer in time. Try again later.");
  } catch (const Poco::Net::NetException&) {
    throw Failure(FailureKind::kUnavailable, true, "The server cannot be reached or broke off. Check the address.");
  } catch (const Poco::Exception&) {
    throw Failure(FailureKind::kUnavailable, true, "The connection to the server failed.");
  }
}

}  // namespace careway::channels
