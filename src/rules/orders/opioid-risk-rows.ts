/** What in the patient and beside the draft stands against an opioid: breathing, falls, serotonin, allergy, pregnancy. Clinical reference 3.3. */
import { list, md, own, type Markdown } from '../text.js'
import { productName } from './doses.js'
import { alongside, ask, named, type Objection } from './objections.js'
import { opioidsNamed } from './opioid-dose.js'
import { opioidKidneyRow } from './opioid-kidney.js'
import { instead, opioidSets, type OpioidRow as Row } from './opioid-subject.js'
import { allergyRows, pregnancyRows } from './patient-rows.js'

const OLD_AGE = 65

const benzodiazepineRow: Row = (draft, all, facts) => {
  const taken = (facts.sedativesTaken ?? []).filter(({ medicine }) => medicine.sets.has('benzodiazepines'))
  const { names, drafted } = alongside(draft, facts.drafts, [taken], 'benzodiazepines')
  if (names.length === 0) return []
  const isCoded = taken.some(({ medicine }) => !medicine.byText) || drafted.some(({ byText }) => !byText)
  const [first] = drafted
  return [
    {
      draft,
      indicator: isCoded ? 'critical' : 'warning',
      summary: 'Opioid with a benzodiazepine (active or drafted): respiratory depression, US boxed warning. Avoid the pair.',
      why: md`Active or drafted: ${named(names)}`,
      guidance: own(
        'US labels, boxed warning: profound sedation, respiratory depression and death. Avoid the two together; if unavoidable, lowest doses and naloxone at hand.'
      ),
      proposals: [
        ...instead(draft, all, facts),
        ...(first === undefined ? [] : [{ kind: 'remove', key: 'remove-benzodiazepine', draft: first } as const])
      ],
      partners: drafted
    }
  ]
}

const breathingRow: Row = (draft, all, facts) => {
  const taken = (facts.sedativesTaken ?? []).filter(({ medicine }) => medicine.sets.has('gabapentinoids'))
  const gabapentinoids = alongside(draft, facts.drafts, [taken], 'gabapentinoids')
  const recorded = [...(facts.alcoholUse ?? []), ...(facts.sleepApnea ?? [])].map(({ name }) => name)
  const causes = [
    ...(gabapentinoids.names.length > 0 ? ['a gabapentinoid'] : []),
    ...((facts.alcoholUse ?? []).length > 0 ? ['alcohol use disorder'] : []),
    ...((facts.sleepApnea ?? []).length > 0 ? ['sleep apnoea'] : [])
  ]
  if (causes.length === 0) return []
  const reasons: readonly Markdown[] = [
    ...(gabapentinoids.names.length > 0 ? [md`active or drafted ${named(gabapentinoids.names)}`] : []),
    ...(recorded.length > 0 ? [md`on record ${named(recorded)}`] : [])
  ]
  const summary = `Opioid with ${causes.join(' and ')}: respiratory depression is likelier. Consider acetaminophen alone; offer naloxone.`
  return [
    {
      draft,
      indicator: 'warning',
      summary:
        summary.length < 140
          ? summary
          : 'Opioid with several risks of respiratory depression: consider acetaminophen alone; offer naloxone.',
      why: md`Risk for breathing: ${list(reasons, '; ')}`,
      guidance: own(
        'CDC 2022: weigh with care beside other depressants and in sleep-disordered breathing; lowest dose, and offer naloxone.'
      ),
      proposals: instead(draft, all, facts),
      partners: gabapentinoids.drafted
    }
  ]
}

const frailtyRow: Row = (draft, all, facts) => {
  const age = facts.patient?.age?.min
  const findings = [...(facts.recentFalls ?? []), ...(facts.dementia ?? [])]
  if (age === undefined || age < OLD_AGE || findings.length === 0) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: `Age ${String(age)} with falls, dementia or delirium on record: opioids add falls and confusion. Consider acetaminophen.`,
      why: md`Age ${age}; on record: ${named(findings.map(({ name }) => name))}`,
      guidance: own(
        'AGS Beers Criteria 2023: avoid opioids after falls except for severe acute pain; watch for delirium. If used, the lowest dose and a fall plan.'
      ),
      proposals: instead(draft, all, facts)
    }
  ]
}

const serotoninRow: Row = (draft, all, facts) => {
  if (!draft.sets.has('opioids-tramadol')) return []
  const { names, drafted } = alongside(
    draft,
    facts.drafts,
    [facts.antidepressantsTaken, facts.monoamineOxidaseInhibitorsTaken],
    'ssri-snri',
    'maoi'
  )
  const seizures = (facts.seizureDisorder ?? []).map(({ name }) => name)
  const guidance = own(
    'US label: tramadol may cause seizures and serotonin syndrome, above all beside serotonergic medicines; not within 14 days of a monoamine oxidase inhibitor.'
  )
  const proposals = instead(draft, all, facts)
  return [
    ...(names.length === 0
      ? []
      : [
          {
            draft,
            indicator: 'warning',
            summary: 'Tramadol with an SSRI, SNRI or MAO inhibitor, active or drafted: serotonin syndrome and seizures.',
            why: md`Active or drafted: ${named(names)}`,
            guidance,
            proposals,
            partners: drafted
          } satisfies Objection
        ]),
    ...(seizures.length === 0
      ? []
      : [
          {
            draft,
            indicator: 'warning',
            summary: 'Seizure disorder on record: tramadol lowers the seizure threshold.',
            why: md`On record: ${named(seizures, 2)}`,
            guidance,
            proposals
          } satisfies Objection
        ])
  ]
}

/** An allergy to the same opioid counts in full; one to another opioid asks for the reaction. */
const allergyRow: Row = (draft, all, { allergies }) => {
  const ingredients = opioidsNamed(`${productName(draft)} ${draft.name}`)
  const isSame = (name: string): boolean =>
    ingredients.length === 0 || opioidsNamed(name).length === 0 || opioidsNamed(name).some(opioid => ingredients.includes(opioid))
  const guidance = own(
    'US labels: contraindicated after hypersensitivity to the same opioid; nausea and itching are effects, not allergies.'
  )
  const same = (allergies ?? []).filter(({ name }) => isSame(name))
  const other = (allergies ?? []).filter(({ name }) => !isSame(name))
  const found = allergyRows(draft, all, same, opioidSets, { allergen: 'this opioid', guidance })
  if (found.length > 0) return found
  return allergyRows(draft, all, other, opioidSets, { allergen: 'another opioid', guidance }).map(objection => ({
    ...objection,
    indicator: 'warning',
    summary: 'Allergy to another opioid on record: confirm the reaction before ordering.'
  }))
}

const personRow: Row = (draft, all, facts) => {
  const disorder = (facts.opioidUseDisorder ?? []).map(({ name }) => name)
  return [
    ...pregnancyRows(draft, all, facts, {
      drug: 'opioid',
      indicator: 'warning',
      guidance: own('In pregnancy opioids belong to a plan with obstetrics: neonatal withdrawal is possible.')
    }),
    ...(disorder.length === 0
      ? []
      : [
          {
            draft,
            indicator: 'warning',
            summary: 'Opioid use disorder on record: agree on a pain plan with a specialist before an opioid.',
            why: md`On record: ${named(disorder, 2)}`,
            guidance: own('CDC 2022: treat the disorder and the pain together; do not stop its medication for acute pain.'),
            proposals: ask('pain-clinic-referral')
          } satisfies Objection
        ])
  ]
}

const kidneyRow: Row = (draft, all, facts) => opioidKidneyRow(draft, facts, instead(draft, all, facts))

export const opioidRiskRows: readonly Row[] = [benzodiazepineRow, allergyRow, breathingRow, serotoninRow, frailtyRow, kidneyRow, personRow]
