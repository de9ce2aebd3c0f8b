#pragma once

#include <string_view>

#include "gateway/api/api.h"

namespace careway::api {

/// True when the caller may decide about money and about who is one person: a council, the NHS, or who operates the
/// gateway. Marketplaces and providers read.
bool may_decide(const Call& call);

/// True when the caller may read the view of a stream's funder: a council its own streams and education, the NHS its
/// own, both what neither pays (grants, employers, top-ups). Who operates the gateway reads all.
bool may_read_stream(const Call& call, std::string_view stream);

/// The handler, for callers who may decide; others are told "forbidden".
template <CallHandler kHandler>
http::Response decided(const Call& call) {
  return may_decide(call) ? kHandler(call) : call.refused("forbidden");
}

}  // namespace careway::api
