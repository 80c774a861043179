// The regions of Italy as outlines for the map of the directory, made lighter from @svg-maps/italy.
import map from '@svg-maps/italy';

/** The Italian names of those the package calls by another. */
const ITALIAN = {
  'aosta-valley': 'Valle d’Aosta',
  apulia: 'Puglia',
  lombardy: 'Lombardia',
  piedmont: 'Piemonte',
  sardinia: 'Sardegna',
  sicily: 'Sicilia',
  'trentino-south-tyrol': 'Trentino-Alto Adige',
  tuscany: 'Toscana',
};

/** How far a simplified line may lie from the true one, and the least area of an island, in units of the drawing. */
const TOLERANCE = 1;
const LEAST_AREA = 4;

/** The closed rings of a path whose only commands are relative moves with lines, and closings. */
function rings(path) {
  let [x, y] = [0, 0];
  return path.split(/(?=m)/).map((piece) => {
    const numbers = piece.match(/-?\d+(?:\.\d+)?(?:e-?\d+)?/g).map(Number);
    const ring = [];
    for (let i = 0; i + 1 < numbers.length; i += 2) {
      x += numbers[i];
      y += numbers[i + 1];
      ring.push([x, y]);
    }
    // Closing leads back to the beginning of the ring.
    [x, y] = ring[0];
    return ring;
  });
}

/** Twice the signed area of a ring, and its centre. */
function shape(ring) {
  let [area, cx, cy] = [0, 0, 0];
  ring.forEach(([x, y], i) => {
    const [nx, ny] = ring[(i + 1) % ring.length];
    const cross = x * ny - nx * y;
    area += cross;
    cx += (x + nx) * cross;
    cy += (y + ny) * cross;
  });
  return { area: Math.abs(area) / 2, centre: [cx / (3 * area), cy / (3 * area)] };
}

/** Leaves out the points that lie on the line between those that are kept (Douglas and Peucker, 1973). */
function simplified(points) {
  if (points.length < 3) return points;
  const [[ax, ay], [bx, by]] = [points[0], points.at(-1)];
  const length = Math.hypot(bx - ax, by - ay);
  const distance = ([x, y]) =>
    length < 1e-6 ? Math.hypot(x - ax, y - ay) : Math.abs((by - ay) * x - (bx - ax) * y + bx * ay - by * ax) / length;
  let [farthest, most] = [0, 0];
  points.forEach((point, i) => {
    const far = distance(point);
    if (far > most) [farthest, most] = [i, far];
  });
  if (most <= TOLERANCE) return [points[0], points.at(-1)];
  return [...simplified(points.slice(0, farthest + 1)).slice(0, -1), ...simplified(points.slice(farthest))];
}

const rounded = (number) => Number(number.toFixed(1));
const outline = (ring) => `M${ring.map((point) => point.map(rounded).join(' ')).join('L')}Z`;

/** The drawing: its size, and for each region its Italian name, its outline and where its number stands. */
export function regions() {
  const [, , width, height] = map.viewBox.split(' ').map(Number);
  return {
    width,
    height,
    regions: map.locations.map(({ id, name, path }) => {
      const all = rings(path).map((ring) => ({ ring, ...shape(ring) }));
      const largest = all.reduce((one, other) => (other.area > one.area ? other : one));
      const kept = all.filter((one) => one === largest || one.area >= LEAST_AREA);
      const [x, y] = largest.centre.map(rounded);
      return { name: ITALIAN[id] ?? name, outline: kept.map(({ ring }) => outline(simplified(ring))).join(''), x, y };
    }),
  };
}
