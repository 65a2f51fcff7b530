"""chemical.mtx and chemical.tsv from the MATLAB file (python docs/examples/celegans/make.py; SciPy 1.17)."""
import os
import scipy.io

here = os.path.dirname(os.path.abspath(__file__))
data = scipy.io.loadmat(os.path.join(here, "ConnOrdered_040903.mat"))
names = [str(cell[0][0]) for cell in data["Neuron_ordered"]]
with open(os.path.join(here, "gabaergic.txt")) as file:
    inhibitory = set(file.read().split())
wiring = data["A_init_t_ordered"].tocoo()
entries = sorted(
    (int(i), int(j), int(n) * (-1 if names[i] in inhibitory else 1))
    for i, j, n in zip(wiring.row, wiring.col, wiring.data)
)
about = [
    "Chemical synapses of 279 neurons of C. elegans: rows send, columns receive; number of synapses,",
    "negative where the sender releases GABA. Chen, Hall & Chklovskii, PNAS 103:4723 (2006);",
    "Varshney, Chen, Paniagua, Hall & Chklovskii, PLoS Comput. Biol. 7:e1001066 (2011), CC BY.",
]
with open(os.path.join(here, "chemical.mtx"), "w", newline="\n") as file:
    file.write("%%MatrixMarket matrix coordinate integer general\n")
    file.writelines(f"% {line}\n" for line in about)
    file.write(f"{len(names)} {len(names)} {len(entries)}\n")
    file.writelines(f"{i + 1} {j + 1} {n}\n" for i, j, n in entries)
with open(os.path.join(here, "chemical.tsv"), "w", newline="\n") as file:
    file.writelines(f"# {line}\n" for line in about)
    file.write("source\ttarget\tweight\n")
    file.writelines(f"{names[i]}\t{names[j]}\t{n}\n" for i, j, n in entries)
