/** What a drafted opioid itself says or leaves out: release, length, dose, bowel. Clinical reference 3.3. */
import { md, own, round } from '../text.js'
import { alongside, ask, keyFor, named } from './objections.js'
import { longActing, morphineEquivalents, opioidCourse } from './opioid-dose.js'
import { opioidRiskRows } from './opioid-risk-rows.js'
import { instead, treatsUseDisorder, type OpioidRow as Row } from './opioid-subject.js'

/** CDC 2022: a first prescription beyond a week, and a daily dose that calls for a second look. */
const LONG_DAYS = 7
const HIGH_DOSE = 50

const releaseRow: Row = (draft, all, facts) => {
  const kind = longActing(draft)
  const { opioidsTaken } = facts
  if (kind === undefined || (opioidsTaken ?? []).length > 0 || treatsUseDisorder(draft, facts)) return []
  const isCertain = kind === 'coded' && opioidsTaken !== undefined && (facts.opioidUseDisorder ?? []).length === 0
  return [
    {
      draft,
      indicator: isCertain ? 'critical' : 'warning',
      summary: isCertain
        ? 'Long-acting opioid or patch drafted, no active opioid on record: not for acute pain (respiratory depression).'
        : 'Cannot confirm opioid tolerance: a long-acting opioid or patch is not for acute pain in opioid-naive patients.',
      why:
        opioidsTaken === undefined
          ? own('Current medicines could not be read')
          : own('No active opioid among orders and reported medicines'),
      guidance: own(
        'CDC 2022: opioid treatment starts with immediate-release products; extended-release and patches are not for acute pain. Acetaminophen regularly comes first.'
      ),
      proposals: instead(draft, all, facts)
    }
  ]
}

/** What is stated counts on both hooks; a missing end only at signing. A long course is questioned for a first prescription. */
const lengthRow: Row = (draft, all, facts) => {
  if (treatsUseDisorder(draft, facts)) return []
  const { days, ends } = opioidCourse(draft)
  const proposals = [{ kind: 'change', key: keyFor('limit-to-5-days', draft, all), draft, change: 'limit-to-5-days' }] as const
  const guidance = own('CDC 2022: for acute pain no more than the days it is expected to be severe, often three or fewer; then reassess.')
  if (!ends) {
    return facts.hook === 'order-sign'
      ? [
          {
            draft,
            indicator: 'warning',
            summary: 'Opioid without an end drafted: consider 3 to 5 days, then reassess.',
            why: own('The draft states no duration, supply or quantity'),
            guidance,
            proposals
          }
        ]
      : []
  }
  if (days === undefined || days <= LONG_DAYS || (facts.opioidsTaken ?? []).length > 0) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: `First opioid prescription for ${round(days)} days drafted: consider 3 to 5 days, then reassess.`,
      why: own(`Drafted for ${round(days)} days; no active opioid found`),
      guidance,
      proposals
    }
  ]
}

/** This draft with the other opioids drafted beside it; what cannot be converted is left out and said. */
const doseRow: Row = (draft, all, facts) => {
  const perDay = morphineEquivalents(draft)
  if (perDay === undefined || treatsUseDisorder(draft, facts)) return []
  const others = all.filter(other => other !== draft && (morphineEquivalents(other) ?? 0) > 0)
  const total = others.reduce((sum, other) => sum + (morphineEquivalents(other) ?? 0), perDay)
  const isHighAlone = perDay >= HIGH_DOSE - 1e-9
  if (!isHighAlone && total < HIGH_DOSE - 1e-9) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: `Opioid dose of ${round(isHighAlone ? perDay : total)} MME a day drafted (50 or more): consider the lowest dose that helps, and reassess.`,
      why: md`${own(`${round(perDay)} MME a day from this draft`)}${
        isHighAlone
          ? own('')
          : md`, ${own(round(total))} with ${named(
              others.map(({ name }) => name),
              2
            )}`
      }, at the most frequent use allowed`,
      guidance: own(
        'CDC 2022: from 50 morphine milligram equivalents a day overdose is likelier and added pain relief small; offer naloxone.'
      ),
      ...(isHighAlone ? {} : { partners: others })
    }
  ]
}

const bowelRow: Row = (draft, _all, { drafts, laxativesTaken }) => {
  if (alongside(draft, drafts, [laxativesTaken], 'laxatives').names.length > 0) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: 'Opioid without a laxative, active or drafted: add a bowel regimen, as straining hurts the fractured spine.',
      why: own(laxativesTaken === undefined ? 'No laxative drafted; current medicines could not be read' : 'No laxative active or drafted'),
      guidance: own('NOGG recommends a laxative with every opioid after vertebral fracture (strong).'),
      proposals: ask('senna', 'polyethylene-glycol')
    }
  ]
}

const rows: readonly Row[] = [releaseRow, ...opioidRiskRows, doseRow, lengthRow, bowelRow]

export const opioidRows: Row = (draft, all, facts) => rows.flatMap(row => row(draft, all, facts))
