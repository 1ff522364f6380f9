/** FHIR base URLs, compared by scheme, host, port and path, and what lies under them. */
import type { AllowedBases } from '../caller.js'

/** A base that may be read from, and why. */
export interface FhirServer {
  readonly base: string
  /** Listed itself, which is consent to a private address; else allowed by a prefix. */
  readonly isListed: boolean
  /** The setting that allows it, for refusals. */
  readonly setting: string
}

const parse = (value: string, base?: string): URL | undefined => {
  if (!URL.canParse(value, base)) return undefined
  const url = new URL(value, base)
  const isPlain = (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === ''
  return isPlain ? url : undefined
}

/** The base without a trailing slash; undefined when it is no http(s) URL, or carries credentials, a query or a fragment. */
export function fhirBase(value: string): string | undefined {
  const url = parse(value)
  if (url === undefined || url.search !== '' || url.hash !== '') return undefined
  return url.origin + url.pathname.replace(/\/+$/, '')
}

/** Segments of unreserved characters; one of dots alone would climb. */
const plainSegments = /^(?!\.+(?:\/|$))[A-Za-z0-9\-._~]+(?:\/(?!\.+(?:\/|$))[A-Za-z0-9\-._~]+)*$/

/** Over https, one plain segment or more below the prefix, and written without any trick that normalisation would hide. */
function isBelow(prefix: string, base: string, written: string): boolean {
  const isAsWritten = written.replace(/\/$/, '').toLowerCase() === base.toLowerCase()
  return (
    isAsWritten &&
    prefix.startsWith('https://') &&
    prefix.endsWith('/') &&
    base.startsWith(prefix) &&
    plainSegments.test(base.slice(prefix.length))
  )
}

/** The server that a request names, if it may be read from. */
export function allowedServer(written: string, { exact, below, setting }: AllowedBases): FhirServer | undefined {
  const base = fhirBase(written)
  if (base === undefined) return undefined
  if (exact.has(base)) return { base, isListed: true, setting }
  return below.some(prefix => isBelow(prefix, base, written)) ? { base, isListed: false, setting } : undefined
}

/** Dots, slashes, backslashes and percent signs in disguise: servers and proxies decode them at different times. */
const disguised = /%(?:2e|2f|5c|25|00|u00|c0%a[ef]|e0%80)/i
/** Empty segments and those of dots, also with a path parameter, which some servers take off first. */
const climbing = /\/\.{0,2}(?:;[^/]*)?(?:\/|$)/

/** The path of a link, or of its end, as written, after its authority if it has one. */
function writtenPath(link: string): string {
  const [place = ''] = link.split(/[?#]/, 1)
  const path = place.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '')
  return path.startsWith('/') ? path : `/${path}`
}

/** The absolute URL of a link when it plainly lies under the base, else undefined: a token must not follow it elsewhere. */
export function underBase(link: string, base: string): string | undefined {
  const path = writtenPath(link.startsWith(base) ? link.slice(base.length) : link)
  // The URL parser drops control characters and outer blanks, and turns a backslash into a slash.
  // eslint-disable-next-line no-control-regex -- exactly those are looked for
  if (/[\u0000-\u001f\\\u007f]/.test(link) || link !== link.trim()) return undefined
  if (disguised.test(path) || climbing.test(path.replace(/\/$/, ''))) return undefined
  const url = parse(link, `${base}/`)
  if (url === undefined) return undefined
  url.hash = ''
  const place = url.origin + url.pathname
  return place === base || place.startsWith(`${base}/`) ? url.href : undefined
}
