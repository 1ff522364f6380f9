/** Which network addresses may be called. A listed base is consent to private addresses, never to those of a cloud's own services. Design section 6. */
import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { FhirServer } from './base.js'

export const ADDRESS_REFUSED = 'ERR_ADDRESS_REFUSED'

/** Every address of a name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>

export const systemResolve: Resolve = hostname =>
  new Promise((resolve, reject) => {
    systemLookup(hostname, { all: true }, (error, addresses) => {
      if (error === null) resolve(addresses)
      else reject(error)
    })
  })

const publicRanges: ReadonlySet<string> = new Set(['unicast'])
const listedNameRanges: ReadonlySet<string> = new Set([...publicRanges, 'private', 'uniqueLocal', 'carrierGradeNat', 'loopback'])
const listedLiteralRanges: ReadonlySet<string> = new Set([...listedNameRanges, 'linkLocal'])

/** Services that clouds offer to their machines outside the link-local range. */
const cloudServices: ReadonlySet<string> = new Set(['168.63.129.16', '100.100.100.200', 'fd00:ec2::254'])

/** The address that is really reached: a v4 one inside v6 (mapped, or translated by NAT64) counts as itself. */
function reached(address: string): ipaddr.IPv4 | ipaddr.IPv6 {
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'rfc6052') return parsed
  return ipaddr.fromByteArray(parsed.toByteArray().slice(12))
}

function isIn(ranges: ReadonlySet<string>, address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const real = reached(address)
  return ranges.has(real.range()) && !cloudServices.has(real.toString())
}

/** The address of a host that is one itself; a name has none. */
function literalOf(base: string): string | undefined {
  const host = new URL(base).hostname.replace(/^\[|\]$/g, '')
  return isIP(host) === 0 ? undefined : host
}

/** A host that is itself an address is connected to without a lookup, so it is checked here. */
export function isAddressRefused({ base, isListed }: FhirServer): boolean {
  const literal = literalOf(base)
  return literal !== undefined && !isIn(isListed ? listedLiteralRanges : publicRanges, literal)
}

export const addressRefusal = ({ isListed, setting }: FhirServer): string =>
  isListed
    ? `the address of fhirServer is link-local or reserved, which ${setting} can allow only as an address`
    : `the address of fhirServer is not public, and the base itself is not listed in ${setting}`

/** Looks a name up and hands on what was checked, so that no second answer can differ; one bad address refuses the name. */
export function checkedLookup(isListed: boolean, resolve: Resolve): LookupFunction {
  const ranges = isListed ? listedNameRanges : publicRanges
  return (hostname, options, done) => {
    resolve(hostname).then(
      addresses => {
        const [first] = addresses
        if (first === undefined || !addresses.every(({ address }) => isIn(ranges, address))) {
          done(Object.assign(new Error('the address is not allowed'), { code: ADDRESS_REFUSED }), '')
        } else if (options.all === true) done(null, [...addresses])
        else done(null, first.address, first.family)
      },
      (error: unknown) => {
        done(error as NodeJS.ErrnoException, '')
      }
    )
  }
}
