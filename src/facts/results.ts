/** Facts from laboratory results and measurements. */
import { readCalcium, type CalciumFact } from './calcium.js'
import { fact, noMeasure, unlessUndefined } from './definition.js'
import { readVitaminD, type VitaminDFact } from './vitamin-d.js'
import { lab, measurement } from './readings.js'

export const results = {
  // Measured
  creatinine: lab('creatinine', 'lab-creatinine-serum'),
  weight: measurement('weight', 'body-weight'),
  height: measurement('height', 'body-height'),
  calcium: fact<CalciumFact>(['labs'], view => {
    const total = view.measured('labs', 'calcium', 'lab-calcium-total')
    const ionized = view.measured('labs', 'ionizedCalcium', 'lab-calcium-ionized')
    const reportedCorrected = view.measured('labs', 'calcium', 'lab-calcium-corrected')
    if (total === undefined && ionized === undefined && reportedCorrected === undefined) return undefined
    const albumin = view.measured('labs', 'albumin', 'lab-albumin-serum')
    return readCalcium(
      {
        total: total ?? noMeasure,
        ionized: ionized ?? noMeasure,
        reportedCorrected: reportedCorrected ?? noMeasure,
        albumin: albumin ?? noMeasure
      },
      view.chart.asOf,
      view.settings.calciumDays
    )
  }),
  albumin: lab('albumin', 'lab-albumin-serum'),
  vitaminD: fact<VitaminDFact>(['labs'], view =>
    unlessUndefined(view.measured('labs', 'vitaminD', 'lab-25oh-vitamin-d'), measured =>
      readVitaminD(measured, view.chart.asOf, view.settings)
    )
  ),
  alkalinePhosphatase: lab('alp', 'lab-alp'),
  hemoglobin: lab('hemoglobin', 'lab-hemoglobin'),
  psa: lab('psa', 'lab-psa'),
  crp: lab('crp', 'lab-crp'),
  esr: lab('esr', 'lab-esr'),
  whiteCells: lab('wbc', 'lab-wbc'),
  platelets: lab('platelets', 'lab-platelets'),
  inr: lab('inr', 'lab-inr'),
  temperature: measurement('temperature', 'body-temperature'),
  tScore: measurement('tScore', 'dxa-t-score'),
  /** Pain severity 0–10, all dated scores, newest first. */
  pain: measurement('pain', 'pain-severity')
} as const
