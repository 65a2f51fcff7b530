/* Reinforced max-sum on a perceptron, as one would write it in C: doubles, two order statistics a pattern by Hoare's selection.
 *
 * max-sum N P seed rate: draws the instance, solves it with a pull of rate t h, and prints one line: seconds, sweeps, 1 if solved.
 */

#include "discrete.h"

/* k-th smallest, counted from 0, of the first n values, which are reordered. */
static double nth(double *v, int n, int k) {
  int low = 0, high = n - 1;
  while (low < high) {
    double pivot = v[(low + high) / 2];
    int i = low, j = high;
    while (i <= j) {
      while (v[i] < pivot) i++;
      while (v[j] > pivot) j--;
      if (i <= j) {
        double held = v[i];
        v[i++] = v[j];
        v[j--] = held;
      }
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return v[k];
}

int main(int argc, char **argv) {
  if (argc != 5) return 1;
  int n = atoi(argv[1]), p = atoi(argv[2]);
  double rate = atof(argv[4]);
  state = atoi(argv[3]);
  int8_t *x = malloc((size_t)n * p), *label = malloc(p), *w = malloc(n);
  double *u = calloc((size_t)n * p, 8), *h = malloc(8 * n), *before = malloc(8 * n), *ext = calloc(n, 8);
  double *along = malloc(8 * n), *wrong = malloc(8 * n), *tie = malloc(8 * n);
  draw(x, label, n, p);
  for (int i = 0; i < n; i++) tie[i] = uniform(1e-7), h[i] = (mulberry32() & 1 ? 1 : -1) + tie[i];
  double began = now();
  int errors = p, t = 0, most = ceil(10 / rate);
  while (errors > 0 && t < most) {
    memcpy(before, h, 8 * n);
    for (int i = 0; i < n; i++) h[i] = ext[i] + tie[i];
    for (int a = 0; a < p; a++) {
      const int8_t *restrict row = x + (size_t)a * n;
      double *restrict m = u + (size_t)a * n;
      int right = 0, count = 0;
      for (int i = 0; i < n; i++) {
        along[i] = label[a] * row[i] * (before[i] - m[i]);
        if (along[i] > 0) right++;
        else wrong[count++] = -along[i];
      }
      int missing = (n + 1) / 2 - right;
      double last = 0, next = 0;
      if (missing >= 0) {
        double top = 1;
        for (int c = 0; c < count; c++) top = wrong[c] > top ? wrong[c] : top;
        next = missing < count ? nth(wrong, count, missing) : 4 * top;
        last = missing > 0 ? nth(wrong, count, missing - 1) : 0;
      }
      for (int i = 0; i < n; i++) {
        double size = fabs(along[i]);
        double say = missing < 0 ? 0 : along[i] > 0 ? next : missing == 0 ? 0 : size <= last ? next : last;
        m[i] = label[a] * row[i] * say;
        h[i] += m[i];
      }
    }
    t++;
    double sum = 0;
    for (int i = 0; i < n; i++) w[i] = h[i] > 0 ? 1 : -1;
    errors = errors_of(x, label, w, n, 1, p);
    for (int i = 0; i < n; i++) sum += fabs(h[i]);
    double scale = n / sum;
    for (int i = 0; i < n; i++) h[i] *= scale;
    for (size_t j = 0; j < (size_t)n * p; j++) u[j] *= scale;
    for (int i = 0; i < n; i++) ext[i] = rate * t * h[i];
  }
  printf("%.6f %d %d\n", now() - began, t, errors == 0);
  return 0;
}
