/** A stage of a load: the rate moves in a line to `target` per second. Nanoseconds, as k6 counts. */
export interface ShapeStage {
  readonly target: number;
  readonly durationNs: number;
}

/** How the rate of a phase moves. */
export interface LoadShape {
  readonly startRate: number;
  readonly stages: readonly ShapeStage[];
}

/** A load whose number of iterations is certain. */
export interface ExactShape extends LoadShape {
  /** Iterations that k6 starts or drops. */
  readonly planned: number;
  readonly durationNs: number;
}

/** Nothing starts in the last quarter of a second: k6's own clock may cut off what is due in the last moment. */
const REST_NS = 250e6;
/** Further off than floating point can be wrong, nearer than any half iteration. */
const TOLERANCE = 1e-6;

/**
 * Makes the number of iterations certain: the last stage that has a rate is lengthened, never shortened, until the
 * rate's integral is a whole number and a half, and then the rate drops to nothing for a moment. k6 starts iteration
 * n when the integral reaches n (lib/executor/ramping_arrival_rate.go, `cal`); one due at the very end races with it.
 *
 * @returns undefined when the rate is zero throughout
 */
export function exactShape(shape: LoadShape): ExactShape | undefined {
  const areas = areasOf(shape);
  const area = areas.reduce((sum, part) => sum + part, 0);
  const last = areas.findLastIndex((part) => part > 0);
  const stage = shape.stages[last];
  if (stage === undefined) return undefined;
  const wanted = Math.ceil(area - 0.5 - TOLERANCE) + 0.5;
  const partOfStage = areas[last] ?? 0;
  const durationNs = Math.round((stage.durationNs * (partOfStage + wanted - area)) / partOfStage);
  const stages = [
    ...shape.stages.slice(0, last),
    { ...stage, durationNs },
    ...shape.stages.slice(last + 1),
    { target: 0, durationNs: 0 },
    { target: 0, durationNs: REST_NS },
  ];
  return {
    startRate: shape.startRate,
    stages,
    planned: Math.floor(wanted),
    durationNs: stages.reduce((sum, each) => sum + each.durationNs, 0),
  };
}

/** Iterations of each stage: the area under the line of its rate. */
function areasOf({ startRate, stages }: LoadShape): readonly number[] {
  return stages.map(({ target, durationNs }, index) => {
    const from = index === 0 ? startRate : (stages[index - 1]?.target ?? 0);
    return ((from + target) / 2) * (durationNs / 1e9);
  });
}
