/** FHIR bases that may be read on behalf of a client, as its entry in the clients file lists them. */
import type { AllowedBases } from '../caller.js'
import { fhirBase } from '../fhir/base.js'
import { isLoopback } from '../loopback.js'

const SETTING = 'fhirServers of this client in AUTH_CLIENTS'

/** "https://host/path/*" allows the bases below it, on public addresses only. */
const WILDCARD = /\/\*$/

interface Leave {
  readonly allowHttp: boolean
  readonly allowWithoutToken: boolean
}

export function allowedBases(
  written: readonly string[],
  { allowHttp, allowWithoutToken }: Leave,
  fail: (index: number, fault: string) => never
): AllowedBases {
  const exact = new Set<string>()
  const below: string[] = []
  written.forEach((entry, index) => {
    const isPrefix = WILDCARD.test(entry)
    const base = fhirBase(entry.replace(WILDCARD, ''))
    if (base?.includes('*') !== false) return fail(index, 'must be a FHIR base URL without credentials or query; only its end may be /*')
    const isSafe = base.startsWith('https:') || allowHttp || (!isPrefix && isLoopback(new URL(base).hostname))
    if (!isSafe) return fail(index, 'must be https, or have allowHttp: true beside fhirServers')
    if (isPrefix) below.push(`${base}/`)
    else exact.add(base)
  })
  return { exact, below, withoutToken: allowWithoutToken, setting: SETTING }
}
