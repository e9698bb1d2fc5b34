// Moves through the answers side by side, or types into the empty page, and tells how many milliseconds each step took until it was
// painted.
const [steps, done] = arguments;
const grid = document.querySelector('[role=grid]');
const field = document.querySelector('input[type=search]');
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const pause = () => new Promise((resolve) => setTimeout(resolve, 60));

const acts = {
  down: () => grid.scrollBy(0, 640),
  right: () => grid.scrollBy(900, 0),
  home: () => grid.scrollTo(0, 0),
  key: () => {
    const cell = grid.querySelector('[data-at][tabindex="0"]') ?? grid.querySelector('[data-at="1 1"]');
    cell.focus({ preventScroll: true });
    cell.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
  },
};

(async () => {
  const took = [];
  for (const step of steps) {
    await pause();
    const begun = performance.now();
    if (grid) acts[step]();
    else field.value += 'a';
    // What changes before the first frame is on the screen when the second begins.
    await frame();
    await frame();
    took.push(performance.now() - begun);
  }
  const holes = grid ? [...grid.querySelectorAll('[role=gridcell]')].filter((cell) => cell.textContent.trim() === '').length : 0;
  done({ took, holes });
})();
