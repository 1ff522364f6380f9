/** FHIR search, as much of it as the demo server offers. FHIR R4, "Search". */
import type { FhirResource } from '../../cds-hooks/response.js'
import { codings, member, objects, referenceKey, text, wordsOf, type CodingRead } from '../../facts/fhir.js'

const PAGE_SIZE = 100
const PAGE_LIMIT = 1000

type Matches = (resource: FhirResource, value: string) => boolean

/** "system|code", "|code", "system|" and "code". */
function tokenMatches(token: string, { system, code }: CodingRead): boolean {
  const bar = token.indexOf('|')
  if (bar === -1) return token === code
  const [wantedSystem, wantedCode] = [token.slice(0, bar), token.slice(bar + 1)]
  return (wantedSystem === '' || wantedSystem === system) && (wantedCode === '' || wantedCode === code)
}

const concept =
  (name: string): Matches =>
  (resource, token) =>
    objects(resource[name]).some(value => codings(value).some(coding => tokenMatches(token, coding)))

const code =
  (name: string): Matches =>
  (resource, token) =>
    resource[name] === token.slice(token.indexOf('|') + 1) || concept(name)(resource, token)

const ownedBy: Matches = (resource, value) => {
  const wanted = referenceKey({ reference: value }) ?? `Patient/${value}`
  return referenceKey(resource['subject']) === wanted || referenceKey(resource['patient']) === wanted
}

const named: Matches = (resource, value) =>
  objects(resource['name']).some(name =>
    [name['family'], ...(Array.isArray(name['given']) ? (name['given'] as unknown[]) : [])].some(part =>
      text(part)?.toLowerCase().startsWith(value.toLowerCase())
    )
  )

const coded: Matches = (resource, token) => concept('code')(resource, token) || concept('medicationCodeableConcept')(resource, token)

/** A parameter that is not listed here is ignored, as most servers do. */
const parameters: Readonly<Record<string, Matches>> = {
  _id: (resource, value) => resource.id === value,
  patient: ownedBy,
  subject: ownedBy,
  code: coded,
  category: concept('category'),
  'clinical-status': concept('clinicalStatus'),
  'verification-status': concept('verificationStatus'),
  status: code('status'),
  intent: code('intent'),
  gender: code('gender'),
  name: named,
  family: named,
  'code:text': (resource, value) => wordsOf(resource['code']).toLowerCase().includes(value.toLowerCase())
}

const dateMembers = [
  'effectiveDateTime',
  'onsetDateTime',
  'authoredOn',
  'performedDateTime',
  'recordedDate',
  'issued',
  'dateAsserted',
  'birthDate'
]
const dateOf = (resource: FhirResource): string => {
  for (const name of dateMembers) if (typeof resource[name] === 'string') return resource[name]
  return text(member(resource['effectivePeriod'], 'start')) ?? ''
}

const sorted = (found: readonly FhirResource[], order: string | null): readonly FhirResource[] => {
  if (order !== 'date' && order !== '-date') return found
  const sign = order === 'date' ? 1 : -1
  return [...found].sort((a, b) => sign * (dateOf(a) < dateOf(b) ? -1 : dateOf(a) > dateOf(b) ? 1 : 0))
}

const wholeNumber = (value: string | null, fallback: number): number =>
  value !== null && /^\d{1,6}$/.test(value) ? Number(value) : fallback

/** One page as a searchset; several values of a parameter are alternatives, several parameters must all match. */
export function searchset(type: string, query: URLSearchParams, resources: readonly FhirResource[], base: string) {
  const wanted = [...query].flatMap(([name, value]) => {
    const matches = parameters[name]
    return matches === undefined ? [] : [{ matches, values: value.split(',') }]
  })
  const found = resources.filter(
    resource => resource.resourceType === type && wanted.every(({ matches, values }) => values.some(value => matches(resource, value)))
  )
  const count = Math.min(wholeNumber(query.get('_count'), PAGE_SIZE), PAGE_LIMIT)
  const offset = wholeNumber(query.get('_offset'), 0)
  const page = sorted(found, query.get('_sort')).slice(offset, offset + count)
  const urlAt = (start: number): string => {
    const own = new URLSearchParams(query)
    if (start > 0) own.set('_offset', String(start))
    return `${base}/${type}?${own.toString()}`
  }
  const hasNext = count > 0 && offset + count < found.length
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: found.length,
    link: [{ relation: 'self', url: urlAt(offset) }, ...(hasNext ? [{ relation: 'next', url: urlAt(offset + count) }] : [])],
    ...(page.length === 0
      ? {}
      : { entry: page.map(resource => ({ fullUrl: `${base}/${type}/${String(resource.id)}`, resource, search: { mode: 'match' } })) })
  }
}
