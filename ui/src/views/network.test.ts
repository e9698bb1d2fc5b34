import type { NetworkRow } from '$lib/ipc';
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend } from '../../tests/fake';
import { forest } from '../../tests/forest';
import { named } from '../../tests/samples';
import Network from './Network.svelte';

const rows: NetworkRow[] = [
  { person: named('ana', 'Ana Müller'), through: null, depth: 0, held: 1, also: [] },
  { person: named('ben', 'Ben Okafor'), through: 'ana', depth: 1, held: 0, also: [named('chi', 'Chi Ito')] },
  { person: named('chi', 'Chi Ito'), through: null, depth: 0, held: 2, also: [] },
];

async function show(of: NetworkRow[] = rows) {
  let now = of;
  const program = fakeBackend({ network: () => now });
  const view = render(Network);
  const drawing = await screen.findByRole('group', { name: /who led you to whom/ });
  await waitFor(() => expect(drawing).toHaveAttribute('aria-busy', 'false'));
  const change = (next: NetworkRow[]) => {
    now = next;
    program.changed('person');
  };
  return { ...view, drawing, change, user: userEvent.setup() };
}

const stop = (drawing: HTMLElement) => drawing.querySelectorAll('[tabindex="0"]');
const places = (drawing: HTMLElement) =>
  new Map([...drawing.querySelectorAll<SVGElement>('[data-spot]')].map((spot) => [spot.dataset.spot, spot.parentElement?.getAttribute('transform')]));

describe('the network as a drawing', () => {
  afterEach(() => vi.restoreAllMocks());

  it('shows met and not met by shape, and says in words what the shapes mean (C69, C99)', async () => {
    const { drawing, container } = await show();
    const ana = within(drawing).getByRole('link', { name: 'Ana Müller, met once' });
    const ben = within(drawing).getByRole('link', { name: 'Ben Okafor, not met yet, named by Ana Müller, also named by Chi Ito' });
    expect(ana.querySelector('circle.met')).not.toBeNull();
    expect(ben.querySelector('path.named')).not.toBeNull();
    expect(ben.querySelector('circle.met')).toBeNull();
    expect(drawing.querySelectorAll('path.led')).toHaveLength(3);
    expect(drawing.querySelectorAll('path.also')).toHaveLength(1);
    const legend = screen.getByRole('list', { name: 'What the signs mean' });
    expect([...legend.children].map((one) => one.textContent?.trim())).toEqual(['You', 'Met', 'Not met yet', 'Also named by']);
    await expectAccessible(container);
  });

  it('is walked and opened by keys, as one stop of the Tab key (C99)', async () => {
    const { drawing, user } = await show();
    const you = within(drawing).getByRole('img', { name: 'You' });
    expect([...stop(drawing)]).toEqual([you]);
    await waitFor(async () => {
      await user.tab();
      expect(you).toHaveFocus();
    });
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp']) {
      if (document.activeElement === you) await user.keyboard(`{${key}}`);
    }
    const reached = document.activeElement as HTMLElement;
    expect(reached).not.toBe(you);
    expect([...stop(drawing)]).toEqual([reached]);
    expect(drawing.querySelector('.tag')).toHaveTextContent(/met (once|2 times)|not met yet/);
    expect(drawing.querySelectorAll('path.way').length).toBeGreaterThan(0);
    await user.keyboard('{Home}');
    expect(you).toHaveFocus();
    reached.focus();
    await user.keyboard('{Enter}');
    expect(location.hash).toBe(`#/people/${reached.dataset.spot}`);
  });

  it('comes nearer and shows everybody again, by keys and by buttons (C99)', async () => {
    const { drawing, user } = await show();
    const seen = () => drawing.querySelector('.lines')?.getAttribute('transform');
    const all = seen();
    await user.click(screen.getByRole('button', { name: 'Nearer' }));
    const near = seen();
    expect(near).not.toBe(all);
    await user.click(screen.getByRole('button', { name: 'Farther away' }));
    expect(seen()).not.toBe(near);
    await user.click(screen.getByRole('button', { name: 'Show everybody' }));
    expect(seen()).toBe(all);
    (stop(drawing)[0] as SVGElement).focus();
    await user.keyboard('+');
    expect(seen()).not.toBe(all);
    await user.keyboard('-');
    await user.keyboard('0');
    expect(seen()).toBe(all);
    await fireEvent.wheel(drawing, { deltaY: -100 });
    expect(seen()).not.toBe(all);
  });

  it('opens a person by a click, and not at the end of a drag (C99)', async () => {
    const { drawing } = await show();
    const ana = within(drawing).getByRole('link', { name: /^Ana/ });
    const before = drawing.querySelector('.lines')?.getAttribute('transform');
    const hand = (type: string, clientX: number) =>
      fireEvent(ana, Object.assign(new MouseEvent(type, { bubbles: true, clientX, clientY: 100 }), { pointerId: 1, pointerType: 'touch' }));
    await hand('pointerdown', 100);
    await hand('pointermove', 160);
    await hand('pointerup', 160);
    await fireEvent.click(ana);
    expect(location.hash).toBe('#/today');
    expect(drawing.querySelector('.lines')?.getAttribute('transform')).not.toBe(before);
    await hand('pointerdown', 100);
    await hand('pointerup', 100);
    await fireEvent.click(ana);
    expect(location.hash).toBe('#/people/ana');
  });

  it('lets those who are there stay where they are when somebody comes (C99)', async () => {
    const { drawing, change, user } = await show();
    await user.click(screen.getByRole('button', { name: 'Nearer' }));
    const before = places(drawing);
    change([...rows, { person: named('dara', 'Dara Kim'), through: 'chi', depth: 1, held: 0, also: [] }]);
    await within(drawing).findByRole('link', { name: /^Dara Kim/ });
    for (const [id, at] of before) expect(places(drawing).get(id)).toBe(at);
  });

  it('shows 300 people once they have their places, and never while they move (C99)', async () => {
    const frames = vi.spyOn(window, 'requestAnimationFrame');
    fakeBackend({ network: () => forest(300) });
    render(Network);
    const drawing = await screen.findByRole('group', { name: /300 people/ });
    const seen = new Set<string>();
    const watch = new MutationObserver(() => seen.add([...places(drawing).values()].join()));
    watch.observe(drawing, { childList: true, subtree: true, attributes: true, attributeFilter: ['transform'] });
    await waitFor(() => expect(drawing).toHaveAttribute('aria-busy', 'false'));
    await waitFor(() => expect(within(drawing).getAllByRole('link')).toHaveLength(300));
    watch.disconnect();
    expect(seen.size).toBe(1);
    expect(frames.mock.calls.length).toBeGreaterThan(0);
  });

  it('is drawn for one person, and says what will be there for nobody (C99)', async () => {
    const { drawing, unmount } = await show(rows.slice(0, 1));
    expect(within(drawing).getAllByRole('link')).toHaveLength(1);
    expect(screen.queryByText('Also named by')).toBeNull();
    unmount();
    fakeBackend({ network: () => [] });
    render(Network);
    expect(await screen.findByText(/^Who led you to whom will grow here/)).toBeVisible();
    expect(screen.queryByRole('radio')).toBeNull();
  });
});

describe('the network as a list', () => {
  it('says the same as the drawing, each below whoever led to them (C69)', async () => {
    const { container, user } = await show();
    await user.click(screen.getByRole('radio', { name: 'List' }));
    const ana = screen.getByRole('link', { name: 'Ana Müller' }).closest('li');
    expect(within(ana as HTMLElement).getByRole('link', { name: 'Ben Okafor' })).toBeVisible();
    expect(screen.getByText('not met yet, also named by Chi Ito')).toBeVisible();
    await expectAccessible(container);
  });

  it('is walked by keys from the first to the last (C69, C99)', async () => {
    const { user } = await show();
    await user.click(screen.getByRole('radio', { name: 'List' }));
    const list = screen.getByRole('list', { name: 'Who led you to whom' });
    const links = within(list).getAllByRole('link');
    expect(links.map((link) => link.textContent)).toEqual(['Ana Müller', 'Ben Okafor', 'Chi Ito']);
    for (const link of links) {
      await user.tab();
      expect(link).toHaveFocus();
    }
    await user.keyboard('{Home}{ArrowDown}');
    expect(links[1]).toHaveFocus();
    await user.keyboard('{End}{ArrowDown}{ArrowUp}');
    expect(links[1]).toHaveFocus();
    await user.click(links[1] as HTMLElement);
    expect(location.hash).toBe('#/people/ben');
  });
});
