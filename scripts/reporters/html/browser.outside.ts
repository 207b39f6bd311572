import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasProgram } from '../../../mocks/outside/program.ts';
import { exampleResult } from '../result.fixture.ts';
import { openPage, type BrowserPage } from '../../../mocks/outside/browser.fixture.ts';
import { renderHtml } from './report.ts';

const WIDTHS = [360, 1024, 1920];

describe.skipIf(!hasProgram('chromium', ['--version']))('the report in a real Chromium', () => {
  let page: BrowserPage;
  let folder: ReturnType<typeof mkdtempDisposableSync>;
  let url: string;

  beforeAll(async () => {
    folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-report-'));
    const path = join(folder.path, 'report.html');
    writeFileSync(path, renderHtml(exampleResult('<script>document.title = "broken into"</script>')));
    url = pathToFileURL(path).href;
    page = await openPage();
  });

  afterAll(async () => {
    await page[Symbol.asyncDispose]();
    folder.remove();
  });

  it.each(WIDTHS)('fits %i pixels without scrolling sideways', async (width) => {
    await page.send('Emulation.setDeviceMetricsOverride', {
      width,
      height: 900,
      deviceScaleFactor: 1,
      mobile: false,
    });
    await page.send('Page.navigate', { url });
    await page.evaluate(
      "new Promise((done) => document.readyState === 'complete' ? done() : addEventListener('load', done))",
    );
    expect(await page.evaluate('location.href')).toBe(url);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  });

  it('shows the verdict, the objectives and a plot of each operation', async () => {
    expect(await page.evaluate("document.querySelector('h1').innerText")).toMatch(/FAIL/);
    expect(await page.evaluate("document.querySelectorAll('table').length")).toBeGreaterThan(2);
    expect(
      await page.evaluate("[...document.querySelectorAll('svg')].every((svg) => svg.getBBox().width > 100)"),
    ).toBe(true);
    expect(await page.evaluate("document.querySelectorAll('svg path').length")).toBeGreaterThan(0);
  });

  it('asks for nothing but itself, runs no script of the target, and complains of nothing', async () => {
    expect([...new Set(page.requests)]).toEqual([url]);
    expect(await page.evaluate('document.title')).not.toBe('broken into');
    expect(page.complaints).toEqual([]);
  });
});
