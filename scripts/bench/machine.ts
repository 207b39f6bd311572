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
  readonly k6: string;
  readonly go: string;
}

export async function machineOf(engine: string): Promise<Machine> {
  const { version, go_version: go } = await engineVersion(engine);
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown processor',
    cores: processors.length,
    kernel: release(),
    loadAverage: loadavg()[0] ?? 0,
    node: process.version,
    k6: version,
    go,
  };
}

/** The head of the tables. */
export function machineLines(machine: Machine): readonly string[] {
  const { processor, cores, kernel, node, k6, go, loadAverage } = machine;
  return [
    `${processor}, ${cores} cores · Linux ${kernel} · k6 ${k6} (${go}) · Node ${node}`,
    `Load average before: ${loadAverage.toFixed(2)}`,
  ];
}
