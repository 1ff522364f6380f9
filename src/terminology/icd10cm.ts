/** What the characters of ICD-10-CM vertebral fracture codes say. Source: CDC/CMS tabular list and order file, 2021. */

export type Region = 'cervical' | 'upper-thoracic' | 'thoracic' | 'thoracolumbar' | 'lumbar' | 'sacral'

interface LevelEntry {
  readonly levels: readonly string[]
  readonly region?: Region
}

/** S22.0-/S32.0- by level character; M48.5- by region character. */
const levelByPrefix: Readonly<Record<string, LevelEntry>> = {
  'S22.00': { levels: [], region: 'thoracic' },
  'S22.01': { levels: ['T1'], region: 'upper-thoracic' },
  'S22.02': { levels: ['T2'], region: 'upper-thoracic' },
  'S22.03': { levels: ['T3'], region: 'upper-thoracic' },
  'S22.04': { levels: ['T4'], region: 'thoracic' },
  'S22.05': { levels: ['T5', 'T6'], region: 'thoracic' },
  'S22.06': { levels: ['T7', 'T8'], region: 'thoracic' },
  'S22.07': { levels: ['T9', 'T10'], region: 'thoracic' },
  'S22.08': { levels: ['T11', 'T12'], region: 'thoracic' },
  'S32.00': { levels: [], region: 'lumbar' },
  'S32.01': { levels: ['L1'], region: 'lumbar' },
  'S32.02': { levels: ['L2'], region: 'lumbar' },
  'S32.03': { levels: ['L3'], region: 'lumbar' },
  'S32.04': { levels: ['L4'], region: 'lumbar' },
  'S32.05': { levels: ['L5'], region: 'lumbar' },
  'M48.51': { levels: [], region: 'cervical' },
  'M48.52': { levels: [], region: 'cervical' },
  'M48.53': { levels: [], region: 'upper-thoracic' },
  'M48.54': { levels: [], region: 'thoracic' },
  'M48.55': { levels: [], region: 'thoracolumbar' },
  'M48.56': { levels: [], region: 'lumbar' },
  'M48.57': { levels: [], region: 'lumbar' },
  'M48.58': { levels: [], region: 'sacral' }
}

/** Level and region that an ICD-10-CM code states, if any. */
export const icdLevel = (code: string): LevelEntry | undefined => levelByPrefix[code.slice(0, 6)]

/** Region that an ICD-10 code of the WHO states, if any: after S22.0 and S32.0 its next digit says closed or open, never a level. */
export function whoIcdLevel(code: string): LevelEntry | undefined {
  if (code.startsWith('M48.5')) return icdLevel(code)
  if (code.startsWith('S22.')) return { levels: [], region: 'thoracic' }
  return code.startsWith('S32.0') ? { levels: [], region: 'lumbar' } : undefined
}

/** Seventh characters allowed per code family; any other letter is a data error, not a signal. */
const seventhByFamily: readonly (readonly [string, string])[] = [
  ['S22.0', 'ABDGKS'],
  ['S32.0', 'ABDGKS'],
  ['M80', 'ADGKPS'],
  ['M84', 'ADGKPS'],
  ['M48.4', 'ADGS'],
  ['M48.5', 'ADGS']
]

export type SeventhCharacter = 'A' | 'B' | 'D' | 'G' | 'K' | 'P' | 'S'

/**
 * The episode-of-care character of a complete fracture code such as S32.010A or M80.08XD, else undefined.
 * A and B say "active treatment", never how old the fracture is.
 */
export function seventhCharacter(code: string): SeventhCharacter | undefined {
  if (code.length !== 8) return undefined
  const letter = code[7] ?? ''
  const allowed = seventhByFamily.find(([family]) => code.startsWith(family))?.[1] ?? ''
  return allowed.includes(letter) ? (letter as SeventhCharacter) : undefined
}
