/** What stands for patients and secrets in the tests' requests. None of it may ever be logged. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const FIXTURES = join(import.meta.dirname, '../fixtures')

/** Written in tests, so that they can look for it. */
const written = ['Secretname', 'SECRET-1', 'pat-1', 'pat-2', 'token-abc', 'Practitioner/p1', 'planted-operator-token-0123456789']

interface FixtureRequest {
  readonly context?: { readonly patientId?: string }
  readonly fhirAuthorization?: { readonly access_token?: string }
  readonly prefetch?: {
    readonly patient?: { readonly name?: readonly { readonly family?: string; readonly given?: readonly string[] }[] } | null
  }
}

const ofFixture = ({ context, fhirAuthorization, prefetch }: FixtureRequest): (string | undefined)[] => [
  context?.patientId,
  fhirAuthorization?.access_token,
  ...(prefetch?.patient?.name ?? []).flatMap(({ family, given }) => [family, ...(given ?? [])])
]

/** Ids, names and tokens of every fixture, and those written in tests. */
export function planted(): readonly string[] {
  const files = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.request.json'))
  const found = files.flatMap(name => ofFixture(JSON.parse(readFileSync(join(FIXTURES, name), 'utf8')) as FixtureRequest))
  return [...new Set([...written, ...found.filter(word => word !== undefined && word.length > 2)])].filter(word => word !== undefined)
}
