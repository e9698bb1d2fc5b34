// Puts one text after the other into the page's field and tells how many milliseconds each took until it was painted.
const [texts, done] = arguments;
const field = document.querySelector('input[type=search]');
const put = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const pause = () => new Promise((resolve) => setTimeout(resolve, 80));

(async () => {
  field.focus();
  const took = [];
  for (const text of texts) {
    await pause();
    const begun = performance.now();
    put.call(field, text);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    // What changes before the first frame is on the screen when the second begins.
    await frame();
    await frame();
    took.push(performance.now() - begun);
  }
  done(took);
})();
