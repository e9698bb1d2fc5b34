/** The time, to the half minute, so that "in 5 min" on a screen stays true. */
class Clock {
  now = $state(Date.now());

  /** Ticks until the returned function is called. */
  start(): () => void {
    const tick = () => (this.now = Date.now());
    const timer = setInterval(tick, 30_000);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }
}

export const clock = new Clock();
