/* Belief propagation with every message kept, pattern after pattern in random order: a perceptron, or a committee of k units
 * that see the same n inputs. Doubles, and tanh wherever it stands in the equations: plain loops that a compiler vectorises.
 */

#include "discrete.h"

typedef struct {
  int n, k, p, s;
  int8_t *x, *label;
  double *u, *h, *ext, *stay, *m;
  int *order;
  double mu[64], v[64], good[64], bad[64];
} beliefs;

static double largest(double a, double b) { return a > b ? a : b; }
static double cut(double h) { return h > 30 ? 30 : h < -30 ? -30 : h; }
static double cdf(double z) { return 0.5 * erfc(-z * 0.7071067811865476); }

/* Gauss(x) / H(x). */
static double inverse_mills(double x) {
  if (x < 5) return exp(-0.5 * x * x) / (1.2533141373155003 * erfc(x * 0.7071067811865476));
  double z = 1 / (x * x);
  return x / (1 - z * (1 - 3 * z * (1 - 5 * z * (1 - 7 * z))));
}

static beliefs create(int n, int k, int p, double amplitude, double asymmetry) {
  int s = n * k;
  beliefs b = {n, k, p, s, malloc((size_t)n * p), malloc(p), malloc(8 * (size_t)s * p), malloc(8 * s),
               calloc(s, 8), malloc(8 * s), malloc(8 * s), malloc(4 * p)};
  draw(b.x, b.label, n, p);
  for (size_t j = 0; j < (size_t)s * p; j++) b.u[j] = uniform(amplitude);
  for (int i = 0; i < s; i++) b.stay[i] = uniform(asymmetry);
  for (int a = 0; a < p; a++) b.order[a] = a;
  return b;
}

static void add_up(beliefs *b) {
  for (int i = 0; i < b->s; i++) b->h[i] = b->ext[i] + b->stay[i];
  for (int a = 0; a < b->p; a++)
    for (int i = 0; i < b->s; i++) b->h[i] += b->u[(size_t)a * b->s + i];
}

/* Means of the synapses without pattern a, and what its units make of them. */
static void gather(beliefs *b, int a) {
  int n = b->n;
  const int8_t *restrict row = b->x + (size_t)a * n;
  for (int q = 0; q < b->k; q++) {
    double *restrict u = b->u + (size_t)a * b->s + q * n, *restrict h = b->h + q * n, *restrict m = b->m + q * n;
    double sum = 0, var = 0;
    for (int i = 0; i < n; i++) {
      m[i] = tanh(h[i] - u[i]);
      sum += row[i] * m[i];
      var += 1 - m[i] * m[i];
    }
    b->mu[q] = b->label[a] * sum;
    b->v[q] = largest(var, 1e-10);
    b->good[q] = largest(cdf(b->mu[q] / sqrt(b->v[q])), 1e-40);
    b->bad[q] = largest(cdf(-b->mu[q] / sqrt(b->v[q])), 1e-40);
  }
}

/* Likelihoods of the label with unit q good and bad: the law of the other votes. */
static void demand(const beliefs *b, int q, double *up, double *down) {
  *up = 1, *down = 0;
  if (b->k == 1) return;
  double law[65] = {1};
  for (int r = 0; r < b->k; r++)
    if (r != q)
      for (int c = b->k - 1; c >= 0; c--) law[c] = law[c] * b->bad[r] + (c > 0 ? law[c - 1] * b->good[r] : 0);
  for (int c = (b->k + 1) / 2; c < b->k; c++) *down += law[c];
  *up = *down + law[(b->k - 1) / 2];
}

/* New messages of pattern a; how far the one went that went furthest. */
static double renew(beliefs *b, int a, double damping) {
  double moved = 0;
  int n = b->n;
  const int8_t *restrict row = b->x + (size_t)a * n;
  for (int q = 0; q < b->k; q++) {
    double up, down, width = sqrt(b->v[q]), z = b->mu[q] / width, g;
    demand(b, q, &up, &down);
    if (b->k == 1) g = inverse_mills(-z) / width;
    else
      g = (up - down) * 0.3989422804014327 * exp(-0.5 * z * z) /
          ((up * b->good[q] + down * b->bad[q]) * width);
    double bend = g * (g + b->mu[q] / b->v[q]), slope = b->label[a] * g;
    double *restrict u = b->u + (size_t)a * b->s + q * n, *restrict h = b->h + q * n, *restrict m = b->m + q * n;
    for (int i = 0; i < n; i++) {
      double next = damping * u[i] + (1 - damping) * cut(row[i] * slope + bend * m[i]);
      moved = largest(moved, fabs(next - u[i]));
      h[i] += next - u[i];
      u[i] = next;
    }
  }
  return moved;
}

static double sweep(beliefs *b, double damping) {
  double moved = 0;
  add_up(b);
  for (int a = b->p - 1; a > 0; a--) {
    int c = (uint64_t)mulberry32() * (a + 1) >> 32, t = b->order[a];
    b->order[a] = b->order[c], b->order[c] = t;
  }
  for (int t = 0; t < b->p; t++) {
    gather(b, b->order[t]);
    moved = largest(moved, renew(b, b->order[t], damping));
  }
  return moved;
}
