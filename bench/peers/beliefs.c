/* Focusing and reinforced belief propagation with every message kept, as one would write it in C; see beliefs.h.
 *
 * beliefs N K P seed focusing step: pseudo-reinforcement, damped by half.
 * beliefs N K P seed reinforced decay: every synapse gets the field (1 - decay^t) h.
 * Prints one line: seconds, sweeps, 1 if solved.
 */

#include "beliefs.h"

int main(int argc, char **argv) {
  if (argc != 7) return 1;
  int n = atoi(argv[1]), k = atoi(argv[2]), p = atoi(argv[3]);
  int focusing = strcmp(argv[5], "focusing") == 0;
  double rate = atof(argv[6]), damping = focusing ? 0.5 : 0;
  state = atoi(argv[4]);
  beliefs b = create(n, k, p, k > 1 ? 0.1 : 0.01, k > 1 ? 0.02 : 0);
  int8_t *w = malloc(b.s);
  double began = now();
  int errors = p, t = 0, most = focusing ? ceil(1 / rate) : ceil(6 / (1 - rate));
  while (errors > 0 && t < most) {
    sweep(&b, damping);
    t++;
    for (int i = 0; i < b.s; i++) w[i] = b.h[i] > 0 ? 1 : -1;
    errors = errors_of(b.x, b.label, w, n, k, p);
    double rho = rate * t, bond = sqrt(rho), others = 1 / (1 - rho), pull = 1 - pow(rate, t);
    if (!focusing)
      for (int i = 0; i < b.s; i++) b.ext[i] = cut(pull * b.h[i]);
    else if (rho < 1)
      for (int i = 0; i < b.s; i++) {
        double own = atanh(tanh(b.h[i] - b.ext[i]) * bond);
        b.ext[i] = damping * b.ext[i] + (1 - damping) * cut(atanh(tanh(others * own) * bond));
      }
  }
  printf("%.6f %d %d\n", now() - began, t, errors == 0);
  return 0;
}
