/* Entropy-driven Monte Carlo at zero temperature on a perceptron, as one would write it in C; see beliefs.h.
 *
 * edmc N P seed from to scopes: draws the instance, walks with a coupling that grows from one to the other, twenty refusals a
 * step, ten sweeps a flip. Prints one line: seconds, sweeps, 1 if solved, flips tried.
 */

#include "beliefs.h"

static int sweeps = 0;

/* log of 2 cosh x. */
static double log_two_cosh(double x) { return fabs(x) + log(1 + exp(-2 * fabs(x))); }

static double log_partition(beliefs *b) {
  double sum = 0;
  for (int i = 0; i < b->s; i++) sum += log_two_cosh(b->h[i]);
  for (int a = 0; a < b->p; a++) {
    const double *restrict u = b->u + (size_t)a * b->s, *restrict h = b->h;
    gather(b, a);
    sum += log(b->good[0]);
    for (int i = 0; i < b->s; i++) sum += log_two_cosh(h[i] - u[i]) - log_two_cosh(h[i]);
  }
  return sum;
}

static double rest(beliefs *b, int most) {
  for (int t = 0; t < most; t++) {
    sweeps++;
    if (sweep(b, 0) <= 1e-4) break;
  }
  return log_partition(b);
}

int main(int argc, char **argv) {
  if (argc != 7) return 1;
  int n = atoi(argv[1]), p = atoi(argv[2]), scopes = atoi(argv[6]);
  double from = atof(argv[4]), to = atof(argv[5]), gamma = from;
  state = atoi(argv[3]);
  beliefs b = create(n, 1, p, 0.01, 0);
  int8_t *w = calloc(n, 1), *tabu = calloc(n, 1);
  double *u = malloc(8 * (size_t)n * p), *h = malloc(8 * n);
  for (int i = 0; i < n; i++) w[i] = mulberry32() & 1 ? 1 : -1;
  double began = now();
  int errors = errors_of(b.x, b.label, w, n, 1, p), scope = 0, refused = 0, tried = 0;
  for (int i = 0; i < n; i++) b.ext[i] = gamma * w[i];
  double held = rest(&b, 200);
  while (errors > 0 && tried < 20 * n) {
    int i = -1;
    double most = 0;
    for (int j = 0; j < n && refused < 20; j++)
      if (!tabu[j] && -(b.h[j] - b.ext[j]) * w[j] > most) most = -(b.h[j] - b.ext[j]) * w[j], i = j;
    if (i < 0) {
      if (scope == scopes) break;
      scope++;
      gamma = from + (to - from) * scope / scopes;
      for (int j = 0; j < n; j++) b.ext[j] = gamma * w[j];
      memset(tabu, 0, n);
      refused = 0;
      held = rest(&b, 200);
      continue;
    }
    tried++;
    memcpy(u, b.u, 8 * (size_t)n * p);
    memcpy(h, b.h, 8 * n);
    w[i] = -w[i];
    b.ext[i] = gamma * w[i];
    double next = rest(&b, 10);
    if (next >= held) {
      held = next;
      errors = errors_of(b.x, b.label, w, n, 1, p);
      memset(tabu, 0, n);
      refused = 0;
    } else {
      w[i] = -w[i];
      b.ext[i] = gamma * w[i];
      memcpy(b.u, u, 8 * (size_t)n * p);
      memcpy(b.h, h, 8 * n);
      tabu[i] = 1;
      refused++;
    }
  }
  printf("%.6f %d %d %d\n", now() - began, sweeps, errors == 0, tried);
  return 0;
}
