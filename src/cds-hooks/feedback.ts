/** The feedback wire format. CDS Hooks 2.0.1, "Feedback". */
import { z } from 'zod'

const ENTRIES = 500
const SUGGESTIONS = 100
const ID_LENGTH = 256
const SYSTEM_LENGTH = 1024
const COMMENT_LENGTH = 10_000

/** Optional members may arrive as null from careless clients, which means absent. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess(value => (value === null ? undefined : value), schema.optional())

const upTo = (length: number) => z.string().max(length, `must not be longer than ${length} characters`)
/** Control characters cannot be part of an identifier. */
const identifier = upTo(ID_LENGTH)
  .min(1)
  .regex(/^\P{Cc}*$/u, 'must not hold control characters')

const reason = z.looseObject({ code: identifier, system: optional(upTo(SYSTEM_LENGTH)), display: optional(z.string()) })

/** No clinician acted before computers had this clock; it also keeps out what only looks like an instant. */
const isSince1970 = (text: string): boolean => Date.parse(text) >= 0

const instant = z.iso
  .datetime({ offset: true, error: 'must be an RFC 3339 instant', abort: true })
  .max(ID_LENGTH, `must not be longer than ${ID_LENGTH} characters`)
  .refine(isSince1970, 'must be an instant since 1970')
/** T and Z may be small letters (RFC 3339, 5.6). */
const withCapitals = (value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/[tz]/g, letter => letter.toUpperCase()) : value

const entry = z
  .looseObject({
    card: identifier,
    outcome: z.enum(['accepted', 'overridden']),
    outcomeTimestamp: z.preprocess(withCapitals, instant),
    acceptedSuggestions: optional(z.array(z.looseObject({ id: identifier })).max(SUGGESTIONS, `must not hold more than ${SUGGESTIONS}`)),
    overrideReason: optional(
      z
        .looseObject({ reason: optional(reason), userComment: optional(upTo(COMMENT_LENGTH)) })
        .refine(value => value.reason !== undefined || value.userComment !== undefined, 'needs reason or userComment')
    )
  })
  .refine(value => value.outcome !== 'accepted' || (value.acceptedSuggestions?.length ?? 0) > 0, {
    path: ['acceptedSuggestions'],
    message: 'is required when the outcome is accepted'
  })

/** Whole batch or nothing: one bad entry refuses the document. */
export const feedbackSchema = z.looseObject({ feedback: z.array(entry).min(1).max(ENTRIES, `must not hold more than ${ENTRIES} entries`) })
export type Feedback = z.infer<typeof feedbackSchema>
