/** The trace a call belongs to, from the `traceparent` header, so that our log line can be found from the caller's trace. W3C Trace Context. */

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** Undefined unless the header has exactly the form of the specification: anything else could be text. */
export const traceIdOf = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'string' ? TRACEPARENT.exec(header)?.[1] : undefined
