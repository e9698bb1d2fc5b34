// Runs axe-core over the page and hands back what it finds, short enough to read.
const done = arguments[arguments.length - 1];
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// A sheet that is still fading in has colors of its own.
const moving = document.getAnimations().filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime));
Promise.allSettled(moving.map((animation) => animation.finished))
  .then(() => window.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] }))
  .then(({ violations, passes }) =>
    done({
      rules: passes.length,
      violations: violations.map(({ id, impact, help, nodes }) => ({
        id,
        impact,
        help,
        nodes: nodes.map((node) => `${node.target.join(" ")} ${node.html.slice(0, 160)} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ""}`),
      })),
    }),
  )
  .catch((error) => done({ error: String(error) }));
