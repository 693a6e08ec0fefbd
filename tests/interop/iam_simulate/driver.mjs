// Asks @cloud-copilot/iam-simulate through its public interface; README.md here says how to run this.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { runSimulation, runUnsafeSimulation } from '@cloud-copilot/iam-simulate'

const STRICT = { simulationMode: 'Strict' }
const LAYERS = {
  identity: 'identityAnalysis',
  resource: 'resourceAnalysis',
  session: 'sessionAnalysis',
  boundary: 'permissionBoundaryAnalysis',
  scp: 'scpAnalysis',
  rcp: 'rcpAnalysis'
}

const document = (value) => (typeof value === 'string' ? JSON.parse(value) : value)
const statements = (policy) => [policy.Statement].flat()

function named(documents, prefix) {
  return documents.map((value, index) => ({ name: `${prefix}-${index}`, policy: document(value) }))
}

function levels(layer, prefix) {
  return layer.map((documents, index) => ({
    orgIdentifier: `${prefix}-${index}`,
    policies: named(documents, `${prefix}-${index}`)
  }))
}

// The package takes one session policy; policies of one layer are a union, so their statements are joined.
function joined(session) {
  const documents = [session].flat().map(document)
  if (documents.length < 2) return documents[0]
  if (new Set(documents.map((policy) => policy.Version)).size > 1)
    throw new Error('session policies of different versions cannot be joined into one')
  return { ...documents[0], Statement: documents.flatMap(statements) }
}

function accountOfResource(request) {
  const inArn = request.resource.split(':')[4] ?? ''
  if (/^[0-9]{12}$/.test(inArn)) return inArn
  return typeof request.principal === 'string' ? (request.principal.split(':')[4] ?? '') : ''
}

function simulation({ request, policies }) {
  return {
    request: {
      principal: request.principal,
      action: request.action,
      resource: {
        resource: request.resource,
        accountId: request.resourceAccount ?? accountOfResource(request)
      },
      contextVariables: request.context ?? {}
    },
    identityPolicies: named(policies.identity ?? [], 'identity'),
    serviceControlPolicies: levels(policies.scp ?? [], 'scp'),
    resourceControlPolicies: levels(policies.rcp ?? [], 'rcp'),
    resourcePolicy: policies.resource === undefined ? undefined : document(policies.resource),
    permissionBoundaryPolicies: policies.boundary?.length
      ? named(policies.boundary, 'boundary')
      : undefined,
    sessionPolicy: policies.session === undefined ? undefined : joined(policies.session)
  }
}

function answer(id, outcome) {
  if (outcome.resultType === 'error') return { id, verdict: 'Error', error: JSON.stringify(outcome.errors) }
  if (outcome.resultType !== 'single')
    return { id, verdict: 'Error', error: `a result of type ${outcome.resultType}` }
  const { analysis, ignoredContextKeys } = outcome.result
  const layers = {}
  for (const [layer, field] of Object.entries(LAYERS))
    if (analysis[field] !== undefined) layers[layer] = analysis[field].result
  return { id, verdict: outcome.overallResult, layers, ignored: ignoredContextKeys ?? [] }
}

async function judge(line) {
  const { id, ...entry } = JSON.parse(line)
  try {
    return answer(id, await runSimulation(simulation(entry), STRICT))
  } catch (error) {
    return { id, verdict: 'Error', error: String(error) }
  }
}

async function judgeAll() {
  for await (const line of createInterface({ input: process.stdin }))
    if (line.trim()) process.stdout.write(`${JSON.stringify(await judge(line))}\n`)
}

function seconds(since) {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1e6
}

function fail(text) {
  process.stderr.write(`${text}\n`)
  process.exitCode = 2
}

async function turn(cases, times, explained) {
  const verdicts = {}
  for (let done = 0; done < times; done += 1) {
    const one = cases[done % cases.length]
    const verdict = explained
      ? (await runSimulation(one, STRICT)).overallResult
      : runUnsafeSimulation(one, STRICT)
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
  }
  return verdicts
}

async function measure({ cases: path, decisions, warm, explained }) {
  const loading = process.cpuUsage()
  const text = readFileSync(path, 'utf8')
  const cases = text.split('\n').filter(Boolean).map((line) => simulation(JSON.parse(line)))
  const load = seconds(loading)
  if (!explained && cases.some((one) => one.resourcePolicy !== undefined))
    return fail('runUnsafeSimulation of this version stops at any resource policy: use --explained')
  await turn(cases, Number(warm), explained)
  const deciding = process.cpuUsage()
  const verdicts = await turn(cases, Number(decisions), explained)
  const spent = seconds(deciding)
  const figures = { decisions: Number(decisions), explained, load_cpu_seconds: load, cpu_seconds: spent }
  figures.cpu_seconds_per_decision = spent / Number(decisions)
  process.stdout.write(`${JSON.stringify({ ...figures, verdicts })}\n`)
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cases: { type: 'string' },
    decisions: { type: 'string', default: '1000' },
    warm: { type: 'string', default: '0' },
    explained: { type: 'boolean', default: false }
  }
})
if (positionals[0] === 'judge') await judgeAll()
else if (positionals[0] === 'measure' && values.cases) await measure(values)
else
  fail(
    'usage: driver.mjs judge <CASES >ANSWERS\n' +
      '       driver.mjs measure --cases FILE [--decisions N] [--warm N] [--explained]'
  )
