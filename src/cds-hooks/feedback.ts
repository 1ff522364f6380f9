/** The feedback wire format. CDS Hooks 2.0.1, "Feedback". */
import { z } from 'zod'

const reason = z.looseObject({ code: z.string().min(1), system: z.string().optional(), display: z.string().optional() })

const entry = z
  .looseObject({
    card: z.string().min(1),
    outcome: z.enum(['accepted', 'overridden']),
    outcomeTimestamp: z.iso.datetime({ offset: true, error: 'must be an RFC 3339 instant' }),
    acceptedSuggestions: z.array(z.looseObject({ id: z.string().min(1) })).optional(),
    overrideReason: z
      .looseObject({ reason: reason.optional(), userComment: z.string().optional() })
      .refine(value => value.reason !== undefined || value.userComment !== undefined, 'needs reason or userComment')
      .optional()
  })
  .refine(value => value.outcome !== 'accepted' || (value.acceptedSuggestions?.length ?? 0) > 0, {
    path: ['acceptedSuggestions'],
    message: 'is required when the outcome is accepted'
  })

/** Whole batch or nothing: one bad entry refuses the document. */
export const feedbackSchema = z.looseObject({ feedback: z.array(entry).min(1) })
export type Feedback = z.infer<typeof feedbackSchema>
