import { cpus, loadavg, release } from 'node:os';
import { engineVersion } from '../k6/engine.ts';

/** What the figures were measured on and with. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly kernel: string;
  /** Processes that wanted a core in the minute before: above 0, others disturb the figures. */
  readonly loadAverage: number;
  readonly node: string;
  /** Where the engine is measured. */
  readonly k6?: string;
  readonly go?: string;
}

export async function machineOf(engine: string | undefined): Promise<Machine> {
  const version = engine === undefined ? undefined : await engineVersion(engine);
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown processor',
    cores: processors.length,
    kernel: release(),
    loadAverage: loadavg()[0] ?? 0,
    node: process.version,
    ...(version !== undefined && { k6: version.version, go: version.go_version }),
  };
}

/** The head of the tables. */
export function machineLines(machine: Machine): readonly string[] {
  const { processor, cores, kernel, node, k6, go, loadAverage } = machine;
  const engine = k6 === undefined ? [] : [`k6 ${k6} (${go})`];
  return [
    [`${processor}, ${cores} cores`, `Linux ${kernel}`, ...engine, `Node ${node}`].join(' · '),
    `Load average before: ${loadAverage.toFixed(2)}`,
  ];
}
