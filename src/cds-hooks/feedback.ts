/** The feedback wire format. CDS Hooks 2.0.1, "Feedback". */
import { z } from 'zod'

/** Optional members may arrive as null from careless clients, which means absent. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess(value => (value === null ? undefined : value), schema.optional())

const reason = z.looseObject({ code: z.string().min(1), system: optional(z.string()), display: optional(z.string()) })

const entry = z
  .looseObject({
    card: z.string().min(1),
    outcome: z.enum(['accepted', 'overridden']),
    outcomeTimestamp: z.iso.datetime({ offset: true, error: 'must be an RFC 3339 instant' }),
    acceptedSuggestions: optional(z.array(z.looseObject({ id: z.string().min(1) }))),
    overrideReason: optional(
      z
        .looseObject({ reason: optional(reason), userComment: optional(z.string()) })
        .refine(value => value.reason !== undefined || value.userComment !== undefined, 'needs reason or userComment')
    )
  })
  .refine(value => value.outcome !== 'accepted' || (value.acceptedSuggestions?.length ?? 0) > 0, {
    path: ['acceptedSuggestions'],
    message: 'is required when the outcome is accepted'
  })

/** Whole batch or nothing: one bad entry refuses the document. */
export const feedbackSchema = z.looseObject({ feedback: z.array(entry).min(1) })
export type Feedback = z.infer<typeof feedbackSchema>
