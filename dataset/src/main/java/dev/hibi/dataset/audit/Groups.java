package dev.hibi.dataset.audit;

/** Disjoint sets (union-find); a set is named by its smallest member. */
final class Groups {
  private final int[] parents;

  Groups(int size) {
    parents = new int[size];
    for (int i = 0; i < size; i++) {
      parents[i] = i;
    }
  }

  int find(int member) {
    int root = member;
    while (parents[root] != root) {
      parents[root] = parents[parents[root]];
      root = parents[root];
    }
    return root;
  }

  void join(int first, int second) {
    int a = find(first);
    int b = find(second);
    parents[Math.max(a, b)] = Math.min(a, b);
  }

  int[] ids() {
    int[] ids = new int[parents.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = find(i);
    }
    return ids;
  }
}
