/* What the programs on discrete synapses share: random numbers, the clock, and instances of mulberry32. */

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint32_t state;

static uint32_t mulberry32(void) {
  uint32_t t = state += 0x6d2b79f5u;
  t = (t ^ t >> 15) * (t | 1);
  t ^= t + (t ^ t >> 7) * (t | 61);
  return t ^ t >> 14;
}

static double uniform(double size) { return size * (2 * (mulberry32() / 4294967296.0) - 1); }

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

/* Patterns, row after row, and labels: bytes of +1 and -1. */
static void draw(int8_t *x, int8_t *label, int n, int p) {
  for (size_t j = 0; j < (size_t)n * p; j++) x[j] = mulberry32() >= 0x80000000u ? 1 : -1;
  for (int a = 0; a < p; a++) label[a] = mulberry32() >= 0x80000000u ? 1 : -1;
}

static int dot(const int8_t *restrict x, const int8_t *restrict w, int n) {
  int sum = 0;
  for (int i = 0; i < n; i++) sum += x[i] * w[i];
  return sum;
}

/* Patterns that a committee of k units answers wrongly. */
static int errors_of(const int8_t *x, const int8_t *label, const int8_t *w, int n, int k, int p) {
  int errors = 0;
  for (int a = 0; a < p; a++) {
    int votes = 0;
    for (int q = 0; q < k; q++) votes += label[a] * dot(x + (size_t)a * n, w + q * n, n) > 0 ? 1 : -1;
    errors += votes <= 0;
  }
  return errors;
}
