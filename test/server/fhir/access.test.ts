/** What may be read at all: scopes, patients, addresses, nesting. */
import type { LookupAddress } from 'node:dns'
import { describe, expect, test } from 'vitest'
import type { HookRequest } from '../../../src/cds-hooks/request.js'
import { fhirAccess, grantOf, type Grant } from '../../../src/server/fhir/access.js'
import { checkedLookup, isAddressRefused } from '../../../src/server/fhir/address.js'
import { isOtherPatients } from '../../../src/server/fhir/bundle.js'
import { isNestedDeeper } from '../../../src/server/fhir/depth.js'
import { HOOK_INSTANCE, authorization } from '../stubs.js'

describe('SMART scopes', () => {
  test.each<[string, Grant, Grant]>([
    // scope, read, search
    ['patient/Observation.read', 'all', 'all'],
    ['user/Observation.*', 'all', 'all'],
    ['system/*.read', 'all', 'all'],
    ['patient/*.*', 'all', 'all'],
    ['patient/Observation.rs', 'all', 'all'],
    ['user/*.cruds', 'all', 'all'],
    ['user/Observation.r', 'all', 'none'],
    ['user/Observation.s', 'none', 'all'],
    ['user/Observation.cud', 'none', 'none'],
    ['user/Observation.sr', 'none', 'none'],
    ['user/Observation.rss', 'none', 'none'],
    ['user/Observation.', 'none', 'none'],
    ['user/Observation', 'none', 'none'],
    ['user/Observation.write', 'none', 'none'],
    ['user/Observation.READ', 'none', 'none'],
    ['user/observation.read', 'none', 'none'],
    ['user/ObservationDefinition.read', 'none', 'none'],
    ['user/Condition.rs', 'none', 'none'],
    ['clinic/Observation.read', 'none', 'none'],
    ['launch/patient openid fhirUser offline_access', 'none', 'none'],
    ['', 'none', 'none'],
    ['*', 'none', 'none'],
    ['user/*', 'none', 'none'],
    ['patient/Observation.rs?category=laboratory', 'part', 'part'],
    ['patient/Observation.rs?', 'none', 'none'],
    ['patient/*.s?_security=N', 'none', 'part'],
    ['patient/Observation.rs?category=a patient/Observation.rs?category=b', 'part', 'part'],
    ['patient/Observation.rs?category=a user/Observation.read', 'all', 'all'],
    ['user/Condition.read\nuser/Observation.s', 'none', 'all']
  ])('%j', (scope, read, search) => {
    expect([grantOf(scope, 'Observation', 'read'), grantOf(scope, 'Observation', 'search')]).toEqual([read, search])
  })
})

describe('the authorization of a call', () => {
  const base = 'https://ehr.example/fhir'
  const access = (more: Record<string, unknown>) => {
    const request: HookRequest = {
      hook: 'patient-view',
      hookInstance: HOOK_INSTANCE,
      fhirServer: base,
      fhirAuthorization: authorization(more),
      context: { userId: 'Practitioner/p1', patientId: 'pat-1' }
    }
    return fhirAccess(request, { exact: new Set([base]), below: [], setting: 'FHIR_SERVERS' })
  }

  test.each<[string, Record<string, unknown>, string]>([
    ['a patient scope for another patient', { scope: 'patient/*.rs', patient: 'pat-2' }, 'not-permitted'],
    ['a user scope for another patient', { patient: 'pat-2' }, 'not-permitted'],
    ['an ended lifetime', { expires_in: -1 }, 'not-permitted'],
    ['a token with a line break', { access_token: 'abc\r\nHost: evil' }, 'absent'],
    ['a token with a letter beyond ASCII', { access_token: 'ä' }, 'absent']
  ])('%s closes it', (_name, more, state) => {
    expect(access(more)).toMatchObject({ open: false, state })
  })

  test.each<[string, Record<string, unknown>]>([
    ['a patient scope for this patient', { scope: 'patient/*.rs', patient: 'pat-1' }],
    ['its id with a type', { patient: 'Patient/pat-1' }],
    ['a patient of null', { patient: null }],
    ['a blank patient', { patient: '' }],
    ['a patient scope that names no patient', { scope: 'patient/*.rs' }]
  ])('%s opens it', (_name, more) => {
    expect(access(more)).toMatchObject({ open: true, server: { base, isListed: true }, token: 'token-abc', lifetimeMs: 300_000 })
  })
})

describe('whose resource it is', () => {
  const of = (more: Record<string, unknown>) => isOtherPatients({ resourceType: 'Condition', id: 'c1', ...more }, 'pat-1')

  test.each([
    'Patient/other',
    'Patient/other/_history/1',
    'Patient/other/',
    'Patient/other#p',
    'Patient/other?x=1',
    'Patient/other|1',
    ' Patient/other ',
    'Patient/pat-1x',
    'Patient/PAT-1',
    'https://ehr.example/Patient/other',
    'https://ehr.example/Patient/other/_history/1',
    'https://ehr.example/Patient/pat-1/Patient/other'
  ])('%s is another patient’s', reference => {
    expect(of({ subject: { reference } })).toBe(true)
    expect(of({ subject: [{ reference }] })).toBe(true)
    expect(of({ patient: { reference }, subject: { reference: 'Patient/pat-1' } })).toBe(true)
  })

  test.each([
    'Patient/pat-1',
    'Patient/pat-1/_history/1',
    'https://ehr.example/Patient/pat-1',
    'https://ehr.example/Patient/x/Patient/pat-1',
    '#p1',
    'urn:uuid:5c342133-417e-41f8-a090-ff980e85b82e',
    'Group/g1',
    ''
  ])('%s is not', reference => {
    expect(of({ subject: { reference } })).toBe(false)
  })

  test('a contained or logical subject names no other patient', () => {
    const contained = [{ resourceType: 'Patient', id: 'p1' }]
    expect(of({ contained, subject: { reference: '#p1' } })).toBe(false)
    expect(of({ subject: { identifier: { system: 'https://ehr.example/mrn', value: '7' } } })).toBe(false)
  })
})

describe('addresses', () => {
  test.each<[string, boolean, boolean]>([
    // base, refused when listed, refused below a prefix
    ['https://8.8.8.8/fhir', false, false],
    ['https://[2606:4700::1]/fhir', false, false],
    ['https://ehr.example/fhir', false, false],
    ['http://127.0.0.1/fhir', false, true],
    ['http://2130706433/fhir', false, true],
    ['http://[::1]/fhir', false, true],
    ['http://[::ffff:10.0.0.1]/fhir', false, true],
    ['http://10.0.0.1/fhir', false, true],
    ['http://100.64.0.1/fhir', false, true],
    ['http://[fd00::1]/fhir', false, true],
    ['http://169.254.10.1/fhir', false, true],
    ['http://[fe80::1]/fhir', false, true],
    ['http://[64:ff9b::7f00:1]/fhir', false, true],
    ['http://[64:ff9b::808:808]/fhir', false, false],
    ['http://0.0.0.0/fhir', true, true],
    ['http://[::]/fhir', true, true],
    ['http://224.0.0.1/fhir', true, true],
    ['http://255.255.255.255/fhir', true, true],
    ['http://240.0.0.1/fhir', true, true],
    ['http://192.0.2.1/fhir', true, true],
    ['http://[2002:7f00:1::]/fhir', true, true],
    ['http://168.63.129.16/fhir', true, true]
  ])('%s', (base, listed, below) => {
    const refused = (isListed: boolean) => isAddressRefused({ base, isListed, setting: 'FHIR_SERVERS' })
    expect([refused(true), refused(false)]).toEqual([listed, below])
  })

  const look = (isListed: boolean, all: boolean, said: readonly LookupAddress[]) =>
    new Promise<unknown>(resolve => {
      checkedLookup(isListed, () => Promise.resolve(said))('ehr.example', { all }, (error, address, family) => {
        resolve(error === null ? { address, family } : error.code)
      })
    })
  const open = { address: '8.8.8.8', family: 4 }

  test('a public address passes for both, alone or with others', async () => {
    for (const isListed of [true, false]) {
      expect(await look(isListed, false, [open])).toEqual(open)
      expect(await look(isListed, true, [open, { address: '2606:4700::1', family: 6 }])).toMatchObject({ address: [open, { family: 6 }] })
    }
  })

  test('a private one only for a listed name, a link-local one for none', async () => {
    const home = { address: '192.168.1.1', family: 4 }
    expect(await look(true, false, [home])).toEqual(home)
    expect(await look(false, false, [home])).toBe('ERR_ADDRESS_REFUSED')
    expect(await look(false, true, [open, home])).toBe('ERR_ADDRESS_REFUSED')
    expect(await look(true, true, [open, { address: '169.254.169.254', family: 4 }])).toBe('ERR_ADDRESS_REFUSED')
  })

  test('only what was checked is connected to, though the next answer may differ', async () => {
    const said = [[open], [{ address: '127.0.0.1', family: 4 }]]
    let asked = 0
    const lookup = checkedLookup(false, () => Promise.resolve(said[asked++] ?? []))
    const once = () =>
      new Promise(resolve => {
        lookup('ehr.example', { all: false }, (error, address) => {
          resolve(error?.code ?? address)
        })
      })
    expect([await once(), asked]).toEqual(['8.8.8.8', 1])
    expect(await once()).toBe('ERR_ADDRESS_REFUSED')
  })
})

describe('nesting', () => {
  test.each<[string, number, boolean]>([
    ['1', 0, false],
    ['[]', 0, true],
    ['[]', 1, false],
    ['[{}]', 1, true],
    ['[[],[],{}]', 2, false],
    ['"[[["', 0, false],
    ['["\\"[[[", "\\\\", "{{{"]', 1, false],
    ['["\\\\", [[]]]', 2, true],
    ['"unended [[[', 0, false],
    ['"\\', 0, false],
    ['[', 0, true]
  ])('%s deeper than %i: %s', (json, levels, expected) => {
    expect(isNestedDeeper(json, levels)).toBe(expected)
  })
})
