#!/usr/bin/env bash
# NetworkX 3.6.1: modularity of a graph with negative weights (inhibitory synapses) has no bound, and where these outweigh
# the others Louvain puts together what repels each other.
#
# Expected: an error, a warning, or the signed null model (Gomez et al. 2009); in any case a value in [-1, 1].
# Seen: two triangles with k edges of -1 between them have Q = 0.5, 0.7, 1, 1.5, 2.5, 5.5 for k = 0 ... 5, a division by
# zero for 6, and -6.5 for 7, where Louvain and the greedy method return the three pairs joined by negative edges
# instead of the two triangles. All warnings are errors here; there is none. The strengths and their sum are
# taken over signed weights, so that the null model divides by a total that passes through 0.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet networkx==3.6.1

python/bin/python -W error - <<'PY' | tee seen
import networkx as nx

across = [(0, 3), (1, 4), (2, 5), (0, 4), (1, 5), (2, 3), (0, 5)]
for k in range(8):
    graph = nx.Graph()
    for a, b in [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)]:
        graph.add_edge(a, b, weight=1)
    for a, b in across[:k]:
        graph.add_edge(a, b, weight=-1)
    try:
        value = round(nx.community.modularity(graph, [{0, 1, 2}, {3, 4, 5}]), 9)
        found = [sorted(c) for c in nx.community.louvain_communities(graph, seed=1)]
        greedy = [sorted(c) for c in nx.community.greedy_modularity_communities(graph, weight='weight')]
        print(k, value, found, greedy)
    except ZeroDivisionError as error:
        print(k, type(error).__name__)
PY
grep -q '^3 1.5 \[\[0, 1, 2\], \[3, 4, 5\]\]' seen
grep -q '^5 5.5 ' seen
grep -q '^6 ZeroDivisionError' seen
grep -q '^7 -6.5 \[\[0, 3\], \[1, 4\], \[2, 5\]\] \[\[0, 3\], \[1, 4\], \[2, 5\]\]' seen
