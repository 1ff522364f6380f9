/** Advice → card. CDS Hooks 2.0.1, "Card Attributes"; what a card must be: design section 4. */
import type { Action, Card, FhirResource, Suggestion } from '../cds-hooks/response.js'
import type { Draft } from '../facts/drafts.js'
import type { Advice, Proposal, Rule } from '../rules/rule.js'
import { evidenceOf } from '../rules/evidence.js'
import { plain } from '../rules/text.js'
import { changed, changeDescription, changeLabel, asR4 } from './changes.js'
import { detailOf } from './detail.js'
import { orderTemplate, writeOrder, type OrderContext } from './orders.js'
import { overrideCoding } from './override-reasons.js'
import { releaseOf } from './tidy.js'
import { uuidOf } from './uuid.js'

/** The longest summary: the specification asks for fewer than 140 characters. */
const SUMMARY_LENGTH = 139

export interface CardContext extends OrderContext {
  readonly hookInstance: string
  readonly serviceId: string
  readonly canonicalBase: string
}

interface Offer {
  readonly key: string
  readonly label: string
  readonly action: Action
  readonly recommended?: boolean
}

/** A swap of one draft for a new order: the new content under the draft's own id. */
function replacement(draft: FhirResource, order: FhirResource): FhirResource {
  const { encounter, requester, identifier, status } = asR4(draft)
  return {
    ...order,
    ...(draft.id === undefined ? {} : { id: draft.id }),
    ...(typeof status === 'string' ? { status } : {}),
    ...(encounter === undefined ? {} : { encounter }),
    ...(requester === undefined ? {} : { requester }),
    ...(identifier === undefined ? {} : { identifier })
  }
}

/** At most 40 characters: what a button shows. */
const removeLabel = ({ name }: Draft): string => plain(`Remove ${name}`, 40)

/** The suggestions of one proposal: one action each. A draft without an id cannot be changed, so nothing is offered. */
function offersOf(proposal: Proposal, context: CardContext): readonly Offer[] {
  switch (proposal.kind) {
    case 'order': {
      const { label, description } = orderTemplate(proposal.order)
      const resource = writeOrder(proposal.order, context, proposal.note)
      return [
        {
          key: proposal.key,
          label,
          action: { type: 'create', description, resource },
          ...(proposal.recommended === true ? { recommended: true } : {})
        }
      ]
    }
    case 'change': {
      const { draft, change } = proposal
      // A draft of an older FHIR release has no R4 form to change it to.
      if (draft.ref === undefined || releaseOf(draft.resource) !== 'R4') return []
      return [
        {
          key: proposal.key,
          label: changeLabel(change),
          action: {
            type: 'update',
            description: changeDescription(change),
            resource: changed(change, draft.sent ?? draft.resource, context.asOf)
          }
        }
      ]
    }
    case 'remove': {
      const { draft } = proposal
      if (draft.ref === undefined) return []
      return [
        {
          key: proposal.key,
          label: removeLabel(draft),
          action: { type: 'delete', description: `Remove the draft: ${plain(draft.name)}`, resourceId: draft.ref }
        }
      ]
    }
    case 'replace': {
      const { draft, order } = proposal
      const { label, description } = orderTemplate(order)
      const resource = writeOrder(order, context, proposal.note)
      if (draft.ref === undefined) return []
      if (draft.resource.resourceType === resource.resourceType) {
        return [
          {
            key: proposal.key,
            label: `Replace: ${label}`,
            action: {
              type: 'update',
              description: `Instead of ${plain(draft.name)}: ${description}`,
              resource: replacement(draft.resource, resource)
            }
          }
        ]
      }
      return [
        {
          key: `${proposal.key}-remove`,
          label: removeLabel(draft),
          action: { type: 'delete', description: `Remove the draft: ${plain(draft.name)}`, resourceId: draft.ref }
        },
        { key: `${proposal.key}-order`, label, action: { type: 'create', description, resource } }
      ]
    }
  }
}

const cut = (summary: string): string => plain(summary, SUMMARY_LENGTH)

/** UUIDv5 of (hookInstance, service, rule); the topic tells two cards of one code apart. */
export const cardUuid = (context: Pick<CardContext, 'hookInstance' | 'serviceId'>, rule: Pick<Rule, 'id' | 'topic'>): string =>
  uuidOf(`${context.hookInstance.toLowerCase()}|${context.serviceId}|${rule.id}|${rule.topic}`)

/** The card of an applying rule. Equal requests give equal cards, uuids included. */
export function cardOf(rule: Pick<Rule, 'id' | 'title' | 'topic' | 'source' | 'evidence'>, advice: Advice, context: CardContext): Card {
  const uuid = cardUuid(context, rule)
  const offers = (advice.proposals ?? []).flatMap(proposal => offersOf(proposal, context))
  const suggestions = offers.map(({ key, label, action, recommended }): Suggestion => ({
    label,
    uuid: uuidOf(`${uuid}|${key}`),
    ...(recommended === true ? { isRecommended: true } : {}),
    actions: [action]
  }))
  const source = evidenceOf(rule.source)
  const overrideReasons = [
    ...new Map(advice.overrideReasons.map(id => overrideCoding(id, context.canonicalBase)).map(coding => [coding.code, coding])).values()
  ]
  const links = rule.evidence.slice(0, 5).map(id => ({ label: evidenceOf(id).label, url: evidenceOf(id).url, type: 'absolute' as const }))
  return {
    uuid,
    summary: cut(advice.summary),
    detail: detailOf(advice),
    indicator: advice.indicator,
    source: {
      label: source.label,
      url: source.url,
      topic: { system: `${context.canonicalBase}/CodeSystem/recommendation`, code: rule.id, display: rule.title }
    },
    ...(suggestions.length === 0
      ? {}
      : { suggestions, selectionBehavior: advice.onlyOne === true ? ('at-most-one' as const) : ('any' as const) }),
    ...(overrideReasons.length === 0 ? {} : { overrideReasons }),
    ...(links.length === 0 ? {} : { links })
  }
}
