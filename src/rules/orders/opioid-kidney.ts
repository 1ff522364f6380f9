/** Opioids whose active or toxic metabolites the kidney clears: morphine, codeine, tramadol. Clinical reference 3.3. */
import type { Draft } from '../../facts/drafts.js'
import type { Facts } from '../../facts/index.js'
import type { Proposal } from '../rule.js'
import { crclText, own } from '../text.js'
import { kidneyOf, noKidneyValue } from './kidney.js'
import { ask, type Objection } from './objections.js'

/** mL/min, by eGFR or by CrCl, whichever is lower. */
const LOW = 30

const isCleared = ({ sets }: Draft): boolean => sets.has('opioids-codeine-morphine') || sets.has('opioids-tramadol')

export function opioidKidneyRow(
  draft: Draft,
  { renal, ckdSevere, asOf }: Pick<Facts, 'renal' | 'ckdSevere' | 'asOf'>,
  instead: readonly Proposal[]
): readonly Objection[] {
  if (!isCleared(draft)) return []
  const guidance = own(
    'US labels: metabolites of morphine, codeine and tramadol accumulate in severe kidney impairment; sedation, slow breathing and seizures follow.'
  )
  const kidney = kidneyOf(renal, ckdSevere, asOf)
  if (kidney === undefined) {
    return [
      {
        draft,
        indicator: 'warning',
        summary: 'Cannot confirm kidney function: check creatinine before morphine, codeine or tramadol.',
        why: noKidneyValue(renal),
        guidance,
        proposals: ask('creatinine')
      }
    ]
  }
  const isLowByClearance = renal?.crcl !== undefined && renal.crcl < LOW && renal.inOralWindow
  if (!kidney.below30 && !isLowByClearance) return []
  const text = kidney.below30 ? kidney.text : `CrCl ${crclText(renal?.crcl)} mL/min on ${renal?.creatinine?.date.text ?? ''}`
  return [
    {
      draft,
      indicator: 'warning',
      summary: `${text}: metabolites of this opioid accumulate. Consider acetaminophen instead.`,
      why: own(text),
      guidance,
      proposals: instead
    }
  ]
}
