/* SBPI as one would write it in C: bytes of +1 and -1, 16-bit hidden states, plain loops that a compiler vectorises.
 *
 * sbpi N P seed seeds: for each of so many seeds from `seed` on, draws the instance of mulberry32 (patterns, then labels),
 * solves it (theta 1, p_s 0.3, random order) and prints one line: seconds, sweeps, 1 if solved.
 */

#include "discrete.h"

static int stability(const int8_t *restrict x, const int8_t *restrict w, int n) {
  int sum = 0;
  for (int i = 0; i < n; i++) sum += x[i] * w[i];
  return sum;
}

static void learn(const int8_t *restrict x, int8_t *restrict w, int16_t *restrict h, int n) {
  for (int i = 0; i < n; i++) {
    h[i] += 2 * x[i];
    w[i] = h[i] > 0 ? 1 : -1;
  }
}

static void deepen(const int8_t *restrict x, const int8_t *restrict w, int16_t *restrict h, int n) {
  for (int i = 0; i < n; i++) h[i] += w[i] == x[i] ? 2 * x[i] : 0;
}

int main(int argc, char **argv) {
  if (argc != 5) return 1;
  int n = atoi(argv[1]), p = atoi(argv[2]), first = atoi(argv[3]), seeds = atoi(argv[4]);
  int8_t *x = malloc((size_t)n * p), *w = malloc(n);
  int16_t *h = malloc(2 * n);
  int *order = malloc(sizeof(int) * p);
  for (int s = 0; s < seeds; s++) {
    state = first + s;
    for (size_t k = 0; k < (size_t)n * p; k++) x[k] = mulberry32() >= 0x80000000u ? 1 : -1;
    for (int a = 0; a < p; a++)
      if (mulberry32() < 0x80000000u)
        for (int i = 0; i < n; i++) x[(size_t)a * n + i] *= -1;
    double began = now();
    for (int i = 0; i < n; i++) h[i] = w[i] = mulberry32() >= 0x80000000u ? 1 : -1;
    for (int a = 0; a < p; a++) order[a] = a;
    int errors = p, sweep = 0;
    while (errors > 0 && sweep < 10000) {
      for (int a = p - 1; a > 0; a--) {
        int b = mulberry32() % (a + 1), t = order[a];
        order[a] = order[b];
        order[b] = t;
      }
      for (int a = 0; a < p; a++) {
        const int8_t *row = x + (size_t)order[a] * n;
        int d = stability(row, w, n);
        if (d <= 0) learn(row, w, h, n);
        else if (d == 1 && mulberry32() < 0x4ccccccdu) deepen(row, w, h, n);
      }
      errors = 0;
      for (int a = 0; a < p; a++) errors += stability(x + (size_t)a * n, w, n) <= 0;
      sweep++;
    }
    printf("%.6f %d %d\n", now() - began, sweep, errors == 0);
  }
  return 0;
}
