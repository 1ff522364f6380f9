/** What a rule is: one recommendation, what it needs to know, and how it decides. */
import type { Indicator } from '../cds-hooks/response.js'
import type { Draft } from '../facts/drafts.js'
import type { FactName, Facts } from '../facts/index.js'
import type { EvidenceId } from './evidence.js'
import type { Markdown } from './text.js'

/** Orders that a card may offer; `cards/orders.ts` knows how each is written in FHIR. */
export const orderIds = [
  'calcium-carbonate',
  'calcium-citrate',
  'cholecalciferol',
  'cholecalciferol-weekly',
  'alendronate',
  'risedronate',
  'zoledronic-acid',
  'calcitonin',
  'acetaminophen',
  'physical-therapy',
  'mobilise-with-assistance',
  'thrombosis-risk-assessment',
  'creatinine',
  'calcium',
  'albumin',
  'ionized-calcium',
  'vitamin-d-level',
  'weight',
  'pth',
  'calcitriol-level',
  'phosphate',
  'alkaline-phosphatase',
  'blood-count',
  'crp',
  'esr',
  'protein-electrophoresis',
  'free-light-chains',
  'blood-cultures',
  'lithium-level',
  'spine-mri',
  'spine-mri-contrast',
  'spine-ct',
  'spine-surgery-referral',
  'bone-specialist-referral',
  'endocrine-referral',
  'nephrology-referral',
  'oncology-referral',
  'obstetric-referral',
  'paediatric-referral',
  'dietitian-referral',
  'dxa',
  'tsh',
  'falls-assessment',
  'home-safety-visit',
  'fracture-liaison-referral',
  'bone-specialist-referral-urgent',
  'acetaminophen-low-dose',
  'movement-education',
  'pain-reassessment',
  'soft-brace',
  'neurological-exam',
  'spine-xray',
  'spine-mri-stir',
  'spine-ct-follow-up',
  'spine-consultation',
  'pain-clinic-referral',
  'senna',
  'polyethylene-glycol',
  'magnesium',
  'inr'
] as const
export type OrderId = (typeof orderIds)[number]

/** Bone-active and calcitonin orders; the drug suggestions that red flags withhold. */
export const drugOrders: ReadonlySet<OrderId> = new Set(['alendronate', 'risedronate', 'zoledronic-acid', 'calcitonin'])

/** Ways a draft may be changed; `cards/changes.ts` writes the changed resource. */
export const changeIds = [
  'end-rest-within-48h',
  'once-weekly',
  'limit-to-28-days',
  'calcium-500-daily',
  'infuse-15-minutes',
  'vitamin-d-1000-daily',
  'limit-to-10-days',
  'limit-to-5-days',
  'spine-safe-therapy',
  'end-brace-within-6-weeks'
] as const
export type ChangeId = (typeof changeIds)[number]

/** One thing a user may accept. `key` is unique in its card and never changes: feedback counts by it. */
export type Proposal =
  | { readonly kind: 'order'; readonly key: string; readonly order: OrderId; readonly recommended?: boolean; readonly note?: string }
  | { readonly kind: 'change'; readonly key: string; readonly draft: Draft; readonly change: ChangeId }
  | { readonly kind: 'replace'; readonly key: string; readonly draft: Draft; readonly order: OrderId; readonly note?: string }
  | { readonly kind: 'remove'; readonly key: string; readonly draft: Draft }

/** Reasons a user may give for not following a card; `cards/override-reasons.ts` codes them. */
export const overrideReasonIds = [
  'declined',
  'not-appropriate',
  'data-wrong',
  'addressed-elsewhere',
  'will-address-later',
  'comfort-goals',
  'diet-sufficient',
  'over-the-counter',
  'stones-or-hypercalcaemia',
  'therapy-elsewhere',
  'course-completed',
  'dental-work',
  'gi-intolerance',
  'specialist-managing',
  'limited-life-expectancy',
  'prefers-other-route',
  'labs-done-elsewhere',
  'inpatient-therapy',
  'transport',
  'pain-too-severe',
  'medical-reason-for-rest',
  'spine-team-advice',
  'pain-controlled',
  'avoids-malignancy-signal',
  'not-on-formulary',
  'onset-uncertain',
  'onset-known',
  'already-imaged',
  'cleared-by-specialist',
  'benefit-outweighs-risk',
  'dose-intended',
  'tolerated-before',
  'monitoring-in-place'
] as const
export type OverrideReasonId = (typeof overrideReasonIds)[number]

/** What an applying rule says, before it becomes a card. The order of the text members is the order on the card. */
export interface Advice {
  readonly indicator: Indicator
  /** One plain sentence under 140 characters that carries the finding it rests on. */
  readonly summary: string
  /** The facts used, with dates and units. */
  readonly why: readonly Markdown[]
  /** Body, year and strength. */
  readonly guidance: readonly Markdown[]
  readonly disagreement?: readonly Markdown[]
  /** Missing, stale, failed or not interpreted. */
  readonly notChecked?: readonly Markdown[]
  readonly ifYouDisagree: Markdown
  readonly proposals?: readonly Proposal[]
  /** The proposals are alternatives: two of them together would be an error. */
  readonly onlyOne?: boolean
  readonly overrideReasons: readonly OverrideReasonId[]
  /** Drafts the card is about, so that triage can tell whom two cards concern. */
  readonly drafts?: readonly Draft[]
  /** Only a red flag silences. */
  readonly silences?: Silence
}

/** What a red flag silences: whole cards, or only the orders they offer. */
export interface Silence {
  /** Every guidance card, or the named ones. */
  readonly cards: 'all-guidance' | readonly string[]
  /** Orders no card may offer while the flag stands. */
  readonly orders: readonly OrderId[]
  /** Why, for the cards that stay: "cancer history is not cleared". */
  readonly reason: string
  /** A draft of one of these is something the flag argues against: then it is shown on order hooks too. */
  readonly arguesAgainst?: (draft: Draft) => boolean
}

export type Decision =
  | { readonly decision: 'applies'; readonly advice: Advice }
  | { readonly decision: 'not-applicable'; readonly reason: string }
  | { readonly decision: 'data-required'; readonly missing: readonly FactName[] }

export const applies = (advice: Advice): Decision => ({ decision: 'applies', advice })
/** `reason` is for the explanation: our words and plain values only. */
export const notApplicable = (reason: string): Decision => ({ decision: 'not-applicable', reason })
export const dataRequired = (...missing: readonly FactName[]): Decision => ({ decision: 'data-required', missing })

export type RuleKind = 'red-flag' | 'guidance' | 'order-check'

/** Strength of the evidence, which fixes the verb: recommend, suggest, consider, evidence does not settle, not supported. */
export type Strength = 'strong' | 'moderate' | 'weak' | 'inconclusive' | 'strong-against' | 'label' | 'consensus'

export interface RuleDefinition<Need extends FactName> {
  /** kebab-case id of the clinical reference; never renamed. */
  readonly id: string
  readonly title: string
  readonly kind: RuleKind
  /** Core topics never fall to the cap. */
  readonly core?: boolean
  /** Place among the info cards: pharmacotherapy, labs, calcium and vitamin D, mobilisation, pain, rest. */
  readonly topic: 'red-flag' | 'pharmacotherapy' | 'labs' | 'supplements' | 'mobilisation' | 'pain' | 'rest'
  /** What the advice is called in "advice on … is missing". */
  readonly about: string
  readonly version: string
  /** When the clinical content was last looked at, YYYY-MM-DD. */
  readonly reviewed: string
  readonly strength: Strength
  readonly source: EvidenceId
  readonly evidence: readonly EvidenceId[]
  /** Statements that need a clinician's sign-off before real use. */
  readonly signOff: readonly string[]
  readonly needs: readonly Need[]
  /** Of an order check: the drafts it can be about. A draft it does not concern is never among `Advice.drafts`. */
  readonly concerns?: (draft: Draft) => boolean
  readonly evaluate: (facts: Pick<Facts, Need>) => Decision
}

export type Rule = Omit<RuleDefinition<FactName>, 'evaluate'> & { readonly evaluate: (facts: Facts) => Decision }

/** The compiler lets `evaluate` see only the facts it declared in `needs`. */
export const defineRule = <const Need extends FactName>(definition: RuleDefinition<Need>): Rule => definition
