import { describe, expect, it } from 'vitest'
import { analytes, convert, type AnalyteName } from '../../src/facts/units.js'

const ucum = (value: number, code: string, more: object = {}): object => ({
  value,
  unit: code,
  system: 'http://unitsofmeasure.org',
  code,
  ...more
})
const read = (name: AnalyteName, quantity: unknown): unknown => {
  const converted = convert(quantity, analytes[name])
  return 'value' in converted ? converted.value : converted.problem
}

describe('conversion, against values worked out by hand', () => {
  it.each<[AnalyteName, number, string, number]>([
    ['creatinine', 0.8, 'mg/dL', 0.8],
    ['creatinine', 88.4, 'umol/L', 1],
    ['creatinine', 141.44, 'umol/L', 1.6],
    ['creatinine', 0.0884, 'mmol/L', 1],
    ['creatinine', 8, 'mg/L', 0.8],
    ['egfr', 55, 'mL/min/{1.73_m2}', 55],
    ['egfr', 55, 'mL/min/1.73.m2', 55],
    ['creatinineClearance', 27, 'mL/min', 27],
    ['creatinineClearance', 0.5, 'mL/s', 30],
    ['calcium', 9.2, 'mg/dL', 9.2],
    ['calcium', 2.3, 'mmol/L', 9.2184],
    ['calcium', 4.6, 'meq/L', 9.2184],
    ['calcium', 92, 'mg/L', 9.2],
    ['ionizedCalcium', 1.2, 'mmol/L', 1.2],
    ['ionizedCalcium', 4.8096, 'mg/dL', 1.2],
    ['ionizedCalcium', 2.4, 'meq/L', 1.2],
    ['albumin', 4, 'g/dL', 4],
    ['albumin', 25, 'g/L', 2.5],
    ['albumin', 4000, 'mg/dL', 4],
    ['vitaminD', 40, 'ng/mL', 40],
    ['vitaminD', 40, 'ug/L', 40],
    ['vitaminD', 40, 'nmol/L', 16.0256],
    ['vitaminD', 49.92, 'nmol/L', 20],
    ['weight', 65, 'kg', 65],
    ['weight', 65000, 'g', 65],
    ['weight', 143.3, '[lb_av]', 65],
    ['weight', 2292.8, '[oz_av]', 65],
    ['height', 165, 'cm', 165],
    ['height', 1.65, 'm', 165],
    ['height', 65, '[in_i]', 165.1],
    ['temperature', 38, 'Cel', 38],
    ['temperature', 100.4, '[degF]', 38],
    ['temperature', 311.15, 'K', 38],
    ['pain', 7, '{score}', 7],
    ['tScore', -2.5, '{T-score}', -2.5],
    ['crp', 4, 'mg/dL', 40],
    ['esr', 40, 'mm/h', 40],
    ['wbc', 11200, '/uL', 11.2],
    ['wbc', 11.2, '10*3/uL', 11.2],
    ['hemoglobin', 120, 'g/L', 12],
    ['hemoglobin', 7.45, 'mmol/L', 11.9945],
    ['alp', 90, '[iU]/L', 90],
    ['pth', 5, 'pmol/L', 47.15],
    ['inr', 2.5, '{INR}', 2.5],
    ['platelets', 150000, '/uL', 150]
  ])('%s %d %s is %d', (name, value, unit, expected) => {
    expect(read(name, ucum(value, unit))).toBeCloseTo(expected, 2)
  })

  it.each<[AnalyteName, number, string, number]>([
    ['creatinine', 88.4, 'µmol/L', 1],
    ['creatinine', 88.4, 'μmol/l', 1],
    ['calcium', 9.2, 'MG/DL', 9.2],
    ['vitaminD', 40, 'ng/ml', 40],
    ['weight', 143.3, 'lbs', 65],
    ['weight', 143.3, 'LB', 65],
    ['temperature', 100.4, '°F', 38],
    ['temperature', 38, '°C', 38],
    ['egfr', 55, 'mL/min/1.73m²', 55]
  ])('%s %d "%s", written without a code, is understood', (name, value, unit, expected) => {
    expect(read(name, { value, unit })).toBeCloseTo(expected, 2)
  })
})

describe('a unit is never guessed', () => {
  const withUnits = (Object.keys(analytes) as AnalyteName[]).filter(name => !('unitless' in analytes[name]))
  it.each(withUnits)('%s without a unit is not interpreted', name => {
    const [least, most] = analytes[name].plausible
    expect(read(name, { value: (least + most) / 2 })).toBe('unit missing')
    expect(read(name, { value: (least + most) / 2, unit: '  ', code: '' })).toBe('unit missing')
  })
  it.each(Object.keys(analytes) as AnalyteName[])('%s in furlongs is not interpreted', name => {
    expect(read(name, ucum(5, '[fur_us]'))).toBe('unit not known for this test')
  })
  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'])('%s is no unit', unit => {
    for (const name of Object.keys(analytes) as AnalyteName[]) {
      expect(read(name, ucum(5, unit))).toBe('unit not known for this test')
      expect(read(name, { value: 5, unit: 'mg/dL', code: unit })).toMatch(/disagree|not known/)
      expect(read(name, { value: 5, unit })).toBe('unit not known for this test')
    }
  })
  it.each<[AnalyteName, number, string, string]>([
    ['calcium', 9.2, 'mg/dL', 'mmol/L'],
    ['vitaminD', 40, 'ng/mL', 'nmol/L'],
    ['creatinine', 88, 'umol/L', 'mg/dL'],
    ['weight', 143, 'kg', 'lb'],
    ['temperature', 38, 'Cel', '°F'],
    ['calcium', 9.2, 'g', 'mg/dL']
  ])('%s %d with the code %s and the unit %s is refused', (name, value, code, unit) => {
    expect(read(name, { value, code, unit, system: 'http://unitsofmeasure.org' })).toBe('its unit and its unit code disagree')
  })
  it('two names of one unit do not disagree', () => {
    expect(read('vitaminD', { value: 40, code: 'ug/L', unit: 'ng/mL' })).toBe(40)
    expect(read('egfr', { value: 55, code: 'mL/min/{1.73_m2}', unit: 'mL/min/1.73 m²' })).toBe(55)
    expect(read('pain', { value: 5, code: '1', unit: 'score' })).toBe(5)
  })
  it('a code of another system than UCUM is passed over for the unit in words', () => {
    expect(read('calcium', { value: 9.2, system: 'http://snomed.info/sct', code: '258797006', unit: 'mg/dL' })).toBe(9.2)
    expect(read('calcium', { value: 9.2, system: 'http://snomed.info/sct', code: 'mg/dL' })).toBe('unit missing')
  })
  it('a plain score needs none', () => {
    expect(read('pain', { value: 5 })).toBe(5)
    expect(read('tScore', { value: -1.6 })).toBe(-1.6)
    expect(read('inr', { value: 1.1 })).toBe(1.1)
  })
})

describe('values that betray a wrong unit', () => {
  it.each<[AnalyteName, number, string]>([
    ['calcium', 2.4, 'mg/dL'],
    ['calcium', 2.3, 'mg/dL'],
    ['calcium', 3.9, 'mg/dL'],
    ['calcium', 20.1, 'mg/dL'],
    ['calcium', 9.2, 'mmol/L'],
    ['creatinine', 80, 'mg/dL'],
    ['creatinine', 0.8, 'umol/L'],
    ['ionizedCalcium', 1.2, 'mg/dL'],
    ['ionizedCalcium', 4.8, 'mmol/L'],
    ['albumin', 40, 'g/dL'],
    ['albumin', 4, 'g/L'],
    ['temperature', 98.6, 'Cel'],
    ['temperature', 38, '[degF]'],
    ['weight', 65, 'g'],
    ['pain', 11, '{score}'],
    ['pain', 50, '{score}'],
    ['inr', 0.1, '1']
  ])('%s %d %s is refused', (name, value, unit) => {
    expect(read(name, ucum(value, unit))).toBe('implausible value or unit')
  })
  it.each<[AnalyteName, number, string]>([
    ['calcium', 4, 'mg/dL'],
    ['calcium', 20, 'mg/dL'],
    ['calcium', 1, 'mmol/L'],
    ['calcium', 5, 'mmol/L'],
    ['creatinine', 0.1, 'mg/dL'],
    ['creatinine', 25, 'mg/dL'],
    ['pain', 0, '{score}'],
    ['pain', 10, '{score}']
  ])('%s %d %s, at the edge, is read', (name, value, unit) => {
    expect(read(name, ucum(value, unit))).toBeTypeOf('number')
  })
})

describe('results beyond a limit', () => {
  it.each<[AnalyteName, string, number, string, number]>([
    ['vitaminD', '<', 12, 'ng/mL', 11.988],
    ['vitaminD', '<', 30, 'nmol/L', 12.007],
    ['vitaminD', '<=', 12, 'ng/mL', 12],
    ['vitaminD', '>', 150, 'ng/mL', 150.15],
    ['egfr', '>', 60, 'mL/min/{1.73_m2}', 60.06],
    ['egfr', '>=', 60, 'mL/min/{1.73_m2}', 60],
    ['egfr', '<', 30, 'mL/min/{1.73_m2}', 29.97],
    ['egfr', '<', 15, 'mL/min/{1.73_m2}', 14.985],
    ['crp', '<', 5, 'mg/L', 4.995],
    ['calcium', '>', 15, 'mg/dL', 15.015],
    ['calcium', '<', 5, 'mg/dL', 4.995]
  ])('%s %s %d %s counts as just beyond it', (name, comparator, value, unit, expected) => {
    expect(read(name, ucum(value, unit, { comparator }))).toBeCloseTo(expected, 2)
  })
  it.each<[AnalyteName, string, number, string, RegExp]>([
    ['vitaminD', '<', 20, 'ng/mL', /below a limit/],
    ['egfr', '<', 60, 'mL/min/{1.73_m2}', /below a limit/],
    ['egfr', '>', 45, 'mL/min/{1.73_m2}', /above a limit/],
    ['creatinine', '<', 0.5, 'mg/dL', /below a limit/],
    ['creatinine', '>', 0.5, 'mg/dL', /above a limit/],
    ['calcium', '<', 8.4, 'mg/dL', /below a limit/],
    ['calcium', '>', 9, 'mg/dL', /above a limit/],
    ['vitaminD', 'ad', 30, 'ng/mL', /comparator is not known/],
    ['vitaminD', '~', 30, 'ng/mL', /comparator is not known/]
  ])('%s %s %d %s could be anything', (name, comparator, value, unit, problem) => {
    expect(read(name, ucum(value, unit, { comparator }))).toMatch(problem)
  })
  it.each([5, {}, ['<'], true])('a comparator that is %j hides the meaning', comparator => {
    expect(read('vitaminD', ucum(30, 'ng/mL', { comparator }))).toBe('its comparator is not known')
  })
})

it.each([
  undefined,
  null,
  5,
  '9.2',
  [],
  {},
  { value: '9.2', unit: 'mg/dL' },
  { value: null },
  { value: NaN, unit: 'mg/dL' },
  { value: Infinity, code: 'mg/dL' }
])('there is no number in %j', quantity => {
  expect(read('calcium', quantity)).toBe('no numeric value')
})

it.each([5, null, {}, ['mg/dL'], true])('units that are %j are no units', odd => {
  expect(read('calcium', { value: 9.2, unit: odd, code: odd })).toBe('unit missing')
})
