package dev.hibi.client.api;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A list page by page, as one. */
final class Paging {
  private Paging() {}

  /**
   * All items, each once: pages shift when the list changes between two calls.
   *
   * @param fetch a page by its number, from 1
   * @param pageSize a shorter page is the last
   * @param id what tells items apart
   */
  static <T> Stream<T> stream(
      IntFunction<List<T>> fetch, int pageSize, ToLongFunction<? super T> id) {
    Iterator<T> items = new Iterator<>(fetch, pageSize, id);
    int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(items, characteristics), false);
  }

  private static final class Iterator<T> implements java.util.Iterator<T> {
    private final IntFunction<List<T>> fetch;
    private final int pageSize;
    private final ToLongFunction<? super T> id;
    private final Set<Long> seen = new HashSet<>();
    private final Queue<T> ready = new ArrayDeque<>();
    private int page;
    private boolean last;

    Iterator(IntFunction<List<T>> fetch, int pageSize, ToLongFunction<? super T> id) {
      this.fetch = fetch;
      this.pageSize = pageSize;
      this.id = id;
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && !last) {
        List<T> items = fetch.apply(++page);
        last = items.size() < pageSize;
        items.stream().filter(item -> seen.add(id.applyAsLong(item))).forEach(ready::add);
      }
      return !ready.isEmpty();
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }
  }
}
