/** Drafts that end or pause a medicine instead of starting it. */
import type { Draft } from '../../facts/drafts.js'
import { statusCode } from '../../facts/fhir.js'

const ending: ReadonlySet<string> = new Set(['stopped', 'ended', 'completed', 'on-hold'])

/** The draft stops or holds what it names: no safety check of a new order fits it. */
export const isStop = ({ resource }: Draft): boolean => ending.has(statusCode(resource['status']) ?? '')

/** The drafts that start or go on with something. */
export const starting = (drafts: readonly Draft[] | undefined): readonly Draft[] => (drafts ?? []).filter(draft => !isStop(draft))
