import { LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

import { htmlText } from '../escape.ts';

/** One line of a plot. */
export interface PlotLine {
  readonly name: string;
  /** Readable on white and on black. */
  readonly color: string;
  /** x and y; no y where there is nothing to draw. */
  readonly points: readonly (readonly [x: number, y: number | null])[];
}

/** The limit of a percentile. */
export interface PlotLimit {
  readonly ms: number;
  /** `p99 limit`; our own words. */
  readonly caption: string;
}

/** Latency over time. */
export interface Plot {
  /** What a screen reader says. */
  readonly label: string;
  readonly lines: readonly PlotLine[];
  /** A horizontal line. */
  readonly limit?: PlotLimit;
  /** Ends of the time axis, in seconds since the start of the run. */
  readonly startSeconds: number;
  readonly endSeconds: number;
}

const WIDTH = 720;
const HEIGHT = 240;
const INK = 'currentColor';
const FAINT = '#88888855';
const LIMIT_COLOR = '#c2344d';

/** A plot as static SVG: no script, no link, the same bytes for the same plot. */
export function renderPlot(plot: Plot): string {
  use([LineChart, GridComponent, MarkLineComponent, SVGRenderer]);
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  try {
    chart.setOption(optionsOf(plot));
    return staticSvg(chart.renderToSVGString(), plot.label);
  } finally {
    // Its timers would keep the process alive.
    chart.dispose();
  }
}

// Class names and the style element carry a counter of the process, and serve hovering only.
function staticSvg(svg: string, label: string): string {
  return svg
    .replace(/ class="[^"]*"/g, '')
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/zr\d+-/g, 'p-')
    .replace('<svg ', `<svg role="img" aria-label="${htmlText(label)}" `);
}

function optionsOf({ lines, limit, startSeconds, endSeconds }: Plot): Record<string, unknown> {
  const axis = {
    axisLabel: { color: INK, fontSize: 12 },
    axisLine: { lineStyle: { color: FAINT } },
    axisTick: { lineStyle: { color: FAINT } },
    splitLine: { lineStyle: { color: FAINT } },
    nameTextStyle: { color: INK },
  };
  return {
    animation: false,
    grid: { left: 64, right: 24, top: 28, bottom: 40 },
    xAxis: {
      ...axis,
      type: 'value',
      min: startSeconds,
      max: endSeconds,
      name: 'seconds',
      nameLocation: 'middle',
      nameGap: 26,
    },
    yAxis: { ...axis, type: 'log', name: 'ms', ...rangeOf(lines, limit?.ms) },
    series: lines.map((line, index) => ({
      type: 'line',
      name: line.name,
      data: line.points,
      silent: true,
      showSymbol: line.points.length <= 90,
      symbol: 'circle',
      symbolSize: 3,
      lineStyle: { color: line.color, width: 1.5 },
      itemStyle: { color: line.color },
      ...(index === 0 && limit !== undefined && { markLine: limitLine(limit) }),
    })),
  };
}

// Whole powers of ten that hold every value and the limit: an axis that hides the limit would flatter.
function rangeOf(
  lines: readonly PlotLine[],
  limitMs: number | undefined,
): { readonly min: number; readonly max: number } {
  const values = lines
    .flatMap((line) => line.points.map(([, y]) => y))
    .filter((y) => y !== null && y > 0) as number[];
  const all = limitMs === undefined ? values : [...values, limitMs];
  if (all.length === 0) return { min: 1, max: 10 };
  const least = all.reduce((a, b) => Math.min(a, b));
  const greatest = all.reduce((a, b) => Math.max(a, b));
  const min = 10 ** Math.floor(Math.log10(least));
  return { min, max: Math.max(min * 10, 10 ** Math.ceil(Math.log10(greatest))) };
}

function limitLine({ ms, caption }: PlotLimit): object {
  return {
    silent: true,
    symbol: 'none',
    data: [{ yAxis: ms }],
    lineStyle: { color: LIMIT_COLOR, type: 'dashed' },
    label: { formatter: caption, position: 'insideStartTop', color: LIMIT_COLOR },
  };
}
