/** A small sign for each kind of node, 14 × 14 around a point. */
import type { SceneKind } from './scene';

type Pen = CanvasRenderingContext2D;

export function glyph(pen: Pen, kind: SceneKind, x: number, y: number): void {
  pen.save();
  pen.translate(x, y);
  pen.lineJoin = 'round';
  pen.lineCap = 'round';
  pen.beginPath();
  SIGNS[kind](pen);
  pen.stroke();
  pen.restore();
}

const SIGNS: Record<SceneKind, (pen: Pen) => void> = {
  workload: (pen) => {
    hexagon(pen, 6.5);
    lines(pen, [[-5.6, -3.2], [0, 0], [5.6, -3.2]], [[0, 0], [0, 6.5]]);
  },
  service: (pen) => hexagon(pen, 6.5),
  unanswered: (pen) => {
    pen.setLineDash([2.2, 2]);
    hexagon(pen, 6.5);
  },
  gateway: (pen) => {
    pen.rect(-6, -6, 4, 12);
    pen.rect(2, -6, 4, 12);
    lines(pen, [[-2, 0], [2, 0]]);
  },
  external: (pen) => {
    pen.arc(0, 0, 6.2, 0, 2 * Math.PI);
    lines(pen, [[-6.2, 0], [6.2, 0]]);
    pen.moveTo(2.8, 0);
    pen.ellipse(0, 0, 2.8, 6.2, 0, 0, 2 * Math.PI);
  },
  unknown: (pen) => {
    pen.arc(0, 0, 6.2, 0, 2 * Math.PI);
    pen.moveTo(-1.8, -1.6);
    pen.arc(0, -1.6, 1.8, Math.PI, 0.35 * Math.PI);
    lines(pen, [[0, 0.6], [0, 1.1]], [[0, 3.3], [0, 3.4]]);
  },
  namespace: (pen) => pen.roundRect(-6, -6, 12, 12, 3),
  cluster: (pen) => {
    pen.roundRect(-6, -6, 12, 12, 3);
    lines(pen, [[-6, 0], [6, 0]], [[0, -6], [0, 6]]);
  },
  box: (pen) => {
    pen.roundRect(-6.5, -3.5, 10, 10, 2.5);
    lines(pen, [[-3, -6.5], [4.5, -6.5], [6.5, -4.5], [6.5, 3]]);
  },
  entry: (pen) => lines(pen, [[0, -6.5], [0, 4]], [[-4, 0], [0, 4.2], [4, 0]], [[-6, 7], [6, 7]]),
};

function hexagon(pen: Pen, radius: number): void {
  for (let corner = 0; corner <= 6; corner++) {
    const angle = (Math.PI / 3) * corner + Math.PI / 6;
    const [x, y] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    if (corner === 0) {
      pen.moveTo(x, y);
    } else {
      pen.lineTo(x, y);
    }
  }
}

function lines(pen: Pen, ...paths: [number, number][][]): void {
  for (const path of paths) {
    path.forEach(([x, y], index) => (index === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
  }
}
