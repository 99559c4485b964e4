package dev.meshscope.testkit.simulate;

/** One kind of user request, by what makes it special. */
public enum RequestKind {
  /** The product page with details, a version of reviews, and ratings for v2 (HTTP), v3 (gRPC). */
  BROWSE,
  /** Details are mirrored to details-v2, with {@code -shadow} in the authority. */
  MIRRORED,
  /** Details ask an outside host through the egress gateway. */
  BOOKS,
  /** Details answer 503 at first and 200 at the second try. */
  RETRIED,
  /** Details answer 503 three times: URX. */
  RETRIES_EXHAUSTED,
  /** Nobody listens at details: UF and URX after three tries. */
  REFUSED,
  /** The circuit breaker in front of reviews answers: UO, no cluster named. */
  OVERFLOWED,
  /** Reviews are too slow: UT at the caller, DC and code 0 at reviews. */
  TIMED_OUT,
  /** A fault injected in front of reviews: FI, no cluster named. */
  FAULT,
  /** Reviews' own error. */
  APPLICATION_ERROR,
  /** Ratings answer reviews-v3 with gRPC status 14. */
  GRPC_ERROR,
  /** A path that the gateway does not know: NR. */
  NO_ROUTE,
  /** The client leaves: DC and code 0 at the gateway and at productpage. */
  CLIENT_GONE
}
