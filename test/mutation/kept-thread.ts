/**
 * A Vitest worker thread that outlives one run. Every mutant is a run of its own, and a new thread would read all modules
 * again each time: most of a second, for tests that take milliseconds.
 */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { PoolOptions, PoolWorker, WorkerRequest } from 'vitest/node'

/** A thread is renewed after so many runs: each leaves a listener behind in it. */
const RUNS_PER_THREAD = 100

let kept: { readonly thread: Worker; runs: number } | undefined

export function keptThread({ distPath, env, execArgv }: PoolOptions): PoolWorker {
  const { thread, runs } = (kept ??= { thread: new Worker(join(distPath, 'workers/threads.js'), { env, execArgv }), runs: 0 })
  // Idle, it keeps no process alive.
  thread.unref()
  const isLast = runs + 1 >= RUNS_PER_THREAD
  kept.runs++
  return {
    name: 'kept-thread',
    on: (event, callback) => thread.on(event, callback),
    off: (event, callback) => thread.off(event, callback),
    deserialize: data => data,
    start: () => Promise.resolve(),
    /** The thread does not hear of the end of a run, unless it is its last. */
    send: (message: WorkerRequest) => {
      if (message.type === 'stop' && !isLast) thread.emit('message', { type: 'stopped', __vitest_worker_response__: true })
      else thread.postMessage(message)
    },
    stop: async () => {
      for (const event of ['message', 'error', 'exit']) thread.removeAllListeners(event)
      if (!isLast) return
      kept = undefined
      await thread.terminate()
    }
  }
}
