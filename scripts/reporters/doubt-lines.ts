import type { Doubt, Objective, RunResult } from '../../schemas/generated/run-result.ts';

/** One doubt as it is shown. */
export type DoubtLine = Pick<Doubt, 'code' | 'text' | 'advice'>;

const FEW = 'too-few-samples';
const FEW_ADVICE = 'measure at least that many events, or set a lower percentile';

interface OwnDoubt {
  readonly objective: Objective;
  readonly doubt: Doubt;
}

/** The doubts about the run, then those about objectives; what has too few samples stands on one line. */
export function doubtLines({ doubts, objectives }: RunResult): readonly DoubtLine[] {
  const own = objectives.flatMap((objective) => objective.doubts.map((doubt) => ({ objective, doubt })));
  const others = own.filter(({ doubt }) => doubt.code !== FEW);
  return [
    ...doubts,
    ...others.map(({ objective, doubt }) => ({ ...doubt, text: `${objective.displayName}: ${doubt.text}` })),
    ...tooFew(own.filter(({ doubt }) => doubt.code === FEW)),
  ];
}

function tooFew(own: readonly OwnDoubt[]): readonly DoubtLine[] {
  if (own.length === 0) return [];
  const names = own.map(
    ({ objective, doubt }) => `${objective.displayName} (${doubt.measured ?? '–'} of ${doubt.limit ?? '–'})`,
  );
  const text = `fewer events than the percentile needs: ${names.join(', ')}`;
  return [{ code: FEW, text, advice: FEW_ADVICE }];
}
