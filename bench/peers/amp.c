/* Reinforced and focusing belief propagation in its approximate form, as one would write it in C: bytes of +1 and -1, single
 * precision, plain loops that a compiler vectorises.
 *
 * amp N P seed reinforced decay: draws the instance of mulberry32 (patterns, then labels), solves it with r = 1 - decay^t.
 * amp N P seed focusing step: the same with pseudo-reinforcement, damped by half.
 * Prints one line: seconds, sweeps, 1 if solved.
 */

#include "discrete.h"

static float along(const int8_t *restrict x, const float *restrict m, int n) {
  float sum = 0;
  for (int i = 0; i < n; i++) sum += x[i] * m[i];
  return sum;
}

static void down(const int8_t *restrict x, float g, float *restrict h, int n) {
  for (int i = 0; i < n; i++) h[i] += g * x[i];
}

static int stability(const int8_t *restrict x, const int8_t *restrict w, int n) {
  int sum = 0;
  for (int i = 0; i < n; i++) sum += x[i] * w[i];
  return sum;
}

static float cut(float h) { return h > 30 ? 30 : h < -30 ? -30 : h; }

/* Gauss(x) / H(x). */
static double inverse_mills(double x) {
  if (x < 5) return exp(-0.5 * x * x) / (1.2533141373155003 * erfc(x * 0.7071067811865476));
  double z = 1 / (x * x);
  return x / (1 - z * (1 - 3 * z * (1 - 5 * z * (1 - 7 * z))));
}

int main(int argc, char **argv) {
  if (argc != 6) return 1;
  int n = atoi(argv[1]), p = atoi(argv[2]), focusing = strcmp(argv[4], "focusing") == 0;
  double rate = atof(argv[5]);
  int8_t *x = malloc((size_t)n * p), *w = malloc(n);
  float *m = malloc(4 * n), *h = calloc(n, 4), *u = calloc(n, 4), *ext = calloc(n, 4), *g = calloc(p, 4);
  state = atoi(argv[3]);
  for (size_t k = 0; k < (size_t)n * p; k++) x[k] = mulberry32() >= 0x80000000u ? 1 : -1;
  for (int a = 0; a < p; a++)
    if (mulberry32() < 0x80000000u)
      for (int i = 0; i < n; i++) x[(size_t)a * n + i] *= -1;
  for (int i = 0; i < n; i++) m[i] = 0.02f * (mulberry32() / 4294967296.0f - 0.5f);
  double began = now();
  int errors = p, sweep = 0, most = focusing ? ceil(1 / rate) : ceil(6 / (1 - rate));
  while (errors > 0 && sweep < most) {
    double v = 0, gamma = 0;
    for (int i = 0; i < n; i++) v += 1 - m[i] * m[i], h[i] = 0;
    if (v < 1e-10) v = 1e-10;
    for (int a = 0; a < p; a++) {
      const int8_t *row = x + (size_t)a * n;
      double omega = along(row, m, n) - v * g[a];
      g[a] = inverse_mills(-omega / sqrt(v)) / sqrt(v);
      gamma += g[a] * (g[a] + omega / v);
      down(row, g[a], h, n);
    }
    sweep++;
    float pull = 1 - pow(rate, sweep), rho = rate * sweep, bond = sqrtf(rho), others = 1 / (1 - rho);
    float damping = focusing ? 0.5f : 0;
    for (int i = 0; i < n; i++) {
      u[i] = damping * u[i] + (1 - damping) * (h[i] + (float)gamma * m[i]);
      h[i] = cut(u[i] + ext[i]);
      m[i] = tanhf(h[i]);
      w[i] = h[i] > 0 ? 1 : -1;
    }
    if (!focusing)
      for (int i = 0; i < n; i++) ext[i] = pull * h[i];
    else if (rho < 1)
      for (int i = 0; i < n; i++) {
        float own = atanhf(tanhf(h[i] - ext[i]) * bond);
        ext[i] = 0.5f * ext[i] + 0.5f * cut(atanhf(tanhf(others * own) * bond));
      }
    errors = 0;
    for (int a = 0; a < p; a++) errors += stability(x + (size_t)a * n, w, n) <= 0;
  }
  printf("%.6f %d %d\n", now() - began, sweep, errors == 0);
  return 0;
}
