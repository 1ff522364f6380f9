/** deploy/kubernetes against the published schemas, against itself, and against the configuration the service reads. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { Deployment } from 'kubernetes-models/apps/v1'
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2'
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1'
import { Secret, Service, ServiceAccount } from 'kubernetes-models/v1'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { readConfig } from '../src/server/config.js'
import { variables } from '../src/server/variables.js'

const root = resolve(import.meta.dirname, '..')
const folder = join(root, 'deploy/kubernetes')

interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly [member: string]: unknown
}

const documentsOf = (name: string): Manifest[] =>
  parseAllDocuments(readFileSync(join(folder, name), 'utf8')).map(document => document.toJS() as Manifest)
const files = readdirSync(folder).filter(name => name.endsWith('.yaml') && name !== 'clients.yaml' && name !== 'site.yaml')
const manifests = files.filter(name => name !== 'kustomization.yaml').flatMap(documentsOf)
const [kustomization] = documentsOf('kustomization.yaml')

interface Model {
  new (data: never): { validate(): void }
  readonly apiVersion: string
  readonly kind: string
}
const models: readonly Model[] = [Deployment, HorizontalPodAutoscaler, NetworkPolicy, PodDisruptionBudget, Secret, Service, ServiceAccount]

/** What the published JSON Schema of this kind says against it: wrong types, missing members. */
function schemaProblems(manifest: Manifest): string[] {
  const Model = models.find(({ apiVersion, kind }) => apiVersion === manifest.apiVersion && kind === manifest.kind)
  if (Model === undefined) return [`no schema for ${manifest.apiVersion} ${manifest.kind}`]
  try {
    new Model(manifest as never).validate()
    return []
  } catch (error) {
    return [String(error)]
  }
}

/** The JSON Schemas leave unknown members alone; the types made from the same schemas do not. */
function unknownMembers(all: readonly Manifest[]): string[] {
  const text = all
    .map(({ apiVersion, kind, ...rest }, index) => {
      const from = JSON.stringify(`kubernetes-models/${apiVersion}`)
      return `export const manifest${String(index)}: import(${from}).I${kind} = ${JSON.stringify({ apiVersion, kind, ...rest })}`
    })
    .join('\n')
  const path = join(root, 'test/manifests.ts')
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: []
  }
  const host = ts.createCompilerHost(options)
  const getSourceFile = host.getSourceFile.bind(host)
  host.getSourceFile = (name, language) => (name === path ? ts.createSourceFile(name, text, language) : getSourceFile(name, language))
  const program = ts.createProgram([path], options, host)
  const diagnostics = program.getSemanticDiagnostics(program.getSourceFile(path))
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
}

interface Container {
  name: string
  image: string
  env: { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string } } }[]
  ports: { name: string; containerPort: number }[]
  resources: { requests: object; limits: object }
  volumeMounts: { name: string; mountPath: string }[]
  securityContext: object
  livenessProbe: Probe
  readinessProbe: Probe
  startupProbe: Probe
  lifecycle: { preStop: { exec: { command: string[] } } }
}
interface Probe {
  httpGet: { path: string; port: string }
}
type Labels = Readonly<Record<string, string>>
interface DeploymentShape extends Manifest {
  metadata: { name: string }
  spec: {
    replicas?: number
    selector: { matchLabels: Labels }
    template: {
      metadata: { labels: Labels }
      spec: {
        serviceAccountName: string
        automountServiceAccountToken: boolean
        terminationGracePeriodSeconds: number
        securityContext: object
        topologySpreadConstraints: { labelSelector: { matchLabels: Labels } }[]
        containers: [Container]
        volumes: { name: string; configMap?: { name: string }; emptyDir?: object }[]
      }
    }
  }
}
interface NetworkPolicyShape extends Manifest {
  spec: { podSelector: { matchLabels: Labels }; policyTypes: string[]; ingress: { ports: { port: string }[] }[]; egress: object[] }
}
interface ServiceShape extends Manifest {
  spec: { selector: Labels; ports: { targetPort: string }[] }
}
interface BudgetShape extends Manifest {
  spec: { minAvailable: number; selector: { matchLabels: Labels } }
}
interface AutoscalerShape extends Manifest {
  spec: { minReplicas: number; maxReplicas: number; scaleTargetRef: { apiVersion: string; kind: string; name: string } }
}
interface SecretShape extends Manifest {
  metadata: { name: string }
  stringData: Readonly<Record<string, string>>
}
interface KustomizationShape extends Manifest {
  resources: string[]
  configMapGenerator: [{ name: string; files: string[] }]
  images: [{ name: string }]
}

interface Shapes {
  readonly Deployment: DeploymentShape
  readonly Service: ServiceShape
  readonly ServiceAccount: DeploymentShape
  readonly PodDisruptionBudget: BudgetShape
  readonly HorizontalPodAutoscaler: AutoscalerShape
  readonly NetworkPolicy: NetworkPolicyShape
  readonly Secret: SecretShape
}

function one<Kind extends keyof Shapes>(all: readonly Manifest[], kind: Kind): Shapes[Kind] {
  const found = all.filter(manifest => manifest.kind === kind)
  expect(found.length, kind).toBe(1)
  return found[0] as Shapes[Kind]
}

/** A copy in which the object of this kind has been changed. */
function changed<Kind extends keyof Shapes>(kind: Kind, change: (manifest: Shapes[Kind]) => void): Manifest[] {
  const all = structuredClone(manifests)
  change(one(all, kind))
  return all
}

const generator = (kustomization as KustomizationShape).configMapGenerator[0]
const isWithin = (selector: Labels, labels: Labels): boolean => Object.entries(selector).every(([name, value]) => labels[name] === value)

/** References from one object to another that lead nowhere. */
function danglingReferences(all: readonly Manifest[]): string[] {
  const { metadata, spec } = one(all, 'Deployment')
  const pod = spec.template.spec
  const [container] = pod.containers
  const secret = one(all, 'Secret')
  const scaled = one(all, 'HorizontalPodAutoscaler').spec.scaleTargetRef
  const selectors: [string, Labels][] = [
    ['Deployment', spec.selector.matchLabels],
    ['Service', one(all, 'Service').spec.selector],
    ['PodDisruptionBudget', one(all, 'PodDisruptionBudget').spec.selector.matchLabels],
    ['NetworkPolicy', one(all, 'NetworkPolicy').spec.podSelector.matchLabels],
    ...pod.topologySpreadConstraints.map((each): [string, Labels] => ['topologySpreadConstraints', each.labelSelector.matchLabels])
  ]
  const ports: [string, string][] = [
    ...one(all, 'Service').spec.ports.map(({ targetPort }): [string, string] => ['Service', targetPort]),
    ...one(all, 'NetworkPolicy').spec.ingress.flatMap(rule => rule.ports.map(({ port }): [string, string] => ['NetworkPolicy', port])),
    ...(['livenessProbe', 'readinessProbe', 'startupProbe'] as const).map((name): [string, string] => [name, container[name].httpGet.port])
  ]
  const keys = container.env.flatMap(({ valueFrom }) => (valueFrom === undefined ? [] : [valueFrom.secretKeyRef]))
  return [
    ...selectors.filter(([, selector]) => !isWithin(selector, spec.template.metadata.labels)).map(([name]) => `${name} selects no pod`),
    ...ports.filter(([, port]) => !container.ports.some(({ name }) => name === port)).map(([name]) => `${name} names no port`),
    ...keys.filter(({ name, key }) => name !== secret.metadata.name || !(key in secret.stringData)).map(({ key }) => `no secret ${key}`),
    ...container.volumeMounts
      .filter(({ name }) => !pod.volumes.some(volume => volume.name === name))
      .map(({ name }) => `no volume ${name}`),
    ...pod.volumes.flatMap(({ configMap }) => (configMap === undefined || configMap.name === generator.name ? [] : ['no such ConfigMap'])),
    ...(scaled.kind === 'Deployment' && scaled.apiVersion === 'apps/v1' && scaled.name === metadata.name ? [] : ['nothing to scale']),
    ...(pod.serviceAccountName === one(all, 'ServiceAccount').metadata.name ? [] : ['no such ServiceAccount'])
  ]
}

const { spec } = one(manifests, 'Deployment')
const pod = spec.template.spec
const [container] = pod.containers
const { stringData } = one(manifests, 'Secret')
const environment = Object.fromEntries(
  container.env.map(({ name, value, valueFrom }) => [name, value ?? stringData[valueFrom?.secretKeyRef.key ?? '']])
)

describe('deploy/kubernetes and the published schemas', () => {
  it('every manifest conforms, with known members only', { timeout: 60_000 }, () => {
    expect(manifests.length).toBeGreaterThanOrEqual(7)
    expect(manifests.flatMap(schemaProblems)).toEqual([])
    expect(unknownMembers(manifests)).toEqual([])
  })

  it('a misspelt member, a wrong type and a missing member are reported', { timeout: 60_000 }, () => {
    const misspelt = changed('Deployment', ({ spec: { template } }) => {
      Object.assign(template.spec.containers[0], { readinesProbe: {} })
    })
    expect(unknownMembers(misspelt).join()).toContain('readinesProbe')
    const wrongType = changed('HorizontalPodAutoscaler', each => Object.assign(each.spec, { maxReplicas: 'eight' }))
    expect(wrongType.flatMap(schemaProblems).join()).toContain('maxReplicas')
    const missing = changed('Deployment', each => Reflect.deleteProperty(each.spec, 'selector'))
    expect(missing.flatMap(schemaProblems).join()).toContain('selector')
    expect(schemaProblems({ apiVersion: 'apps/v1beta1', kind: 'Deployment' })).toEqual(['no schema for apps/v1beta1 Deployment'])
  })
})

describe('deploy/kubernetes and itself', () => {
  it('every reference leads somewhere', () => {
    expect(danglingReferences(manifests)).toEqual([])
  })

  it.each<[string, Manifest[]]>([
    ['Service selects no pod', changed('Service', each => Object.assign(each.spec, { selector: { app: 'another' } }))],
    ['Deployment selects no pod', changed('Deployment', ({ spec: each }) => Object.assign(each.template.metadata, { labels: {} }))],
    [
      'readinessProbe names no port',
      changed('Deployment', each => Object.assign(each.spec.template.spec.containers[0].readinessProbe.httpGet, { port: 'htpp' }))
    ],
    ['no secret ADMIN_TOKEN', changed('Secret', each => Reflect.deleteProperty(each.stringData, 'ADMIN_TOKEN'))],
    ['no volume tmp', changed('Deployment', each => each.spec.template.spec.volumes.pop())],
    ['nothing to scale', changed('HorizontalPodAutoscaler', each => Object.assign(each.spec.scaleTargetRef, { name: 'other' }))],
    ['no such ServiceAccount', changed('Deployment', each => Object.assign(each.spec.template.spec, { serviceAccountName: 'x' }))]
  ])('and one that does not is reported: %s', (problem, all) => {
    expect(danglingReferences(all)).toContain(problem)
  })

  it('the kustomization lists every manifest but the example of a secret, and its names are in use', () => {
    const { resources, images } = kustomization as KustomizationShape
    expect([...resources].sort()).toEqual(files.filter(name => name !== 'kustomization.yaml' && name !== 'secret.example.yaml').sort())
    expect(container.image.split(':')[0]).toBe(images[0].name)
  })

  it('the pods have no rights, and what stands still is replaced without a gap', () => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }
    })
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] }
    })
    expect(Object.keys(container.resources.requests).sort()).toEqual(['cpu', 'memory'])
    expect(Object.keys(container.resources.limits).sort()).toEqual(['cpu', 'memory'])
    expect(spec.replicas, 'the autoscaler decides').toBeUndefined()
    const [command, pause] = container.lifecycle.preStop.exec.command
    expect(command).toBe('sleep')
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(Number(pause) + 10)
    expect([container.livenessProbe.httpGet.path, container.readinessProbe.httpGet.path]).toEqual(['/health', '/ready'])
    const { minReplicas } = one(manifests, 'HorizontalPodAutoscaler').spec
    expect(minReplicas).toBeGreaterThanOrEqual(2)
    expect(one(manifests, 'PodDisruptionBudget').spec.minAvailable).toBeLessThan(minReplicas)
    expect(one(manifests, 'NetworkPolicy').spec.policyTypes).toEqual(['Ingress', 'Egress'])
  })
})

describe('deploy/kubernetes and the service', () => {
  it('every variable exists, and together they are a configuration that requires authentication', () => {
    for (const name of Object.keys(environment)) expect(Object.keys(variables)).toContain(name)
    expect(readConfig(environment)).toMatchObject({
      auth: 'required',
      host: '0.0.0.0',
      port: container.ports[0]?.containerPort,
      warnings: []
    })
    for (const name of ['DATABASE_URL', 'ADMIN_TOKEN', 'METRICS_TOKEN', 'PATIENT_KEY_SECRET'])
      expect(container.env.find(each => each.name === name)).not.toHaveProperty('value')
    expect(readConfig({ ...environment, QUIET: 'on' }).quiet).toBe(true)
  })

  it('the files it reads are mounted where it looks', () => {
    const mountPath = container.volumeMounts.find(({ name }) => name === 'files')?.mountPath ?? ''
    for (const name of ['AUTH_CLIENTS', 'SITE_CONFIG']) {
      const path = environment[name] ?? ''
      expect(path.startsWith(`${mountPath}/`), path).toBe(true)
      expect(generator.files).toContain(basename(path))
    }
  })

  it('the example of a secret holds placeholders only', () => {
    for (const value of Object.values(stringData)) expect(value).toContain('replace-this')
  })
})
