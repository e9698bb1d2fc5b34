import { Layout } from './layout';
import type { Graph } from './graph';
import type { Points } from './seed';

/** So few find their places within one frame. */
const FEW = 100;
/** How long one slice of the work lasts, in milliseconds: the rest of the frame is for whatever else the user does. */
const SLICE = 12;

interface Options {
  aspect: number;
  kept: Points;
  /** Everybody has a place. */
  done: (points: Points) => void;
}

/**
 * Gives everybody a place, in slices between the frames if they are many, until the returned function is called. People who are
 * still looking for one are not shown: drawing them costs several times what the work itself does, and nobody can read it.
 */
export function settle(graph: Graph, { aspect, kept, done }: Options): () => void {
  const layout = new Layout(graph, { aspect, kept });
  if (graph.spots.length < FEW) {
    layout.advance();
    done(layout.points());
    return () => undefined;
  }
  let frame = 0;
  const slice = () => {
    if (layout.advance(SLICE)) done(layout.points());
    else frame = requestAnimationFrame(slice);
  };
  frame = requestAnimationFrame(slice);
  return () => cancelAnimationFrame(frame);
}
