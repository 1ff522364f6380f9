import { describe, expect, it } from 'vitest'
import { ICD10CM, conceptsIn, icdLevel, seventhCharacter, whoIcdLevel } from '../../src/terminology/index.js'

describe('the level of a code', () => {
  it('agrees with the display of every listed fracture', () => {
    const words: readonly [RegExp, string][] = [
      [/first thoracic/, 'T1'],
      [/second thoracic/, 'T2'],
      [/third thoracic/, 'T3'],
      [/fourth thoracic/, 'T4'],
      [/T5-T6/, 'T5 T6'],
      [/T7-T8/, 'T7 T8'],
      [/T9-T10/, 'T9 T10'],
      [/T11-T12/, 'T11 T12'],
      [/first lumbar/, 'L1'],
      [/second lumbar/, 'L2'],
      [/third lumbar/, 'L3'],
      [/fourth lumbar/, 'L4'],
      [/fifth lumbar/, 'L5']
    ]
    const listed = conceptsIn('vertebral-fracture-traumatic').filter(({ system }) => system === ICD10CM)
    expect(listed.length).toBeGreaterThan(300)
    for (const { code, display } of listed) {
      const expected = words.find(([pattern]) => pattern.test(display))?.[1] ?? ''
      expect(icdLevel(code)?.levels.join(' ') ?? '', `${code} ${display}`).toBe(expected)
    }
  })
  it.each(['M80.08XA', 'S32.0', 'S12.000A', 'S32.10XA', ''])('%j states none', code => {
    expect(icdLevel(code)).toBeUndefined()
  })
  it('of the WHO stays a region', () => {
    expect(whoIcdLevel('S22.01')).toEqual({ levels: [], region: 'thoracic' })
    expect(whoIcdLevel('S32.01')).toEqual({ levels: [], region: 'lumbar' })
    expect(whoIcdLevel('M48.52')?.region).toBe('cervical')
    expect(whoIcdLevel('S32.1')).toBeUndefined()
    expect(whoIcdLevel('T08')).toBeUndefined()
  })
})

describe('the seventh character', () => {
  it('of every listed fracture is read', () => {
    for (const set of [
      'vertebral-fracture-traumatic',
      'vertebral-fracture-osteoporotic',
      'vertebral-fracture-neoplastic',
      'vertebral-collapse-nec'
    ] as const) {
      for (const { system, code } of conceptsIn(set))
        if (system === ICD10CM && code.length === 8) expect(seventhCharacter(code), code).toBe(code[7])
    }
  })
  it.each([
    'S32.010P',
    'S22.080P',
    'M80.08XB',
    'M84.58XB',
    'M48.56XK',
    'M48.56XP',
    'M48.56XB',
    'S32.010',
    'S32.010AA',
    'M80.08A',
    'M54.50XA',
    'S72.001A',
    ''
  ])('of %j is none', code => {
    expect(seventhCharacter(code)).toBeUndefined()
  })
})
