/** Orders that are no medicines, changed as a whole: therapy that spares the spine, a brace that ends. */
import type { FhirResource } from '../cds-hooks/response.js'
import { dayInterval, dayNumber, isoDate } from '../facts/dates.js'
import { isObject, member, objects, text, wordsOf, type Json } from '../facts/fhir.js'
import { clausesOf, loadsAskedFor } from '../facts/order-words.js'

const isSafe = (words: string): boolean => loadsAskedFor(words).length === 0

/** The words without the clauses that ask for a load on the spine; undefined when nothing is left. */
function spared(words: unknown): string | undefined {
  const whole = text(words)
  if (whole === undefined || isSafe(whole)) return whole
  const kept = clausesOf(whole).filter(clause => clause !== '' && isSafe(clause))
  return kept.length === 0 ? undefined : `${kept.join('. ')}.`
}

const withWords = (item: Json, words: string | undefined): readonly Json[] => (words === undefined ? [] : [{ ...item, text: words }])

/** A concept whose code stays; its own words tell the old programme no longer. */
function sparedConcept(concept: unknown): Json {
  if (!isObject(concept) || isSafe(wordsOf(concept))) return isObject(concept) ? concept : {}
  const coding = objects(concept['coding']).filter(({ display }) => isSafe(text(display) ?? ''))
  return { ...concept, ...(coding.length === 0 ? {} : { coding }), text: spared(concept['text']) ?? 'Physical therapy, evaluate and treat' }
}

const therapyNote = {
  text: 'Back-extensor endurance, balance, hip-hinge and posture. No loaded flexion, sit-ups, traction or manipulation of the spine. Stop and report leg weakness, numbness or bladder change.'
}

export function therapySpared(draft: FhirResource): FhirResource {
  const { patientInstruction, orderDetail, code, note, ...rest } = draft
  const details = objects(orderDetail).filter(detail => isSafe(wordsOf(detail)))
  const kept = objects(note).flatMap(item => withWords(item, spared(item['text'])))
  const instruction = spared(patientInstruction)
  return {
    ...rest,
    resourceType: draft.resourceType,
    ...(code === undefined ? {} : { code: sparedConcept(code) }),
    ...(details.length === 0 ? {} : { orderDetail: details }),
    ...(instruction === undefined ? {} : { patientInstruction: instruction }),
    note: [...kept, therapyNote]
  }
}

const BRACE_DAYS = 42
const braceNote = { text: 'Wear when upright, off in bed. Check the skin every day. Wean from week 4; ends after 6 weeks.' }

/** From a start that the draft states and that lies ahead, else from today. What is no order of a service or device has no such period. */
export function braceLimited(draft: FhirResource, asOf: string): FhirResource {
  if (draft.resourceType !== 'ServiceRequest' && draft.resourceType !== 'DeviceRequest') return draft
  const { occurrencePeriod, occurrenceDateTime, occurrenceTiming, note, ...rest } = draft
  const stated = dayInterval(
    member(occurrencePeriod, 'start') ?? occurrenceDateTime ?? member(member(member(occurrenceTiming, 'repeat'), 'boundsPeriod'), 'start')
  )
  const first = stated !== undefined && stated.first === stated.last && stated.first > dayNumber(asOf) ? stated.first : dayNumber(asOf)
  return {
    ...rest,
    resourceType: draft.resourceType,
    occurrencePeriod: { start: isoDate(first), end: isoDate(first + BRACE_DAYS) },
    note: [...objects(note), braceNote]
  }
}
