/** The site file: what is refused and in which words, the example, and the tables it rests on. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { defaultSettings, thresholdNames, thresholds, weeksText, windowText } from '../src/facts/settings.js'
import { ConfigError } from '../src/server/config.js'
import { readDeployment, readSite } from '../src/server/site-file.js'
import { defaultSite, medicineIds, redFlagIds } from '../src/site.js'
import { recognisable } from '../src/site/recognise.js'
import { valueSetsOf } from '../src/terminology/index.js'
import { withFile } from './site-app.js'

const root = resolve(import.meta.dirname, '..')
const example = join(root, 'deploy/site.example.yaml')

const refusalOf = (content: string, env: Readonly<Record<string, string>> = {}): string =>
  withFile(content, path => {
    try {
      readDeployment({ ...env, SITE_CONFIG: path })
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError)
      return (error as ConfigError).message
    }
    return 'accepted'
  })

const code = 'system: https://x.example/o, code: A, display: B'

describe('a wrong file stops the start with one sentence that names the place', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['not YAML', 'rules: [', /neither YAML nor JSON \(line 1\)/],
    ['JSON cut short', '{"rules": {', /neither YAML nor JSON/],
    ['a member twice', 'maxCards: 5\nmaxCards: 6\n', /a member stands twice \(line 2\)/],
    ['a list', '- a\n- b\n', /the file must hold members with a name each/],
    ['a word', 'hello', /the file must hold members with a name each/],
    ['an unknown member', 'treshold: {}', /treshold is not known; the nearest names are thresholds/],
    ['an unknown threshold', 'thresholds: { bedRestHour: 50 }', /thresholds\.bedRestHour is not known; the nearest names are bedRestHours/],
    ['an unknown rule', 'rules: { pt-referal: off }', /rules\.pt-referal is not known; the nearest names are pt-referral/],
    ['an unknown order', `orders: { alendronat: { ${code} } }`, /orders\.alendronat is not known; the nearest names are alendronate/],
    ['an unknown recognition', 'recognise: { bedrest: [] }', /recognise\.bedrest is not known; the nearest names are bed-rest/],
    ['an unknown service', 'services: { fls: true }', /services\.fls is not known; the nearest names are fractureLiaison/],
    [
      'an unknown member of an order',
      `orders: { dxa: { ${code}, price: 3 } }`,
      /orders\.dxa\.price is not known; the nearest names are .*code/
    ],
    ['an unknown member of the formulary', 'formulary: { first: alendronate }', /formulary\.first is not known/],
    [
      'a threshold over its range',
      'thresholds: { bedRestHours: 120 }',
      /thresholds\.bedRestHours must be a whole number of hours from 48 to 96/
    ],
    [
      'a threshold under its range',
      'thresholds: { vitaminDHold: 12 }',
      /thresholds\.vitaminDHold must be a whole number of ng\/mL from 20 to 30/
    ],
    ['a threshold as text', "thresholds: { dxaDays: '730' }", /thresholds\.dxaDays must be a whole number/],
    ['a threshold that is no whole number', 'thresholds: { dxaDays: 500.5 }', /thresholds\.dxaDays must be a whole number/],
    ['thresholds as a list', 'thresholds: [1]', /thresholds must hold members with a name each/],
    ['a label limit', 'thresholds: { crclLimit: 20 }', /thresholds\.crclLimit is not known/],
    ['a switch that is none', 'rules: { pt-referral: quiet }', /rules\.pt-referral must be one of on, off, silent/],
    ['a red flag off', 'rules: { rf-cauda-equina: off }', /rules\.rf-cauda-equina must stay on: a red flag/],
    ['a red flag silent', 'rules: { rf-malignancy: silent }', /rules\.rf-malignancy must stay on: a red flag/],
    ['a jurisdiction that is none', 'jurisdiction: DE', /jurisdiction must be one of US, CA, UK, EU, other/],
    ['no cards', 'maxCards: 0', /maxCards must be a whole number of cards from 1 to 50/],
    ['a yes in words', 'services: { fractureLiaison: maybe }', /services\.fractureLiaison must be true or false/],
    [
      'another first drug',
      'formulary: { firstOralBisphosphonate: ibandronate }',
      /firstOralBisphosphonate must be alendronate or risedronate/
    ],
    ['a test in the formulary', 'formulary: { available: [dxa] }', /formulary\.available\[0\] must be one of calcium-carbonate/],
    [
      'a first drug that is not stocked',
      'formulary: { firstOralBisphosphonate: risedronate, available: [alendronate] }',
      /firstOralBisphosphonate is risedronate, which formulary\.available leaves out/
    ],
    [
      'a relative system',
      'orders: { dxa: { system: orderables, code: A, display: B } }',
      /orders\.dxa\.system must be an absolute http, https or urn URI/
    ],
    ['no code', 'orders: { dxa: { system: "urn:oid:1.2", display: B } }', /orders\.dxa\.code is missing/],
    ['an empty code', 'orders: { dxa: { system: "urn:oid:1.2", code: "", display: B } }', /orders\.dxa\.code must be a code/],
    [
      'a code as a number',
      'orders: { dxa: { system: "urn:oid:1.2", code: 12, display: B } }',
      /orders\.dxa\.code must be a code as text in quotes/
    ],
    [
      'one code for two orders',
      `orders: { dxa: { ${code} }, tsh: { ${code} } }`,
      /orders\.tsh has the system and code of orders\.dxa, and one code cannot mean two orders/
    ],
    [
      'one code for an order and bed rest',
      `orders: { dxa: { ${code} } }\nrecognise: { bed-rest: [{ system: 'https://x.example/o', code: A }] }`,
      /recognise\.bed-rest\[0\] has the system and code of orders\.dxa/
    ],
    ['recognition without a code', 'recognise: { brace: [] }', /recognise\.brace must name at least one code/],
    ['recognition that is no list', 'recognise: { brace: { code: A } }', /recognise\.brace must be a list of codes/]
  ]

  test.each(cases)('%s', (_name, content, words) => {
    const sentence = refusalOf(content)
    expect(sentence).toMatch(words)
    expect(sentence).toMatch(/^SITE_CONFIG: [^\n]*\.$/)
  })

  test('a file that is not there', () => {
    expect(() => readSite(join(root, 'no-such-site.yaml'))).toThrow(/^SITE_CONFIG: the file could not be read\.$/)
  })

  test.each([
    ['jurisdiction: UK', { JURISDICTION: 'US' }, /jurisdiction is UK, but JURISDICTION is US; set one of them/],
    ['maxCards: 4', { MAX_CARDS: '5' }, /maxCards is 4, but MAX_CARDS is 5; set one of them/]
  ] as const)('%s against a variable that says otherwise', (content, env, words) => {
    expect(refusalOf(content, env)).toMatch(words)
  })
})

describe('a file that is right', () => {
  const deployment = (content: string, env: Readonly<Record<string, string>> = {}) =>
    withFile(content, path => readDeployment({ ...env, SITE_CONFIG: path }))

  test.each([
    ['jurisdiction: UK', {}, 'UK'],
    ['jurisdiction: UK', { JURISDICTION: 'UK' }, 'UK'],
    ['jurisdiction: UK', { JURISDICTION: ' ' }, 'UK'],
    ['maxCards: 4', { JURISDICTION: 'EU' }, 'EU']
  ] as const)('%s with %j', (content, env, expected) => {
    expect(deployment(content, env).config.jurisdiction).toBe(expected)
  })

  test('maxCards of the file is taken', () => {
    expect(deployment('maxCards: 4').config.maxCards).toBe(4)
    expect(deployment('jurisdiction: US').config.maxCards).toBe(6)
  })

  test.each(['', '# nothing yet\n', '{}'])('%j sets nothing', content => {
    expect(deployment(content).site).toEqual(defaultSite)
  })

  test.each([
    ['quietForNowDay: 7', /thresholds\.quietForNowDay is not known; the nearest names are quietForNowDays/],
    ['quietDeclinedDays: 7', /thresholds\.quietDeclinedDays is not known/],
    ['quietForNowDays: 15', /thresholds\.quietForNowDays must be a whole number of days from 1 to 14/],
    ['quietDataDays: 0', /thresholds\.quietDataDays must be/],
    ['infectionSignDays: 13', /thresholds\.infectionSignDays must be a whole number of days from 14 to 30/],
    ['firstReviewWeeks: 1', /thresholds\.firstReviewWeeks must be a whole number of weeks from 2 to 3/]
  ])('%s is refused', (line, sentence) => {
    expect(() => deployment(`thresholds: { ${line} }`)).toThrow(sentence)
  })

  test('no file sets nothing', () => {
    expect(readSite(undefined)).toBe(defaultSite)
  })

  test('JSON will do', () => {
    expect([...deployment('{"rules": {"pt-referral": "off", "dxa-baseline": "silent"}}').site.off]).toEqual(['pt-referral'])
  })

  test('two orders that share our code may share that of the site', () => {
    const { site } = deployment(`orders: { spine-mri: { ${code} }, spine-mri-stir: { ${code} } }`)
    expect(site.orders?.catalogue.size).toBe(2)
  })

  test('every rule may be on, the red flags too', () => {
    expect(deployment(`rules:\n${[...redFlagIds].map(id => `  ${id}: on`).join('\n')}`).site.off.size).toBe(0)
  })
})

describe('deploy/site.example.yaml', () => {
  const written = parse(readFileSync(example, 'utf8')) as Record<string, Record<string, unknown>>

  test('is accepted, and changes no setting', () => {
    const { config, site } = readDeployment({ SITE_CONFIG: example })
    expect([config.jurisdiction, config.maxCards]).toEqual([readDeployment({}).config.jurisdiction, readDeployment({}).config.maxCards])
    expect(site.chart?.settings).toEqual(defaultSettings)
    expect([site.off.size, site.silent.size, site.orders?.unavailable.size]).toEqual([0, 0, 0])
  })

  test('holds every member, every threshold and every medicine', () => {
    expect(Object.keys(written).sort()).toEqual([
      'formulary',
      'jurisdiction',
      'maxCards',
      'orders',
      'recognise',
      'rules',
      'services',
      'thresholds'
    ])
    expect(Object.keys(written['thresholds'] ?? {})).toEqual(thresholdNames)
    expect(written['formulary']?.['available']).toEqual(medicineIds)
  })

  test('its comments give the ranges in force', () => {
    const text = readFileSync(example, 'utf8')
    for (const name of thresholdNames) {
      const { default: preset, least, most, unit } = thresholds[name]
      expect(text).toContain(`${name}: ${String(preset)} # ${String(least)} to ${String(most)} ${unit}`)
    }
  })

  test('docs/site.md shows a part of it', () => {
    const [, shown] = /```yaml\n([^]*?)```/.exec(readFileSync(join(root, 'docs/site.md'), 'utf8')) ?? []
    expect(readFileSync(example, 'utf8')).toContain(shown?.trimEnd())
  })
})

describe('tables', () => {
  test.each(thresholdNames)('%s: the default lies in its range', name => {
    const { default: preset, least, most } = thresholds[name]
    expect(preset).toBeGreaterThanOrEqual(least)
    expect(preset).toBeLessThanOrEqual(most)
    expect(least).toBeLessThan(most)
  })

  test.each(Object.entries(recognisable).filter(([, coding]) => 'code' in coding))(
    '%s stands for a code of a value set',
    (_name, coding) => {
      const { system, code: standard } = coding as { system: string; code: string }
      expect(valueSetsOf(system, standard)).not.toEqual([])
    }
  )

  test.each([
    [730, '24 months'],
    [365, '12 months'],
    [183, '6 months'],
    [90, '90 days'],
    [180, '180 days'],
    [200, '200 days']
  ])('%i days are %s', (days, words) => {
    expect(windowText(days)).toBe(words)
  })

  test('whole weeks and others', () => {
    expect([weeksText(56), weeksText(60)]).toEqual(['8 weeks', '60 days'])
  })
})
