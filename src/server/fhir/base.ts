/** FHIR base URLs, compared by scheme, host, port and path. */

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

/** The absolute URL of a link when it lies under the base, else undefined: a token must not follow it elsewhere. */
export function underBase(link: string, base: string): string | undefined {
  const url = parse(link, `${base}/`)
  if (url === undefined) return undefined
  const place = url.origin + url.pathname
  return place === base || place.startsWith(`${base}/`) ? url.href : undefined
}
