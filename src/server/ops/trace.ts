/** The trace a call belongs to, from the `traceparent` header. W3C Trace Context. */

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/

export interface TraceParent {
  readonly traceId: string
  readonly spanId: string
  readonly traceFlags: number
}

/** Undefined unless the header has exactly the form of the specification: anything else could be text. */
export function traceParentOf(header: string | readonly string[] | undefined): TraceParent | undefined {
  const [, traceId, spanId, flags] = (typeof header === 'string' ? TRACEPARENT.exec(header) : undefined) ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) }
}

/** So that our log line can be found from the caller's trace. */
export const traceIdOf = (header: string | readonly string[] | undefined): string | undefined => traceParentOf(header)?.traceId
